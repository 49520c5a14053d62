//! A CALL with its answer under it, both in full.

use crate::components::frame::FrameText;
use crate::components::trace::caption_of;
use crate::ground::memo::memo;
use leptos::prelude::*;
use model::Exchange;

/// The newest of several: another CALL takes the place of the one before, its own answer does not.
#[component]
pub fn NewestExchange(#[prop(into)] exchange: Signal<Option<Exchange>>) -> impl IntoView {
    let call = memo(move |_| exchange.read().as_ref().map(|exchange| exchange.call.seq));
    move || {
        call.get()?;
        let first = exchange.get_untracked()?;
        let shown = Signal::derive(move || exchange.get().unwrap_or_else(|| first.clone()));
        Some(view! { <ShownExchange exchange=shown /> })
    }
}

/// While one CALL is shown its answer comes without touching it: somebody may be reading or marking the frame.
#[component]
fn ShownExchange(#[prop(into)] exchange: Signal<Exchange>) -> impl IntoView {
    let call_line = memo(move |_| exchange.read().call.plain.clone());
    let call_text = memo(move |_| exchange.read().call.text.clone());
    let caption = memo(move |_| exchange.read().answer.as_ref().map(caption_of).unwrap_or_default());
    let answer_line =
        memo(move |_| exchange.read().answer.as_ref().map(|answer| answer.plain.clone()).unwrap_or_default());
    let answer_text =
        memo(move |_| exchange.read().answer.as_ref().map(|answer| answer.text.clone()).unwrap_or_default());
    let is_answered = memo(move |_| exchange.read().answer.is_some());
    let missing = memo(move |_| exchange.read().missing_answer().map(|why| format!("{why}.")).unwrap_or_default());
    let is_missing = memo(move |_| !missing.read().is_empty());
    let is_waiting = memo(move |_| !is_answered.get() && !is_missing.get());
    view! {
        <div class="last">
            <div class="plain">{move || call_line.get()}</div>
            <FrameText text=call_text />
            <Show when=move || is_answered.get()>
                <p class="cap">
                    <span>{move || caption.get()}</span>
                    <b>{move || answer_line.get()}</b>
                </p>
                <FrameText text=answer_text />
            </Show>
            <Show when=move || is_missing.get()>
                <p class="cap warn">{move || missing.get()}</p>
            </Show>
            <Show when=move || is_waiting.get()>
                <p class="cap">"Waiting for the answer"</p>
            </Show>
        </div>
    }
}
