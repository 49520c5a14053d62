//! One wall-clock time of a site as other clocks show it: in UTC, and where the reader sits. In the browser alone.

use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

const DAY_MS: i64 = 86_400_000;

/// What a wall-clock time means in a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Instant {
    Once(i64),
    /// The clocks are put back over it.
    Twice(i64, i64),
    /// The clocks are put forward over it.
    Never,
}

/// `2026-11-23T10:00` in `Europe/Helsinki` told otherwise: `2026-11-23 08:00 UTC, 09:00 in Europe/Berlin`. None while it is no
/// whole time, or where the browser does not know the zone.
pub fn told_otherwise(text: &str, zone: &str) -> Option<String> {
    let wall = wall_ms(text)?;
    let there = clock_of(Some(zone))?;
    let utc = |ms: i64| format!("{} UTC", written(ms));
    Some(match instant(wall, |ms| read_clock(&there, ms))? {
        Instant::Never => format!("The clocks in {zone} skip this time."),
        Instant::Twice(first, second) => {
            format!("The clocks in {zone} show this time twice: {} and {}.", utc(first), utc(second))
        }
        Instant::Once(ms) => match reader(ms).filter(|(name, _)| name != zone) {
            Some((name, local)) => format!("{}, {} in {name}", utc(ms), since_same_day(ms, local)),
            None => utc(ms),
        },
    })
}

/// The instant at which the zone's clock shows `wall`, both as milliseconds since 1970 as if in UTC; `clock` reads it.
fn instant(wall: i64, clock: impl Fn(i64) -> Option<i64>) -> Option<Instant> {
    // Before and after a change of the clocks nearby.
    let early = wall - (clock(wall - DAY_MS)? - (wall - DAY_MS));
    let late = wall - (clock(wall + DAY_MS)? - (wall + DAY_MS));
    let shows = |ms: i64| clock(ms) == Some(wall);
    Some(match (shows(early), shows(late)) {
        (true, true) if early == late => Instant::Once(early),
        (true, true) => Instant::Twice(early.min(late), early.max(late)),
        (true, false) => Instant::Once(early),
        (false, true) => Instant::Once(late),
        (false, false) => Instant::Never,
    })
}

/// What `datetime-local` gives, as if it were UTC.
fn wall_ms(text: &str) -> Option<i64> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
    let seconds = if text.len() >= 19 { number(17, 19)? } else { 0 };
    let wall = [number(0, 4)?, number(5, 7)?, number(8, 10)?, number(11, 13)?, number(14, 16)?, seconds];
    Some(utc_ms(wall))
}

/// Year, month, day, hour, minute, second of the Gregorian calendar in milliseconds since 1970, with the days counted as
/// Howard Hinnant does.
fn utc_ms([year, month, day, hour, minute, second]: [i64; 6]) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468;
    ((days * 24 + hour) * 60 + minute) * 60_000 + second * 1000
}

/// `2026-11-23 08:00`.
fn written(ms: i64) -> String {
    let text = String::from(Date::new(&JsValue::from_f64(ms as f64)).to_iso_string());
    text.get(..16).unwrap_or(&text).replace('T', " ")
}

/// The time of day; with the day where that is another one than in UTC.
fn since_same_day(ms: i64, local: i64) -> String {
    let text = written(local);
    if ms.div_euclid(DAY_MS) == local.div_euclid(DAY_MS) { text.get(11..).unwrap_or(&text).to_owned() } else { text }
}

/// The reader's own zone by name, and what its clock shows.
fn reader(ms: i64) -> Option<(String, i64)> {
    let clock = clock_of(None)?;
    let zone = Reflect::get(&clock.resolved_options(), &"timeZone".into()).ok()?.as_string()?;
    Some((zone, read_clock(&clock, ms)?))
}

/// A zone's clock; none where the browser does not know the zone.
fn clock_of(zone: Option<&str>) -> Option<Intl::DateTimeFormat> {
    let options = Object::new();
    let set = |name: &str, value: &str| Reflect::set(&options, &name.into(), &value.into()).ok();
    set("hourCycle", "h23")?;
    set("year", "numeric")?;
    for part in ["month", "day", "hour", "minute", "second"] {
        set(part, "2-digit")?;
    }
    if let Some(zone) = zone {
        set("timeZone", zone)?;
    }
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let make = Reflect::get(&intl, &"DateTimeFormat".into()).ok()?.dyn_into::<Function>().ok()?;
    // Made by reflection, since an unknown zone throws.
    let made = Reflect::construct(&make, &Array::of2(&"en-US".into(), &options)).ok()?;
    Some(made.unchecked_into())
}

/// What the clock shows at an instant, as if it were UTC.
fn read_clock(clock: &Intl::DateTimeFormat, ms: i64) -> Option<i64> {
    let parts = clock.format_to_parts(&Date::new(&JsValue::from_f64(ms as f64)));
    let part = |name: &str| {
        let found = parts.iter().find(|part| text_of(part, "type").as_deref() == Some(name))?;
        text_of(&found, "value")?.parse::<i64>().ok()
    };
    Some(utc_ms([part("year")?, part("month")?, part("day")?, part("hour")?, part("minute")?, part("second")?]))
}

fn text_of(part: &JsValue, name: &str) -> Option<String> {
    Reflect::get(part, &name.into()).ok()?.as_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR_MS: i64 = 3_600_000;

    #[test]
    fn a_wall_clock_time_is_read_as_if_in_utc() {
        let check = |text: &str, expected: Option<i64>| assert_eq!(wall_ms(text), expected, "{text}");
        check("1970-01-01T00:00", Some(0));
        check("2000-02-29T12:30", Some(951_827_400_000));
        check("2026-11-23T10:00:05", Some(1_795_428_005_000));
        check("2026-11", None);
        check("", None);
    }

    #[test]
    fn changes_of_the_clocks_are_told() {
        // B16: as Helsinki does in 2026, an hour forward at 01:00 UTC on 29 March, an hour back at 01:00 UTC on 25 October.
        let [forward, back] = ["2026-03-29T01:00", "2026-10-25T01:00"].map(|text| wall_ms(text).expect("a time"));
        let clock = |ms: i64| {
            let hours = if (forward..back).contains(&ms) { 3 } else { 2 };
            Some(ms + hours * HOUR_MS)
        };
        let at = |text: &str| wall_ms(text).expect("a time");
        let check = |text: &str, expected: Instant| assert_eq!(instant(at(text), clock), Some(expected), "{text}");
        check("2026-11-23T10:00", Instant::Once(at("2026-11-23T08:00")));
        check("2026-07-01T10:00", Instant::Once(at("2026-07-01T07:00")));
        check("2026-03-29T02:59", Instant::Once(at("2026-03-29T00:59")));
        check("2026-03-29T03:30", Instant::Never);
        check("2026-03-29T04:00", Instant::Once(at("2026-03-29T01:00")));
        check("2026-10-25T03:30", Instant::Twice(at("2026-10-25T00:30"), at("2026-10-25T01:30")));
        check("2026-10-25T04:00", Instant::Once(at("2026-10-25T02:00")));
    }
}
