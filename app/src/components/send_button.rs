//! The button that sends a form.

use crate::components::icon::{Glyph, Icon};
use crate::ground::submission::Submission;
use leptos::prelude::*;

/// While its form is under way it says so and takes no other press; its width stays.
#[component]
pub fn SendButton(
    submission: Submission,
    #[prop(into)] label: String,
    #[prop(default = "btn primary")] class: &'static str,
    #[prop(optional)] glyph: Option<Glyph>,
    #[prop(optional, into)] blocked: Signal<bool>,
    #[prop(optional)] title: Option<&'static str>,
    #[prop(optional, into)] name: Option<String>,
) -> impl IntoView {
    let busy = move || submission.is_under_way().then_some("true");
    let name = move || name.clone().filter(|_| !submission.is_under_way());
    view! {
        <button
            type="submit"
            class=class
            title=title
            disabled=move || blocked.get()
            aria-label=name
            aria-busy=busy
            aria-disabled=busy
        >
            <span class="turns">
                <span>{glyph.map(|glyph| view! { <Icon glyph /> })} {label}</span>
                <span>"Sending…"</span>
            </span>
        </button>
    }
}
