//! Last message: the newest CALL from either side with its answer under it, live.

use crate::components::exchange::NewestExchange;
use crate::components::icon::Glyph;
use crate::components::status::{State, Status};
use crate::components::time::Ago;
use crate::ground::live::{Live, Stream};
use crate::ground::memo::memo;
use crate::pages::charger::state::Sheet;
use leptos::prelude::*;
use model::{Exchange, Tone, describe_duration};

#[component]
pub fn LastMessage(sheet: Sheet) -> impl IntoView {
    let live = Live::get();
    let all = RwSignal::new(false);
    let shown = memo(move |_| if all.get() { sheet.last_of_all.get() } else { sheet.last.get() });
    let is_heard = memo(move |_| shown.read().is_some());
    let stream = memo(move |_| match live.stream() {
        Stream::Starting => None,
        Stream::Live => Some(State::new(Tone::Ok, Glyph::Dot, "Live")),
        Stream::Paused | Stream::Crowded => Some(State::new(Tone::Neutral, Glyph::Ring, "Paused")),
    });
    view! {
        <section class="panel" aria-label="Last message">
            <header>
                <h2>"Last message"</h2>
                {move || stream.get().map(|state| view! { <Status state=Signal::stored(state) /> })}
                <span class="grow"></span>
                <Show when=move || is_heard.get()>
                    <When exchange=shown />
                </Show>
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
            <NewestExchange exchange=shown />
            <Show when=move || !is_heard.get()>
                <p class="empty slim">"Nothing has been heard from this charger yet."</p>
            </Show>
        </section>
    }
}

#[component]
fn When(exchange: Memo<Option<Exchange>>) -> impl IntoView {
    let at = memo(move |_| exchange.read().as_ref().map(|exchange| exchange.call.at.clone()).unwrap_or_default());
    let more = move || {
        let exchange = exchange.read();
        let Some(exchange) = exchange.as_ref() else { return String::new() };
        let whose = exchange.call.direction.words();
        match exchange.answer.as_ref().and_then(|answer| answer.latency_ms) {
            Some(ms) => format!(" · {whose} · {}", describe_duration(ms)),
            None => format!(" · {whose}"),
        }
    };
    view! {
        <span class="muted">
            <Ago at />
            <span class="last-head-more">{more}</span>
        </span>
    }
}
