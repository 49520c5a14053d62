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
