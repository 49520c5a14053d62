//! The switch over the list: whether tokens that are on no list are accepted, and what that means.

use crate::calls::tokens::accept_any;
use crate::forms::change::change;
use crate::ground::submission::{Deed, Submission};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

#[component]
pub fn AcceptAny(
    organisation: String,
    accepts_any: bool,
    may_manage: bool,
    refused: RwSignal<Option<String>>,
    again: Callback<()>,
) -> impl IntoView {
    let key = organisation.clone();
    let submission = Submission::of_button(Deed::Change);
    let switched = move |event: web_sys::Event| {
        if submission.is_under_way_now() {
            // As it was: what is under way says nothing of this press.
            if let Some(input) = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok()) {
                input.set_checked(!input.checked());
            }
            return;
        }
        let accept = event_target_checked(&event).then(|| "true".to_owned());
        let organisation = Some(key.clone());
        let accepted = async move { accept_any(organisation, accept).await };
        change(submission, accepted, refused, move || again.run(()));
    };
    let meaning = if accepts_any {
        "On: whoever holds up any card can charge. Of the list below only what is blocked, expired or invalid counts."
    } else {
        "Off: only the tokens listed below as accepted can charge; every other one is refused."
    };
    view! {
        <form class="panel" method="post" action="/api/accept-any-token" aria-label="Tokens on no list">
            <div class="pad row wrap">
                <input type="hidden" name="organisation" value=organisation />
                <label class="check grow">
                    <input
                        type="checkbox"
                        role="switch"
                        class="switch"
                        name="accept"
                        value="true"
                        checked=accepts_any
                        disabled=!may_manage
                        aria-labelledby="accept-name"
                        aria-describedby="accept-words"
                        on:change=switched
                    />
                    <span>
                        <span id="accept-name">"Accept any token"</span>
                        <small id="accept-words">{meaning}</small>
                    </span>
                </label>
                {may_manage.then(|| view! { <button class="btn without-script">"Save"</button> })}
            </div>
        </form>
    }
}
