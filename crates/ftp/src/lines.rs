//! The lines of a control connection: ended by LF, with or without CR, with telnet's own signs taken out.

use std::collections::VecDeque;

/// Bytes of a line; of a longer one nothing is kept, and it is answered as what cannot be read.
pub const LINE_MAX: usize = 1_024;
/// Bytes of commands that may wait while an earlier one is at work; beyond, no more are read.
pub const BACKLOG_MAX: usize = 8 * 1_024;

const IAC: u8 = 255;
/// WILL, WONT, DO and DONT: an option follows.
const NEGOTIATES: std::ops::RangeInclusive<u8> = 251..=254;

/// One line, without its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Line {
    Text(Vec<u8>),
    TooLong,
}

/// Bytes that have come and were not looked at yet, and the line that is being read.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    waiting: VecDeque<u8>,
    line: Vec<u8>,
    too_long: bool,
    telnet: Telnet,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Telnet {
    #[default]
    Text,
    Command,
    Option,
}

impl Lines {
    pub(crate) fn take(&mut self, bytes: &[u8]) {
        self.waiting.extend(bytes);
    }

    pub(crate) fn has_room(&self) -> bool {
        self.waiting.len() < BACKLOG_MAX
    }

    /// The next whole line.
    pub(crate) fn next(&mut self) -> Option<Line> {
        while let Some(byte) = self.waiting.pop_front() {
            // A line always ends at its LF, whatever telnet would make of it.
            if byte == b'\n' {
                self.telnet = Telnet::Text;
                let line = std::mem::take(&mut self.line);
                let too_long = std::mem::take(&mut self.too_long);
                return Some(if too_long { Line::TooLong } else { Line::Text(line) });
            }
            match self.telnet {
                Telnet::Text if byte == IAC => self.telnet = Telnet::Command,
                Telnet::Text => self.keep(byte),
                Telnet::Command if byte == IAC => {
                    self.telnet = Telnet::Text;
                    self.keep(IAC);
                }
                Telnet::Command if NEGOTIATES.contains(&byte) => self.telnet = Telnet::Option,
                Telnet::Command | Telnet::Option => self.telnet = Telnet::Text,
            }
        }
        None
    }

    /// What has come and belongs to no line: after AUTH, the beginning of TLS.
    pub(crate) fn take_rest(&mut self) -> Vec<u8> {
        let rest = std::mem::take(self);
        rest.waiting.into()
    }

    fn keep(&mut self, byte: u8) {
        if self.line.len() < LINE_MAX {
            self.line.push(byte);
        } else {
            self.line.clear();
            self.too_long = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_ends_with_lf_and_is_free_of_telnet() {
        fn check(bytes: &[u8], expected: &[&[u8]]) {
            for size in [1, 3, bytes.len().max(1)] {
                let mut lines = Lines::default();
                let mut came = Vec::new();
                for chunk in bytes.chunks(size) {
                    lines.take(chunk);
                    while let Some(Line::Text(line)) = lines.next() {
                        came.push(line);
                    }
                }
                assert_eq!(came, expected, "{}", String::from_utf8_lossy(bytes));
            }
        }
        check(b"USER u\r\nPASS p\nNO", &[b"USER u\r", b"PASS p"]);
        check(b"\n\n", &[b"", b""]);
        check(b"\xff\xf4\xff\xf2ABOR\r\n", &[b"ABOR\r"]);
        check(b"\xff\xfd\x06NOOP\n", &[b"NOOP"]);
        check(b"CWD a\xff\xffb\n", &[b"CWD a\xffb"]);
        // Telnet that is cut off by the end of its line.
        check(b"NOOP\xff\nNOOP\xff\xfb\nSTAT\n", &[b"NOOP", b"NOOP", b"STAT"]);
    }

    #[test]
    fn what_is_too_long_is_not_kept() {
        let mut lines = Lines::default();
        lines.take(&[b'x'; 5 * LINE_MAX]);
        assert_eq!(lines.next(), None);
        assert!(lines.line.len() <= LINE_MAX && lines.waiting.is_empty());
        lines.take(b"\nNOOP\n");
        assert_eq!(lines.next(), Some(Line::TooLong));
        assert_eq!(lines.next(), Some(Line::Text(b"NOOP".to_vec())));
    }
}
