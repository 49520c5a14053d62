//! Archives that are packed as a whole by xz, zstd or bz2 are unpacked once, into files without a name, and kept while they are read: the
//! one read longest ago goes for the next.

use super::folder::{Folder, Room};
use super::space::free_bytes;
use crate::config::Limits;
use archive::UnpackedFile;
use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// Unpacked bytes kept of one archive, and of all. A larger one is unpacked anew each time.
const ONE_BYTES: u64 = 256 * 1024 * 1024;
const ALL_BYTES: u64 = 512 * 1024 * 1024;
/// Archives of which is known what they hold, or that it is not kept.
const KNOWN_MAX: usize = 64;

/// What is kept, by the archive's row id, read last first; none where it is not packed so, or cannot be kept.
#[derive(Default)]
pub(crate) struct Kept(Mutex<Vec<(String, Option<UnpackedFile>)>>);

impl Kept {
    /// What an archive holds; unpacked now where it is not kept. None where it cannot be kept. This blocks.
    pub(crate) fn of(&self, folder: &Folder, limits: &Limits, id: &str, path: &Path) -> Option<UnpackedFile> {
        if let Some(known) = self.find(id) {
            return known;
        }
        // Beside what has to be free there is room for it.
        let most = ONE_BYTES.min(free_bytes(folder, limits).unwrap_or_default());
        let made = UnpackedFile::of(path, || nameless(folder, id), most, &archive::Limits::default());
        match made {
            Ok(unpacked) => {
                self.keep(id, unpacked.clone());
                unpacked
            }
            Err(error) => {
                tracing::warn!(%error, "an archive could not be unpacked, and is read as it is");
                None
            }
        }
    }

    fn find(&self, id: &str) -> Option<Option<UnpackedFile>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|(known, _)| known == id)?;
        kept[..=at].rotate_right(1);
        kept.first().map(|(_, unpacked)| unpacked.clone())
    }

    fn keep(&self, id: &str, unpacked: Option<UnpackedFile>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(known, _)| known != id);
        kept.insert(0, (id.to_owned(), unpacked));
        let mut bytes = 0_u64;
        kept.retain(|(_, unpacked)| {
            bytes = bytes.saturating_add(unpacked.as_ref().map_or(0, UnpackedFile::bytes));
            bytes <= ALL_BYTES
        });
        kept.truncate(KNOWN_MAX);
    }

    /// It was removed, or its file is another one now.
    pub(crate) fn forget(&self, id: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|(known, _)| known != id);
    }
}

/// A file that goes with whoever reads it last.
fn nameless(folder: &Folder, id: &str) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    let path = folder.path(Room::Partial, &format!("{id}-unpacked"));
    let file = File::options().read(true).write(true).create(true).truncate(true).mode(0o600).open(&path)?;
    std::fs::remove_file(&path)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unpacked(bytes: u64) -> UnpackedFile {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.bz2");
        // bz2 of nothing, so that its length is set by the file that is given.
        std::fs::write(&path, b"BZh9\x17\x72\x45\x38\x50\x90\0\0\0\0").unwrap();
        let into = tempfile::tempfile().unwrap();
        into.set_len(bytes).unwrap();
        UnpackedFile::of(&path, || Ok(into), u64::MAX, &archive::Limits::default()).unwrap().unwrap()
    }

    /// The one that was read longest ago goes first, and all together are bounded.
    #[test]
    fn what_was_read_last_is_kept() {
        let kept = Kept::default();
        for id in ["a", "b"] {
            kept.keep(id, Some(unpacked(ALL_BYTES / 2)));
        }
        assert!(kept.find("a").is_some(), "both have room");
        kept.keep("c", Some(unpacked(ALL_BYTES / 4)));
        assert!(kept.find("b").is_none(), "a was read after it");
        assert!(kept.find("a").is_some() && kept.find("c").is_some());
        kept.forget("a");
        assert!(kept.find("a").is_none());
        // That there is nothing to keep is known as well, of as many.
        for n in 0..2 * KNOWN_MAX {
            kept.keep(&n.to_string(), None);
        }
        assert!(kept.find(&(2 * KNOWN_MAX - 1).to_string()).is_some_and(|held| held.is_none()));
        assert_eq!(kept.0.lock().unwrap().len(), KNOWN_MAX);
    }
}
