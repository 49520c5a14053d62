//! Which files on the disk were compared with what was uploaded.

use super::folder::digest;
use std::collections::HashMap;
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;
use tokio::fs::File;

/// Files that are remembered; when there are more, each is compared once more.
const REMEMBERED_MAX: usize = 1024;

/// Files whose bytes were compared with their SHA-256 since the start: length and time of the last change then.
#[derive(Default)]
pub(super) struct VerifiedFiles {
    seen: Mutex<HashMap<String, (u64, Option<SystemTime>)>>,
    /// One comparison at a time: the others find its result.
    comparing: tokio::sync::Mutex<()>,
}

impl VerifiedFiles {
    /// Does the file hold what was uploaded?
    pub(super) async fn is(&self, path: &Path, sha256: &str, file: &File) -> io::Result<bool> {
        let found = file.metadata().await?;
        let seen = (found.len(), found.modified().ok());
        if self.lock().get(sha256) == Some(&seen) {
            return Ok(true);
        }
        let _one = self.comparing.lock().await;
        if self.lock().get(sha256) == Some(&seen) {
            return Ok(true);
        }
        let same = digest(path).await?.0 == sha256;
        if same {
            let mut remembered = self.lock();
            if remembered.len() >= REMEMBERED_MAX {
                remembered.clear();
            }
            remembered.insert(sha256.to_owned(), seen);
        }
        Ok(same)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, (u64, Option<SystemTime>)>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
