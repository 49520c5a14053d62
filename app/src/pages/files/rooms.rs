//! The ways between the rooms of Files.

use crate::ground::memo::memo;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The rooms of Files.
const ROOMS: [(&str, &str); 3] =
    [("/files/firmware", "Firmware"), ("/files/diagnostics", "Diagnostics"), ("/files/addresses", "Addresses")];

/// Leads from one room of Files to the others.
#[component]
pub fn FilesNav() -> impl IntoView {
    let path = use_location().pathname;
    view! {
        <nav class="rooms" aria-label="Files">
            {ROOMS
                .map(|(href, name)| {
                    let current = memo(move |_| path.read().starts_with(href));
                    view! {
                        <a href=href aria-current=move || current.get().then_some("page")>
                            {name}
                        </a>
                    }
                })
                .collect_view()}
        </nav>
    }
}
