//! Instants and wall clocks: what an operator types in a site's time zone, and how an instant reads there.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use model::Moment;

/// Years that may be typed; outside of them it is a slip of the hand.
const YEARS: std::ops::RangeInclusive<i16> = 2000..=2199;

/// The instant, in milliseconds since 1970, at which the wall clock of `zone` reads `local` (`2026-11-23T10:00`, seconds
/// allowed). An hour that is missing or comes twice there is refused with both of its readings.
pub fn resolve(local: &str, zone: &str) -> Result<i64, String> {
    let tz = TimeZone::get(zone).map_err(|_| format!("The site's time zone {zone} is not known."))?;
    let time: DateTime = local
        .parse()
        .ok()
        .filter(|time: &DateTime| YEARS.contains(&time.year()))
        .ok_or("This is not a date and time like 2026-11-23T10:00.")?;
    let words = time.strftime("%Y-%m-%d %H:%M:%S");
    match tz.to_ambiguous_timestamp(time).offset() {
        AmbiguousOffset::Unambiguous { offset } => Ok(at_offset(time, offset)?.as_millisecond()),
        AmbiguousOffset::Gap { before, after } => Err(format!(
            "{words} does not exist in {zone}: the clocks go forward over it. Did you mean {} or {}?",
            reading(at_offset(time, after)?, &tz),
            reading(at_offset(time, before)?, &tz),
        )),
        AmbiguousOffset::Fold { before, after } => Err(format!(
            "{words} comes twice in {zone}: as {} and again as {}. Choose a time outside this hour.",
            reading(at_offset(time, before)?, &tz),
            reading(at_offset(time, after)?, &tz),
        )),
    }
}

/// An instant with its reading in a zone; in UTC where the zone is not known.
pub fn moment(ms: i64, zone: &str) -> Moment {
    let tz = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    Moment { ms, local: reading(timestamp(ms), &tz) }
}

/// An instant as OCPP writes it, `2026-11-23T08:00:00Z`, with milliseconds where there are any.
pub fn utc_text(ms: i64) -> String {
    timestamp(ms).to_string()
}

/// Milliseconds since 1970, now.
#[expect(clippy::disallowed_methods, reason = "whoever may ask for the time asks here")]
pub fn now_ms() -> i64 {
    Timestamp::now().as_millisecond()
}

/// Is this the name of a time zone, `Europe/Berlin`?
pub fn is_zone(name: &str) -> bool {
    TimeZone::get(name).is_ok()
}

fn reading(at: Timestamp, tz: &TimeZone) -> String {
    at.to_zoned_datetime(tz.clone()).strftime("%Y-%m-%d %H:%M:%S %:z").to_string()
}

fn at_offset(time: DateTime, offset: Offset) -> Result<Timestamp, String> {
    offset.to_timestamp(time).map_err(|_| "This time is out of range.".to_owned())
}

/// The nearest instant that can be written at all.
fn timestamp(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap_or(if ms < 0 { Timestamp::MIN } else { Timestamp::MAX })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// B16.
    #[test]
    fn local_times_become_instants() {
        let check = |local: &str, zone: &str, expected: &str| {
            assert_eq!(resolve(local, zone).map(utc_text), Ok(expected.to_owned()), "{local} {zone}");
        };
        check("2026-11-23T10:00", "Europe/Berlin", "2026-11-23T09:00:00Z");
        check("2026-07-01T10:00:30", "Europe/Berlin", "2026-07-01T08:00:30Z");
        check("2026-11-23T10:00", "Asia/Kolkata", "2026-11-23T04:30:00Z");
        check("2026-11-23T10:00", "UTC", "2026-11-23T10:00:00Z");
    }

    #[test]
    fn missing_and_double_hours_are_refused_with_both_readings() {
        let check = |local: &str, zone: &str, parts: &[&str]| {
            let sentence = resolve(local, zone).unwrap_err();
            for part in parts {
                assert!(sentence.contains(part), "{sentence} lacks {part}");
            }
        };
        check(
            "2026-03-29T02:30",
            "Europe/Berlin",
            &["does not exist", "2026-03-29 01:30:00 +01:00", "2026-03-29 03:30:00 +02:00"],
        );
        check(
            "2026-10-25T02:30",
            "Europe/Berlin",
            &["comes twice", "2026-10-25 02:30:00 +02:00", "2026-10-25 02:30:00 +01:00"],
        );
        check("2026-11-23T10:00", "Mars/Olympus", &["Mars/Olympus"]);
        check("2026-02-30T10:00", "UTC", &["not a date"]);
        check("0001-01-01T10:00", "UTC", &["not a date"]);
        check("", "UTC", &["not a date"]);
    }

    #[test]
    fn moments_read_in_the_zone_and_in_utc_where_it_is_unknown() {
        let check = |ms, zone: &str, expected: &str| assert_eq!(moment(ms, zone).local, expected, "{ms} {zone}");
        check(1_795_419_667_000, "Europe/Helsinki", "2026-11-23 09:41:07 +02:00");
        check(1_795_419_667_000, "nowhere", "2026-11-23 07:41:07 +00:00");
        check(0, "America/St_Johns", "1969-12-31 20:30:00 -03:30");
        assert_eq!(moment(1_795_419_667_000, "UTC").clock(), "07:41:07");
        assert_eq!(utc_text(1_795_419_667_250), "2026-11-23T07:41:07.25Z");
    }

    #[test]
    fn zones_are_known_by_name() {
        assert!(is_zone("Europe/Berlin") && is_zone("UTC"));
        assert!(!is_zone("") && !is_zone("Berlin") && !is_zone("../../etc/passwd"));
    }

    proptest! {
        #[test]
        fn no_instant_and_no_text_is_too_odd(ms in any::<i64>(), text in any::<String>(), zone in "[A-Za-z/]{0,12}") {
            let _ = (moment(ms, &zone), utc_text(ms), resolve(&text, &zone), resolve(&text, "Europe/Berlin"));
        }
    }
}
