//! The control connection: in the open, encrypted from its first byte, or from AUTH on.

use crate::hosting::bounds::STALL_TIME;
use std::io::{self, Cursor};
use std::pin::Pin;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, empty, join, split};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

/// Who speaks TLS from the beginning begins within this time; others wait so long for the greeting.
const FIRST_BYTE: Duration = Duration::from_millis(500);
/// A TLS handshake takes no longer.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// A connection that ends is waited for so long to be heard of.
const GOODBYE: Duration = Duration::from_secs(1);
/// Bytes read at once.
const BLOCK: usize = 4 * 1024;
/// The first byte of a TLS handshake (RFC 8446, 5.1); no command begins so.
const HANDSHAKE_RECORD: u8 = 0x16;

trait Both: AsyncRead + AsyncWrite + Send {}
impl<S: AsyncRead + AsyncWrite + Send> Both for S {}

pub struct Control {
    stream: Pin<Box<dyn Both>>,
    said: Vec<u8>,
}

impl Control {
    /// Takes a connection in, encrypted where the client begins so; says whether it does.
    pub async fn accept(stream: TcpStream, tls: Option<&TlsAcceptor>) -> io::Result<(Self, bool)> {
        stream.set_nodelay(true)?;
        // ABOR may come as urgent data, which otherwise would not be read.
        socket2::SockRef::from(&stream).set_out_of_band_inline(true)?;
        let Some(tls) = tls else { return Ok((Self::over(stream), false)) };
        let mut first = [0];
        let begins = match timeout(FIRST_BYTE, stream.peek(&mut first)).await {
            Ok(Ok(1)) => first == [HANDSHAKE_RECORD],
            Ok(Ok(_nothing)) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(Err(error)) => return Err(error),
            Err(_waits_for_the_greeting) => false,
        };
        if begins { Ok((Self::over(encrypted(tls, stream).await?), true)) } else { Ok((Self::over(stream), false)) }
    }

    fn over(stream: impl Both + 'static) -> Self {
        Self { stream: Box::pin(stream), said: Vec::new() }
    }

    /// Goes on encrypted; `rest` came before and is the beginning of TLS.
    pub async fn encrypt(&mut self, tls: &TlsAcceptor, rest: Vec<u8>) -> io::Result<()> {
        let (read, write) = split(std::mem::replace(&mut self.stream, Box::pin(empty())));
        let stream = join(Cursor::new(rest).chain(read), write);
        self.stream = Box::pin(encrypted(tls, stream).await?);
        Ok(())
    }

    /// To be written with what else is said.
    pub fn say(&mut self, text: &str) {
        self.said.extend_from_slice(text.as_bytes());
    }

    /// Writes what was said.
    pub async fn flush(&mut self) -> io::Result<()> {
        if self.said.is_empty() {
            return Ok(());
        }
        let written = timeout(STALL_TIME, async {
            self.stream.write_all(&self.said).await?;
            self.stream.flush().await
        });
        written.await.unwrap_or(Err(io::ErrorKind::TimedOut.into()))?;
        self.said.clear();
        Ok(())
    }

    /// What comes next; nothing: the client has gone.
    pub async fn read(&mut self) -> Vec<u8> {
        let mut block = vec![0; BLOCK];
        let read = self.stream.read(&mut block).await.unwrap_or_default();
        block.truncate(read);
        block
    }

    /// Ends it as TLS and TCP want it.
    pub async fn end(mut self) {
        let _who_has_gone_does_not_hear_it = timeout(GOODBYE, self.stream.shutdown()).await;
    }
}

/// The same connection, encrypted.
pub async fn encrypted<S>(tls: &TlsAcceptor, stream: S) -> io::Result<tokio_rustls::server::TlsStream<S>>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    timeout(HANDSHAKE, tls.accept(stream)).await.unwrap_or(Err(io::ErrorKind::TimedOut.into()))
}
