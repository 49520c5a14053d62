//! An address that leads nowhere.

use crate::components::reply::not_found;
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn NotFound() -> impl IntoView {
    not_found();
    view! {
        <Title text="Not found" />
        <main class="sign-in">
            <div class="card">
                <h1>"There is no such page"</h1>
                <p class="muted">"The address may be mistyped, or the page may have gone."</p>
                <a class="btn primary" href="/chargers">
                    "To the chargers"
                </a>
            </div>
        </main>
    }
}
