//! Parts of a filter, which lives in the page's address: a chip that sets one, those that a plain form carries along, and how much of
//! what is looked for counts.

use crate::ground::address::Query;
use leptos::prelude::*;

/// A filter's chip: a link that sets it, or takes it back.
#[component]
pub fn FilterChip(
    #[prop(into)] href: Signal<String>,
    #[prop(into)] on: Signal<bool>,
    children: Children,
) -> impl IntoView {
    view! {
        <a class="chip" href=move || href.get() aria-current=move || on.get().then_some("true") data-noscroll="">
            {children()}
        </a>
    }
}

/// Says where not all that is looked for counts.
#[component]
pub fn SearchNote(#[prop(into)] words: Signal<Option<String>>) -> impl IntoView {
    let note = move || model::Search::of(words.read().as_deref().unwrap_or_default()).note();
    move || note().map(|note| view! { <p class="muted search-note" role="status">{note}</p> })
}

/// What else is asked for, kept by a plain form.
pub fn hidden_parts<Q: Query>(query: &Q, kept: &[&str]) -> impl IntoView + use<Q> {
    query
        .parts()
        .into_iter()
        .filter(|(name, _)| kept.contains(name))
        .filter_map(|(name, value)| Some(view! { <input type="hidden" name=name value=value? /> }))
        .collect_view()
}
