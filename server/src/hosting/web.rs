//! The file host over HTTP: `/f/{token}/{name}` is fetched, `/d/{token}/…` takes one file. Who holds the token needs nothing else.

use super::range::{Part, requested, sent};
use crate::probes;
use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Path, Request, State};
use axum::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE,
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderName, HeaderValue, IF_RANGE, RANGE, RETRY_AFTER, SERVER,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use bytes::Bytes;
use csms::{Csms, Failure, Incoming, Link, LinkUse, NotServed, NotTaken, Receiving};
use futures::StreamExt;
use std::time::Duration;
use tokio::time::{Instant, timeout, timeout_at};
use tokio_util::io::ReaderStream;

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
/// Fields of a form that are looked through for the file.
const FIELDS_MAX: usize = 20;
/// Bytes that are here of a file that broke off: what to go on from.
const UPLOAD_OFFSET: HeaderName = HeaderName::from_static("upload-offset");

pub fn router(csms: Csms) -> Router {
    Router::new()
        .route("/f/{token}/{name}", any(fetch))
        .route("/d/{token}", any(put_unnamed))
        .route("/d/{token}/", any(put_unnamed))
        .route("/d/{token}/{*name}", any(put_named))
        .route("/probe/{nonce}", get(probe))
        .fallback(|| async { nothing() })
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

async fn fetch(
    State(csms): State<Csms>,
    Path((token, _name)): Path<(String, String)>,
    method: Method,
    headers: HeaderMap,
) -> Response {
    let link = match csms.hosted().by_token(&token).await {
        Ok(Some(link)) if link.purpose() == LinkUse::Fetch => link,
        Ok(_) => return nothing(),
        Err(failure) => return failed(&csms, &failure),
    };
    if ![Method::GET, Method::HEAD].contains(&method) {
        return (StatusCode::METHOD_NOT_ALLOWED, [("allow", "GET, HEAD")], "This address is for fetching.\n")
            .into_response();
    }
    let fetching = match link.fetch().await {
        Ok(fetching) => fetching,
        Err(NotServed::Gone) => return nothing(),
        Err(NotServed::Busy) => return later(),
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
            let range = [(CONTENT_RANGE, format!("bytes */{length}"))];
            return (StatusCode::RANGE_NOT_SATISFIABLE, range, "The file ends before that.\n").into_response();
        }
    };
    let body = if method == Method::HEAD {
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
            (CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", link.name())),
            (CONTENT_LENGTH, bytes.to_string()),
            (ACCEPT_RANGES, "bytes".to_owned()),
            (ETAG, etag),
        ],
        body,
    )
        .into_response();
    if status == StatusCode::PARTIAL_CONTENT {
        let range = format!("bytes {from}-{}/{length}", from + bytes - 1);
        response.headers_mut().insert(CONTENT_RANGE, HeaderValue::from_str(&range).expect("digits and a slash"));
    }
    response
}

async fn put_unnamed(state: State<Csms>, Path(token): Path<String>, request: Request) -> Response {
    put(state, token, None, request).await
}

async fn put_named(state: State<Csms>, Path((token, name)): Path<(String, String)>, request: Request) -> Response {
    put(state, token, Some(name), request).await
}

async fn put(State(csms): State<Csms>, token: String, name: Option<String>, request: Request) -> Response {
    let link = match csms.hosted().by_token(&token).await {
        Ok(Some(link)) if link.purpose() == LinkUse::Put => link,
        Ok(_) => return nothing(),
        Err(failure) => return failed(&csms, &failure),
    };
    match request.method().clone() {
        // How much is here: what an upload that broke off goes on from.
        Method::HEAD => {
            return (StatusCode::OK, [(UPLOAD_OFFSET, link.bytes().await.to_string())]).into_response();
        }
        Method::PUT | Method::POST => {}
        _ => {
            let allow = [("allow", "PUT, POST, HEAD")];
            return (StatusCode::METHOD_NOT_ALLOWED, allow, "This address takes one file.\n").into_response();
        }
    }
    if request.headers().contains_key(CONTENT_ENCODING) {
        return (StatusCode::UNSUPPORTED_MEDIA_TYPE, "Send the file as it is.\n").into_response();
    }
    let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let is_form = kind.to_ascii_lowercase().starts_with("multipart/form-data");
    let taken = if is_form { put_form(&link, name, request).await } else { put_raw(&link, name, request).await };
    match taken {
        Ok(Put::Whole) => (StatusCode::CREATED, "Received.\n").into_response(),
        Ok(Put::Piece { have }) => {
            (StatusCode::ACCEPTED, [(UPLOAD_OFFSET, have.to_string())], "Received so far.\n").into_response()
        }
        Err(why) => refusal(&why),
    }
}

enum Put {
    Whole,
    /// More is to come.
    Piece {
        have: u64,
    },
}

/// The body is the file, or a stretch of it.
async fn put_raw(link: &Link, name: Option<String>, request: Request) -> Result<Put, NotTaken> {
    let (head, body) = request.into_parts();
    let text = |name: HeaderName| head.headers.get(name).and_then(|value| value.to_str().ok());
    let length = text(CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok());
    let (offset, total, in_pieces) = match text(CONTENT_RANGE).map(sent) {
        Some(Some((offset, total))) => (offset, total, true),
        // A range that cannot be read begins anew, as if there were none.
        Some(None) | None => (0, length, false),
    };
    let name = name.or_else(|| text(CONTENT_DISPOSITION).and_then(file_name));
    let mut body = body.into_data_stream();
    let mut receiving = match link.receive(Incoming { offset, total, name }).await {
        Ok(receiving) => receiving,
        Err(why) => {
            read_unwanted(&mut body).await;
            return Err(why);
        }
    };
    let whole = copy(&mut receiving, &mut body).await?;
    let have = receiving.bytes();
    if !whole {
        // Dropped, it is marked as broken off.
        return Err(NotTaken::CutOff { bytes: have });
    }
    let more_to_come = match total {
        Some(total) => in_pieces && have < total,
        None => in_pieces,
    };
    if more_to_come {
        receiving.pause().await?;
        return Ok(Put::Piece { have });
    }
    receiving.finish().await.map(|()| Put::Whole)
}

/// The file is a field of a form: the first that has a file's name, or else the first.
async fn put_form(link: &Link, name: Option<String>, request: Request) -> Result<Put, NotTaken> {
    let Ok(mut form) = Multipart::from_request(request, &()).await else {
        return Err(NotTaken::CutOff { bytes: 0 });
    };
    for _ in 0..FIELDS_MAX {
        let Ok(Ok(Some(field))) = timeout(SILENCE, form.next_field()).await else { break };
        let given = field.file_name().map(str::to_owned);
        let is_file =
            given.is_some() || field.content_type().is_some() || matches!(field.name(), Some("file" | "data"));
        if !is_file {
            continue;
        }
        let name = given.or(name);
        let mut field = field;
        let mut receiving = match link.receive(Incoming { offset: 0, total: None, name }).await {
            Ok(receiving) => receiving,
            Err(why) => {
                read_unwanted(&mut field).await;
                return Err(why);
            }
        };
        let whole = copy(&mut receiving, &mut field).await?;
        if !whole {
            return Err(NotTaken::CutOff { bytes: receiving.bytes() });
        }
        return receiving.finish().await.map(|()| Put::Whole);
    }
    Err(NotTaken::CutOff { bytes: 0 })
}

/// Writes what comes. Says whether it came to its end.
async fn copy<S, E>(receiving: &mut Receiving, bytes: &mut S) -> Result<bool, NotTaken>
where
    S: futures::Stream<Item = Result<Bytes, E>> + Unpin,
{
    let (began, at_first) = (Instant::now(), receiving.bytes());
    loop {
        match timeout(SILENCE, bytes.next()).await {
            Ok(None) => return Ok(true),
            Ok(Some(Ok(block))) => {
                if let Err(why) = receiving.write(&block).await {
                    read_unwanted(bytes).await;
                    return Err(why);
                }
            }
            Ok(Some(Err(_broken))) => return Ok(false),
            Err(_silent) => {
                receiving.will_end_with("nothing came for a minute");
                return Ok(false);
            }
        }
        let (took, came) = (began.elapsed(), receiving.bytes() - at_first);
        if took > LONGEST || (took > SILENCE && came / took.as_secs().max(1) < SLOWEST) {
            receiving.will_end_with("it came too slowly");
            return Ok(false);
        }
    }
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

fn refusal(why: &NotTaken) -> Response {
    let status = match why {
        NotTaken::Gone => return nothing(),
        NotTaken::Busy => return later(),
        NotTaken::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
        NotTaken::TooMany { .. } => StatusCode::CONFLICT,
        NotTaken::QuotaFull | NotTaken::DiskFull => StatusCode::INSUFFICIENT_STORAGE,
        NotTaken::WrongOffset { have } => {
            let offset = [(UPLOAD_OFFSET, have.to_string())];
            return (StatusCode::RANGE_NOT_SATISFIABLE, offset, format!("Not taken: {why}.\n")).into_response();
        }
        NotTaken::CutOff { .. } => StatusCode::BAD_REQUEST,
        NotTaken::NotAllowed => StatusCode::FORBIDDEN,
        NotTaken::Failed => StatusCode::INTERNAL_SERVER_ERROR,
    };
    (status, format!("Not taken: {why}.\n")).into_response()
}

/// The name in `attachment; filename="logs.zip"`.
fn file_name(disposition: &str) -> Option<String> {
    let name = disposition.split(';').find_map(|part| part.trim().strip_prefix("filename="))?;
    Some(name.trim_matches('"').to_owned()).filter(|name| !name.is_empty())
}
