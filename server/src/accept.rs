//! Takes sockets in, as many at once as are bearable, encrypted where that is wanted.

use axum_server::accept::Accept;
use futures::future::BoxFuture;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use tokio_util::either::Either;
use tower::Service;

/// Sockets of one door open at once; beyond, new ones are closed.
const SOCKETS_MAX: usize = 4_096;

#[derive(Clone)]
pub struct BoundedAcceptor {
    free: Arc<Semaphore>,
    /// A reader that takes nothing for so long is cut off.
    stall: Option<Duration>,
    /// The handshake takes no longer.
    tls: Option<(TlsAcceptor, Duration)>,
}

/// A socket, encrypted or not.
type Socket = Either<TcpStream, TlsStream<TcpStream>>;

/// A socket's service, which holds the socket's place as long as it lives.
#[derive(Clone, Debug)]
pub struct PlacedService<S> {
    inner: S,
    _place: Arc<OwnedSemaphorePermit>,
}

impl Default for BoundedAcceptor {
    fn default() -> Self {
        Self { free: Arc::new(Semaphore::new(SOCKETS_MAX)), stall: None, tls: None }
    }
}

impl BoundedAcceptor {
    pub fn stalling(after: Duration) -> Self {
        Self { stall: Some(after), ..Self::default() }
    }

    /// Speaks TLS, whose handshake takes no longer than this.
    pub fn encrypted(self, tls: TlsAcceptor, handshake: Duration) -> Self {
        Self { tls: Some((tls, handshake)), ..self }
    }
}

/// A socket whose writing may wait only so long.
#[derive(Debug)]
pub struct StallGuard {
    stream: Socket,
    stall: Option<Duration>,
    /// Runs while the other side takes nothing.
    waits: Option<Pin<Box<Sleep>>>,
}

impl StallGuard {
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

impl AsyncRead for StallGuard {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for StallGuard {
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
        let ended = Pin::new(&mut self.stream).poll_shutdown(cx);
        self.bound(cx, ended)
    }
}

impl<S: Send + 'static> Accept<TcpStream, S> for BoundedAcceptor {
    type Stream = StallGuard;
    type Service = PlacedService<S>;
    type Future = BoxFuture<'static, io::Result<(StallGuard, PlacedService<S>)>>;

    fn accept(&self, stream: TcpStream, inner: S) -> Self::Future {
        let place = Arc::clone(&self.free).try_acquire_owned();
        let (stall, tls) = (self.stall, self.tls.clone());
        Box::pin(async move {
            let place = place.map_err(|_| io::Error::other("too many sockets are open"))?;
            stream.set_nodelay(true)?;
            let stream = match tls {
                None => Either::Left(stream),
                Some((tls, handshake)) => {
                    let encrypted = timeout(handshake, tls.accept(stream)).await;
                    Either::Right(encrypted.map_err(|_elapsed| io::Error::from(io::ErrorKind::TimedOut))??)
                }
            };
            let stream = StallGuard { stream, stall, waits: None };
            Ok((stream, PlacedService { inner, _place: Arc::new(place) }))
        })
    }
}

impl<S: Service<R>, R> Service<R> for PlacedService<S> {
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
