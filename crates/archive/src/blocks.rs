//! Reads text in blocks of whole lines, so that searching and counting need no allocation for each line.

use std::io::{self, Read};
use std::ops::ControlFlow;

/// Bytes held at once; a longer line comes in pieces.
pub(crate) const BLOCK_BYTES: usize = 256 * 1024;
/// Bytes of a piece that are given again before the next one, so that nothing is missed at the seam.
pub(crate) const OVERLAP: usize = 4 * 1024;

/// The text of a member, block by block.
#[derive(Debug)]
pub(crate) struct Blocks<R> {
    reader: R,
    buffer: Vec<u8>,
    /// Bytes at the front that were given and are done with.
    given: usize,
    filled: usize,
    /// Bytes at the front that are given again.
    repeated: usize,
    ended: bool,
    failure: Option<io::Error>,
}

/// Whole lines, or a piece of a line too long for a block.
#[derive(Debug)]
pub(crate) struct Block<'a> {
    pub(crate) bytes: &'a [u8],
    /// If not 0, the block begins within a line, and this many bytes of it were given before.
    pub(crate) repeated: usize,
    /// The last line goes on in the next block.
    pub(crate) goes_on: bool,
}

impl<R: Read> Blocks<R> {
    pub(crate) fn new(reader: R) -> Self {
        Self { reader, buffer: vec![0; BLOCK_BYTES], given: 0, filled: 0, repeated: 0, ended: false, failure: None }
    }

    pub(crate) fn reader(&self) -> &R {
        &self.reader
    }

    /// The next block; an error only after everything before it was given.
    pub(crate) fn next(&mut self) -> io::Result<Option<Block<'_>>> {
        self.buffer.copy_within(self.given..self.filled, 0);
        self.filled -= self.given;
        self.given = 0;
        while !self.ended && self.filled < BLOCK_BYTES {
            match self.reader.read(&mut self.buffer[self.filled..]) {
                Ok(0) => self.ended = true,
                Ok(read) => self.filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.failure = Some(error);
                    self.ended = true;
                }
            }
        }
        if self.filled == self.repeated {
            return self.failure.take().map_or(Ok(None), Err);
        }
        let held = &self.buffer[..self.filled];
        let line_end = held[self.repeated..].iter().rposition(|&byte| byte == b'\n').map(|at| self.repeated + at + 1);
        let repeated = std::mem::take(&mut self.repeated);
        let length = match line_end {
            Some(end) if !self.ended => end,
            Some(_) | None => self.filled,
        };
        let goes_on = !self.ended && line_end.is_none();
        self.given = length;
        if goes_on {
            self.repeated = OVERLAP;
            self.given -= OVERLAP;
        }
        Ok(Some(Block { bytes: &self.buffer[..length], repeated, goes_on }))
    }
}

/// Gives every line with its number from 1, without its end, at most `keep` bytes of it, and whether it is cut.
pub(crate) fn each_line<R: Read>(
    blocks: &mut Blocks<R>,
    keep: usize,
    mut give: impl FnMut(u64, &[u8], bool) -> ControlFlow<()>,
) -> io::Result<()> {
    let mut number = 0;
    let mut within = false;
    while let Some(block) = blocks.next()? {
        let mut lines = block.bytes[block.repeated..].split_inclusive(|&byte| byte == b'\n').peekable();
        while let Some(line) = lines.next() {
            let last = lines.peek().is_none();
            if !std::mem::replace(&mut within, last && block.goes_on) {
                number += 1;
                let whole = line_text(line);
                let kept = &whole[..whole.len().min(keep)];
                if give(number, kept, kept.len() < whole.len() || within).is_break() {
                    return Ok(());
                }
            }
        }
    }
    Ok(())
}

/// A line without its end.
pub(crate) fn line_text(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// How many lines end in the bytes.
pub(crate) fn line_ends(bytes: &[u8]) -> u64 {
    // Counted in pieces whose counts fit a byte, which the compiler turns into vector instructions.
    bytes
        .chunks(usize::from(u8::MAX))
        .map(|piece| u64::from(piece.iter().map(|&byte| u8::from(byte == b'\n')).sum::<u8>()))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &[u8], keep: usize) -> Vec<(u64, String, bool)> {
        let mut lines = Vec::new();
        each_line(&mut Blocks::new(text), keep, |number, line, cut| {
            lines.push((number, String::from_utf8(line.to_vec()).unwrap(), cut));
            ControlFlow::Continue(())
        })
        .unwrap();
        lines
    }

    #[test]
    fn lines_end_where_they_end() {
        let check = |input: &[u8], expected: &[(u64, &str, bool)]| {
            let expected: Vec<_> = expected.iter().map(|&(number, text, cut)| (number, text.to_owned(), cut)).collect();
            assert_eq!(lines(input, 4), expected, "{input:?}");
        };
        check(b"", &[]);
        check(b"\n", &[(1, "", false)]);
        check(b"a\nb", &[(1, "a", false), (2, "b", false)]);
        check(b"a\r\n\r\nb\n", &[(1, "a", false), (2, "", false), (3, "b", false)]);
        check(b"abcd\nabcde\n", &[(1, "abcd", false), (2, "abcd", true)]);
    }

    #[test]
    fn a_line_longer_than_a_block_is_one_line() {
        let check = |length: usize, expected: usize| {
            let text = [b"first\n".to_vec(), vec![b'x'; length], b"\nlast".to_vec()].concat();
            let lines = lines(&text, 10);
            assert_eq!(lines.len(), expected, "{length}");
            assert_eq!(lines[1], (2, "x".repeat(10), true));
            assert_eq!(lines[2], (3, "last".into(), false));
        };
        check(BLOCK_BYTES - 6, 3);
        check(BLOCK_BYTES - 1, 3);
        check(BLOCK_BYTES, 3);
        check(BLOCK_BYTES + 1, 3);
        check(3 * BLOCK_BYTES - 2 * OVERLAP, 3);
        check(5 * BLOCK_BYTES, 3);
    }

    #[test]
    fn line_ends_are_counted() {
        let check = |input: &[u8], expected: u64| assert_eq!(line_ends(input), expected);
        check(b"", 0);
        check(b"a\nb\n", 2);
        check(&[b'\n'; 1000], 1000);
    }
}
