//! Which address leads to which room, and what stands before all of them.

use crate::console::Console;
use crate::events::events;
use crate::sign_in::{self, Sessions};
use crate::{bodies, downloads, headers, members, probes, uploads};
use app::App;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use csms::Caller;
use leptos_axum::{LeptosRoutes, generate_route_list_with_exclusions, render_app_async_with_context};

/// The whole console. A request passes probes, headers, gate, the built site, the bounds of bodies, and the session, in this order.
pub fn router(console: Console) -> Router {
    let pages = generate_route_list_with_exclusions(App, Some(vec!["/".to_owned()]));
    Router::new()
        .leptos_routes_with_context(&console, pages, console.provide(), console.document())
        .route("/", get(|| async { Redirect::to(sign_in::HOME) }))
        .route("/files", get(|| async { Redirect::to("/files/firmware") }))
        .route("/files/firmware/uploaded", post(uploads::uploaded))
        .route(uploads::PIECE, post(uploads::piece))
        // Bounded as it comes.
        .route(uploads::FORM, post(uploads::upload).layer(DefaultBodyLimit::disable()))
        .route("/files/diagnostics/{key}/download", get(downloads::archive))
        .route("/sign-in", post(sign_in::sign_in))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/setup/{token}", post(sign_in::set_up))
        .merge(members::router())
        .layer(from_fn(sign_in::require_caller))
        .route("/events", get(events))
        .fallback(nothing_here)
        .layer(from_fn_with_state(console.clone(), sign_in::know_caller))
        .layer(Sessions::new(&console.csms, console.gate.clone()))
        .layer(from_fn(bodies::bound))
        .layer(from_fn_with_state(console.clone(), site_first))
        .layer(from_fn_with_state(console.clone(), pass_gate))
        .layer(from_fn(headers::finish))
        .layer(from_fn_with_state(console.csms.clone(), probes::first))
        .with_state(console)
}

async fn pass_gate(State(console): State<Console>, request: Request, next: Next) -> Response {
    match console.gate.judge(request.method(), request.uri(), request.headers()) {
        Ok(()) => next.run(request).await,
        Err(stopped) => {
            tracing::debug!(?stopped, "the gate refused a request");
            console.gate.refuse(stopped, request.headers())
        }
    }
}

/// Files of the site need neither session nor page.
async fn site_first(State(console): State<Console>, request: Request, next: Next) -> Response {
    match console.site.answer(&request) {
        Some(response) => response,
        None => next.run(request).await,
    }
}

/// No pages lie below these.
const NO_PAGES: [&str; 2] = ["/pkg/", "/api/"];

/// An address with a slash at its end is the page without it. None: there is no such page, or another host would be meant.
fn without_slash(uri: &Uri) -> Option<String> {
    let path = uri.path();
    let shorter = path.trim_end_matches('/');
    let is_page = !NO_PAGES.iter().any(|room| path.starts_with(room));
    let is_local = is_page && shorter.starts_with('/') && !shorter.starts_with("//") && !shorter.contains('\\');
    let query = uri.query().map_or_else(String::new, |query| format!("?{query}"));
    (is_local && shorter.len() < path.len()).then(|| format!("{shorter}{query}"))
}

/// No room has this address. Only those signed in get the console's own page for it.
async fn nothing_here(State(console): State<Console>, request: Request) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if let Some(shorter) = without_slash(request.uri()).filter(|_| reads) {
        return Redirect::permanent(&shorter).into_response();
    }
    if *request.method() != Method::GET || request.extensions().get::<Caller>().is_none() {
        return (StatusCode::NOT_FOUND, "There is nothing here.\n").into_response();
    }
    let render = render_app_async_with_context(console.provide(), console.document());
    let mut response = render(request).await;
    if response.status().is_success() {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    /// K-20.
    #[test]
    fn a_slash_at_the_end_leads_to_the_page_without_it() {
        let check = |asked: &str, expected: Option<&str>| {
            assert_eq!(without_slash(&asked.parse().unwrap()).as_deref(), expected, "{asked}");
        };
        check("/chargers/", Some("/chargers"));
        check("/chargers///", Some("/chargers"));
        check("/chargers/?q=a&b=/", Some("/chargers?q=a&b=/"));
        check("/files/firmware/", Some("/files/firmware"));
        check("/chargers/1f/actions/reboot/", Some("/chargers/1f/actions/reboot"));
        check("/chargers", None);
        check("/pkg/", None);
        check("/api/reboot/", None);
        check("/", None);
        check("//", None);
        check("//evil.example/", None);
        check("///evil.example/", None);
        check("http://127.0.0.1//evil.example/", None);
    }
}
