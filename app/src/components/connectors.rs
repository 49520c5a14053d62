//! The connectors of a charger as small bars, with their states in words for those who do not see them.

use leptos::prelude::*;
use model::{Charger, Tone};

#[component]
pub fn Connectors(#[prop(into)] charger: Signal<Charger>) -> impl IntoView {
    let bars = move || {
        charger.with(|charger| {
            charger
                .plugs()
                .map(|plug| {
                    let class = if charger.online { class_of(plug.tone()) } else { "o" };
                    view! { <i class=class></i> }
                })
                .collect_view()
        })
    };
    view! {
        <span class="conn" role="img" aria-label=move || charger.read().connectors_in_words()>
            {bars}
        </span>
    }
}

fn class_of(tone: Tone) -> &'static str {
    match tone {
        Tone::Ok => "a",
        Tone::Busy => "c",
        Tone::Warn => "w",
        Tone::Bad => "f",
        Tone::Neutral => "o",
    }
}

#[cfg(test)]
mod tests {
    use crate::ground::fixtures::charger;
    use model::{Charger, Connector, Moment};

    /// K-15: what an offline charger's connectors do is told as the last that is known, with its time.
    #[test]
    fn connectors_of_an_offline_charger_are_told_as_last_known() {
        let connector =
            |id, status: &str| Connector { evse: 0, id, status: status.to_owned(), error: None, info: None };
        let since = |local: &str| Some(Moment { ms: 0, local: local.to_owned() });
        let mut charger = Charger { since: since("2026-11-23 17:03:10 +02:00"), ..charger() };
        let check = |charger: &Charger, words: &str| assert_eq!(charger.connectors_in_words(), words);
        check(&charger, "connectors not reported");
        charger.connectors = vec![connector(0, "Available"), connector(1, "Available"), connector(2, "Charging")];
        check(&charger, "1 available, 1 charging");
        charger.online = false;
        check(&charger, "last known at 2026-11-23 17:03: 1 available, 1 charging");
    }
}
