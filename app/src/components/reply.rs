//! Shows what a page asked for, or why there is nothing to show.

use super::empty::Empty;
use super::icon::Glyph;
use crate::kept::SignInLink;
use crate::reads::{Reply, sentence_of};
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
                <div class="alert" role="alert">
                    {sentence_of(&error)}
                    <p>"Nothing was changed. Reload the page; if it stays, tell your administrator the reference."</p>
                </div>
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
    crate::asking::set_status(axum::http::StatusCode::NOT_FOUND);
}

#[cfg(not(feature = "ssr"))]
pub fn not_found() {}

#[cfg(feature = "ssr")]
fn went_wrong() {
    crate::asking::set_status(axum::http::StatusCode::INTERNAL_SERVER_ERROR);
}

#[cfg(not(feature = "ssr"))]
fn went_wrong() {}
