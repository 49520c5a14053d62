//! A CALL with its answer under it, both in full.

use super::frame::FrameText;
use super::trace::caption_of;
use leptos::prelude::*;
use model::Exchange;

#[component]
pub fn ShownExchange(exchange: Exchange) -> impl IntoView {
    let missing = exchange.missing_answer().map(|why| format!("{why}."));
    let Exchange { call, answer, .. } = exchange;
    let waiting = answer.is_none() && missing.is_none();
    view! {
        <div class="last">
            <div class="plain">{call.plain}</div>
            <FrameText text=Signal::stored(call.text) />
            {answer
                .map(|answer| {
                    view! {
                        <p class="cap">
                            <span>{caption_of(&answer)}</span>
                            <b>{answer.plain.clone()}</b>
                        </p>
                        <FrameText text=Signal::stored(answer.text) />
                    }
                })}
            {missing.map(|why| view! { <p class="cap warn">{why}</p> })}
            {waiting.then(|| view! { <p class="cap">"Waiting for the answer"</p> })}
        </div>
    }
}
