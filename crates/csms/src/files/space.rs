//! Room for what is on its way: promised before it is here, so that many files at once take no more than there is.

use super::folder::{Folder, Room};
use super::incoming::NotTaken;
use crate::config::Limits;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// What a file of unknown length is promised at a time, in bytes.
pub(super) const STEP: u64 = 1024 * 1024;

/// What is promised to files on their way.
#[derive(Clone, Default)]
pub(crate) struct Space(Arc<Mutex<Promises>>);

#[derive(Default)]
struct Promises {
    /// Bytes of the disk that are still to come.
    disk: u64,
    /// Bytes of whole files, by where they will lie and the row id of their organisation.
    shares: HashMap<(Room, String), u64>,
}

/// What one file is promised; given back when it is dropped.
pub(super) struct Promise {
    space: Space,
    /// Whose room it takes, and how much of it and of the disk.
    share: (Room, String),
    bytes: u64,
    disk: u64,
}

/// Whose room a file takes, and the bytes of their files that are here.
pub(super) struct Owner {
    pub(super) room: Room,
    pub(super) organisation: String,
    pub(super) taken: u64,
}

impl Space {
    /// Promises room for a file of so many bytes, of which some are still to come.
    pub(super) fn promise(
        &self,
        folder: &Folder,
        limits: &Limits,
        (bytes, to_come): (u64, u64),
        owner: Owner,
    ) -> Result<Promise, NotTaken> {
        let free = free_bytes(folder, limits)?;
        self.lock().take(free, limits, (bytes, to_come), &owner)?;
        Ok(Promise { space: self.clone(), share: (owner.room, owner.organisation), bytes, disk: to_come })
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Promises> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Promises {
    fn take(
        &mut self,
        free: u64,
        limits: &Limits,
        (bytes, to_come): (u64, u64),
        owner: &Owner,
    ) -> Result<(), NotTaken> {
        let disk = self.disk.saturating_add(to_come);
        if disk > free {
            return Err(NotTaken::DiskFull);
        }
        let key = (owner.room, owner.organisation.clone());
        let share = self.shares.get(&key).copied().unwrap_or_default().saturating_add(bytes);
        if owner.taken.saturating_add(share) > limits.organisation_bytes {
            return Err(NotTaken::QuotaFull);
        }
        self.shares.insert(key, share);
        self.disk = disk;
        Ok(())
    }
}

impl Promise {
    /// Row id of whose file it is.
    pub(super) fn organisation(&self) -> &str {
        &self.share.1
    }

    /// Bytes that the whole file may have by now.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// A file of unknown length goes on: it may have so many bytes more. They count for whose file it was at its beginning; `taken`:
    /// what is theirs by now.
    pub(super) fn grow(&mut self, folder: &Folder, limits: &Limits, more: u64, taken: u64) -> Result<(), NotTaken> {
        let (room, organisation) = self.share.clone();
        let free = free_bytes(folder, limits)?;
        self.space.lock().take(free, limits, (more, more), &Owner { room, organisation, taken })?;
        self.disk = self.disk.saturating_add(more);
        self.bytes = self.bytes.saturating_add(more);
        Ok(())
    }

    /// The file is about to be a row, which counts from then on.
    pub(super) fn give_share_back(&mut self) {
        let mut promised = self.space.lock();
        let left = promised.shares.get(&self.share).copied().unwrap_or_default().saturating_sub(self.bytes);
        if left == 0 {
            promised.shares.remove(&self.share);
        } else {
            promised.shares.insert(self.share.clone(), left);
        }
        self.bytes = 0;
    }

    /// So many bytes are on the disk by now.
    pub(super) fn wrote(&mut self, bytes: u64) {
        let kept = bytes.min(self.disk);
        self.disk -= kept;
        let mut promised = self.space.lock();
        promised.disk = promised.disk.saturating_sub(kept);
    }
}

impl Drop for Promise {
    fn drop(&mut self) {
        self.give_share_back();
        self.wrote(self.disk);
    }
}

/// Bytes of the disk above what is always left free; an error where not even that is.
pub(super) fn free_bytes(folder: &Folder, limits: &Limits) -> Result<u64, NotTaken> {
    match folder.free_bytes() {
        Ok(free) => free.checked_sub(limits.disk_free).ok_or(NotTaken::DiskFull),
        Err(error) => {
            tracing::error!(%error, "the room on the disk is not known");
            Err(NotTaken::Failed)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_promised_to_one_is_not_there_for_another() {
        // G-05
        let folder = tempfile::tempdir().unwrap();
        let folder = Folder::new(folder.path());
        std::fs::create_dir_all(folder.path(Room::Partial, "x").parent().unwrap()).unwrap();
        let limits = Limits { organisation_bytes: 100, disk_free: 0, ..Limits::default() };
        let space = Space::default();
        let owner =
            |organisation: &str, taken| Owner { room: Room::Diagnostics, organisation: organisation.to_owned(), taken };
        let take = |organisation: &str, taken: u64, bytes: u64| {
            space.promise(&folder, &limits, (bytes, bytes), owner(organisation, taken))
        };
        let first = take("a", 30, 50).unwrap();
        assert_eq!(take("a", 30, 21).err(), Some(NotTaken::QuotaFull));
        let other = take("b", 0, 100).unwrap();
        let mut second = take("a", 30, 10).unwrap();
        assert_eq!(second.grow(&folder, &limits, 11, 30), Err(NotTaken::QuotaFull));
        second.grow(&folder, &limits, 10, 30).unwrap();
        assert_eq!((second.bytes(), space.lock().disk), (20, 170));
        second.wrote(15);
        assert_eq!(space.lock().disk, 155);
        drop((first, other));
        assert_eq!(space.lock().disk, 5);
        // The first is a row by now.
        assert_eq!(take("a", 80, 1).err(), Some(NotTaken::QuotaFull));
        drop(second);
        assert!(space.lock().disk == 0 && space.lock().shares.is_empty());
        assert!(take("a", 80, 20).is_ok());
        assert_eq!(space.promise(&folder, &limits, (1, u64::MAX / 2), owner("a", 0)).err(), Some(NotTaken::DiskFull));
        assert_eq!(space.lock().disk, 0);
    }
}
