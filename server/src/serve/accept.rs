//! Takes browsers' sockets in, as many at once as are bearable.

use axum_server::accept::Accept;
use std::future::{Ready, ready};
use std::io;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::Service;

/// Browsers' sockets open at once; beyond, new ones are closed.
const SOCKETS_MAX: usize = 4_096;

#[derive(Clone, Debug)]
pub struct Bounded {
    free: Arc<Semaphore>,
}

/// A socket's service, which holds the socket's place as long as it lives.
#[derive(Clone, Debug)]
pub struct Placed<S> {
    inner: S,
    _place: Arc<OwnedSemaphorePermit>,
}

impl Default for Bounded {
    fn default() -> Self {
        Self { free: Arc::new(Semaphore::new(SOCKETS_MAX)) }
    }
}

impl<S> Accept<TcpStream, S> for Bounded {
    type Stream = TcpStream;
    type Service = Placed<S>;
    type Future = Ready<io::Result<(TcpStream, Placed<S>)>>;

    fn accept(&self, stream: TcpStream, inner: S) -> Self::Future {
        let placed = Arc::clone(&self.free)
            .try_acquire_owned()
            .map_err(|_| io::Error::other("too many browsers' sockets are open"))
            .and_then(|place| {
                stream.set_nodelay(true)?;
                Ok((stream, Placed { inner, _place: Arc::new(place) }))
            });
        ready(placed)
    }
}

impl<S: Service<R>, R> Service<R> for Placed<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: R) -> S::Future {
        self.inner.call(request)
    }
}
