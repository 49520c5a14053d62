//! What every response carries: the security headers, no cached pages, and no internal error's text.

use crate::trouble::{Generic, Trouble};
use crate::uploads;
use axum::extract::{MatchedPath, Request};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, REFERRER_POLICY, SERVER,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::FutureExt;
use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};

/// Everything but the event stream, and what takes whole files, is answered in this time or given up.
const ANSWER_TIME: Duration = Duration::from_secs(60);

/// Set whatever the room behind says.
const ALWAYS: [(HeaderName, HeaderValue); 6] = [
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    // Not no-referrer: with that, browsers send `Origin: null` with forms.
    (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static(
            "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), display-capture=()",
        ),
    ),
];

/// Pages bring a policy of their own, with a nonce; nothing else has anything to run.
const NOTHING: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");

/// Runs the rooms behind, and makes whatever comes out of them fit for a browser.
pub async fn finish(request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    let calls_function = request.uri().path().starts_with("/api/");
    // The route, not the path: a path may hold a one-time token.
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let time = if uploads::takes_long(request.uri().path()) { uploads::LONGEST } else { ANSWER_TIME };
    let answered = tokio::time::timeout(time, AssertUnwindSafe(next.run(request)).catch_unwind()).await;
    let mut response = match answered {
        Ok(Ok(response)) => response,
        Ok(Err(_panic)) => Trouble::noted("a handler panicked; the panic's own line stands above").into_response(),
        Err(_elapsed) => Trouble::noted("a handler took too long").into_response(),
    };
    if tells_too_much(&response, calls_function) {
        response = Trouble::noted("a handler failed without a word").into_response();
    }
    clothe(&mut response);
    let route = route.as_deref().unwrap_or("no route");
    tracing::debug!(%method, route, status = response.status().as_u16(), ms = began.elapsed().as_millis(), "answered");
    response
}

/// Puts the headers on that every response carries.
pub fn clothe(response: &mut Response) {
    let headers = response.headers_mut();
    headers.remove(SERVER);
    headers.extend(ALWAYS);
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(NOTHING);
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}

/// A server error that neither a page nor a server function put into words of its own, which name a reference alone.
fn tells_too_much(response: &Response, calls_function: bool) -> bool {
    let is_page = response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    response.status().is_server_error()
        && !is_page
        && !calls_function
        && response.extensions().get::<Generic>().is_none()
}
