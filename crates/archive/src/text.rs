//! Turns a text member's bytes into UTF-8 whose lines end by LF, whatever it is coded in, and leaves padding out.

use crate::fill::{STRETCH, is_fill};
use crate::sniff::{UTF8_MARK, Utf16, utf16};
use crate::western;
use std::io::{self, Read};

/// Bytes decoded at once.
const CHUNK: usize = 32 * 1024;
/// Bytes from the first one beyond ASCII on that settle what code it is.
const SETTLING: usize = 64 * 1024;

/// Gives UTF-8 where the bytes are UTF-16 or Windows-1252, and otherwise the bytes themselves; in both with LF at the end of each line.
#[derive(Debug)]
pub(crate) struct Text<R> {
    inner: R,
    code: Code,
    /// Decoded and not given yet.
    ready: io::Cursor<Vec<u8>>,
    /// Bytes read and not decoded yet.
    rest: Vec<u8>,
    tidy: Tidy,
    ended: bool,
    /// Met while more was read than was decoded.
    failure: Option<io::Error>,
}

/// What the bytes are coded in; settled once for all of a file.
#[derive(Debug, Clone, Copy)]
enum Code {
    Utf16(Utf16),
    /// UTF-8, or what is shown as if it were.
    Utf8,
    Western,
    /// ASCII so far, with so many control characters that are noise.
    Open {
        noise: u64,
    },
}

/// What is between the bytes that came and those that go on.
#[derive(Debug, Default)]
struct Tidy {
    end: LineEnd,
    /// A run of one byte of padding that may go on.
    run: usize,
    run_of: u8,
    begun: bool,
    left_out: u64,
}

/// How far the end of a line has come: CR LF, LF, CR alone, LF CR, and CR CR LF all end one line.
#[derive(Debug, Default, Clone, Copy)]
enum LineEnd {
    #[default]
    Within,
    /// So many CRs that may belong to an LF.
    Crs(usize),
    /// An LF without a CR before it.
    Lf,
    /// A CR that may belong to the LF before it or to one after it.
    LfCr,
}

impl<R: Read> Text<R> {
    /// `order`: what the file was found to be in, where that is UTF-16.
    pub(crate) fn new(mut inner: R, order: Option<Utf16>) -> io::Result<Self> {
        let mut rest = Vec::new();
        inner.by_ref().take(UTF8_MARK.len() as u64).read_to_end(&mut rest)?;
        let mut code = order.map_or(Code::Open { noise: 0 }, Code::Utf16);
        if order.is_some() && utf16(&rest) == order {
            rest.drain(..2);
        } else if order.is_none() && rest == UTF8_MARK {
            rest.clear();
            code = Code::Utf8;
        }
        let (ready, tidy) = (io::Cursor::default(), Tidy::default());
        Ok(Self { inner, code, ready, rest, tidy, ended: false, failure: None })
    }

    /// Bytes of padding that were left out so far.
    pub(crate) fn left_out(&self) -> u64 {
        self.tidy.left_out
    }

    fn decode(&mut self) -> io::Result<()> {
        if let Some(failure) = self.failure.take() {
            return Err(failure);
        }
        self.more()?;
        self.settle();
        let mut ready = std::mem::take(&mut self.ready).into_inner();
        ready.clear();
        match self.code {
            Code::Utf8 | Code::Western | Code::Open { .. } => {
                self.tidy.take(&self.rest, &mut ready);
                self.rest.clear();
            }
            Code::Utf16(order) => {
                let text = self.units(order);
                self.tidy.take(text.as_bytes(), &mut ready);
            }
        }
        if self.ended {
            self.tidy.end(&mut ready);
        }
        if matches!(self.code, Code::Western) {
            ready = western::to_utf8(&ready);
        }
        self.ready = io::Cursor::new(ready);
        Ok(())
    }

    /// Reads on behind what is not decoded yet.
    fn more(&mut self) -> io::Result<()> {
        let before = self.rest.len();
        self.rest.resize(CHUNK.max(before + CHUNK / 2), 0);
        let read = self.inner.read(&mut self.rest[before..]);
        self.rest.truncate(before + *read.as_ref().unwrap_or(&0));
        self.ended = read? == 0;
        Ok(())
    }

    /// Settles the code as soon as there is a letter beyond ASCII, by what follows it however it is read.
    fn settle(&mut self) {
        let Code::Open { noise } = self.code else { return };
        let first = self.rest.iter().position(|&byte| western::is_high(byte));
        let plain = &self.rest[..first.unwrap_or(self.rest.len())];
        let noise = noise + plain.iter().filter(|&&byte| western::is_noise(byte)).count() as u64;
        let Some(first) = first else {
            self.code = Code::Open { noise };
            return;
        };
        let enough = first + SETTLING;
        while !self.ended && self.failure.is_none() && self.rest.len() < enough {
            match self.more() {
                Err(error) if error.kind() != io::ErrorKind::Interrupted => self.failure = Some(error),
                Ok(()) | Err(_) => {}
            }
        }
        let settling = &self.rest[first..enough.min(self.rest.len())];
        self.code = if western::is_western(settling, noise) { Code::Western } else { Code::Utf8 };
    }

    /// Takes whole characters of UTF-16.
    fn units(&mut self, order: Utf16) -> String {
        let unit = |pair: &[u8]| match order {
            Utf16::Little => u16::from_le_bytes([pair[0], pair[1]]),
            Utf16::Big => u16::from_be_bytes([pair[0], pair[1]]),
        };
        // Erased flash is no character either.
        let filled = |unit: u16| if unit == u16::MAX { 0 } else { unit };
        let mut units: Vec<u16> = self.rest.chunks_exact(2).map(unit).map(filled).collect();
        if !self.ended && units.last().is_some_and(|last| (0xd800..0xdc00).contains(last)) {
            units.pop();
        }
        self.rest.drain(..units.len() * 2);
        if self.ended && !self.rest.is_empty() {
            self.rest.clear();
            units.push(0xfffd);
        }
        String::from_utf16_lossy(&units)
    }
}

impl Tidy {
    fn take(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        let is_plain = |byte: u8| !(byte == b'\r' || byte == b'\n' || is_fill(byte));
        let mut from = 0;
        while from < bytes.len() {
            let plain = bytes[from..].iter().take_while(|&&byte| is_plain(byte)).count();
            if plain > 0 {
                self.settle(out);
                self.within(out);
                self.begun = true;
                out.extend_from_slice(&bytes[from..from + plain]);
                from += plain;
                continue;
            }
            match bytes[from] {
                byte @ (b'\r' | b'\n') => {
                    self.settle(out);
                    self.line_end(byte, out);
                    self.begun = true;
                }
                byte => {
                    if self.run > 0 && self.run_of != byte {
                        self.settle(out);
                    }
                    self.run += 1;
                    self.run_of = byte;
                }
            }
            from += 1;
        }
    }

    /// A run of padding is over: a stretch is left out, and what stands at the start.
    fn settle(&mut self, out: &mut Vec<u8>) {
        let run = std::mem::take(&mut self.run);
        if run >= STRETCH || !self.begun {
            self.left_out += run as u64;
        } else if run > 0 {
            self.within(out);
            out.extend(std::iter::repeat_n(self.run_of, run));
        }
    }

    /// Something of a line comes.
    fn within(&mut self, out: &mut Vec<u8>) {
        if let LineEnd::Crs(count) = self.end {
            out.extend(std::iter::repeat_n(b'\n', count));
        }
        self.end = LineEnd::Within;
    }

    fn line_end(&mut self, byte: u8, out: &mut Vec<u8>) {
        self.end = match (byte, self.end) {
            (b'\r', LineEnd::Within) => LineEnd::Crs(1),
            (b'\r', LineEnd::Crs(count)) => LineEnd::Crs(count + 1),
            (b'\r', LineEnd::Lf) => LineEnd::LfCr,
            (b'\r', LineEnd::LfCr) => LineEnd::Crs(1),
            (_, LineEnd::Within | LineEnd::Lf) => {
                out.push(b'\n');
                LineEnd::Lf
            }
            (_, LineEnd::Crs(_) | LineEnd::LfCr) => {
                out.push(b'\n');
                LineEnd::Within
            }
        };
    }

    /// Nothing comes any more.
    fn end(&mut self, out: &mut Vec<u8>) {
        self.left_out += std::mem::take(&mut self.run) as u64;
        self.within(out);
    }
}

impl<R: Read> Read for Text<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let given = self.ready.read(buffer)?;
            if given > 0 || buffer.is_empty() {
                return Ok(given);
            }
            if self.ended {
                return Ok(0);
            }
            self.decode()?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(input: &[u8], order: Option<Utf16>) -> (String, u64) {
        let mut out = Vec::new();
        let mut text = Text::new(input, order).unwrap();
        text.read_to_end(&mut out).unwrap();
        (String::from_utf8_lossy(&out).into_owned(), text.left_out())
    }

    #[test]
    fn text_becomes_utf8() {
        let check = |input: &[u8], expected: &str| assert_eq!(read(input, utf16(input)).0, expected, "{input:?}");
        check(b"", "");
        check(b"a", "a");
        check(b"plain text", "plain text");
        check(b"\xef\xbb\xbfmarked", "marked");
        check(b"\xff\xfea\0\n\0", "a\n");
        check(b"\xfe\xff\0a\xd8\x3d\xdd\x0c", "a🔌");
        check(b"\xff\xfea\0b", "a�");
        check(b"\xff\xfe\x3d\xd8", "�");
        assert_eq!(read(b"a\0\r\0\n\0b\0", Some(Utf16::Little)).0, "a\nb");
        assert_eq!(read(b"\0a\0\n", Some(Utf16::Big)).0, "a\n");
    }

    /// O-37.
    #[test]
    fn every_end_of_a_line_is_one() {
        let check = |input: &str, expected: &str| assert_eq!(read(input.as_bytes(), None).0, expected, "{input:?}");
        check("a\nb\n", "a\nb\n");
        check("a\r\nb\r\n", "a\nb\n");
        check("a\rb\r", "a\nb\n");
        check("a\rb", "a\nb");
        check("a\n\rb\n\r", "a\nb\n");
        check("a\r\r\nb\r\r\n", "a\nb\n");
        check("a\n\nb", "a\n\nb");
        check("a\r\n\r\nb", "a\n\nb");
        check("a\r\rb", "a\n\nb");
        check("a\n\r\nb", "a\n\nb");
        check("a\rb\nc\r\nd", "a\nb\nc\nd");
    }

    /// O-34, O-35.
    #[test]
    fn padding_is_left_out_and_counted() {
        let check = |input: &[u8], expected: (&str, u64)| {
            let (text, left_out) = read(input, None);
            assert_eq!((text.as_str(), left_out), expected, "{input:?}");
        };
        let nuls = |count: usize| vec![0; count];
        let join = |parts: &[&[u8]]| parts.concat();
        check(&join(&[&nuls(70_000), b"a\nb\n"]), ("a\nb\n", 70_000));
        check(&join(&[b"a\n", &nuls(40_000), b"b\n"]), ("a\nb\n", 40_000));
        check(&join(&[b"a\nb\n", &nuls(3)]), ("a\nb\n", 3));
        check(&join(&[b"a\n", &[0xff; 100], b"b\n"]), ("a\nb\n", 100));
        check(&join(&[b"a\n", &nuls(20), &[0xff; 20], b"b\r"]), ("a\nb\n", 40));
        check(b"a\0\0b", ("a\0\0b", 0));
        check(b"\0\0", ("", 2));
    }
}
