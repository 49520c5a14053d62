//! Firmware comes in from people's browsers: in pieces that can be taken up again, or as one plain form.

mod plain;

pub use plain::upload;

use crate::console::Console;
use crate::trouble::Trouble;
use axum::Json;
use axum::body::BodyDataStream;
use axum::extract::{Query, Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_LENGTH;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use csms::{Caller, Csms, NotTaken, UploadOf};
use futures::{Stream, StreamExt};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use tokio::time::{Instant, timeout, timeout_at};

pub const PIECE: &str = "/files/firmware/piece";
pub const FORM: &str = "/files/firmware/upload";
/// Hashes a whole image.
const FINISH: &str = "/api/finish-firmware";
/// A file, and what is done with the whole of it, may take so long.
pub const LONGEST: Duration = Duration::from_secs(3_600);
/// The longest piece in bytes; the console's own are half as long.
const PIECE_MAX: u64 = 8 * 1024 * 1024;
/// A browser that sends nothing for so long has gone.
const SILENCE: Duration = Duration::from_secs(60);
/// Of a file that is not wanted so many bytes are read, for so long, so that the browser hears why.
const UNWANTED: u64 = 16 * 1024 * 1024;
const UNWANTED_TIME: Duration = Duration::from_secs(20);

/// Has this address bounds of its own for what it is sent?
pub fn takes_files(path: &str) -> bool {
    path == PIECE || path == FORM
}

/// Is its answer waited for longer than that of others?
pub fn takes_long(path: &str) -> bool {
    takes_files(path) || path == FINISH
}

/// A file as its page names it, and where a piece of it begins.
#[derive(Deserialize)]
pub struct Of {
    name: String,
    bytes: u64,
    #[serde(default)]
    modified: String,
    #[serde(default)]
    offset: u64,
}

impl Of {
    fn file(self) -> UploadOf {
        UploadOf { name: self.name, bytes: self.bytes, modified: self.modified }
    }
}

/// Bytes that are here, or why a piece was not taken.
#[derive(Serialize)]
struct Answer {
    #[serde(skip_serializing_if = "Option::is_none")]
    have: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<String>,
}

/// `POST /files/firmware/uploaded`: how much of a file is here.
pub async fn uploaded(State(console): State<Console>, Query(of): Query<Of>, request: Request) -> Response {
    let Some(caller) = request.extensions().get::<Caller>().cloned() else { return signed_out() };
    answer(console.csms.firmware().uploaded(&caller, &of.file()).await)
}

/// `POST /files/firmware/piece`: the bytes of a file from a place on.
pub async fn piece(State(console): State<Console>, Query(of): Query<Of>, request: Request) -> Response {
    if length_of(&request).is_some_and(|length| length > PIECE_MAX) {
        return (StatusCode::PAYLOAD_TOO_LARGE, "This piece is too large.\n").into_response();
    }
    let caller = request.extensions().get::<Caller>().cloned();
    let mut body = request.into_body().into_data_stream();
    let Some(caller) = caller else {
        read_unwanted(&mut body).await;
        return signed_out();
    };
    let offset = of.offset;
    let taken = take(&console.csms, &caller, &of.file(), offset, &mut body).await;
    if taken.is_err() {
        read_unwanted(&mut body).await;
    }
    answer(taken)
}

async fn take(
    csms: &Csms,
    caller: &Caller,
    of: &UploadOf,
    offset: u64,
    body: &mut BodyDataStream,
) -> Result<u64, NotTaken> {
    let mut uploading = csms.firmware().upload_piece(caller, of, offset).await?;
    let mut taken = 0_u64;
    loop {
        match timeout(SILENCE, body.next()).await {
            Ok(Some(Ok(bytes))) => {
                taken = taken.saturating_add(bytes.len() as u64);
                if taken > PIECE_MAX {
                    return Err(NotTaken::TooLarge { most: PIECE_MAX });
                }
                uploading.write(&bytes).await?;
            }
            Ok(None) => return uploading.end().await,
            Ok(Some(Err(_))) | Err(_) => {
                let bytes = uploading.end().await?;
                return Err(NotTaken::CutOff { bytes });
            }
        }
    }
}

/// Reads a bounded rest away: a browser that is still sending does not hear an answer.
async fn read_unwanted<S, E>(body: &mut S)
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
{
    let (until, mut read) = (Instant::now() + UNWANTED_TIME, 0_u64);
    while read < UNWANTED {
        match timeout_at(until, body.next()).await {
            Ok(Some(Ok(bytes))) => read += bytes.len() as u64,
            Ok(Some(Err(_)) | None) | Err(_) => return,
        }
    }
}

fn length_of(request: &Request) -> Option<u64> {
    request.headers().get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn signed_out() -> Response {
    Json(Answer { have: None, refused: Some("You are signed out.".to_owned()) }).into_response()
}

fn answer(taken: Result<u64, NotTaken>) -> Response {
    let answer = match taken {
        Ok(have) => Answer { have: Some(have), refused: None },
        Err(NotTaken::Failed) => return failed().into_response(),
        Err(why) => {
            let have = match &why {
                NotTaken::WrongOffset { have } => Some(*have),
                NotTaken::CutOff { bytes } => Some(*bytes),
                _refusals_that_tell_no_place => None,
            };
            Answer { have, refused: Some(sentence(&why)) }
        }
    };
    Json(answer).into_response()
}

/// The cause stands in the log already.
fn failed() -> Trouble {
    Trouble::noted("an uploaded image could not be written; the cause stands above")
}

/// Why a file is not taken, for people.
fn sentence(why: &NotTaken) -> String {
    let words = match why {
        NotTaken::TooLarge { most } => {
            let most = i64::try_from(*most).unwrap_or(i64::MAX);
            format!("the file is larger than {}", model::describe_bytes(most))
        }
        other => other.to_string(),
    };
    let mut letters = words.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}
