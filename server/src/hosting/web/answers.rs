//! What is answered where no file goes over, and how it is made sure that it is heard.

use axum::extract::Request;
use axum::http::header::{EXPECT, RETRY_AFTER};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use csms::{Csms, Failure, Link};
use futures::StreamExt;
use model::TurnedAway;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// Of a file that is not wanted so many bytes are read, for so long, so that the charger hears why.
const UNWANTED: usize = 16 * 1024 * 1024;
const UNWANTED_TIME: Duration = Duration::from_secs(20);

/// What is not there, and what counts no more: both alike.
pub fn nothing() -> Response {
    (StatusCode::NOT_FOUND, "There is nothing here.\n").into_response()
}

pub fn failed(csms: &Csms, failure: &Failure) -> Response {
    let reference = csms.report(failure);
    (StatusCode::INTERNAL_SERVER_ERROR, format!("Something went wrong, reference {reference}.\n")).into_response()
}

/// Says on the command's timeline what was refused. What the charger sends is read away, so that it hears the answer; but not where it
/// waits to be asked for it.
pub async fn turn_away(link: &Link, why: TurnedAway, request: Request, answer: Response) -> Response {
    link.turned_away(why).await;
    if !request.headers().contains_key(EXPECT) {
        read_unwanted(&mut request.into_body().into_data_stream()).await;
    }
    answer
}

/// The reason where a method is not taken at a door.
pub fn unfit(method: &Method) -> TurnedAway {
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
pub fn is_one_of(method: &Method, names: &[&str]) -> bool {
    names.iter().any(|name| method.as_str().eq_ignore_ascii_case(name))
}

/// Reads a bounded rest away: who is still sending does not hear an answer, and a proxy in between answers with its own.
pub async fn read_unwanted<S, E>(bytes: &mut S)
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

pub fn later() -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, "10")], "Too many transfers at once; try again.\n").into_response()
}
