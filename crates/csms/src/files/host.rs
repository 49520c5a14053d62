//! The file host as its rooms hold it.

use super::folder::{Folder, Room};
use super::meter::Meters;
use super::quiet::Quiets;
use super::space::Space;
use super::unpacked::Kept;
use super::verified::VerifiedFiles;
use crate::register::Register;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use tokio::sync::{Mutex as AsyncMutex, Semaphore};

/// Transfers at once, over all chargers; further ones are told to come later.
const TRANSFERS: usize = 1_024;
/// Archives read at once: each takes a core.
const READERS: usize = 2;

/// The file host: its folder, what its transfers share, and the register that hears of them.
pub(crate) struct Host {
    pub(crate) register: Register,
    pub(crate) folder: Folder,
    pub(super) meters: Meters,
    pub(super) quiets: Quiets,
    pub(super) verified: VerifiedFiles,
    pub(super) transfers: Arc<Semaphore>,
    pub(super) space: Space,
    /// Held while an image comes into the library or goes out of it.
    pub(crate) library: Arc<AsyncMutex<()>>,
    /// Held while a signature is checked.
    pub(crate) checking: Arc<AsyncMutex<()>>,
    /// Held while an archive is read.
    pub(crate) reading: Arc<Semaphore>,
    /// What was read of them lately, unpacked.
    pub(crate) unpacked: Kept,
    uploads: Mutex<HashMap<String, Weak<AsyncMutex<()>>>>,
}

impl Host {
    pub(crate) fn new(folder: Folder, register: Register) -> Self {
        Self {
            register,
            folder,
            meters: Meters::default(),
            quiets: Quiets::default(),
            verified: VerifiedFiles::default(),
            transfers: Arc::new(Semaphore::new(TRANSFERS)),
            space: Space::default(),
            library: Arc::default(),
            checking: Arc::default(),
            reading: Arc::new(Semaphore::new(READERS)),
            unpacked: Kept::default(),
            uploads: Mutex::default(),
        }
    }

    /// An archive's file goes, and what was unpacked of it.
    pub(crate) async fn remove_archive(&self, id: &str) {
        self.unpacked.forget(id);
        self.folder.remove(Room::Diagnostics, id).await;
    }

    /// The end: what holds the register lets go of it.
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
