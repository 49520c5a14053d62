//! Carries a date on to lines that begin with a time of day alone.

use crate::stamp::{self, Date, Reading, Stamp, When};

/// A time of day that is so much earlier than the one before it is of the next day, in seconds.
const NEXT_DAY: i32 = 12 * 60 * 60;

/// The last date that a line told.
#[derive(Debug, Default)]
pub(super) struct DateMemory {
    date: Option<Date>,
    offset: Option<i32>,
    days_later: i32,
    /// Seconds of the day that were told last.
    last: Option<i32>,
}

impl DateMemory {
    /// A line has a date and a time.
    pub(super) fn told(&mut self, stamp: &Stamp) {
        match stamp.when {
            When::Reading(Reading { date, hour, minute, second, offset, .. }) => {
                *self = Self { date: Some(date), offset, days_later: 0, last: Some(of_day(hour, minute, second)) };
            }
            When::Moment(_) => {}
        }
    }

    /// The stamp of a line that has none of its own; a line with a date alone is remembered.
    pub(super) fn stamp(&mut self, line: &[u8]) -> Option<Stamp> {
        let Some((time, offset)) = stamp::day_time_alone(line) else {
            if let Some(date) = stamp::date_alone(line) {
                *self = Self { date: Some(date), ..Self::default() };
            }
            return None;
        };
        let date = self.date?;
        let now = of_day(time.hour, time.minute, time.second);
        if self.last.is_some_and(|last| last - now > NEXT_DAY) {
            self.days_later = self.days_later.saturating_add(1);
        }
        self.last = Some(now);
        let reading = Reading {
            date,
            hour: time.hour,
            minute: time.minute,
            second: time.second,
            millis: time.millis,
            twelve_hours: time.twelve_hours,
            offset: offset.or(self.offset),
            days_later: self.days_later,
        };
        Some(Stamp { range: 0..line.len(), when: When::Reading(reading) })
    }
}

fn of_day(hour: i8, minute: i8, second: i8) -> i32 {
    (i32::from(hour) * 60 + i32::from(minute)) * 60 + i32::from(second)
}
