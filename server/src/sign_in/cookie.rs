//! The cookie that names a session: over HTTPS one that browsers send over HTTPS alone, and only to this very host.

use super::store::Store;
use crate::gate::Gate;
use axum::http::Request;
use csms::Csms;
use std::sync::Arc;
use std::task::{Context, Poll};
use tower::{Layer, Service};
use tower_sessions::SessionManagerLayer;
use tower_sessions::cookie::SameSite;

const PLAIN: &str = "chargehand";
/// Browsers take a name that begins so only with Secure, for `/`, and without a domain.
const SECURE: &str = "__Host-chargehand";

/// Finds the session of each request by the cookie that belongs to how the console was reached.
#[derive(Clone)]
pub struct Sessions {
    plain: SessionManagerLayer<Store>,
    secure: SessionManagerLayer<Store>,
    gate: Arc<Gate>,
}

#[derive(Clone)]
pub struct ByScheme<S> {
    plain: S,
    secure: S,
    gate: Arc<Gate>,
}

impl Sessions {
    pub fn new(csms: &Csms, gate: Arc<Gate>) -> Self {
        let named = |name, secure| {
            SessionManagerLayer::new(Store::new(csms.clone()))
                .with_name(name)
                .with_http_only(true)
                .with_same_site(SameSite::Lax)
                .with_secure(secure)
                .with_path("/")
        };
        Self { plain: named(PLAIN, false), secure: named(SECURE, true), gate }
    }
}

impl<S: Clone> Layer<S> for Sessions {
    type Service = ByScheme<<SessionManagerLayer<Store> as Layer<S>>::Service>;

    fn layer(&self, inner: S) -> Self::Service {
        ByScheme {
            plain: self.plain.layer(inner.clone()),
            secure: self.secure.layer(inner),
            gate: Arc::clone(&self.gate),
        }
    }
}

impl<S: Service<Request<B>>, B> Service<Request<B>> for ByScheme<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        match self.plain.poll_ready(cx) {
            Poll::Ready(Ok(())) => self.secure.poll_ready(cx),
            other => other,
        }
    }

    fn call(&mut self, request: Request<B>) -> S::Future {
        if self.gate.is_encrypted(request.headers()) { self.secure.call(request) } else { self.plain.call(request) }
    }
}
