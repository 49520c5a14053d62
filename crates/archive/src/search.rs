//! Looks for plain text in the text members.

use crate::archive::Archive;
use crate::blocks::{Block, Blocks, OVERLAP, line_ends, line_text};
use crate::error::ArchiveError;
use crate::member::What;
use crate::needle::Needle;
use crate::shown;
use crate::text::Text;
use std::io::Read;
use std::ops::{ControlFlow, Range};

/// The longest text that is looked for, in bytes; with room for case, less than what two blocks share.
const NEEDLE_BYTES: usize = OVERLAP / 4;
/// The most hits of one search.
const HITS: usize = 10_000;
/// Bytes of a hit's line that are shown, and how many of them lie before the place.
const SHOWN: Part = Part { most: 1024, before: 200 };
/// Bytes of it that are looked at to cover what is not for everybody's eyes.
const COVERED: Part = Part { most: 16 * 1024, before: 8 * 1024 };

/// How much is taken of a line around a place.
struct Part {
    most: usize,
    before: usize,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hits {
    /// In the order of the members and their lines; one for each line.
    pub hits: Vec<Hit>,
    /// There is at least one hit more.
    pub more: bool,
    /// Bytes of text that were searched.
    pub searched_bytes: u64,
    /// Why not everything was searched, in a sentence.
    pub cut_short: Option<String>,
}

/// A line in which the text was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    pub member: usize,
    /// From 1.
    pub line: u64,
    /// The line as [`Line::text`](crate::Line) shows it, or 1 KiB of it around the place with `…` where it goes on.
    pub text: String,
}

/// What is kept from those who search.
#[derive(Clone, Copy)]
pub struct Cover<'a> {
    /// Gives a line, or the 16 KiB of it around the place, without what is not for their eyes.
    pub cover: &'a dyn Fn(&str) -> String,
    /// Are lines found by what is covered in them? Otherwise guesses at it find nothing.
    pub finds_covered: bool,
}

impl Archive {
    /// Looks for `needle` in one text member or in all of them. It is plain text within one line; case does not count.
    /// At most `limit` hits, and at most 10,000.
    ///
    /// # Errors
    /// [`ArchiveError::EmptyNeedle`], [`ArchiveError::LongNeedle`] (more than 1 KiB), and with a member given those of
    /// [`Archive::lines`]. A member that is damaged or too long is searched as far as it goes.
    pub fn search(&self, in_member: Option<usize>, needle: &str, limit: usize) -> Result<Hits, ArchiveError> {
        self.search_covered(in_member, needle, limit, Cover { cover: &str::to_owned, finds_covered: true })
    }

    /// The same for those who must not see everything: no hit, no count and no excerpt tells what is covered.
    ///
    /// # Errors
    /// As for [`Archive::search`].
    pub fn search_covered(
        &self,
        in_member: Option<usize>,
        needle: &str,
        limit: usize,
        cover: Cover<'_>,
    ) -> Result<Hits, ArchiveError> {
        if needle.is_empty() {
            return Err(ArchiveError::EmptyNeedle);
        }
        if needle.len() > NEEDLE_BYTES {
            return Err(ArchiveError::LongNeedle { most: NEEDLE_BYTES });
        }
        let members = match in_member {
            Some(index) => {
                self.text_place(index)?;
                vec![index]
            }
            None => {
                self.members().iter().filter(|member| member.what == What::Text).map(|member| member.index).collect()
            }
        };
        let hits = Hits { hits: Vec::new(), more: false, searched_bytes: 0, cut_short: None };
        if needle.contains('\n') {
            return Ok(hits);
        }
        let mut search = Search {
            needle: Needle::new(needle),
            cover,
            looked_at: 0,
            limit: limit.min(HITS),
            hits,
            lowered: Vec::new(),
            member: 0,
            line: 0,
        };
        let mut reading = self.reading();
        for index in members {
            let place = self.text_place(index)?;
            let read = reading.open(place).and_then(|member| search.read(index, Text::new(member, place.order)?));
            if let Err(error) = read {
                let why = error.cut_short()?;
                let path = &self.member(index)?.path;
                search.hits.cut_short.get_or_insert_with(|| format!("Not all of {path} was searched. {why}"));
            }
            if search.is_over() || reading.is_used_up() {
                break;
            }
        }
        Ok(search.hits)
    }
}

/// A search at work.
struct Search<'a> {
    needle: Needle,
    cover: Cover<'a>,
    /// Places that were found, covered or not; counted where they may not be told.
    looked_at: usize,
    limit: usize,
    hits: Hits,
    lowered: Vec<u8>,
    member: usize,
    /// Lines that ended before the block.
    line: u64,
}

impl Search<'_> {
    fn is_over(&self) -> bool {
        self.hits.more || self.looked_at > HITS
    }

    fn read(&mut self, member: usize, text: Text<impl Read>) -> Result<(), ArchiveError> {
        self.member = member;
        self.line = 0;
        let mut blocks = Blocks::new(text);
        // The line a block begins with was found already in a block before.
        let mut is_hit = false;
        while let Some(block) = blocks.next()? {
            self.hits.searched_bytes += (block.bytes.len() - block.repeated) as u64;
            let done = if self.needle.is_ascii() { self.block(&block, is_hit) } else { self.decoded(&block, is_hit) };
            if done.is_break() {
                return Ok(());
            }
            self.line += line_ends(&block.bytes[block.repeated..]);
            is_hit = block.goes_on
                && self.hits.hits.last().is_some_and(|hit| hit.member == member && hit.line == self.line + 1);
        }
        Ok(())
    }

    fn block(&mut self, block: &Block<'_>, is_hit: bool) -> ControlFlow<()> {
        let bytes = block.bytes;
        let mut lowered = std::mem::take(&mut self.lowered);
        lowered.clear();
        lowered.extend_from_slice(bytes);
        lowered.make_ascii_lowercase();
        let (mut from, mut line, mut counted) = (0, self.line, 0);
        if is_hit && block.repeated > 0 {
            from = line_end(bytes, block.repeated);
        }
        let mut done = ControlFlow::Continue(());
        while let Some(at) = self.needle.find(&lowered, from) {
            let begin = bytes[..at].iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
            line += line_ends(&bytes[counted..begin]);
            counted = begin;
            let end = line_end(bytes, at);
            done = self.hit(line + 1, line_text(&bytes[begin..end]), at - begin);
            if done.is_break() {
                break;
            }
            from = end;
        }
        self.lowered = lowered;
        done
    }

    fn decoded(&mut self, block: &Block<'_>, is_hit: bool) -> ControlFlow<()> {
        let mut line = self.line;
        for (at, bytes) in block.bytes.split_inclusive(|&byte| byte == b'\n').enumerate() {
            line += 1;
            let text = line_text(bytes);
            if let Some(place) = self.needle.find_decoded(text).filter(|_| at > 0 || !is_hit) {
                self.hit(line, text, place)?;
            }
        }
        ControlFlow::Continue(())
    }

    fn hit(&mut self, line: u64, text: &[u8], at: usize) -> ControlFlow<()> {
        if !self.cover.finds_covered {
            self.looked_at += 1;
            if self.is_over() {
                self.hits.cut_short.get_or_insert(format!("Only the first {HITS} places were looked at."));
                return ControlFlow::Break(());
            }
        }
        let window = COVERED.around(text, at);
        let covered = (self.cover.cover)(&shown::line(&text[window.clone()]));
        let place = match self.needle.find_in(&covered) {
            Some(place) => place,
            None if self.cover.finds_covered => (at - window.start).min(covered.len()),
            None => return ControlFlow::Continue(()),
        };
        if self.hits.hits.len() >= self.limit {
            self.hits.more = true;
            return ControlFlow::Break(());
        }
        let shown = SHOWN.around(covered.as_bytes(), place);
        let before = if window.start + shown.start > 0 { "…" } else { "" };
        let after = if window.end < text.len() || shown.end < covered.len() { "…" } else { "" };
        let text = format!("{before}{}{after}", &covered[shown]);
        self.hits.hits.push(Hit { member: self.member, line, text });
        ControlFlow::Continue(())
    }
}

impl Part {
    /// The part of a line around a place, beginning and ending between characters.
    fn around(&self, text: &[u8], at: usize) -> Range<usize> {
        if text.len() <= self.most {
            return 0..text.len();
        }
        let between = |mut at: usize| {
            while at > 0 && text.get(at).is_some_and(|byte| byte & 0xc0 == 0x80) {
                at -= 1;
            }
            at
        };
        let start = between(at.saturating_sub(self.before).min(text.len() - self.most));
        start..between(start + self.most)
    }
}

/// Where the line that `from` lies in ends, its end included.
fn line_end(bytes: &[u8], from: usize) -> usize {
    bytes[from..].iter().position(|&byte| byte == b'\n').map_or(bytes.len(), |at| from + at + 1)
}
