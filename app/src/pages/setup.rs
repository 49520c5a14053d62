//! The one-time setup link: makes the first administrator. Looking at it uses nothing up; sending the form does.

use crate::calls::people;
use crate::calls::reply::sentence_of;
use crate::components::alert::Alert;
use crate::components::icon::{Glyph, Icon};
use crate::components::reply::{Waiting, not_found};
use crate::ground::memo::memo;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use model::Setup;

#[component]
pub fn SetupPage() -> impl IntoView {
    let params = use_params_map();
    let token = memo(move |_| params.read().get("token").unwrap_or_default());
    let state = Resource::new(move || token.get(), |token| people::setup(Some(token)));
    view! {
        <Title text="Setup" />
        <main class="sign-in">
            <div class="brand">
                <Icon glyph=Glyph::Bolt size=20 />
                "Chargehand"
            </div>
            <Suspense fallback=Waiting>
                {move || Suspend::new(async move {
                    match state.await {
                        Ok(Setup::Open) => view! { <Open token=token.get_untracked() /> }.into_any(),
                        Ok(Setup::Closed) => view! { <Closed /> }.into_any(),
                        Err(error) => view! { <Alert>{sentence_of(&error)}</Alert> }.into_any(),
                    }
                })}
            </Suspense>
        </main>
    }
}

#[component]
fn Open(token: String) -> impl IntoView {
    let query = use_query_map();
    let refused = move || query.read().get_str("refused").map(sentence_of_code);
    view! {
        <div class="card">
            <h1>"Create the first administrator"</h1>
            <p class="muted">"This link works once. Further people and organisations are added from the command line."</p>
            {move || refused().map(|sentence| view! { <Alert>{sentence}</Alert> })}
            <form method="post" action=format!("/setup/{token}")>
                <label class="f">
                    "Organisation"
                    <input class="input" name="organisation" autocomplete="organization" required autofocus />
                </label>
                <label class="f">
                    "Email" <input class="input" type="email" name="email" autocomplete="username" required />
                </label>
                <label class="f">
                    "Password"
                    <input
                        class="input"
                        type="password"
                        name="password"
                        autocomplete="new-password"
                        required
                        minlength="8"
                    />
                    <small>"8 characters or more."</small>
                </label>
                <button class="btn primary">"Create administrator"</button>
            </form>
        </div>
    }
}

#[component]
fn Closed() -> impl IntoView {
    not_found();
    view! {
        <div class="card">
            <h1>"This setup link is not valid"</h1>
            <p class="muted">
                "It was used, or the server was started again and printed a newer one. While there is no administrator, each start prints a fresh link."
            </p>
            <a class="btn" href="/sign-in" rel="external">
                "Sign in"
            </a>
        </div>
    }
}

/// The address carries a code, never a text.
fn sentence_of_code(code: &str) -> &'static str {
    match code {
        "email" => "The email address is not right, or is taken.",
        "password" => "The password is too short or too long.",
        "organisation" => "The organisation needs a name.",
        "organisation-long" => "The organisation's name has more than 120 characters. Nothing was created.",
        _any_other_code => "Something in the form is not right. Nothing was created.",
    }
}
