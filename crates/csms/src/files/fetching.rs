//! A charger fetches a file: every byte that is handed to its socket is counted.

use super::folder::Room;
use super::link::Link;
use super::meter::{Meter, tell};
use std::io::{self, SeekFrom};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::fs::File;
use tokio::io::{AsyncRead, AsyncSeekExt, ReadBuf, Take};
use tokio::sync::OwnedSemaphorePermit;
use words::Evidence;

/// Why a file is not served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotServed {
    /// The link counts no more, or its file is not what was uploaded.
    Gone,
    /// Too many transfers at once; later it may work.
    Busy,
    /// The disk failed; the log says how.
    Failed,
}

/// A file that is being fetched.
pub struct FileFetch {
    file: File,
    bytes: u64,
    meter: Arc<Meter>,
    places: [OwnedSemaphorePermit; 2],
}

impl Link {
    /// Begins a transfer. The request stands on the timeline when this returns, whatever becomes of it.
    pub async fn fetch(&self) -> Result<FileFetch, NotServed> {
        let Some(image) = &self.image else { return Err(NotServed::Gone) };
        let host = &self.host;
        let total = u64::try_from(image.bytes).ok();
        let meter = host.meters.of(&self.host.register, &self.row.command, self.row.protocol, total, self.told);
        meter.begin().await;
        let all = Arc::clone(&host.transfers).try_acquire_owned().map_err(|_| NotServed::Busy)?;
        let own = Arc::clone(&meter.users).try_acquire_owned().map_err(|_| NotServed::Busy)?;
        let path = host.folder.path(Room::Firmware, &image.sha256);
        let opened = async {
            let file = File::open(&path).await?;
            let same = host.verified.is(&path, &image.sha256, &file).await?;
            Ok::<_, io::Error>((file, same))
        };
        match opened.await {
            Ok((file, true)) => {
                let bytes = u64::try_from(image.bytes).unwrap_or_default();
                Ok(FileFetch { file, bytes, meter, places: [all, own] })
            }
            Ok((_, false)) => {
                self.refuse("the file on our disk is not the one that was uploaded, so it is not served").await;
                Err(NotServed::Gone)
            }
            Err(error) => {
                tracing::error!(%error, "a firmware file cannot be read");
                self.refuse("the file cannot be read from our disk").await;
                Err(NotServed::Failed)
            }
        }
    }

    /// Says on the timeline why something was not done.
    pub async fn refuse(&self, why: &str) {
        tell(&self.host.register, &self.row.command, Evidence::NotTaken { why: why.to_owned() }).await;
    }
}

impl FileFetch {
    /// Bytes of the whole file.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// So many bytes from a place on; what is read is counted as fetched.
    pub async fn read(mut self, from: u64, bytes: u64) -> io::Result<FilePortion> {
        self.file.seek(SeekFrom::Start(from)).await?;
        let FileFetch { file, meter, places, .. } = self;
        use tokio::io::AsyncReadExt;
        Ok(FilePortion { file: file.take(bytes), at: from, meter, _places: places })
    }
}

/// A stretch of a file on its way.
pub struct FilePortion {
    file: Take<File>,
    at: u64,
    meter: Arc<Meter>,
    _places: [OwnedSemaphorePermit; 2],
}

impl AsyncRead for FilePortion {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.file).poll_read(cx, buffer);
        let read = (buffer.filled().len() - before) as u64;
        if read > 0 {
            self.meter.count(self.at, read);
            self.at += read;
        }
        polled
    }
}

impl Drop for FilePortion {
    fn drop(&mut self) {
        self.meter.end();
    }
}
