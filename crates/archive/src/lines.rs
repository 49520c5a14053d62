//! Reads a page of a text member's lines, and finds the line of a moment.

use crate::archive::Archive;
use crate::blocks::{Blocks, each_line, line_ends, line_text};
use crate::clock::Clock;
use crate::error::ArchiveError;
use crate::jump::{Jump, is_set};
use crate::limits::{MIB, size};
use crate::shown;
use crate::stamp;
use crate::text::Text;
use std::io::Read;
use std::ops::ControlFlow;

/// The most lines of one page.
const PAGE_LINES: usize = 10_000;
/// The most bytes of one page's text.
const PAGE_BYTES: usize = 8 * MIB as usize;

/// A page of a member's lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines {
    pub lines: Vec<Line>,
    /// All lines of the member, as far as it could be read.
    pub total: u64,
    /// Bytes of padding in the member that are no part of any line.
    pub left_out: u64,
    /// Why the page or the total is not complete, in a sentence.
    pub cut_short: Option<String>,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// From 1.
    pub number: u64,
    /// Without its end; tabs stay, other control and bidirectional characters and broken UTF-8 become `�`.
    pub text: String,
    /// The line goes on after the text.
    pub cut: bool,
}

impl Archive {
    /// `count` lines of a text member from line `from` (from 1) on, at most 10,000 lines and 8 MiB. UTF-16 and Windows-1252 are
    /// decoded.
    ///
    /// The whole member is unpacked to count its lines.
    ///
    /// # Errors
    /// As for [`Archive::reader`], and [`ArchiveError::NotText`]. What ends reading in the middle is no error but
    /// [`Lines::cut_short`].
    pub fn lines(&self, index: usize, from: u64, count: usize) -> Result<Lines, ArchiveError> {
        let place = self.text_place(index)?;
        let mut reading = self.reading();
        let mut page = Page {
            from: from.max(1),
            count: count.min(PAGE_LINES),
            keep: self.limits.line_bytes,
            held: 0,
            lines: Lines { lines: Vec::new(), total: 0, left_out: 0, cut_short: None },
        };
        let read = reading.open(place).and_then(|member| page.read(Text::new(member, place.order)?));
        if let Err(error) = read {
            page.lines.cut_short = Some(error.cut_short()?);
        }
        Ok(page.lines)
    }

    /// The first line whose time is `at_ms` (milliseconds UTC) or later; `None` if there is none. Times without an offset
    /// are in `zone`, an IANA name; times without a year are taken to be near the member's own time, or else near
    /// `received_ms`, when the file came here, or near `at_ms`.
    ///
    /// Whether the day or the month stands first in a date is told by all the lines. Where times go back, a clock was set: the
    /// line is the one that is nearest to the moment, and clocks that were not set yet lead nowhere. Where most times stand
    /// without a date, each has the last date that a line before it told.
    ///
    /// # Errors
    /// As for [`Archive::lines`], [`ArchiveError::Zone`], and [`ArchiveError::NoTimes`]. A member that is damaged or too long
    /// gives the line if it lies before that.
    pub fn line_at(
        &self,
        index: usize,
        at_ms: i64,
        zone: &str,
        received_ms: Option<i64>,
    ) -> Result<Option<u64>, ArchiveError> {
        let modified = self.member(index)?.modified.filter(|&modified| is_set(modified));
        let near = modified.or(received_ms).unwrap_or(at_ms);
        let clock = Clock::new(zone, Some(near)).ok_or_else(|| ArchiveError::Zone(shown::name(zone.as_bytes())))?;
        let place = self.text_place(index)?;
        let mut reading = self.reading();
        let mut jump = Jump::new(&clock, at_ms, near, zone);
        let look = |number, line: &[u8], _cut| {
            jump.take(number, line);
            ControlFlow::Continue(())
        };
        let read = reading.open(place).and_then(|member| {
            Ok(each_line(&mut Blocks::new(Text::new(member, place.order)?), stamp::ENDS_WITHIN, look)?)
        });
        match read {
            Ok(()) => {}
            Err(error) => drop(error.cut_short()?),
        }
        if jump.any_time() { Ok(jump.found()) } else { Err(ArchiveError::NoTimes) }
    }
}

/// A page being filled.
#[derive(Debug)]
struct Page {
    from: u64,
    count: usize,
    keep: usize,
    held: usize,
    lines: Lines,
}

impl Page {
    fn read(&mut self, text: Text<impl Read>) -> Result<(), ArchiveError> {
        let mut blocks = Blocks::new(text);
        let mut within = false;
        while let Some(block) = blocks.next()? {
            let bytes = &block.bytes[block.repeated..];
            let ends = line_ends(bytes);
            let open = u64::from(!bytes.ends_with(b"\n"));
            let begun = ends + open - u64::from(within);
            let wanted = self.from.saturating_add(self.count as u64);
            if self.lines.total + begun >= self.from && self.lines.total + 1 < wanted {
                self.take(bytes, within, block.goes_on);
            }
            self.lines.total += begun;
            within = block.goes_on;
        }
        self.lines.left_out = blocks.reader().left_out();
        Ok(())
    }

    /// Takes the wanted lines that begin in the bytes.
    fn take(&mut self, bytes: &[u8], within: bool, goes_on: bool) {
        let mut number = self.lines.total;
        let mut lines = bytes.split_inclusive(|&byte| byte == b'\n').skip(usize::from(within)).peekable();
        while let Some(line) = lines.next() {
            number += 1;
            if number < self.from || self.lines.cut_short.is_some() {
                continue;
            }
            if self.lines.lines.len() >= self.count {
                return;
            }
            let whole = line_text(line);
            let kept = &whole[..whole.len().min(self.keep)];
            self.held += kept.len();
            if self.held > PAGE_BYTES {
                let most = size(PAGE_BYTES as u64);
                self.lines.cut_short = Some(format!("The page ends early because its lines are longer than {most}."));
                return;
            }
            let cut = kept.len() < whole.len() || (goes_on && lines.peek().is_none());
            self.lines.lines.push(Line { number, text: shown::line(kept), cut });
        }
    }
}
