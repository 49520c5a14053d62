//! A person uploads a firmware image: in pieces, so that a broken connection costs one piece only, and hashed when it is whole.

use super::folder::Room;
use super::host::Host;
use super::incoming::NotTaken;
use super::space::{Owner, Promise, free_bytes};
use crate::caller::Caller;
use crate::failure::Failure;
use crate::random::hex;
use md5::{Digest, Md5};
use ring::digest::{Context, SHA256};
use std::io::SeekFrom;
use std::path::Path;
use std::sync::Arc;
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt};
use tokio::sync::OwnedMutexGuard;

/// Bytes read at once while a whole file is hashed.
const BLOCK: usize = 256 * 1024;

/// What a person uploads: the same file of the same person goes on where it broke off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UploadId(pub(crate) String);

impl UploadId {
    pub(crate) fn of(host: &Host, caller: &Caller, name: &str, bytes: u64, modified: &str) -> Self {
        let bytes = bytes.to_string();
        let who = caller.operator().map_or("command line", |operator| operator.key.as_str());
        Self(host.register.keys().link_tag(&["upload", who, name, &bytes, modified]))
    }
}

/// A piece of an upload that is about to come.
pub(crate) struct Piece {
    pub(crate) offset: u64,
    /// Bytes of the whole file.
    pub(crate) total: u64,
    /// Row id of the organisation whose room it takes, and bytes of its images that are here.
    pub(crate) organisation: String,
    pub(crate) taken: u64,
    /// Bytes that the whole file will add to them.
    pub(crate) adds: u64,
}

/// A piece on its way. What was written of it stays when it is dropped.
pub struct UploadPiece {
    host: Arc<Host>,
    file: File,
    at: u64,
    most: u64,
    promise: Promise,
    _one_at_a_time: OwnedMutexGuard<()>,
}

impl UploadPiece {
    /// Goes on at the piece's place, which must be one that is there already.
    pub(crate) async fn begin(host: &Arc<Host>, id: &UploadId, piece: Piece) -> Result<Self, NotTaken> {
        let Piece { offset, total, organisation, taken, adds } = piece;
        let limits = &host.register.config().limits;
        let most = limits.firmware_bytes;
        if total > most {
            return Err(NotTaken::TooLarge { most });
        }
        let gate = host.upload_gate(&id.0);
        let gate = Arc::clone(&gate).try_lock_owned().map_err(|_| NotTaken::Busy)?;
        let (host, to_come) = (host, total.saturating_sub(offset));
        let owner = Owner { room: Room::Firmware, organisation, taken };
        let promise = host.space.promise(&host.folder, limits, (adds, to_come), owner)?;
        let written = async {
            let mut file = host.folder.partial(&id.0).await?;
            let have = file.metadata().await?.len();
            if offset <= have {
                file.set_len(offset).await?;
                file.seek(SeekFrom::Start(offset)).await?;
            }
            Ok::<_, std::io::Error>((file, have))
        };
        let (file, have) = written.await.map_err(unwritten)?;
        if offset > have {
            return Err(NotTaken::WrongOffset { have });
        }
        Ok(Self { host: host.clone(), file, at: offset, most: total, promise, _one_at_a_time: gate })
    }

    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), NotTaken> {
        let after = self.at.saturating_add(bytes.len() as u64);
        if after > self.most {
            return Err(NotTaken::TooLarge { most: self.most });
        }
        self.file.write_all(bytes).await.map_err(unwritten)?;
        self.at = after;
        self.promise.wrote(bytes.len() as u64);
        Ok(())
    }

    /// Bytes that are here for sure.
    pub async fn end(mut self) -> Result<u64, NotTaken> {
        self.file.flush().await.map_err(unwritten)?;
        free_bytes(&self.host.folder, &self.host.register.config().limits)?;
        Ok(self.at)
    }
}

/// A whole image on disk.
pub(crate) struct HashedImage {
    pub(crate) sha256: String,
    pub(crate) md5: String,
    pub(crate) bytes: u64,
}

/// The same upload under another name, since its length is known by now.
pub(crate) async fn rename(host: &Host, from: &UploadId, to: &UploadId) -> Result<(), NotTaken> {
    let folder = &host.folder;
    let renamed = tokio::fs::rename(folder.path(Room::Partial, &from.0), folder.path(Room::Partial, &to.0)).await;
    renamed.map_err(unwritten)
}

/// Hashes what was uploaded, and moves it to its own name; the guard keeps it from being removed until its row stands.
pub(crate) async fn finish(host: &Host, id: &UploadId) -> Result<(HashedImage, OwnedMutexGuard<()>), Failure> {
    let folder = &host.folder;
    let hashed = hash(&folder.path(Room::Partial, &id.0)).await.map_err(|error| Failure::Disk(error.to_string()))?;
    let guard = Arc::clone(&host.library).lock_owned().await;
    folder.keep(&id.0, Room::Firmware, &hashed.sha256).await.map_err(|error| Failure::Disk(error.to_string()))?;
    Ok((hashed, guard))
}

async fn hash(path: &Path) -> std::io::Result<HashedImage> {
    let mut file = File::open(path).await?;
    let (mut sha256, mut md5, mut bytes) = (Context::new(&SHA256), Md5::new(), 0_u64);
    let mut block = vec![0; BLOCK];
    loop {
        let read = file.read(&mut block).await?;
        if read == 0 {
            break;
        }
        sha256.update(&block[..read]);
        md5.update(&block[..read]);
        bytes += read as u64;
        // Hashing is work, not waiting: others get their turn.
        tokio::task::yield_now().await;
    }
    Ok(HashedImage { sha256: hex(sha256.finish().as_ref()), md5: hex(&md5.finalize()), bytes })
}

fn unwritten(error: std::io::Error) -> NotTaken {
    if error.kind() == std::io::ErrorKind::StorageFull {
        return NotTaken::DiskFull;
    }
    tracing::error!(%error, "an uploaded image could not be written");
    NotTaken::Failed
}
