//! UTC timestamps as text and back, for the dates in OCPP payloads.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

const DAY: i64 = 86_400;

/// The present moment as `2026-11-23T18:49:00.123Z`.
pub fn now() -> String {
    format(SystemTime::now())
}

/// RFC 3339 in UTC with milliseconds.
pub(crate) fn format(at: SystemTime) -> String {
    let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
    let seconds = i64::try_from(since.as_secs()).unwrap_or(0);
    let (year, month, day) = date_of_day(seconds.div_euclid(DAY));
    let second = seconds.rem_euclid(DAY);
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.{:03}Z",
        second / 3600,
        second / 60 % 60,
        second % 60,
        since.subsec_millis()
    )
}

/// Reads an RFC 3339 date; without an offset it counts as UTC. Fractions of a second are dropped.
pub(crate) fn parse(text: &str) -> Option<SystemTime> {
    if !text.is_ascii() || text.len() < 19 {
        return None;
    }
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
    let days = day_of_date(number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let local = days * DAY + number(11, 13)? * 3600 + number(14, 16)? * 60 + number(17, 19)?;
    let zone = text[19..].trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    let offset = match zone.chars().next() {
        None | Some('Z' | 'z') => 0,
        Some(sign @ ('+' | '-')) => {
            let minutes = zone.get(1..3)?.parse::<i64>().ok()? * 60 + zone.get(4..6)?.parse::<i64>().ok()?;
            if sign == '+' { minutes * 60 } else { -minutes * 60 }
        }
        Some(_) => return None,
    };
    UNIX_EPOCH.checked_add(Duration::from_secs(u64::try_from(local - offset).ok()?))
}

/// Year, month and day of a number of days since 1970-01-01, in the civil calendar.
fn date_of_day(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// The inverse of [`date_of_day`].
fn day_of_date(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_and_written() {
        fn check(text: &str, seconds: u64, written: &str) {
            let at = UNIX_EPOCH + Duration::from_secs(seconds);
            assert_eq!(parse(text), Some(at), "{text}");
            assert_eq!(format(at), written);
        }
        check("1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00.000Z");
        check("2000-02-29T12:34:56.789Z", 951_827_696, "2000-02-29T12:34:56.000Z");
        check("2026-11-23T18:49:00+02:00", 1_795_452_540, "2026-11-23T16:49:00.000Z");
        check("2026-11-23T16:49:00", 1_795_452_540, "2026-11-23T16:49:00.000Z");
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in ["", "soon", "2026-11-23", "2026-11-23T18:49:00 Mars", "zwanzig26-11-23T18:49:00"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
