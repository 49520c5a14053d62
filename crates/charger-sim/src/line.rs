//! The bytes below the WebSocket, where a charger can be one that never answers a ping.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// The opcode of a pong.
const PONG: u8 = 0x0a;

/// A TCP stream to the Csms; once it is told to, it lets no pong out that the WebSocket above writes by itself.
pub(crate) struct Line {
    stream: TcpStream,
    /// None: everything goes out as it is written.
    frames: Option<Frames>,
}

/// Where the written bytes stand, frame by frame.
#[derive(Default)]
struct Frames {
    /// The head of a frame, until it is whole.
    head: Vec<u8>,
    /// Of the frame whose head was whole: bytes that are still to come, and whether they go out.
    left: u64,
    out: bool,
    /// A head that goes out and is not written yet.
    pending: Vec<u8>,
}

impl Line {
    pub(crate) fn new(stream: TcpStream) -> Line {
        Line { stream, frames: None }
    }

    pub(crate) fn tcp(&self) -> &TcpStream {
        &self.stream
    }

    /// From here on frames are written, and no pong of them goes out.
    pub(crate) fn drop_pongs(&mut self) {
        self.frames = Some(Frames::default());
    }

    /// Writes the heads that go out, before what follows them.
    fn settle(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Some(frames) = &mut self.frames else { return Poll::Ready(Ok(())) };
        while !frames.pending.is_empty() {
            let written = ready!(Pin::new(&mut self.stream).poll_write(context, &frames.pending))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            frames.pending.drain(..written);
        }
        Poll::Ready(Ok(()))
    }
}

impl Frames {
    /// Takes bytes of a head; how many it took.
    fn take_head(&mut self, bytes: &[u8]) -> usize {
        let mut taken = 0;
        while taken < bytes.len() {
            self.head.push(bytes[taken]);
            taken += 1;
            let Some(length) = length_of(&self.head) else { continue };
            let head = std::mem::take(&mut self.head);
            self.left = length;
            self.out = head[0] & 0x0f != PONG;
            if self.out {
                self.pending = head;
            }
            break;
        }
        taken
    }
}

/// The length of the payload, once the head is whole (RFC 6455, 5.2); what a client writes has a mask.
fn length_of(head: &[u8]) -> Option<u64> {
    let (short, extended) = match head.get(1)? & 0x7f {
        126 => (None, 2),
        127 => (None, 8),
        short => (Some(u64::from(short)), 0),
    };
    let masked = if head[1] & 0x80 != 0 { 4 } else { 0 };
    if head.len() < 2 + extended + masked {
        return None;
    }
    let long = || head[2..2 + extended].iter().fold(0, |length, byte| (length << 8) | u64::from(*byte));
    Some(short.unwrap_or_else(long))
}

impl AsyncRead for Line {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, into)
    }
}

impl AsyncWrite for Line {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.settle(context))?;
        let Line { stream, frames } = &mut *self;
        let Some(frames) = frames else { return Pin::new(stream).poll_write(context, bytes) };
        if frames.left == 0 {
            return Poll::Ready(Ok(frames.take_head(bytes)));
        }
        let most = usize::try_from(frames.left).unwrap_or(usize::MAX).min(bytes.len());
        let taken = if frames.out { ready!(Pin::new(stream).poll_write(context, &bytes[..most]))? } else { most };
        frames.left -= taken as u64;
        Poll::Ready(Ok(taken))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.settle(context))?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.settle(context))?;
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
