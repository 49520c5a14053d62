//! Last message: the newest CALL from either side with its answer under it, live.

use super::state::Sheet;
use crate::components::exchange::ShownExchange;
use crate::components::icon::Glyph;
use crate::components::status::{State, Status};
use crate::components::time::Ago;
use crate::live::{Live, Stream};
use crate::memo::memo;
use leptos::prelude::*;
use model::{Exchange, Tone, describe_duration};

#[component]
pub fn LastMessage(sheet: Sheet) -> impl IntoView {
    let live = Live::get();
    let all = RwSignal::new(false);
    let shown = memo(move |_| if all.get() { sheet.last_of_all.get() } else { sheet.last.get() });
    let stream = move || match live.stream() {
        Stream::Starting => None,
        Stream::Live => Some(State::new(Tone::Ok, Glyph::Dot, "Live")),
        Stream::Paused | Stream::Crowded => Some(State::new(Tone::Neutral, Glyph::Ring, "Paused")),
    };
    view! {
        <section class="panel" aria-label="Last message">
            <header>
                <h2>"Last message"</h2>
                {move || stream().map(|state| view! { <Status state=Signal::stored(state) /> })}
                <span class="grow"></span>
                {move || shown.get().map(|exchange| view! { <When exchange /> })}
                <button
                    type="button"
                    class="chip needs-script"
                    aria-pressed=move || if all.get() { "true" } else { "false" }
                    title="Show heartbeats and meter values here too"
                    on:click=move |_| all.update(|all| *all = !*all)
                >
                    "All messages"
                </button>
            </header>
            {move || match shown.get() {
                Some(exchange) => view! { <ShownExchange exchange /> }.into_any(),
                None => view! { <p class="empty slim">"Nothing has been heard from this charger yet."</p> }.into_any(),
            }}
        </section>
    }
}

#[component]
fn When(exchange: Exchange) -> impl IntoView {
    let latency = exchange.answer.as_ref().and_then(|answer| answer.latency_ms);
    let more = match latency {
        Some(ms) => format!(" · {} · {}", exchange.call.direction.words(), describe_duration(ms)),
        None => format!(" · {}", exchange.call.direction.words()),
    };
    view! {
        <span class="muted">
            <Ago at=Signal::stored(exchange.call.at) />
            <span class="last-head-more">{more}</span>
        </span>
    }
}
