//! Tells the time of a log's line.

use crate::stamp::{self, Order, Reading, When};
use jiff::ToSpan;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};

/// A stamp without a year is at most this long after the time it is near to, in milliseconds: clocks differ.
pub(crate) const AHEAD_MS: i64 = 24 * 60 * 60 * 1000;

/// The time of a line in milliseconds UTC, told by a stamp near its start in any of the forms that logs have: a date in numbers
/// or with the name of its month, a time of day, a zone or none; or a count since 1970.
///
/// A stamp without an offset is read in `zone`, an IANA name; in an unknown zone it has no time. A stamp without a year
/// gets the last year that does not put it more than a day after `near_ms` (when the log was last written, say); without
/// that it has no time. A time the zone skips or has twice is read as the one before the change. Where day and month could
/// be either, the day comes first; [`Archive::line_at`](crate::Archive::line_at) knows better by the lines around.
pub fn time_of(line: &str, zone: &str, near_ms: Option<i64>) -> Option<i64> {
    let clock = Clock { zone: TimeZone::get(zone).ok(), near: near_ms };
    let when = stamp::find(line.as_bytes())?.when;
    Order::ALL.into_iter().find_map(|order| clock.time_of(&when, order))
}

/// Reads stamps in one zone, near one time.
#[derive(Debug)]
pub(crate) struct Clock {
    zone: Option<TimeZone>,
    near: Option<i64>,
}

impl Clock {
    /// `None` if there is no such zone.
    pub(crate) fn new(zone: &str, near: Option<i64>) -> Option<Self> {
        Some(Self { zone: Some(TimeZone::get(zone).ok()?), near })
    }

    /// The time that a stamp means if dates are written in this order; `None` if there is no such day.
    pub(crate) fn time_of(&self, when: &When, order: Order) -> Option<i64> {
        let reading = match when {
            When::Moment(moment) => return Some(*moment),
            When::Reading(reading) => reading,
        };
        let Reading { date, hour, minute, second, millis, offset, days_later, .. } = *reading;
        let (year, month, day) = date.read(order);
        let zone = match offset {
            Some(seconds) => TimeZone::fixed(Offset::from_seconds(seconds).ok()?),
            None => self.zone.clone()?,
        };
        let in_year = |year: i16| {
            let civil = DateTime::new(year, month, day, hour, minute, second, millis * 1_000_000).ok()?;
            let civil = civil.checked_add(days_later.days()).ok()?;
            Some(zone.to_zoned_datetime(civil).ok()?.timestamp().as_millisecond())
        };
        if let Some(year) = year {
            return in_year(year);
        }
        let latest = self.near?.checked_add(AHEAD_MS)?;
        let this_year = jiff::Timestamp::from_millisecond(latest).ok()?.to_zoned_datetime(zone.clone()).year();
        // The 29th of February may be up to eight years back.
        (0..=8).filter_map(|back| in_year(this_year.checked_sub(back)?)).find(|&time| time <= latest)
    }
}
#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-26T10:00:00Z.
    const TEN: i64 = 1_795_687_200_000;
    const HOUR: i64 = 3_600_000;

    #[test]
    fn stamps_of_common_logs_are_read() {
        let check = |line: &str, expected: Option<i64>| {
            assert_eq!(time_of(line, "Europe/Berlin", Some(TEN)), expected, "{line:?}");
        };
        check("2026-11-26T10:00:00Z boot", Some(TEN));
        check("2026-11-26T10:00:00.250Z boot", Some(TEN + 250));
        check("2026-11-26 11:00:00,250 boot", Some(TEN + 250));
        check("2026-11-26T10:00:00+01:00 boot", Some(TEN - HOUR));
        check("2026-11-26 10:00:00 -0500 boot", Some(TEN + 5 * HOUR));
        check("2026-11-26 10:00:00.123456 UTC boot", Some(TEN + 123));
        check("[2026-11-26 11:00:00] boot", Some(TEN));
        check("2026/11/26 11:00:00 boot", Some(TEN));
        check("INFO  [main] 2026-11-26 11:00 boot", Some(TEN));
        check("{\"time\":\"2026-11-26T10:00:00Z\"}", Some(TEN));
        check("Nov 26 11:00:00 charger app: boot", Some(TEN));
        check("<34>Nov 26 11:00:00 charger", Some(TEN));
        check("Nov 26 2026 11:00:00 charger", Some(TEN));
        check("1795687200 boot", Some(TEN));
        check("1795687200.5 boot", Some(TEN + 500));
        check("[1795687200123] boot", Some(TEN + 123));
        check("2026-11-26 boot", None);
        check("2026-13-26 10:00:00 boot", None);
        check("2026-11-26T25:00:00Z", None);
        check("12345678901 boot", None);
        check("no time at all", None);
        check("", None);
        check("é 2026-11-26T10:00:00Z", Some(TEN));
        // Twice and never in this zone's night of change.
        check("2026-10-25 02:30:00", Some(1_792_888_200_000));
        check("2026-03-29 02:30:00", Some(1_774_747_800_000));
    }

    #[test]
    fn a_stamp_without_a_year_is_near_the_log_time() {
        let check = |line: &str, near: Option<i64>, expected: Option<i64>| {
            assert_eq!(time_of(line, "UTC", near), expected, "{line:?} near {near:?}");
        };
        check("Nov 26 10:00:00", Some(TEN), Some(TEN));
        check("Nov 26 20:00:00", Some(TEN), Some(TEN + 10 * HOUR));
        check("Nov 28 10:00:00", Some(TEN), Some(TEN + 48 * HOUR - 365 * 24 * HOUR));
        check("Dec 31 23:59:59", Some(1_798_761_600_000), Some(1_798_761_599_000));
        check("Feb 29 00:00:00", Some(TEN), Some(1_709_164_800_000));
        check("Nov 26 10:00:00", None, None);
    }

    #[test]
    fn an_unknown_zone_reads_only_offsets() {
        let check =
            |line: &str, expected: Option<i64>| assert_eq!(time_of(line, "Mars/Base", None), expected, "{line:?}");
        check("2026-11-26T10:00:00Z", Some(TEN));
        check("2026-11-26T10:00:00", None);
    }
}
