//! The file host over HTTP: `/f/{token}/{name}` is fetched, `/d/{token}/…` takes one file. Who holds the token needs nothing else, and
//! where it is turned away its command's timeline says why.

mod called;
mod carried;
mod coding;
mod form;
mod names;
mod parts;
mod put;
mod source;
mod way;

use super::range::{Part, requested};
use crate::attachment::attachment;
use crate::probes;
use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_SECURITY_POLICY,
    CONTENT_TYPE, ETAG, EXPECT, HeaderName, HeaderValue, IF_RANGE, RANGE, RETRY_AFTER, SERVER, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::Bytes;
use csms::{Csms, Failure, Link, LinkUse, NotServed};
use futures::StreamExt;
use model::TurnedAway;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};
use tokio_util::io::ReaderStream;
use way::{Door, Way, way};

/// Bytes handed to a socket at once.
const BLOCK: usize = 64 * 1024;
/// A charger that sends nothing for so long has gone.
pub(super) const SILENCE: Duration = Duration::from_secs(60);
/// An upload takes no longer than this.
pub(super) const LONGEST: Duration = Duration::from_secs(3600);
/// After the first minute an upload comes faster than this, in bytes a second, or is cut off.
pub(super) const SLOWEST: u64 = 64;
/// Of a file that is not wanted so many bytes are read, for so long, so that the charger hears why.
const UNWANTED: usize = 16 * 1024 * 1024;
const UNWANTED_TIME: Duration = Duration::from_secs(20);

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

/// What is not there, and what counts no more: both alike.
fn nothing() -> Response {
    (StatusCode::NOT_FOUND, "There is nothing here.\n").into_response()
}

fn failed(csms: &Csms, failure: &Failure) -> Response {
    let reference = csms.report(failure);
    (StatusCode::INTERNAL_SERVER_ERROR, format!("Something went wrong, reference {reference}.\n")).into_response()
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

/// Says on the command's timeline what was refused. What the charger sends is read away, so that it hears the answer; but not where it
/// waits to be asked for it.
async fn turn_away(link: &Link, why: TurnedAway, request: Request, answer: Response) -> Response {
    link.turned_away(why).await;
    if !request.headers().contains_key(EXPECT) {
        read_unwanted(&mut request.into_body().into_data_stream()).await;
    }
    answer
}

/// The reason where a method is not taken at a door.
fn unfit(method: &Method) -> TurnedAway {
    match method.as_str().to_ascii_uppercase().as_str() {
        "GET" => TurnedAway::MethodGet,
        "PUT" => TurnedAway::MethodPut,
        "POST" => TurnedAway::MethodPost,
        "PATCH" => TurnedAway::MethodPatch,
        "DELETE" => TurnedAway::MethodDelete,
        "OPTIONS" => TurnedAway::MethodOptions,
        _ => TurnedAway::MethodOther,
    }
}

/// Does the request have one of these methods? Some chargers write them small.
fn is_one_of(method: &Method, names: &[&str]) -> bool {
    names.iter().any(|name| method.as_str().eq_ignore_ascii_case(name))
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

/// Reads a bounded rest away: who is still sending does not hear an answer, and a proxy in between answers with its own.
async fn read_unwanted<S, E>(bytes: &mut S)
where
    S: futures::Stream<Item = Result<Bytes, E>> + Unpin,
{
    let (until, mut read) = (Instant::now() + UNWANTED_TIME, 0);
    while read < UNWANTED {
        match timeout_at(until, bytes.next()).await {
            Ok(Some(Ok(block))) => read += block.len(),
            Ok(Some(Err(_)) | None) | Err(_) => return,
        }
    }
}

fn later() -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, "10")], "Too many transfers at once; try again.\n").into_response()
}
