//! Bounds what a request may carry: small plain forms, and those in a short time. Where files are taken, `uploads` bounds them.

use crate::uploads;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::time::Duration;

/// The longest form in bytes.
const BODY_MAX: usize = 1024 * 1024;
/// The most fields in a form; ours have at most a dozen.
const FIELDS_MAX: usize = 200;
/// From the end of the head to the end of the body.
const BODY_TIME: Duration = Duration::from_secs(20);
/// The longest path and query; ours stay far below.
const TARGET_MAX: usize = 8 * 1024;

const TOO_LARGE: (StatusCode, &str) = (StatusCode::PAYLOAD_TOO_LARGE, "This request is too large.\n");
const NO_FORM: (StatusCode, &str) = (StatusCode::UNSUPPORTED_MEDIA_TYPE, "Only plain forms are taken here.\n");

/// Reads the whole body of a form before anybody works on it; takes no body from other requests.
pub async fn bound(request: Request, next: Next) -> Response {
    let target = request.uri().path_and_query().map_or(0, |target| target.as_str().len());
    if target > TARGET_MAX {
        return (StatusCode::URI_TOO_LONG, "This address is too long.\n").into_response();
    }
    let (parts, body) = request.into_parts();
    if parts.method != Method::POST {
        return next.run(Request::from_parts(parts, Body::empty())).await;
    }
    if uploads::takes_files(parts.uri.path()) {
        return next.run(Request::from_parts(parts, body)).await;
    }
    let length = parts.headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > BODY_MAX as u64) {
        return TOO_LARGE.into_response();
    }
    // A form without fields comes without a type from some clients.
    let is_form = match parts.headers.get(CONTENT_TYPE) {
        Some(kind) => kind.as_bytes().to_ascii_lowercase().starts_with(b"application/x-www-form-urlencoded"),
        None => length == Some(0),
    };
    if !is_form || parts.headers.contains_key(CONTENT_ENCODING) {
        return NO_FORM.into_response();
    }
    let bytes = match tokio::time::timeout(BODY_TIME, to_bytes(body, BODY_MAX)).await {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(_)) => return TOO_LARGE.into_response(),
        Err(_elapsed) => return (StatusCode::REQUEST_TIMEOUT, "This request came too slowly.\n").into_response(),
    };
    if bytes.iter().filter(|byte| **byte == b'&').count() >= FIELDS_MAX {
        return TOO_LARGE.into_response();
    }
    next.run(Request::from_parts(parts, Body::from(bytes))).await
}
