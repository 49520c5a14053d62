//! Days as ISO 8601 counts them: by the days of the year, and by weeks.

use super::date::Date;
use super::scan::Scan;
use jiff::ToSpan;
use jiff::civil::{self, ISOWeekDate, Weekday};

impl Scan<'_> {
    /// `324` behind a year.
    pub(super) fn day_of_year(&mut self, year: i16) -> Option<Date> {
        let count = (self.digit_run() == 3).then(|| self.digits(3))?.filter(|count| (1..=366).contains(count))?;
        let day = civil::Date::new(year, 1, 1).ok()?.checked_add((count - 1).days()).ok()?;
        (day.year() == year).then(|| clear(day))
    }

    /// `W47-5` behind a year, or `W475`.
    pub(super) fn day_of_week(&mut self, year: i16, is_compact: bool) -> Option<Date> {
        self.one_of(b"W")?;
        let week = self.two()?;
        if !is_compact {
            self.one_of(b"-")?;
        }
        let weekday = i8::try_from(self.digits(1)?).ok()?;
        let weekday = Weekday::from_monday_one_offset(weekday).ok()?;
        ISOWeekDate::new(year, week, weekday).ok().map(|day| clear(day.date()))
    }

    /// `2026324`, which only a `T` behind it makes a day.
    pub(super) fn compact_day_of_year(&mut self) -> Option<Date> {
        let year = i16::try_from(self.digits(4)?).ok().filter(|year| (1970..2200).contains(year))?;
        let date = self.day_of_year(year)?;
        self.next_is(|byte| byte == b'T').then_some(date)
    }
}

fn clear(day: civil::Date) -> Date {
    Date::Clear { year: Some(day.year()), month: day.month(), day: day.day() }
}
