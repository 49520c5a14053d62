//! Turns a text member's bytes into UTF-8, whatever byte order mark it begins with.

use crate::sniff::{Utf16, utf16};
use std::io::{self, Read};

/// The byte order mark of UTF-8, which is no part of the text.
const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";
/// Bytes of UTF-16 decoded at once.
const CHUNK: usize = 16 * 1024;

/// Gives UTF-8 where the bytes say they are UTF-16, and otherwise the bytes themselves.
#[derive(Debug)]
pub(crate) struct Text<R> {
    inner: R,
    order: Option<Utf16>,
    /// Decoded, or looked at ahead, and not given yet.
    ready: io::Cursor<Vec<u8>>,
    /// Bytes of a character that is not complete.
    rest: Vec<u8>,
    ended: bool,
}

impl<R: Read> Text<R> {
    pub(crate) fn new(mut inner: R) -> io::Result<Self> {
        let mut head = Vec::new();
        inner.by_ref().take(UTF8_MARK.len() as u64).read_to_end(&mut head)?;
        let order = utf16(&head);
        let mut text = Self { inner, order, ready: io::Cursor::default(), rest: Vec::new(), ended: false };
        if order.is_some() {
            text.rest = head.split_off(2);
        } else {
            let mark = if head == UTF8_MARK { UTF8_MARK.len() } else { 0 };
            text.ready = io::Cursor::new(head.split_off(mark));
        }
        Ok(text)
    }

    fn decode(&mut self, order: Utf16) -> io::Result<()> {
        let before = self.rest.len();
        self.rest.resize(before + CHUNK, 0);
        let read = self.inner.read(&mut self.rest[before..]);
        self.rest.truncate(before + *read.as_ref().unwrap_or(&0));
        self.ended = read? == 0;
        let mut units: Vec<u16> = self
            .rest
            .chunks_exact(2)
            .map(|pair| match order {
                Utf16::Little => u16::from_le_bytes([pair[0], pair[1]]),
                Utf16::Big => u16::from_be_bytes([pair[0], pair[1]]),
            })
            .collect();
        if !self.ended && units.last().is_some_and(|last| (0xd800..0xdc00).contains(last)) {
            units.pop();
        }
        self.rest.drain(..units.len() * 2);
        if self.ended && !self.rest.is_empty() {
            self.rest.clear();
            units.push(0xfffd);
        }
        self.ready = io::Cursor::new(String::from_utf16_lossy(&units).into_bytes());
        Ok(())
    }
}

impl<R: Read> Read for Text<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let given = self.ready.read(buffer)?;
            if given > 0 || buffer.is_empty() {
                return Ok(given);
            }
            match self.order {
                None => return self.inner.read(buffer),
                Some(_) if self.ended => return Ok(0),
                Some(order) => self.decode(order)?,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marked_text_becomes_utf8() {
        let check = |input: &[u8], expected: &str| {
            let mut text = String::new();
            Text::new(input).unwrap().read_to_string(&mut text).unwrap();
            assert_eq!(text, expected, "{input:?}");
        };
        check(b"", "");
        check(b"a", "a");
        check(b"plain text", "plain text");
        check(b"\xef\xbb\xbfmarked", "marked");
        check(b"\xff\xfea\0\n\0", "a\n");
        check(b"\xfe\xff\0a\xd8\x3d\xdd\x0c", "a🔌");
        check(b"\xff\xfea\0b", "a�");
        check(b"\xff\xfe\x3d\xd8", "�");
    }
}
