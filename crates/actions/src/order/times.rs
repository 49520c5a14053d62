//! The times of an order as a person types them, beside the site's clock.

use crate::order::LocalTime;
use model::Refusal;
use words::local_time;

/// The clocks of people, browsers, chargers and this machine differ: what lies this far in the past, or ahead, is meant as now.
const CLOCK_TOLERANCE_MS: i64 = 5 * 60 * 1000;

/// The clock of a charger's site when the order is checked.
#[derive(Clone, Copy, Debug)]
pub struct SiteClock<'a> {
    /// The name of its time zone, `Europe/Berlin`.
    pub zone: &'a str,
    /// Milliseconds since 1970.
    pub now: i64,
}

impl SiteClock<'_> {
    /// The instant that was typed.
    pub(crate) fn instant(&self, field: &str, typed: &Option<LocalTime>) -> Result<Option<i64>, Refusal> {
        let Some(typed) = typed else { return Ok(None) };
        local_time::resolve(&typed.0, self.zone).map(Some).map_err(|sentence| Refusal::field(field, sentence))
    }

    /// A time at which something is to begin: now at the earliest. One that has passed is a slip of the hand, or a form of another day.
    pub(crate) fn begins_at(
        &self,
        field: &str,
        label: &str,
        typed: &Option<LocalTime>,
    ) -> Result<Option<i64>, Refusal> {
        let Some(at) = self.instant(field, typed)? else { return Ok(None) };
        if at < self.now - CLOCK_TOLERANCE_MS {
            let readings = self.readings(at);
            let sentence =
                format!("{label} has passed: {readings}. Leave it empty to begin at once. Nothing was sent.");
            return Err(Refusal::field(field, sentence));
        }
        Ok(Some(at.max(self.now)))
    }

    pub(crate) fn lies_ahead(&self, at: i64) -> bool {
        at > self.now + CLOCK_TOLERANCE_MS
    }

    /// What was typed, and what the clock shows now.
    pub(crate) fn readings(&self, at: i64) -> String {
        let [at, now] = [at, self.now].map(|ms| local_time::moment(ms, self.zone));
        format!("{}, and in {} it is {} now", at.local, self.zone, now.local)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{RequestDiagnostics, UpdateFirmware};
    use model::Abilities;

    const ZONE: &str = "Europe/Helsinki";

    fn at(time: &str) -> i64 {
        local_time::resolve(&format!("2026-11-23T{time}"), ZONE).unwrap()
    }

    fn typed(time: &str) -> Option<LocalTime> {
        (!time.is_empty()).then(|| LocalTime(format!("2026-11-23T{time}")))
    }

    /// Ten o'clock, and so many milliseconds.
    fn ten(ms: i64) -> SiteClock<'static> {
        SiteClock { zone: ZONE, now: at("10:00") + ms }
    }

    /// The field, and how the sentence begins.
    fn fault(refusal: Refusal) -> (String, String) {
        let beginning = refusal.sentence.chars().take(24).collect();
        (refusal.field.unwrap_or_default(), beginning)
    }

    fn wrong<T>(field: &str, beginning: &str) -> Result<T, (String, String)> {
        Err((field.to_owned(), beginning.to_owned()))
    }

    #[test]
    fn an_update_begins_now_at_the_earliest_and_is_installed_once_it_is_fetched() {
        let whole = Abilities { install_time: true, ..Abilities::default() };
        let times = |fetch: &str, install: &str, late_ms: i64| {
            let update =
                UpdateFirmware { fetch_from: typed(fetch), install_from: typed(install), ..UpdateFirmware::now("") };
            update.times(&whole, &ten(late_ms)).map_err(fault)
        };
        let now = at("10:00");
        assert_eq!(times("", "", 0), Ok((now, None)));
        assert_eq!(times("10:30", "", 0), Ok((at("10:30"), None)));
        assert_eq!(times("10:00", "", 0), Ok((now, None)));
        // Five minutes ago is now, and a millisecond more has passed.
        assert_eq!(times("09:55", "", 0), Ok((now, None)));
        assert_eq!(times("09:55", "", 1), wrong("fetch_from", "Fetch from has passed: 2"));
        assert_eq!(times("", "09:55", 0), Ok((now, Some(now))));
        assert_eq!(times("", "09:55", 1), wrong("install_from", "Install from has passed:"));
        assert_eq!(times("", "10:30", 0), Ok((now, Some(at("10:30")))));
        assert_eq!(times("10:30", "10:30", 0), Ok((at("10:30"), Some(at("10:30")))));
        assert_eq!(times("10:30", "10:29:59", 0), wrong("install_from", "Install from must not be"));
        assert_eq!(times("25:00", "", 0), wrong("fetch_from", "This is not a date and t"));
    }

    #[test]
    fn a_time_that_has_passed_is_told_beside_the_clock() {
        let update = UpdateFirmware { fetch_from: typed("09:00"), ..UpdateFirmware::now("") };
        assert_eq!(
            update.times(&Abilities::default(), &ten(0)).unwrap_err().sentence,
            "Fetch from has passed: 2026-11-23 09:00:00 +02:00, and in Europe/Helsinki it is 2026-11-23 10:00:00 +02:00 \
             now. Leave it empty to begin at once. Nothing was sent."
        );
    }

    #[test]
    fn a_time_for_installing_is_given_only_where_the_charger_takes_one() {
        let times = |install: &str, install_time| {
            let update = UpdateFirmware { install_from: typed(install), ..UpdateFirmware::now("") };
            update.times(&Abilities { install_time, ..Abilities::default() }, &ten(0)).map_err(fault)
        };
        assert!(times("10:30", true).is_ok());
        assert!(times("", false).is_ok());
        assert_eq!(times("10:30", false), wrong("install_from", "This charger takes no ti"));
    }

    #[test]
    fn diagnostics_cover_a_time_that_has_begun_and_ends_after_it_began() {
        let span = |from: &str, to: &str, late_ms: i64| {
            let request = RequestDiagnostics { from: typed(from), to: typed(to), ..RequestDiagnostics::here() };
            request.span(&ten(late_ms)).map_err(fault)
        };
        assert_eq!(span("", "", 0), Ok((None, None)));
        assert_eq!(span("09:00", "09:30", 0), Ok((Some(at("09:00")), Some(at("09:30")))));
        assert_eq!(span("09:00", "", 0), Ok((Some(at("09:00")), None)));
        assert_eq!(span("", "11:00", 0), Ok((None, Some(at("11:00")))));
        // Five minutes from now is now, and a millisecond more lies ahead.
        assert_eq!(span("10:05", "", 0), Ok((Some(at("10:05")), None)));
        assert_eq!(span("10:05", "", -1), wrong("from", "From lies ahead, and not"));
        assert_eq!(span("09:30", "09:30:01", 0), Ok((Some(at("09:30")), Some(at("09:30:01")))));
        assert_eq!(span("09:30", "09:30", 0), wrong("to", "To must be later than Fr"));
        assert_eq!(span("09:30", "09:29:59", 0), wrong("to", "To must be later than Fr"));
        assert_eq!(span("", "25:00", 0), wrong("to", "This is not a date and t"));
    }
}
