//! The date in a stamp: in numbers or with the name of its month, in every order.

use super::months::MonthName;
use super::scan::Scan;

/// A date as it stands in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Date {
    /// There is no doubt about it; the year may be left out.
    Clear { year: Option<i16>, month: i8, day: i8 },
    /// Three numbers, or two without a year, in an order that only other lines may tell.
    Open { first: i8, second: i8, last: Last, mark: u8 },
}

/// What stands last in a date of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Last {
    Year(i16),
    /// Two digits: the year, or the day where the year stands first.
    Short(i8),
    Nothing,
}

/// What stands first in the dates of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    Day,
    Month,
    /// Only where years have two digits.
    Year,
}

impl Order {
    pub(crate) const ALL: [Self; 3] = [Self::Day, Self::Month, Self::Year];
}

impl Date {
    /// Year (if it is told), month and day in an order; they need not be a day that there is.
    pub(crate) fn read(&self, order: Order) -> (Option<i16>, i8, i8) {
        match *self {
            Self::Clear { year, month, day } => (year, month, day),
            Self::Open { first, second, last, .. } => match (order, last) {
                (Order::Year, Last::Short(day)) => (Some(2000 + i16::from(first)), second, day),
                (Order::Month, last) => (last.year(), first, second),
                // Without a year the day of a log seldom stands before its month, but for dots.
                (Order::Year, Last::Nothing) => (None, first, second),
                (Order::Day | Order::Year, last) => (last.year(), second, first),
            },
        }
    }

    /// Two numbers alone are taken for a date only beside a time with its seconds.
    pub(super) fn needs_seconds(&self) -> bool {
        matches!(self, Self::Open { last: Last::Nothing | Last::Short(_), .. })
    }

    pub(super) fn lacks_year(&self) -> bool {
        matches!(self, Self::Clear { year: None, .. } | Self::Open { last: Last::Nothing, .. })
    }

    /// Is it told to the year?
    pub(super) fn is_whole(&self) -> bool {
        matches!(self, Self::Clear { year: Some(_), .. } | Self::Open { last: Last::Year(_), .. })
    }

    pub(super) fn of_year(self, of: i16) -> Self {
        match self {
            Self::Clear { month, day, .. } => Self::Clear { year: Some(of), month, day },
            Self::Open { first, second, mark, .. } => Self::Open { first, second, last: Last::Year(of), mark },
        }
    }
}

impl Last {
    fn year(self) -> Option<i16> {
        match self {
            Self::Year(year) => Some(year),
            Self::Short(year) => Some(2000 + i16::from(year)),
            Self::Nothing => None,
        }
    }
}

impl Scan<'_> {
    /// A date that begins here.
    pub(super) fn date(&mut self) -> Option<Date> {
        let mut scan = *self;
        let date = match scan.digit_run() {
            0 => scan.by_name(),
            1 | 2 => scan.day_or_month(),
            // `I1120`, as Google's logs begin.
            4 if scan.at == 1 && scan.line[0].is_ascii_uppercase() => scan.month_and_day(),
            4 => scan.by_year(),
            6 => scan.compact_short(),
            7 => scan.compact_day_of_year(),
            8 | 14 | 17 => scan.compact(),
            _ => None,
        }?;
        self.at = scan.at;
        Some(date)
    }

    /// `Nov 20`, `Nov 20, 2026`, `November 20 2026`, `Nov-20-2026`.
    fn by_name(&mut self) -> Option<Date> {
        let MonthName { month, is_sure } = self.month()?;
        if self.take_while(|byte| matches!(byte, b' ' | b'-' | b'/' | b'.' | b'_')) > 3 {
            return None;
        }
        let day = self.one_or_two()?;
        let mut behind = *self;
        let gap = behind.take_while(|byte| matches!(byte, b' ' | b',' | b'-' | b'/'));
        let year = behind.year().filter(|_| (1..=2).contains(&gap));
        // `Nov 20 1130`: four digits are a year only before a time of day.
        let is_apart = |byte| matches!(byte, b' ' | b'T' | b',' | b':' | b'-' | b'_' | b'\t');
        let year = year.filter(|_| behind.peek().is_none_or(is_apart));
        if year.is_none() && !is_sure {
            return None;
        }
        if year.is_some() {
            self.at = behind.at;
        }
        Some(Date::Clear { year, month, day })
    }

    /// `2026-11-20`, `2026/11/20`, `2026.11.20`, `2026. 11. 20`, `2026:11:20`, `2026-Nov-20`, `2026 Nov 20`, `2026-324`,
    /// `2026-W47-5`, `2026年11月20日`.
    fn by_year(&mut self) -> Option<Date> {
        if let Some(date) = self.eastern_date() {
            return Some(date);
        }
        let year = self.year()?;
        if self.next_is(|byte| byte == b'W') {
            return self.day_of_week(year, true);
        }
        let mark = self.one_of(b"-/._: ")?;
        if mark == b'-' && self.next_is(|byte| byte == b'W') {
            return self.day_of_week(year, false);
        }
        if matches!(mark, b'-' | b':') && self.digit_run() == 3 {
            return self.day_of_year(year);
        }
        let year = Some(year);
        let is_wide = mark == b'.' && self.one_of(b" ").is_some();
        let month = match self.month() {
            Some(named) => named.month,
            None if mark == b' ' => return None,
            None => self.one_or_two()?,
        };
        let again = if mark == b' ' { (self.spaces() > 0).then_some(mark) } else { self.one_of(&[mark]) };
        again?;
        if is_wide {
            self.one_of(b" ")?;
        }
        let day = self.one_or_two()?;
        Some(Date::Clear { year, month, day })
    }

    /// `20.11.2026`, `11/20/2026`, `20-11-26`, `20-Nov-2026`, `20 Nov`, `20Nov2026`, `20Nov26`, `11-20`,
    /// `20.11.`, `20 de noviembre de 2026`.
    fn day_or_month(&mut self) -> Option<Date> {
        let is_long = self.digit_run() == 2;
        let first = self.one_or_two()?;
        let mark = self.one_of(b"./- ").unwrap_or(0);
        if mark == b'.' {
            // `20. Nov 2026`
            self.spaces();
        }
        if mark == b' ' {
            self.word_of();
        }
        if let Some(MonthName { month, is_sure }) = self.month() {
            let year = self.year_behind_name(mark);
            return (is_sure || year.is_some()).then_some(Date::Clear { year, month, day: first });
        }
        if !matches!(mark, b'.' | b'/' | b'-') {
            return None;
        }
        let is_long = is_long && self.digit_run() == 2;
        let second = self.one_or_two()?;
        let mut behind = *self;
        let last = match behind.one_of(&[mark]) {
            Some(_) => match (behind.digit_run(), behind.year()) {
                (_, Some(year)) => Last::Year(year),
                (2, None) => Last::Short(behind.two()?),
                (0, None) if mark == b'.' && is_long => Last::Nothing,
                (_, None) => return None,
            },
            None if is_long && mark != b'.' => Last::Nothing,
            None => return None,
        };
        self.at = behind.at;
        Some(Date::Open { first, second, last, mark })
    }

    /// The year behind a month's name, with two digits too where no time of day can be meant.
    fn year_behind_name(&mut self, mark: u8) -> Option<i16> {
        let mut behind = *self;
        let mut gap = behind.take_while(|byte| matches!(byte, b' ' | b',' | b'.' | b'-' | b'/'));
        if behind.word_of() {
            gap = 1;
        }
        if gap > 2 {
            return None;
        }
        let year = match behind.year() {
            Some(year) => year,
            None if behind.digit_run() == 2 && (gap == 1 || mark == 0 && gap == 0) => {
                let year = 2000 + i16::from(behind.two()?);
                // `20 Nov 11:30:00`, `20 Nov 11.30.00`
                if behind.next_is(|byte| matches!(byte, b':' | b'.')) {
                    return None;
                }
                year
            }
            None => return None,
        };
        self.at = behind.at;
        Some(year)
    }

    /// `de`, as Spanish and Portuguese dates have it.
    fn word_of(&mut self) -> bool {
        let found = self.line.get(self.at..).is_some_and(|rest| rest.starts_with(b"de "));
        if found {
            self.at += 3;
        }
        found
    }

    fn month_and_day(&mut self) -> Option<Date> {
        let (month, day) = (self.two()?, self.two()?);
        ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some(Date::Clear { year: None, month, day })
    }

    /// `261120`, as old MySQL begins.
    pub(super) fn compact_short(&mut self) -> Option<Date> {
        let year = 2000 + i16::from(self.two()?);
        match self.month_and_day()? {
            Date::Clear { month, day, .. } => Some(Date::Clear { year: Some(year), month, day }),
            Date::Open { .. } => None,
        }
    }

    /// `20261120`
    fn compact(&mut self) -> Option<Date> {
        let year = i16::try_from(self.digits(4)?).ok().filter(|year| (1970..2200).contains(year))?;
        Some(self.month_and_day()?.of_year(year))
    }
}
