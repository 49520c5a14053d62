//! Finds the time stamp near the start of a log's line.

use std::ops::Range;

/// A stamp begins within this many bytes of the line's start.
const STARTS_WITHIN: usize = 48;
const MONTHS: [&[u8; 3]; 12] =
    [b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"];
/// Seconds since 1970 that are taken for a time: from 2001 to 2100.
const EPOCH_SECONDS: Range<i64> = 1_000_000_000..4_102_444_800;

/// A time stamp in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stamp {
    /// Its bytes in the line.
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
    pub(crate) year: Option<i16>,
    pub(crate) month: i8,
    pub(crate) day: i8,
    pub(crate) hour: i8,
    pub(crate) minute: i8,
    pub(crate) second: i8,
    pub(crate) millis: i32,
    /// Seconds east of UTC.
    pub(crate) offset: Option<i32>,
}

/// The first stamp near the line's start.
pub(crate) fn find(line: &[u8]) -> Option<Stamp> {
    let skipped = line.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'[' | b'(' | b'"')).count();
    epoch(line, skipped).or_else(|| {
        (0..line.len().min(STARTS_WITHIN))
            .filter(|&at| at == 0 || !line[at - 1].is_ascii_alphanumeric())
            .find_map(|at| iso(line, at).or_else(|| syslog(line, at)))
    })
}

/// Walks a line byte by byte.
#[derive(Debug, Clone, Copy)]
struct Scan<'a> {
    line: &'a [u8],
    at: usize,
}

impl Scan<'_> {
    fn next_is(&self, wanted: impl Fn(u8) -> bool) -> bool {
        self.line.get(self.at).is_some_and(|&byte| wanted(byte))
    }

    fn one_of(&mut self, wanted: &[u8]) -> Option<u8> {
        let byte = *self.line.get(self.at).filter(|byte| wanted.contains(byte))?;
        self.at += 1;
        Some(byte)
    }

    fn digits(&mut self, count: usize) -> Option<i32> {
        let digits = self.line.get(self.at..self.at + count)?;
        let value = digits
            .iter()
            .try_fold(0, |value: i32, byte| byte.is_ascii_digit().then(|| value * 10 + i32::from(byte - b'0')))?;
        self.at += count;
        Some(value)
    }

    fn two(&mut self) -> Option<i8> {
        i8::try_from(self.digits(2)?).ok()
    }

    /// Hour, minute, second and milliseconds: `10:00`, `10:00:00`, `10:00:00.123456`, `10:00:00,123`.
    fn clock(&mut self) -> Option<(i8, i8, i8, i32)> {
        let hour = self.two()?;
        self.one_of(b":")?;
        let minute = self.two()?;
        let mut second = 0;
        let mut millis = 0;
        if self.one_of(b":").is_some() {
            // A leap second counts as the second before it.
            second = self.two()?.min(59);
            let mut fraction = *self;
            if fraction.one_of(b".,").is_some() && fraction.next_is(|byte| byte.is_ascii_digit()) {
                let mut worth = 100;
                while let Some(digit) = fraction.digits(1) {
                    millis += digit * worth;
                    worth /= 10;
                }
                self.at = fraction.at;
            }
        }
        Some((hour, minute, second, millis))
    }

    /// Seconds east of UTC: `Z`, `UTC`, `+01:00`, `+0100`, `+01`, after a space too.
    fn offset(&mut self) -> Option<i32> {
        let mut scan = *self;
        let spaced = scan.one_of(b" ").is_some();
        let rest = &scan.line[scan.at..];
        if rest.starts_with(b"UTC") || rest.starts_with(b"GMT") {
            scan.at += 3;
            self.at = scan.at;
            return Some(0);
        }
        if !spaced && scan.one_of(b"Zz").is_some() {
            self.at = scan.at;
            return Some(0);
        }
        let sign = if scan.one_of(b"+-")? == b'-' { -1 } else { 1 };
        let hours = scan.digits(2)?;
        let colon = scan.one_of(b":").is_some();
        let minutes = match scan.digits(2) {
            Some(minutes) => minutes,
            None if colon || spaced => return None,
            None => 0,
        };
        if scan.next_is(|byte| byte.is_ascii_digit()) || hours > 18 || minutes > 59 {
            return None;
        }
        self.at = scan.at;
        Some(sign * (hours * 3600 + minutes * 60))
    }

    /// The stamp ends here, and not within a word.
    fn end(&self, from: usize, when: When) -> Option<Stamp> {
        (!self.next_is(|byte| byte.is_ascii_alphanumeric())).then_some(Stamp { range: from..self.at, when })
    }
}

fn iso(line: &[u8], from: usize) -> Option<Stamp> {
    let mut scan = Scan { line, at: from };
    let year = i16::try_from(scan.digits(4)?).ok();
    let separator = scan.one_of(b"-/")?;
    let month = scan.two()?;
    scan.one_of(&[separator])?;
    let day = scan.two()?;
    scan.one_of(b"Tt _")?;
    let (hour, minute, second, millis) = scan.clock()?;
    let offset = scan.offset();
    scan.end(from, When::Reading(Reading { year, month, day, hour, minute, second, millis, offset }))
}

/// `Nov 26 10:00:00`, and with a year after the day.
fn syslog(line: &[u8], from: usize) -> Option<Stamp> {
    let name = line.get(from..from + 3)?;
    let month = i8::try_from(MONTHS.iter().position(|month| month.as_slice() == name)? + 1).ok()?;
    let mut scan = Scan { line, at: from + 3 };
    scan.one_of(b" ")?;
    scan.one_of(b" ");
    let day = scan.two().or_else(|| i8::try_from(scan.digits(1)?).ok())?;
    scan.one_of(b" ")?;
    let mut with_year = scan;
    let year = with_year.digits(4).filter(|_| with_year.one_of(b" ").is_some());
    if year.is_some() {
        scan = with_year;
    }
    let (hour, minute, second, millis) = scan.clock()?;
    let year = year.and_then(|year| i16::try_from(year).ok());
    scan.end(from, When::Reading(Reading { year, month, day, hour, minute, second, millis, offset: None }))
}

/// Seconds since 1970, with a fraction or not, or milliseconds.
fn epoch(line: &[u8], from: usize) -> Option<Stamp> {
    let length = line[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let digits = |range: Range<usize>| std::str::from_utf8(line.get(range)?).ok()?.parse::<i64>().ok();
    let mut scan = Scan { line, at: from + length };
    let millis = match length {
        10 => {
            let seconds = digits(from..from + 10)?;
            let mut fraction = scan;
            let mut millis = 0;
            if fraction.one_of(b".").is_some() {
                let mut worth = 100;
                while let Some(digit) = fraction.digits(1) {
                    millis += i64::from(digit) * worth;
                    worth /= 10;
                }
                scan = fraction;
            }
            seconds * 1000 + millis
        }
        13 => digits(from..from + 13)?,
        _ => return None,
    };
    EPOCH_SECONDS.contains(&(millis / 1000)).then(|| scan.end(from, When::Moment(millis)))?
}
