//! Who is asking, and how the server answers: what every server function shares.

use axum::http::header::{ACCEPT, HeaderValue, LOCATION};
use axum::http::{StatusCode, request::Parts};
use csms::{Caller, Csms, Failure};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use model::{Door, DoorTried};
use std::pin::Pin;
use std::sync::Arc;

/// Where chargers connect, up to the identity: `ws://127.0.0.1:9000/ocpp/`. Provided by the server through context.
#[derive(Clone, Debug)]
pub struct ChargersAt(pub String);

/// A try of the file host's doors that is under way.
pub type Tried = Pin<Box<dyn Future<Output = Vec<DoorTried>> + Send>>;

/// This server's doors, and how to go to those for files by their public addresses. Provided by the server through context.
#[derive(Clone)]
pub struct DoorsAt {
    pub doors: Vec<Door>,
    pub try_all: Arc<dyn Fn() -> Tried + Send + Sync>,
}

pub(crate) fn csms() -> Csms {
    expect_context::<Csms>()
}

/// The person behind the request; none if signed out.
pub(crate) fn caller() -> Option<Caller> {
    use_context::<Parts>().and_then(|parts| parts.extensions.get::<Caller>().cloned())
}

/// Logs the cause once; what the browser learns is a reference.
pub(crate) fn failed(csms: &Csms, failure: &Failure) -> ServerFnError {
    ServerFnError::ServerError(format!("Something went wrong, reference {}.", csms.report(failure)))
}

/// Is this a form posted by a browser without script?
pub(crate) fn is_plain_form() -> bool {
    use_context::<Parts>()
        .and_then(|parts| parts.headers.get(ACCEPT).and_then(|accept| accept.to_str().ok()).map(is_html))
        .unwrap_or(false)
}

/// Leads a plain form post on to a page. `path` begins with a slash and holds nothing that a header cannot.
pub(crate) fn see_other(path: &str) {
    let Some(response) = use_context::<ResponseOptions>() else { return };
    let location = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/chargers"));
    response.insert_header(LOCATION, location);
    response.set_status(StatusCode::SEE_OTHER);
}

pub(crate) fn set_status(status: StatusCode) {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(status);
    }
}

fn is_html(accept: &str) -> bool {
    accept.contains("text/html")
}
