//! Finds the time stamp in a log's line: a date in any of the orders that logs have, a time of day beside it, a zone; or a
//! count of seconds since 1970.

mod date;
mod daytime;
mod epoch;
mod scan;
mod zone;

pub(crate) use date::{Date, Order};

use daytime::DayTime;
use scan::Scan;
use std::ops::Range;

/// A stamp begins within this many bytes of the line's start.
const STARTS_WITHIN: usize = 256;
/// A stamp ends within this many bytes of the line's start; more of a line need not be looked at.
pub(crate) const ENDS_WITHIN: usize = STARTS_WITHIN + 128;
/// The most bytes between a date and its time of day.
const BETWEEN: usize = 5;

/// A time stamp in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stamp {
    /// Its bytes in the line, a weekday before it included.
    pub(crate) range: Range<usize>,
    pub(crate) when: When,
}

/// What a stamp says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum When {
    /// Milliseconds since 1970 UTC.
    Moment(i64),
    Reading(Reading),
}

/// What a clock showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) date: Date,
    pub(crate) hour: i8,
    pub(crate) minute: i8,
    pub(crate) second: i8,
    pub(crate) millis: i32,
    /// As Americans tell the time, who begin a date with its month.
    pub(crate) twelve_hours: bool,
    /// Seconds east of UTC.
    pub(crate) offset: Option<i32>,
}

/// The first stamp near the line's start.
pub(crate) fn find(line: &[u8]) -> Option<Stamp> {
    (0..line.len().min(STARTS_WITHIN)).find_map(|at| {
        let byte = line[at];
        if !(byte.is_ascii_alphanumeric() || byte == b'@') || !begins_word(line, at) {
            return None;
        }
        let scan = Scan::new(line, at);
        let counted = || epoch::find(line, at);
        if byte == b'@' { epoch::tai64(line, at) } else { dated(scan).or_else(|| timed(scan)).or_else(counted) }
    })
}

/// Does a word begin here? A colour that was set just before it is part of no word.
fn begins_word(line: &[u8], at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else { return true };
    if !line[before].is_ascii_alphanumeric() {
        return true;
    }
    let parameters = line[..before].iter().rev().take_while(|byte| byte.is_ascii_digit() || **byte == b';').count();
    // `I1120 11:30:00`, as Google's logs begin.
    let is_level = before == 0 && matches!(line[0], b'I' | b'W' | b'E' | b'F' | b'D') && line[at].is_ascii_digit();
    is_level || line[before] == b'm' && line[..before - parameters].ends_with(b"\x1b[")
}

/// A date, then the time of day.
fn dated(from: Scan<'_>) -> Option<Stamp> {
    let mut scan = from;
    let weekday = weekday_before(from);
    let mut date = scan.date()?;
    let (compact, short) = (scan.is_after_digits(8), scan.is_after_digits(6));
    let day_time = if compact && scan.digit_run() > 0 {
        // `20261120113000`
        scan.compact_clock()?
    } else {
        let mark = scan.between()?;
        match scan.clock(true) {
            Some(day_time) => day_time,
            None if mark == b'T' => scan.compact_clock()?,
            // `20261120-113000`, but not the beginning of an identifier.
            None if compact => scan.compact_clock().filter(|day_time| day_time.has_seconds)?,
            None => return None,
        }
    };
    if (short || date.needs_seconds()) && !day_time.has_seconds {
        return None;
    }
    let offset = scan.zone();
    if date.lacks_year() {
        let (zoned, mut behind) = (scan.at > day_time.end, scan);
        if weekday < from.at && !zoned {
            // A zone by a word that is not known here.
            behind.unknown_zone();
        }
        if (zoned || weekday < from.at)
            && behind.spaces() > 0
            && let Some(year) = behind.year()
            && !behind.next_is(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'-' | b'.' | b'/'))
        {
            date = date.of_year(year);
            scan = behind;
        }
    }
    scan.end(weekday, date, day_time, offset)
}

/// A time of day, then a date with its year.
fn timed(from: Scan<'_>) -> Option<Stamp> {
    let mut scan = from;
    let day_time = scan.clock(false).filter(|day_time| day_time.has_seconds)?;
    let offset = scan.zone();
    if scan.take_while(|byte| matches!(byte, b' ' | b'\t' | b',' | b';' | b'|' | b'-' | b'/')) > BETWEEN {
        return None;
    }
    let mut beside = scan;
    // `10:30:00 Fri, 20 Nov 2026`
    if beside.weekday() {
        scan = beside;
    }
    let date = scan.date().filter(|date| !date.lacks_year())?;
    scan.end(from.at, date, day_time, offset)
}

/// Where the weekday before a date begins; the date itself where there is none.
fn weekday_before(date: Scan<'_>) -> usize {
    let before = &date.line[..date.at];
    let gap = before.iter().rev().take_while(|byte| matches!(byte, b' ' | b',' | b'.')).count();
    let letters = before[..before.len() - gap].iter().rev().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let at = before.len() - gap - letters;
    let mut scan = Scan::new(date.line, at);
    if gap > 0 && letters >= 3 && scan.weekday() && scan.at == date.at { at } else { date.at }
}

impl Scan<'_> {
    /// What stands between a date and its time of day, as the byte that says most of it.
    fn between(&mut self) -> Option<u8> {
        let begin = self.at;
        let mut mark = b' ';
        while self.at < begin + BETWEEN {
            match self.peek()? {
                byte @ (b'T' | b't') if self.at == begin => mark = byte.to_ascii_uppercase(),
                b' ' | b'\t' | b'_' | b':' | b',' | b';' | b'|' | b'"' | b'\'' | b'-' | b'@' | b'.' | b'[' | b']' => {}
                b'a' if self.line[self.at..].starts_with(b"at ") && self.at > begin => self.at += 1,
                _ => break,
            }
            self.at += 1;
            if mark == b'T' {
                break;
            }
        }
        (self.at > begin && self.next_is(|byte| byte.is_ascii_digit())).then_some(mark)
    }

    /// The stamp ends here, and not within a word.
    fn end(&self, from: usize, date: Date, day_time: DayTime, offset: Option<i32>) -> Option<Stamp> {
        if self.next_is(|byte| byte.is_ascii_alphanumeric()) {
            return None;
        }
        let DayTime { hour, minute, second, millis, twelve_hours, .. } = day_time;
        let reading = Reading { date, hour, minute, second, millis, twelve_hours, offset };
        Some(Stamp { range: from..self.at, when: When::Reading(reading) })
    }
}

#[cfg(test)]
mod tests;
