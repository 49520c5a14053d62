//! The file host over HTTP: `/f/{token}/{name}` is fetched, `/d/{token}/…` takes one file. Who holds the token needs nothing else, and
//! where it is turned away its command's timeline says why.

mod answers;
mod called;
mod carried;
mod coding;
mod form;
mod names;
mod outcome;
mod parts;
mod put;
mod source;
mod way;

use super::range::{Part, requested};
use crate::attachment::attachment;
use crate::probes;
use answers::{failed, is_one_of, later, nothing, turn_away, unfit};
use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_SECURITY_POLICY,
    CONTENT_TYPE, ETAG, HeaderName, HeaderValue, IF_RANGE, RANGE, SERVER, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use csms::{Csms, Link, LinkUse, NotServed};
use model::TurnedAway;
use tokio_util::io::ReaderStream;
use way::{Door, Way, way};

/// Bytes handed to a socket at once.
const BLOCK: usize = 64 * 1024;

pub fn router(csms: Csms) -> Router {
    Router::new()
        .route("/probe/{nonce}", get(probe))
        .fallback(door)
        // Each upload has its own bounds.
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn_with_state(csms.clone(), probes::first))
        .layer(from_fn(clothe))
        .with_state(csms)
}

/// Nothing that is served here is a page, and nothing of it may be taken for one.
async fn clothe(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.remove(SERVER);
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store, no-transform"));
    response
}

/// Shows whoever set this up that an address leads here: only this installation knows the answer.
async fn probe(State(csms): State<Csms>, Path(nonce): Path<String>) -> Response {
    csms.hosted().probe(&nonce).into_response()
}

async fn door(State(csms): State<Csms>, request: Request) -> Response {
    let (door, token, name) = match way(request.uri().path()) {
        Way::To { door, token, name } => (door, token, name),
        Way::Nowhere(tokens) => return lost(&csms, tokens, request).await,
    };
    let link = match csms.hosted().by_token(&token).await {
        Ok(Some(link)) => link,
        Ok(None) => return nothing(),
        Err(failure) => return failed(&csms, &failure),
    };
    match (door, link.purpose()) {
        (Door::Fetch, LinkUse::Fetch) => fetch(&link, request).await,
        (Door::Put, LinkUse::Put) => put::put(&link, name, request).await,
        (Door::Fetch, LinkUse::Put) | (Door::Put, LinkUse::Fetch) => {
            turn_away(&link, TurnedAway::Path, request, nothing()).await
        }
    }
}

/// Whoever holds a token, and is at no address, has come all the same.
async fn lost(csms: &Csms, tokens: Vec<String>, request: Request) -> Response {
    for token in tokens {
        match csms.hosted().by_token(&token).await {
            Ok(Some(link)) => return turn_away(&link, TurnedAway::Path, request, nothing()).await,
            Ok(None) => {}
            Err(failure) => return failed(csms, &failure),
        }
    }
    nothing()
}

async fn fetch(link: &Link, request: Request) -> Response {
    let method = request.method().clone();
    if !is_one_of(&method, &["GET", "HEAD"]) {
        let answer = (StatusCode::METHOD_NOT_ALLOWED, [("allow", "GET, HEAD")], "This address is for fetching.\n");
        return turn_away(link, unfit(&method), request, answer.into_response()).await;
    }
    let headers: &HeaderMap = request.headers();
    let fetching = match link.fetch().await {
        Ok(fetching) => fetching,
        Err(NotServed::Gone) => return nothing(),
        Err(NotServed::Busy) => {
            link.turned_away(TurnedAway::Busy).await;
            return later();
        }
        Err(NotServed::Failed) => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    };
    let length = fetching.bytes();
    let etag = format!("\"{}\"", link.sha256().unwrap_or_default());
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    // Another file than the one it began with: from the start.
    let range = text(RANGE).filter(|_| text(IF_RANGE).is_none_or(|known| known == etag));
    let (status, from, bytes) = match requested(range, length) {
        Part::Whole => (StatusCode::OK, 0, length),
        Part::Some { from, bytes } => (StatusCode::PARTIAL_CONTENT, from, bytes),
        Part::None => {
            link.turned_away(TurnedAway::Range).await;
            let range = [(CONTENT_RANGE, format!("bytes */{length}"))];
            return (StatusCode::RANGE_NOT_SATISFIABLE, range, "The file ends before that.\n").into_response();
        }
    };
    let body = if is_one_of(&method, &["HEAD"]) {
        Body::empty()
    } else {
        match fetching.read(from, bytes).await {
            Ok(file) => Body::from_stream(ReaderStream::with_capacity(file, BLOCK)),
            Err(error) => {
                tracing::error!(%error, "a firmware file cannot be read");
                return StatusCode::INTERNAL_SERVER_ERROR.into_response();
            }
        }
    };
    let mut response = (
        status,
        [
            (CONTENT_TYPE, "application/octet-stream".to_owned()),
            (CONTENT_LENGTH, bytes.to_string()),
            (ACCEPT_RANGES, "bytes".to_owned()),
            (ETAG, etag),
        ],
        body,
    )
        .into_response();
    response.headers_mut().insert(CONTENT_DISPOSITION, attachment(link.name()));
    if status == StatusCode::PARTIAL_CONTENT {
        let range = format!("bytes {from}-{}/{length}", from + bytes - 1);
        response.headers_mut().insert(CONTENT_RANGE, HeaderValue::from_str(&range).expect("digits and a slash"));
    }
    response
}
