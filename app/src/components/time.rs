//! Times: exact as the server tells them, relative once the page's clock runs, exact again under the pointer.

use crate::ground::clock::Clock;
use crate::ground::live::Live;
use crate::ground::memo::memo;
use leptos::prelude::*;
use model::Moment;

/// What happened less than this ago happened now.
const NOW_MS: i64 = 2000;

/// How long ago, in one unit: `now`, `12 s`, `4 min`, `3 h`, `6 d`.
pub fn ago(ms: i64) -> String {
    if ms < NOW_MS { "now".to_owned() } else { length(ms) }
}

/// A length in one unit.
pub fn length(ms: i64) -> String {
    let seconds = ms.max(0) / 1000;
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{} min", seconds / 60),
        3600..172_800 => format!("{} h", seconds / 3600),
        _ => format!("{} d", seconds / 86_400),
    }
}

/// The instant as `datetime` wants it, `2026-11-23T09:41:07+02:00`.
pub fn machine_readable(moment: &Moment) -> String {
    let mut parts = moment.local.splitn(3, ' ');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(day), Some(clock), Some(offset)) => format!("{day}T{clock}{offset}"),
        _ => moment.local.clone(),
    }
}

/// Until when what the page shows is known: now, while it hears of changes; when it last did, while it does not. What was
/// counted from the state of something stops there.
pub fn known_at(rendered_at: Signal<i64>) -> Memo<i64> {
    let (clock, live) = (Clock::get(), Live::get());
    memo(move |before: Option<&i64>| match before {
        Some(before) if live.stream().stands_still() => *before,
        Some(_) | None => clock.now().unwrap_or_else(|| rendered_at.get()),
    })
}

/// The words of an exact time: its own zone with it where the page has no one zone.
pub fn exact(at: &Moment, day: bool, zoned: bool) -> String {
    let words = if day { at.minute() } else { at.clock() };
    if zoned { format!("{words} {}", at.zone()).trim_end().to_owned() } else { words.to_owned() }
}

/// How long ago something happened; the exact time before the clock runs, and as its title.
#[component]
pub fn Ago(
    #[prop(into)] at: Signal<Moment>,
    /// Show the day too while it is exact.
    #[prop(optional)]
    day: bool,
    /// Say its zone too: on pages that show several sites.
    #[prop(optional)]
    zoned: bool,
) -> impl IntoView {
    let clock = Clock::get();
    let words = memo(move |_| {
        let at = at.read();
        match clock.now() {
            Some(now) => ago(now - at.ms),
            None => exact(&at, day, zoned),
        }
    });
    view! {
        <time datetime=move || machine_readable(&at.read()) title=move || at.read().local.clone()>
            {move || words.get()}
        </time>
    }
}

/// The time of day of a step or a frame, with day and zone as its title.
#[component]
pub fn At(
    #[prop(into)] at: Signal<Moment>,
    /// Show the day too.
    #[prop(optional)]
    day: bool,
    /// Say its zone too: on pages that show several sites.
    #[prop(optional)]
    zoned: bool,
) -> impl IntoView {
    let words = move || exact(&at.read(), day, zoned);
    view! {
        <time datetime=move || machine_readable(&at.read()) title=move || at.read().local.clone()>
            {words}
        </time>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_in_one_unit() {
        let check = |ms, expected: &str| assert_eq!(ago(ms), expected, "{ms}");
        check(-300, "now");
        check(1999, "now");
        check(2000, "2 s");
        check(59_999, "59 s");
        check(720_000, "12 min");
        check(3_600_000, "1 h");
        check(172_800_000, "2 d");
    }

    /// K-09
    #[test]
    fn an_exact_time_carries_its_zone_where_the_page_has_none() {
        let at = Moment { ms: 0, local: "2026-11-23 09:41:07 +02:00".to_owned() };
        let check = |day, zoned, expected: &str| assert_eq!(exact(&at, day, zoned), expected);
        check(false, false, "09:41:07");
        check(true, false, "2026-11-23 09:41");
        check(false, true, "09:41:07 +02:00");
        check(true, true, "2026-11-23 09:41 +02:00");
        assert_eq!(exact(&Moment::default(), true, true), "");
    }

    #[test]
    fn an_instant_reads_by_machines() {
        let moment = Moment { ms: 0, local: "2026-11-23 09:41:07 +02:00".to_owned() };
        assert_eq!(machine_readable(&moment), "2026-11-23T09:41:07+02:00");
    }
}
