//! Finds the time stamp in a log's line: a date in any of the orders that logs have, a time of day beside it, a zone; or a
//! count of seconds since 1970.

mod alone;
mod compact;
mod counted_day;
mod date;
mod daytime;
mod eastern;
mod epoch;
mod modem;
mod months;
mod scan;
mod zone;

pub(crate) use alone::{date as date_alone, day_time as day_time_alone};
pub(crate) use compact::leading;
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
/// Words that may stand between them.
const BETWEEN_WORDS: [&str; 12] = ["at", "um", "à", "às", "kl.", "kl", "klo", "om", "ore", "alle", "a las", "godz."];

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
    /// Days after the date, where that was told in a line before.
    pub(crate) days_later: i32,
}

/// The first stamp near the line's start.
pub(crate) fn find(line: &[u8]) -> Option<Stamp> {
    let mut counted: Option<epoch::Count> = None;
    for at in 0..line.len().min(STARTS_WITHIN) {
        if counted.as_ref().is_some_and(|counted| at >= counted.yields_up_to) {
            break;
        }
        let byte = line[at];
        if !(byte.is_ascii_alphanumeric() || byte == b'@') || !begins_word(line, at) {
            continue;
        }
        let scan = Scan::new(line, at);
        let found = if byte == b'@' { epoch::tai64(line, at).filter(|_| counted.is_none()) } else { told(scan) };
        if found.is_some() {
            return found;
        }
        if counted.is_none() {
            counted = epoch::find(line, at);
        }
    }
    counted.map(|counted| counted.stamp)
}

/// A date with its time of day, in any of their forms.
fn told(from: Scan<'_>) -> Option<Stamp> {
    modem::find(from).or_else(|| dated(from)).or_else(|| timed(from)).or_else(|| compact::in_brackets(from))
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
        let half = scan.eastern_half();
        let marks: &[u8] = if date.is_whole() { b":.-_" } else { b":." };
        match scan.clock(marks).or_else(|| scan.eastern_clock()) {
            Some(day_time) => day_time.in_half(half),
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
    let is_long = scan.digit_run() == 2;
    let day_time = scan.clock(b":")?;
    if !day_time.has_seconds && !is_long {
        return None;
    }
    let offset = scan.zone();
    if scan.take_while(|byte| matches!(byte, b' ' | b'\t' | b',' | b';' | b'|' | b'-' | b'/')) > BETWEEN {
        return None;
    }
    let mut beside = scan;
    // `10:30:00 Fri, 20 Nov 2026`
    if beside.weekday() {
        scan = beside;
    }
    let is_marked = matches!(scan.digit_run(), 1 | 2 | 4);
    let date = scan.date().filter(|date| !date.lacks_year())?;
    // `11:30 20.11.2026`
    let may_lack_seconds = is_marked && date.is_whole();
    if !day_time.has_seconds && !may_lack_seconds {
        return None;
    }
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
        let (mut signs, mut worded) = (0, false);
        while signs < BETWEEN {
            match self.peek()? {
                b'T' | b't' if self.at == begin => {
                    self.at += 1;
                    return Some(b'T');
                }
                // `2026-11-20 T 11:30:00`
                b'T' if signs == 1 && self.line[begin..].starts_with(b" T ") => {
                    self.at += 2;
                    return Some(b'T');
                }
                b' ' | b'\t' | b'_' | b':' | b',' | b';' | b'|' | b'"' | b'\'' | b'-' | b'@' | b'.' | b'[' | b']' => {
                    self.at += 1;
                    signs += 1;
                }
                _ if signs > 0 && !worded && self.between_word() => worded = true,
                _ => break,
            }
        }
        // `2026年11月20日11:30:00`
        let is_eastern = begin.checked_sub(1).is_some_and(|last| !self.line[last].is_ascii());
        (self.at > begin || is_eastern).then_some(b' ')
    }

    fn between_word(&mut self) -> bool {
        let rest = &self.line[self.at..];
        let found = BETWEEN_WORDS
            .iter()
            .find(|word| rest.strip_prefix(word.as_bytes()).is_some_and(|behind| behind.starts_with(b" ")));
        self.at += found.map_or(0, |word| word.len());
        found.is_some()
    }

    /// The stamp ends here, and not within a word.
    fn end(&self, from: usize, date: Date, day_time: DayTime, offset: Option<i32>) -> Option<Stamp> {
        if self.next_is(|byte| byte.is_ascii_alphanumeric()) {
            return None;
        }
        let DayTime { hour, minute, second, millis, twelve_hours, .. } = day_time;
        let reading = Reading { date, hour, minute, second, millis, twelve_hours, offset, days_later: 0 };
        Some(Stamp { range: from..self.at, when: When::Reading(reading) })
    }
}

#[cfg(test)]
mod tests;
