//! Shows what a page asked for, or why there is nothing to show.

use crate::calls::reply::{Reply, sentence_of};
use crate::components::alert::Alert;
use crate::components::draft::SignInLink;
use crate::components::empty::Empty;
use crate::components::icon::Glyph;
use leptos::either::EitherOf4;
use leptos::prelude::*;
use leptos_meta::Title;

/// The view of what was found; else a page with the right status code.
pub fn shown<T, V: IntoView>(
    read: Result<Reply<T>, ServerFnError>,
    missing: &'static str,
    view: impl FnOnce(T) -> V,
) -> impl IntoView {
    match read {
        Ok(Reply::Here(found)) => EitherOf4::A(view(found)),
        Ok(Reply::NotFound) => {
            not_found();
            EitherOf4::B(view! {
                <Title text=missing />
                <div class="empty">
                    <h1>{missing}</h1>
                    <p>"It may have been removed, or it belongs to somebody else."</p>
                    <a class="btn" href="/chargers">
                        "To the chargers"
                    </a>
                </div>
            })
        }
        Ok(Reply::SignedOut) => EitherOf4::C(view! {
            <Empty glyph=Glyph::Door title="You are signed out">
                <SignInLink class="btn primary" />
            </Empty>
        }),
        Err(error) => {
            went_wrong();
            EitherOf4::D(view! {
                <Alert>
                    {sentence_of(&error)}
                    <p>"Nothing was changed. Reload the page; if it stays, tell your administrator the reference."</p>
                </Alert>
            })
        }
    }
}

/// While a page is on its way in the browser.
#[component]
pub fn Waiting() -> impl IntoView {
    view! {
        <div class="panel" aria-busy="true">
            <div class="pad">
                <span class="skeleton"></span>
                <span class="skeleton"></span>
            </div>
        </div>
    }
}

#[cfg(feature = "ssr")]
pub fn not_found() {
    crate::calls::backend::set_status(axum::http::StatusCode::NOT_FOUND);
}

#[cfg(not(feature = "ssr"))]
pub fn not_found() {}

#[cfg(feature = "ssr")]
fn went_wrong() {
    crate::calls::backend::set_status(axum::http::StatusCode::INTERNAL_SERVER_ERROR);
}

#[cfg(not(feature = "ssr"))]
fn went_wrong() {}
