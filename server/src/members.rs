//! One file out of a diagnostics archive, as it is: always a download, never anything that a browser could run.

use crate::attachment::attachment;
use crate::console::Console;
use crate::trouble::Trouble;
use axum::Extension;
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::Bytes;
use csms::{Caller, MemberFile};
use futures::stream;
use model::ArchiveKey;
use std::io::{self, Read};
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

/// Bytes read and handed on at once.
const BLOCK: usize = 64 * 1024;
/// Blocks that are read ahead of the browser.
const AHEAD: usize = 4;
/// A browser that takes nothing for so long is let go.
const READER_PATIENCE: Duration = Duration::from_secs(30);
/// Files on their way at once, each of which holds a thread while it is read.
const PLACES: usize = 16;

/// What goes from the thread that reads to the response; without the end, the browser learns that something is missing.
enum Piece {
    Bytes(Bytes),
    End,
}

pub fn router() -> Router<Console> {
    let places = Arc::new(Semaphore::new(PLACES));
    Router::new().route("/files/diagnostics/{key}/member/{index}", get(member)).layer(Extension(places))
}

/// `GET /files/diagnostics/{key}/member/{index}`.
async fn member(
    State(console): State<Console>,
    Extension(caller): Extension<Caller>,
    Extension(places): Extension<Arc<Semaphore>>,
    Path((key, index)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let Ok(index) = index.parse::<i64>() else { return Ok(nothing("There is no such file.")) };
    let Ok(place) = places.try_acquire_owned() else {
        let later = [(RETRY_AFTER, HeaderValue::from_static("10"))];
        return Ok((StatusCode::SERVICE_UNAVAILABLE, later, "Too many downloads at once; try again.\n").into_response());
    };
    match console.csms.archives().member(&caller, &ArchiveKey(key), index).await? {
        None => Ok(nothing("There is no such archive.")),
        Some(Err(sentence)) => Ok(nothing(&sentence)),
        Some(Ok(MemberFile { name, bytes })) => Ok(download(&name, bytes, place)),
    }
}

fn nothing(sentence: &str) -> Response {
    (StatusCode::NOT_FOUND, format!("{sentence}\n")).into_response()
}

fn download(name: &str, bytes: Box<dyn Read + Send>, place: OwnedSemaphorePermit) -> Response {
    let (out, taken) = mpsc::channel(AHEAD);
    let runtime = Handle::current();
    tokio::task::spawn_blocking(move || {
        pass_on(bytes, &out, &runtime);
        drop(place);
    });
    let pieces = stream::unfold(Some(taken), |taken| async move {
        let mut taken = taken?;
        match taken.recv().await {
            Some(Piece::Bytes(bytes)) => Some((Ok(bytes), Some(taken))),
            Some(Piece::End) => None,
            None => Some((Err(io::Error::other("the file could not be read to its end")), None)),
        }
    });
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/octet-stream")),
        (CONTENT_DISPOSITION, attachment(name)),
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; sandbox")),
    ];
    (headers, Body::from_stream(pieces)).into_response()
}

/// Reads until the end, or until nobody takes it.
fn pass_on(mut bytes: Box<dyn Read + Send>, out: &mpsc::Sender<Piece>, runtime: &Handle) {
    let send = |piece| runtime.block_on(out.send_timeout(piece, READER_PATIENCE)).is_ok();
    let mut block = vec![0; BLOCK];
    loop {
        match bytes.read(&mut block) {
            Ok(0) => {
                send(Piece::End);
                return;
            }
            Ok(length) => {
                if !send(Piece::Bytes(Bytes::copy_from_slice(&block[..length]))) {
                    return;
                }
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => {
                tracing::info!(%error, "a file in an archive cannot be read to its end");
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_breaks_off_is_no_whole_file() {
        struct Breaks(bool);
        impl Read for Breaks {
            fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
                if std::mem::replace(&mut self.0, true) {
                    return Err(io::Error::other("the checksum differs"));
                }
                into[..4].copy_from_slice(b"half");
                Ok(4)
            }
        }
        let place = || Arc::new(Semaphore::new(1)).try_acquire_owned().unwrap();
        let broken = download("a.log", Box::new(Breaks(false)), place()).into_body();
        assert!(axum::body::to_bytes(broken, 100).await.is_err());
        let whole = download("a.log", Box::new(io::Cursor::new(b"all of it")), place()).into_body();
        assert_eq!(axum::body::to_bytes(whole, 100).await.unwrap(), "all of it");
    }
}
