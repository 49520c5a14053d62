//! Diagnostics archives, as they came from their chargers: sent to be kept, never to be shown or run.

use crate::attachment::attachment;
use crate::console::Console;
use crate::trouble::{Trouble, with_sources};
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::http::header::{
    CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue, X_CONTENT_TYPE_OPTIONS,
};
use axum::response::{IntoResponse, Response};
use csms::Caller;
use model::ArchiveKey;
use std::io::ErrorKind;
use tokio::fs::File;
use tokio_util::io::ReaderStream;

/// Bytes handed to a socket at once.
const BLOCK: usize = 64 * 1024;
/// A charger wrote it: whatever shows it all the same gives it nothing.
const NOTHING: HeaderValue = HeaderValue::from_static("default-src 'none'; sandbox");

/// `GET /files/diagnostics/{key}/download`.
pub async fn archive(
    State(console): State<Console>,
    Path(key): Path<String>,
    request: Request,
) -> Result<Response, Trouble> {
    let nothing = || (StatusCode::NOT_FOUND, "There is nothing here.\n").into_response();
    let Some(caller) = request.extensions().get::<Caller>() else { return Ok(nothing()) };
    let Some((archive, path)) = console.csms.archives().file(caller, &ArchiveKey(key)).await? else {
        return Ok(nothing());
    };
    let opened = async {
        let file = File::open(path).await?;
        let bytes = file.metadata().await?.len();
        Ok::<_, std::io::Error>((file, bytes))
    };
    let (file, bytes) = match opened.await {
        Ok(opened) => opened,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Ok((StatusCode::NOT_FOUND, "The file is not here; it may be in a backup.\n").into_response());
        }
        Err(error) => return Err(Trouble::noted(&format!("an archive cannot be read: {}", with_sources(&error)))),
    };
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/octet-stream")),
        (CONTENT_LENGTH, HeaderValue::from(bytes)),
        (CONTENT_DISPOSITION, attachment(&archive.name)),
        (CONTENT_SECURITY_POLICY, NOTHING),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    Ok((headers, Body::from_stream(ReaderStream::with_capacity(file, BLOCK))).into_response())
}
