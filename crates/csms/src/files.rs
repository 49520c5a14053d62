//! The file host's inside: what lies on disk, the one-time addresses, and the counting of every byte that goes through them.
//! HTTP and FTP stand before it, in the server.

pub mod address;
mod fetching;
mod folder;
mod keeping;
mod link;
mod meter;
pub(crate) mod names;
pub(crate) mod pieces;
mod receiving;
mod scan;
mod signature;
mod signers;
mod space;
pub mod sweep;
mod turned;
mod unpacked;
mod upload;

pub use fetching::{Counted, Fetching, NotServed};
pub use link::{Link, LinkFile, LinkUse};
pub use receiving::{End, Incoming, NotTaken, Receiving, SetDown};
pub use signers::Signers;
pub use upload::Uploading;

pub(crate) use folder::{Folder, Room};
pub(crate) use scan::scan;
pub(crate) use signature::check as check_signature;
pub(crate) use signers::Objection;
pub(crate) use upload::{Piece, UploadId, finish as finish_upload, rename as rename_upload};

use fetching::Verified;
use meter::Meters;
use model::{FileProtocol, Hosting};
use space::Space;
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use tokio::sync::{Mutex as AsyncMutex, Semaphore};

/// Transfers at once, over all chargers; further ones are told to come later.
const TRANSFERS: usize = 1_024;
/// Archives read at once: each takes a core.
const READERS: usize = 2;
/// Transfers at once over one link: a charger may fetch in pieces.
const TRANSFERS_OF_LINK: usize = 8;

/// Where chargers reach the file host. An address that is missing is a protocol that is not offered.
#[derive(Clone, Debug, Default)]
pub struct HostAddresses {
    /// `https://files.example.com` or `http://127.0.0.1:9001`, without a slash at the end.
    pub web: Option<String>,
    /// `files.example.com:2121`.
    pub ftp: Option<String>,
    /// FTP can be encrypted.
    pub ftps: bool,
}

impl HostAddresses {
    /// What is offered, the preferred first.
    pub fn hosting(&self) -> Hosting {
        let offers = |protocol: &FileProtocol| match protocol {
            FileProtocol::Https => self.web.as_ref().is_some_and(|web| web.starts_with("https://")),
            FileProtocol::Http => self.web.as_ref().is_some_and(|web| web.starts_with("http://")),
            FileProtocol::Ftps => self.ftp.is_some() && self.ftps,
            FileProtocol::Ftp => self.ftp.is_some(),
        };
        Hosting(FileProtocol::ALL.into_iter().filter(offers).collect())
    }
}

/// What the host shares among its transfers.
pub(crate) struct Host {
    pub(crate) folder: Folder,
    meters: Meters,
    quiets: pieces::Quiets,
    verified: Verified,
    transfers: Arc<Semaphore>,
    space: Space,
    /// Held while an image comes into the library or goes out of it.
    pub(crate) library: Arc<AsyncMutex<()>>,
    /// Held while a signature is checked.
    pub(crate) checking: Arc<AsyncMutex<()>>,
    /// Held while an archive is read.
    pub(crate) reading: Arc<Semaphore>,
    /// What was read of them lately, unpacked.
    pub(crate) unpacked: unpacked::Kept,
    uploads: Mutex<HashMap<String, Weak<AsyncMutex<()>>>>,
}

impl Host {
    pub(crate) fn new(data: &Path) -> Self {
        Self {
            folder: Folder::new(data),
            meters: Meters::default(),
            quiets: pieces::Quiets::default(),
            verified: Verified::default(),
            transfers: Arc::new(Semaphore::new(TRANSFERS)),
            space: Space::default(),
            library: Arc::default(),
            checking: Arc::default(),
            reading: Arc::new(Semaphore::new(READERS)),
            unpacked: unpacked::Kept::default(),
            uploads: Mutex::default(),
        }
    }

    /// An archive's file goes, and what was unpacked of it.
    pub(crate) async fn remove_archive(&self, id: &str) {
        self.unpacked.forget(id);
        self.folder.remove(Room::Diagnostics, id).await;
    }

    /// The end: what holds the backend lets go of it.
    pub(crate) fn close(&self) {
        self.meters.forget();
    }

    /// Held by whoever writes on this upload.
    pub(crate) fn upload_gate(&self, id: &str) -> Arc<AsyncMutex<()>> {
        let mut uploads = self.uploads.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(gate) = uploads.get(id).and_then(Weak::upgrade) {
            return gate;
        }
        uploads.retain(|_, gate| gate.strong_count() > 0);
        let gate = Arc::new(AsyncMutex::new(()));
        uploads.insert(id.to_owned(), Arc::downgrade(&gate));
        gate
    }
}
