//! The time of day in a stamp.

use super::scan::Scan;

/// A time of day as it stands in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DayTime {
    pub(crate) hour: i8,
    pub(crate) minute: i8,
    pub(crate) second: i8,
    pub(crate) millis: i32,
    pub(super) has_seconds: bool,
    /// With AM or PM.
    pub(crate) twelve_hours: bool,
    /// Where it ends in the line.
    pub(super) end: usize,
}

impl DayTime {
    /// In a half of the day that was told before the time.
    pub(super) fn in_half(self, hours_before: Option<i8>) -> Self {
        match hours_before {
            Some(before) if (1..=12).contains(&self.hour) => Self { hour: self.hour % 12 + before, ..self },
            Some(_) | None => self,
        }
    }
}

impl Scan<'_> {
    /// `11:30`, `11:30:00`, `11:30:00.123456`, `11:30:00,123`, `11:30:00:123`, `9:30:00 PM`; with
    /// other marks than colons, which need a date beside and the seconds, `11.30.00`, `11-30-00`.
    pub(super) fn clock(&mut self, marks: &[u8]) -> Option<DayTime> {
        let mut scan = *self;
        let is_long = scan.digit_run() == 2;
        let hour = scan.one_or_two()?;
        let mark = scan.one_of(marks)?;
        if matches!(mark, b'-' | b'_') && !is_long {
            return None;
        }
        let minute = scan.two()?;
        let mut inner = scan;
        let second = inner.one_of(&[mark]).and_then(|_| inner.two()).filter(|_| inner.digit_run() == 0);
        let mut millis = 0;
        if second.is_some() {
            scan = inner;
            millis = scan.fraction(mark == b':');
        } else if scan.digit_run() > 0 || mark != b':' {
            return None;
        }
        let time = scan.twelve_hours(hour, minute, second, millis)?;
        self.at = scan.at;
        Some(time)
    }

    /// `113000`, `113000.123`, `1130`, `113000123`.
    pub(super) fn compact_clock(&mut self) -> Option<DayTime> {
        let mut scan = *self;
        let run = scan.digit_run();
        if !matches!(run, 4 | 6 | 9) {
            return None;
        }
        let (hour, minute) = (scan.two()?, scan.two()?);
        let second = if run > 4 { Some(scan.two()?) } else { None };
        let millis = if run == 9 { scan.digits(3)? } else { scan.fraction(false) };
        let time = scan.twelve_hours(hour, minute, second, millis)?;
        self.at = scan.at;
        Some(time)
    }

    /// Milliseconds of the digits behind a dot, a comma or, if there are just three, a colon.
    fn fraction(&mut self, colon: bool) -> i32 {
        let mut scan = *self;
        let mark = scan.one_of(b".,:");
        let run = scan.digit_run();
        let is_one = match mark {
            Some(b':') => colon && run == 3,
            Some(_) => run > 0,
            None => false,
        };
        if !is_one {
            return 0;
        }
        let mut millis = 0;
        let mut worth = 100;
        while let Some(digit) = scan.digits(1) {
            millis += digit * worth;
            worth /= 10;
        }
        self.at = scan.at;
        millis
    }

    fn twelve_hours(&mut self, hour: i8, minute: i8, second: Option<i8>, millis: i32) -> Option<DayTime> {
        let half = self.half();
        let hour = match half {
            None => hour,
            Some(_) if !(1..=12).contains(&hour) => return None,
            Some(b'p') => hour % 12 + 12,
            Some(_) => hour % 12,
        };
        // A leap second counts as the second before it.
        let (has_seconds, second) = (second.is_some(), second.unwrap_or(0));
        if hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        let (second, twelve_hours, end) = (second.min(59), half.is_some(), self.at);
        Some(DayTime { hour, minute, second, millis, has_seconds, twelve_hours, end })
    }

    /// `AM`, `pm`, `a.m.`, behind a space of any kind or none.
    fn half(&mut self) -> Option<u8> {
        let mut scan = *self;
        for space in [&b" "[..], b"\xc2\xa0", b"\xe2\x80\xaf"] {
            if scan.line[scan.at.min(scan.line.len())..].starts_with(space) {
                scan.at += space.len();
                break;
            }
        }
        let half = scan.one_of(b"aApP")?.to_ascii_lowercase();
        let dotted = scan.one_of(b".").is_some();
        scan.one_of(b"mM")?;
        if dotted {
            scan.one_of(b".");
        }
        if scan.next_is(|byte| byte.is_ascii_alphanumeric()) {
            return None;
        }
        self.at = scan.at;
        Some(half)
    }
}
