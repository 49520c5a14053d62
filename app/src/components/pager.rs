//! The ways along a list that comes in stretches.

use leptos::prelude::*;

/// To the newest stretch and to the next older one, where there are such; nothing where the list has one stretch alone.
#[component]
pub fn Pager(newest: Option<String>, older: Option<String>) -> impl IntoView {
    (newest.is_some() || older.is_some()).then(|| {
        view! {
            <nav class="pager" aria-label="Pages">
                {newest
                    .map(|href| {
                        view! {
                            <a class="btn" href=href>
                                "Newest"
                            </a>
                        }
                    })}
                {older
                    .map(|href| {
                        view! {
                            <a class="btn" href=href>
                                "Older"
                            </a>
                        }
                    })}
            </nav>
        }
    })
}
