//! Where files lie: under names of our own making in the data folder, written beside and renamed when they are whole.

use crate::random::hex;
use ring::digest::{Context, SHA256};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use tokio::fs::{self, File, OpenOptions};
use tokio::io::AsyncReadExt;

/// Bytes read at once where a whole file is looked at.
const BLOCK: usize = 256 * 1024;

/// The rooms of the folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Room {
    /// Images, under their SHA-256.
    Firmware,
    /// What chargers have put here, under the archive's row id.
    Diagnostics,
    /// What is not whole yet.
    Partial,
    /// What no row knew: perhaps the database was put back from an older copy.
    Lost,
}

#[derive(Clone, Debug)]
pub(crate) struct Folder {
    root: PathBuf,
}

impl Folder {
    pub(crate) fn new(data: &Path) -> Self {
        Self { root: data.join("files") }
    }

    /// Where the rooms are.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The file of this name. Names are of our own making: hexadecimal digits and hyphens.
    pub(crate) fn path(&self, room: Room, name: &str) -> PathBuf {
        debug_assert!(is_ours(name), "{name}");
        self.room(room).join(name)
    }

    /// Makes the rooms, for nobody else's eyes.
    pub(crate) async fn make(&self) -> io::Result<()> {
        for room in [Room::Firmware, Room::Diagnostics, Room::Partial, Room::Lost] {
            let mut builder = fs::DirBuilder::new();
            builder.recursive(true);
            #[cfg(unix)]
            builder.mode(0o700);
            builder.create(self.room(room)).await?;
        }
        Ok(())
    }

    /// Opens what is not whole yet, to write on; made where it is not there.
    pub(crate) async fn partial(&self, name: &str) -> io::Result<File> {
        let mut options = OpenOptions::new();
        options.write(true).read(true).create(true).truncate(false);
        #[cfg(unix)]
        options.mode(0o600);
        options.open(self.path(Room::Partial, name)).await
    }

    /// Bytes that are there of what is not whole yet.
    pub(crate) async fn partial_bytes(&self, name: &str) -> u64 {
        fs::metadata(self.path(Room::Partial, name)).await.map_or(0, |found| found.len())
    }

    /// What was written is whole: it is on the disk under its own name when this returns.
    pub(crate) async fn keep(&self, partial: &str, room: Room, name: &str) -> io::Result<()> {
        let (from, to) = (self.path(Room::Partial, partial), self.path(room, name));
        File::open(&from).await?.sync_all().await?;
        fs::rename(&from, &to).await?;
        File::open(self.room(room)).await?.sync_all().await
    }

    pub(crate) async fn remove(&self, room: Room, name: &str) {
        match fs::remove_file(self.path(room, name)).await {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(%error, ?room, name, "a file could not be removed");
            }
            Ok(()) | Err(_) => {}
        }
    }

    /// Puts a file that no row knows apart, where it waits from now on.
    pub(crate) async fn lose(&self, room: Room, name: &str) {
        let (from, to) = (self.path(room, name), self.path(Room::Lost, name));
        tracing::warn!(?room, name, "a file that the database does not know is kept apart for a week");
        let lost = async {
            let file = OpenOptions::new().write(true).open(&from).await?.into_std().await;
            #[expect(clippy::disallowed_methods, reason = "it is compared with what the file system says")]
            tokio::task::spawn_blocking(move || file.set_modified(SystemTime::now())).await??;
            fs::rename(&from, &to).await
        };
        if let Err(error) = lost.await {
            tracing::warn!(%error, ?room, name, "a file could not be kept apart");
        }
    }

    /// The names in a room with their age in seconds.
    pub(crate) async fn names(&self, room: Room) -> io::Result<Vec<(String, u64)>> {
        let mut names = Vec::new();
        let mut entries = fs::read_dir(self.room(room)).await?;
        while let Some(entry) = entries.next_entry().await? {
            let changed = entry.metadata().await.and_then(|found| found.modified());
            let age = changed.ok().and_then(|at| at.elapsed().ok()).unwrap_or_default();
            let name = entry.file_name().into_string().ok().filter(|name| is_ours(name));
            names.extend(name.map(|name| (name, age.as_secs())));
        }
        Ok(names)
    }

    /// Bytes that are free on the disk for us.
    pub(crate) fn free_bytes(&self) -> io::Result<u64> {
        let found = rustix::fs::statvfs(&self.root)?;
        Ok(found.f_bavail.saturating_mul(found.f_frsize))
    }

    fn room(&self, room: Room) -> PathBuf {
        self.root.join(match room {
            Room::Firmware => "firmware",
            Room::Diagnostics => "diagnostics",
            Room::Partial => "partial",
            Room::Lost => "lost",
        })
    }
}

/// Names of our own making: ids and digests.
fn is_ours(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// SHA-256 of a file in lower-case hexadecimal, and its length.
pub(crate) async fn digest(path: &Path) -> io::Result<(String, u64)> {
    let mut file = File::open(path).await?;
    let (mut context, mut length, mut block) = (Context::new(&SHA256), 0_u64, vec![0; BLOCK]);
    loop {
        let read = file.read(&mut block).await?;
        if read == 0 {
            return Ok((hex(context.finish().as_ref()), length));
        }
        context.update(&block[..read]);
        length += read as u64;
    }
}
