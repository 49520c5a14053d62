//! Whether it is well, for whoever watches over this server: asked by any name, without a sign-in, and told in two letters.

use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use csms::{Csms, Probe};

/// Before everything else, so that neither the `Host` nor a session matters.
pub async fn first(State(csms): State<Csms>, request: Request, next: Next) -> Response {
    let asks = matches!(*request.method(), Method::GET | Method::HEAD);
    let Some(probe) = Probe::at(request.uri().path()).filter(|_| asks) else { return next.run(request).await };
    if csms.is_well(probe).await { "ok".into_response() } else { StatusCode::SERVICE_UNAVAILABLE.into_response() }
}
