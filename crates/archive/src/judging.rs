//! Tells text from anything else by what most of it is: what is lost, noisy or padded in a log makes it no less a log.

use crate::fill::{self, is_fill};
use crate::sniff::{HEAD_BYTES, Utf16, utf16};
use crate::source::Source;
use crate::western;
use std::io::{self, Read};

/// Bytes that are looked at where the first ones do not settle it, padding apart.
const SAMPLE_BYTES: usize = 64 * 1024;
/// And where those look like no text either: what is lost at the start of a log is seldom more than a flash page or two.
const LONG_SAMPLE_BYTES: usize = 1024 * 1024;
/// Bytes read in search of something that is no padding.
const READ_MOST: u64 = 16 * 1024 * 1024;
/// Parts of a long file that are looked at, and their bytes.
const PARTS: u64 = 64;
const PART_BYTES: u64 = 16 * 1024;
/// Files shorter than this must show more clearly that they are text, in bytes.
const SHORT: usize = 64;

/// What a file's bytes were found to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Judgement {
    pub(crate) is_text: bool,
    pub(crate) order: Option<Utf16>,
    /// Stretches of padding were seen.
    pub(crate) padded: bool,
    /// In Windows-1252, as far as it was looked at.
    pub(crate) western: bool,
}

/// How well a text is preserved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Text {
    No,
    /// With noise in it.
    Noisy,
    /// Without a single odd byte.
    Clean,
}

/// Bytes of a file from its beginning, and what they count.
#[derive(Debug, Default)]
struct Sample {
    /// Without stretches of padding.
    bytes: Vec<u8>,
    pairs: Pairs,
    padded: bool,
    /// The last byte, where it lies between two pairs.
    odd: Option<u8>,
    /// Bytes of padding that may go on in what is read next.
    pending: usize,
    pending_of: u8,
}

/// Pairs of bytes as UTF-16 has them, in both orders.
#[derive(Debug, Default)]
struct Pairs {
    /// That are no padding.
    all: u64,
    little: Units,
    big: Units,
}

#[derive(Debug, Default, Clone, Copy)]
struct Units {
    /// Letters, digits and signs of ASCII, and white space.
    ascii: u64,
    /// What is plausible beside them.
    others: u64,
    line_ends: u64,
}

/// Judges a file that begins with `head` and goes on with `rest`.
pub(crate) fn judge(head: &[u8], rest: &mut impl Read) -> Judgement {
    let mut sample = Sample::default();
    sample.take(head);
    let ends = head.len() < HEAD_BYTES;
    if ends || sample.text() == Text::Clean && utf16(head).is_none() {
        let judged = sample.judged(head);
        if ends || !judged.western {
            return judged;
        }
    }
    let mut rest = rest.take(READ_MOST);
    for enough in [SAMPLE_BYTES, LONG_SAMPLE_BYTES] {
        // What cannot be read is said where the file is read.
        let went_on = sample.fill_up(&mut rest, enough).unwrap_or(false);
        let judged = sample.judged(head);
        if judged.is_text || !went_on {
            return judged;
        }
    }
    sample.judged(head)
}

/// Judges a file by parts of all of it: what its beginning is does not settle what most of it is.
pub(crate) fn judge_parts(source: &Source) -> Judgement {
    let mut sample = Sample::default();
    let bytes = source.bytes();
    // An even step keeps the pairs of UTF-16 together.
    let step = (bytes / PARTS).next_multiple_of(2).max(PART_BYTES);
    for part in 0..PARTS {
        let mut held = Vec::new();
        if source.slice(part * step, PART_BYTES).read_to_end(&mut held).is_err() || held.is_empty() {
            break;
        }
        sample.take(&held);
    }
    sample.judged(&[])
}

impl Sample {
    /// Reads until there are so many bytes; is there more?
    fn fill_up(&mut self, rest: &mut impl Read, enough: usize) -> io::Result<bool> {
        let mut chunk = [0; HEAD_BYTES];
        while self.bytes.len() < enough {
            match rest.read(&mut chunk) {
                Ok(0) => return Ok(false),
                Ok(read) => self.take(&chunk[..read]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(true)
    }

    fn take(&mut self, bytes: &[u8]) {
        let pairs = self.odd.into_iter().chain(bytes.iter().copied());
        let mut first = None;
        for byte in pairs {
            match first.take() {
                None => first = Some(byte),
                Some(first) => self.pairs.take([first, byte]),
            }
        }
        self.odd = first;
        for run in bytes.chunk_by(|a, b| a == b && is_fill(*a)) {
            if !is_fill(run[0]) {
                self.settle();
                self.bytes.extend_from_slice(run);
                continue;
            }
            if self.pending > 0 && self.pending_of != run[0] {
                self.settle();
            }
            self.pending += run.len();
            self.pending_of = run[0];
        }
    }

    /// Padding ended: short of a stretch it is bytes like others, unless it stands at the start.
    fn settle(&mut self) {
        let is_stretch = self.pending >= fill::STRETCH || self.bytes.is_empty();
        if is_stretch {
            self.padded |= self.pending >= fill::STRETCH;
        } else {
            self.bytes.extend(std::iter::repeat_n(self.pending_of, self.pending));
        }
        self.pending = 0;
    }

    fn judged(&self, head: &[u8]) -> Judgement {
        let padded = self.padded || self.pending >= fill::STRETCH;
        let order = utf16(head)
            .filter(|order| self.pairs.are_text(*order, true))
            .or_else(|| [Utf16::Little, Utf16::Big].into_iter().find(|order| self.pairs.are_text(*order, false)));
        let is_text = order.is_some() || self.text() > Text::No;
        let western = is_text && order.is_none() && western::is_western(&self.bytes, 0);
        Judgement { is_text, order, padded, western }
    }

    /// What the bytes are as UTF-8 or another code that has ASCII in it. Padding at the end is left out, however short.
    fn text(&self) -> Text {
        let bytes = self.bytes.as_slice();
        if bytes.is_empty() {
            return if self.pending > 0 { Text::No } else { Text::Clean };
        }
        let (mut readable, mut controls, mut broken, mut line_ends) = (0, 0, 0, 0);
        for chunk in bytes.utf8_chunks() {
            let valid = chunk.valid();
            for (at, character) in valid.char_indices() {
                match character {
                    '\n' | '\r' => {
                        line_ends += 1;
                        readable += 1;
                    }
                    '\t' | '\x0c' => readable += 1,
                    // As terminals are told colours.
                    '\x1b' if valid[at + 1..].starts_with('[') => readable += 1,
                    _ if character.is_control() => controls += 1,
                    _ => readable += character.len_utf8(),
                }
            }
            broken += chunk.invalid().len();
        }
        let all = readable + controls + broken;
        // The sample may begin or end within a character.
        if controls == 0 && broken <= 3 && broken * 16 <= all {
            return if broken == 0 || all > SHORT { Text::Clean } else { Text::Noisy };
        }
        let percent = |part: usize| part * 100 / all;
        let is_text = if all < SHORT {
            percent(readable) >= 80 && percent(controls) <= 20
        } else {
            let mostly = percent(readable) >= 75 && percent(controls) <= 15;
            // Letters of other codes than UTF-8, of which a page of Cyrillic or Chinese is made.
            let foreign = percent(readable) >= 20 && controls * 200 <= all && line_ends * 2000 >= all;
            mostly || foreign
        };
        if is_text { Text::Noisy } else { Text::No }
    }
}

impl Pairs {
    fn take(&mut self, pair: [u8; 2]) {
        if pair[0] == pair[1] && is_fill(pair[0]) {
            return;
        }
        self.all += 1;
        self.little.take(u16::from_le_bytes(pair));
        self.big.take(u16::from_be_bytes(pair));
    }

    /// Are these most likely characters in this order? Without a mark it takes more ASCII to say so, since most pairs of any
    /// bytes are letters of some language.
    fn are_text(&self, order: Utf16, marked: bool) -> bool {
        let units = match order {
            Utf16::Little => self.little,
            Utf16::Big => self.big,
        };
        let plausible = units.ascii + units.others;
        if marked {
            return plausible * 100 >= self.all * 85;
        }
        let lined = units.line_ends * 2000 >= self.all || units.ascii * 100 >= self.all * 90;
        self.all >= 2 && units.ascii * 100 >= self.all * 20 && plausible * 100 >= self.all * 90 && lined
    }
}

impl Units {
    fn take(&mut self, unit: u16) {
        match unit {
            0x0a | 0x0d => {
                self.line_ends += 1;
                self.ascii += 1;
            }
            0x09 | 0x20..=0x7e => self.ascii += 1,
            0x80.. => {
                let is_sign = matches!(unit, 0xa0..=0xff | 0x2000..=0x27bf | 0x3000..=0x303f | 0xd800..=0xdfff | 0xfeff | 0xff00..=0xffef);
                let is_letter = char::from_u32(u32::from(unit)).is_some_and(char::is_alphanumeric);
                self.others += u64::from(is_sign || is_letter);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
