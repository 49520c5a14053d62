//! Signing in: a plain form that works everywhere.

use crate::components::alert::Alert;
use crate::components::icon::{Glyph, Icon};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

#[component]
pub fn SignInPage() -> impl IntoView {
    let query = use_query_map();
    let is_wrong = move || query.read().get_str("wrong").is_some();
    let must_wait = move || query.read().get_str("wait").is_some();
    let next = move || query.read().get("next").unwrap_or_default();
    view! {
        <Title text="Sign in" />
        <main class="sign-in">
            <div class="brand">
                <Icon glyph=Glyph::Bolt size=20 />
                "Chargehand"
            </div>
            <div class="card">
                <h1>"Sign in"</h1>
                {move || is_wrong().then(|| view! { <Alert id="wrong">"Email or password is wrong."</Alert> })}
                {move || {
                    must_wait().then(|| {
                        view! { <Alert>"There were too many wrong tries. Wait a while, then try again."</Alert> }
                    })
                }}
                <form method="post" action="/sign-in">
                    <input type="hidden" name="next" value=next />
                    <label class="f">
                        "Email"
                        <input class="input" type="email" name="email" autocomplete="username" required autofocus />
                    </label>
                    <label class="f">
                        "Password"
                        <input
                            class="input"
                            type="password"
                            name="password"
                            autocomplete="current-password"
                            required
                            aria-invalid=move || is_wrong().then_some("true")
                            aria-describedby=move || is_wrong().then_some("wrong")
                        />
                    </label>
                    <button class="btn primary">"Sign in"</button>
                </form>
            </div>
        </main>
    }
}
