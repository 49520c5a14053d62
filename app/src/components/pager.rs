//! The ways along a list that comes in stretches.

use leptos::prelude::*;

/// Each way by its name, where there is one; nothing where the list has one stretch alone.
#[component]
pub fn Pager(ways: [(&'static str, Option<String>); 2]) -> impl IntoView {
    ways.iter().any(|(_, href)| href.is_some()).then(|| {
        let links = ways.into_iter().filter_map(|(name, href)| {
            href.map(|href| {
                view! {
                    <a class="btn" href=href>
                        {name}
                    </a>
                }
            })
        });
        view! {
            <nav class="pager" aria-label="Pages">
                {links.collect_view()}
            </nav>
        }
    })
}
