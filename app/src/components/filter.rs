//! Parts of a filter, which lives in the page's address: a chip that sets one, and those that a plain form carries along.

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

/// What else is asked for, kept by a plain form.
pub fn hidden_parts<Q: Query>(query: &Q, kept: &[&str]) -> impl IntoView + use<Q> {
    query
        .parts()
        .into_iter()
        .filter(|(name, _)| kept.contains(name))
        .filter_map(|(name, value)| Some(view! { <input type="hidden" name=name value=value? /> }))
        .collect_view()
}
