//! A stretch of a file on its way over a data connection, never waiting longer than a minute for the other side.

use crate::hosting::bounds::{LONGEST, SILENCE, SLOWEST};
use csms::{End, FileIntake, NotTaken};
use std::io;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;

/// Bytes in memory of a stretch.
const BLOCK: usize = 16 * 1024;

/// Said of who sends next to nothing.
pub const TOO_SLOW: &str = "it came too slowly";

/// Hands everything over to one who takes something within each `stall`. Says how many bytes that were.
pub async fn send<R, W>(mut from: R, to: &mut W, stall: Duration, off: &CancellationToken) -> io::Result<u64>
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin + ?Sized,
{
    let mut block = vec![0; BLOCK];
    let mut sent = 0;
    loop {
        let read = from.read(&mut block).await?;
        if read == 0 {
            break;
        }
        let mut rest = &block[..read];
        while !rest.is_empty() {
            let written = in_time(stall, off, to.write(rest)).await?;
            if written == 0 {
                return Err(io::ErrorKind::WriteZero.into());
            }
            rest = &rest[written..];
            sent += written as u64;
        }
    }
    in_time(stall, off, to.flush()).await?;
    Ok(sent)
}

/// Writes what comes, and says how that ended.
pub async fn take<R>(receiving: &mut FileIntake, mut from: R, off: &CancellationToken) -> Result<End, NotTaken>
where
    R: AsyncRead + Unpin,
{
    let (began, at_first) = (Instant::now(), receiving.bytes());
    let mut block = vec![0; BLOCK];
    loop {
        let read = tokio::select! {
            () = off.cancelled() => return Ok(End::Broken("it was called off")),
            read = timeout(SILENCE, from.read(&mut block)) => read,
        };
        match read {
            Ok(Ok(0)) => return Ok(End::Well),
            Ok(Ok(bytes)) => receiving.write(&block[..bytes]).await?,
            // Many chargers end TLS without saying so.
            Ok(Err(error)) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(End::Unsure),
            Ok(Err(_broken)) => return Ok(End::Broken("the connection broke off")),
            Err(_silent) => return Ok(End::Broken("nothing came for a minute")),
        }
        let (took, came) = (began.elapsed(), receiving.bytes() - at_first);
        if took > LONGEST || (took > SILENCE && came / took.as_secs().max(1) < SLOWEST) {
            return Ok(End::Broken(TOO_SLOW));
        }
    }
}

async fn in_time<T>(
    stall: Duration,
    off: &CancellationToken,
    work: impl Future<Output = io::Result<T>>,
) -> io::Result<T> {
    tokio::select! {
        () = off.cancelled() => Err(io::ErrorKind::ConnectionAborted.into()),
        done = timeout(stall, work) => done.unwrap_or(Err(io::ErrorKind::ConnectionAborted.into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_who_takes_nothing_is_cut_off() {
        // G-06
        let (mut here, mut there) = tokio::io::duplex(1_000);
        let stall = Duration::from_millis(50);
        let began = Instant::now();
        let sent = send(tokio::io::repeat(7), &mut here, stall, &CancellationToken::new()).await;
        assert_eq!(sent.unwrap_err().kind(), io::ErrorKind::ConnectionAborted);
        assert!(began.elapsed() >= stall);
        let mut came = vec![0; 1_000];
        there.read_exact(&mut came).await.unwrap();
    }

    #[tokio::test]
    async fn a_stop_does_not_wait_for_the_slow() {
        let (mut here, _there) = tokio::io::duplex(1_000);
        let off = CancellationToken::new();
        off.cancel();
        assert!(send(tokio::io::repeat(7), &mut here, Duration::MAX, &off).await.is_err());
    }
}
