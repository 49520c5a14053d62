//! Moves files for the crate: fetches firmware and puts logs, over HTTP and FTP.

mod address;
mod ftp;
mod http;
mod log;

use std::io;
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use ocpp_charge_point::clock::{Clock as _, SystemClock};
use ocpp_charge_point::hardware::{FileTransfer, LogKind, TransferProgress, UploadSource};
use serde_json::json;
use suppaftp::FtpError;
use thiserror::Error;
use tokio::fs::{self, File};
use tokio::io::AsyncWriteExt as _;

use self::address::{Address, Scheme};
use crate::events::tell;

/// The firmware that was fetched last, whole.
pub const IMAGE: &str = "firmware.bin";

#[derive(Debug, Error)]
pub enum TransferError {
    #[error("no address: {0}")]
    NoAddress(#[from] url::ParseError),
    #[error("no way to {0}")]
    UnknownScheme(String),
    #[error("the address names no host")]
    NoHost,
    #[error("the address names no file")]
    NoName,
    #[error("{0}")]
    File(#[from] io::Error),
    #[error("{0}")]
    Ftp(#[from] FtpError),
    #[error("{0}")]
    Http(reqwest::Error),
}

impl From<reqwest::Error> for TransferError {
    /// Without the URL, in which there may be a password.
    fn from(error: reqwest::Error) -> Self {
        Self::Http(error.without_url())
    }
}

pub struct Files {
    folder: PathBuf,
    web: reqwest::Client,
}

impl Files {
    pub fn in_folder(folder: &Path) -> Result<Self, TransferError> {
        std::fs::create_dir_all(folder)?;
        Ok(Self { folder: folder.to_owned(), web: reqwest::Client::builder().no_proxy().build()? })
    }

    /// A file that broke off stays beside the image, and never becomes it.
    async fn fetch(&self, address: &Address, progress: &TransferProgress<'_>) -> Result<u64, TransferError> {
        let part = self.folder.join("firmware.part");
        let mut arriving = FirmwareSink { file: File::create(&part).await?, bytes: 0, total: None, progress };
        match address.scheme() {
            Scheme::Http => http::fetch(&self.web, address, &mut arriving).await?,
            Scheme::Ftp => ftp::fetch(address, &mut arriving).await?,
        }
        arriving.file.sync_all().await?;
        fs::rename(part, self.folder.join(IMAGE)).await?;
        Ok(arriving.bytes)
    }
}

#[async_trait]
impl FileTransfer for Files {
    type Error = TransferError;

    async fn download(&self, url: &str, progress: &TransferProgress<'_>) -> Result<(), TransferError> {
        let address = Address::of(url)?;
        let fetched = self.fetch(&address, progress).await;
        tell(&match &fetched {
            Ok(bytes) => json!({"event": "fetched", "bytes": bytes, "url": address.shown()}),
            Err(error) => json!({"event": "fetch-failed", "error": error.to_string(), "url": address.shown()}),
        });
        fetched.map(|_| ())
    }

    async fn upload(
        &self,
        url: &str,
        source: UploadSource<'_>,
        progress: &TransferProgress<'_>,
    ) -> Result<(), TransferError> {
        let (name, content) = match source {
            UploadSource::Bytes(content) => ("security.log", content.to_vec()),
            UploadSource::Local(LogKind::Security) => ("security.log", Vec::new()),
            UploadSource::Local(_) => ("diagnostics.log", log::written_until(SystemClock.now()).into_bytes()),
        };
        let address = Address::of(url)?.with_name(name);
        let bytes = content.len() as u64;
        let put = match address.scheme() {
            Scheme::Http => http::put(&self.web, &address, content).await,
            Scheme::Ftp => ftp::put(&address, &content, progress).await,
        };
        tell(&match &put {
            Ok(()) => json!({"event": "uploaded", "bytes": bytes, "url": address.shown()}),
            Err(error) => json!({"event": "upload-failed", "error": error.to_string(), "url": address.shown()}),
        });
        put?;
        progress.report(bytes, Some(bytes));
        Ok(())
    }
}

/// Firmware on its way in.
struct FirmwareSink<'a> {
    file: File,
    bytes: u64,
    total: Option<u64>,
    progress: &'a TransferProgress<'a>,
}

impl FirmwareSink<'_> {
    async fn take(&mut self, piece: &[u8]) -> io::Result<()> {
        self.file.write_all(piece).await?;
        self.bytes += piece.len() as u64;
        self.progress.report(self.bytes, self.total);
        Ok(())
    }
}
