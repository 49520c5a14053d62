//! Takes browsers' sockets in, as many at once as are bearable.

use axum_server::accept::Accept;
use std::future::{Ready, ready};
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Sleep;
use tower::Service;

/// Browsers' sockets open at once; beyond, new ones are closed.
const SOCKETS_MAX: usize = 4_096;

#[derive(Clone, Debug)]
pub struct Bounded {
    free: Arc<Semaphore>,
    /// A reader that takes nothing for so long is cut off.
    stall: Option<Duration>,
}

/// A socket's service, which holds the socket's place as long as it lives.
#[derive(Clone, Debug)]
pub struct Placed<S> {
    inner: S,
    _place: Arc<OwnedSemaphorePermit>,
}

impl Default for Bounded {
    fn default() -> Self {
        Self { free: Arc::new(Semaphore::new(SOCKETS_MAX)), stall: None }
    }
}

impl Bounded {
    pub fn stalling(after: Duration) -> Self {
        Self { stall: Some(after), ..Self::default() }
    }
}

/// A socket whose writing may wait only so long.
#[derive(Debug)]
pub struct Stalling {
    stream: TcpStream,
    stall: Option<Duration>,
    /// Runs while the other side takes nothing.
    waits: Option<Pin<Box<Sleep>>>,
}

impl Stalling {
    fn bound<T>(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.waits = None;
            return written;
        }
        let Some(stall) = self.stall else { return Poll::Pending };
        let waits = self.waits.get_or_insert_with(|| Box::pin(tokio::time::sleep(stall)));
        match waits.as_mut().poll(cx) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl AsyncRead for Stalling {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Stalling {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.bound(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, bytes);
        self.bound(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(cx);
        self.bound(cx, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

impl<S> Accept<TcpStream, S> for Bounded {
    type Stream = Stalling;
    type Service = Placed<S>;
    type Future = Ready<io::Result<(Stalling, Placed<S>)>>;

    fn accept(&self, stream: TcpStream, inner: S) -> Self::Future {
        let placed = Arc::clone(&self.free)
            .try_acquire_owned()
            .map_err(|_| io::Error::other("too many browsers' sockets are open"))
            .and_then(|place| {
                stream.set_nodelay(true)?;
                let stream = Stalling { stream, stall: self.stall, waits: None };
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
