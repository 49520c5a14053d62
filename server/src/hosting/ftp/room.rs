//! What stands behind a login: one file that can only be read, or room for one that can only be written.

use super::login::Visitor;
use super::{STALL_TIME, Session, stretch};
use async_trait::async_trait;
use csms::{Counted, Incoming, Link, LinkUse, NotServed, NotTaken};
use std::fmt::{self, Debug};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::OwnedSemaphorePermit;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tokio_util::task::task_tracker::TaskTrackerToken;
use unftp_core::storage::{Error, ErrorKind, FEATURE_RESTART, Fileinfo, Metadata, Permissions, Result, StorageBackend};

/// Bytes of a path; chargers may go into folders that are not there, but not for ever.
const PATH_MAX: usize = 1_024;

/// The room of one session. It holds the session's place as long as anything of the library does.
#[derive(Clone)]
pub struct Room {
    session: Session,
    transfers: TaskTracker,
    closing: CancellationToken,
    _place: Arc<OwnedSemaphorePermit>,
}

/// A file or a folder as it is listed.
#[derive(Debug)]
pub struct Entry {
    /// None: a folder.
    bytes: Option<u64>,
    changed: SystemTime,
    permissions: u32,
}

impl Room {
    pub fn new(
        session: Session,
        transfers: TaskTracker,
        closing: CancellationToken,
        place: OwnedSemaphorePermit,
    ) -> Self {
        Self { session, transfers, closing, _place: Arc::new(place) }
    }

    /// A transfer that a stop waits for a while; after that none begins.
    fn begin(&self) -> Result<TaskTrackerToken> {
        if self.closing.is_cancelled() { Err(ErrorKind::ConnectionClosed.into()) } else { Ok(self.transfers.token()) }
    }

    async fn open(&self, visitor: &Visitor, path: &Path, from: u64) -> Result<Counted> {
        let link = counting(visitor).await?;
        match link.purpose() {
            LinkUse::Fetch => {}
            LinkUse::Put => return Err(ErrorKind::PermissionDenied.into()),
        }
        if !is_file_of(link, &names(path)?) {
            return Err(ErrorKind::PermanentFileNotAvailable.into());
        }
        let fetching = link.fetch().await.map_err(not_served)?;
        let Some(rest) = fetching.bytes().checked_sub(from) else {
            return Err(ErrorKind::PermanentFileNotAvailable.into());
        };
        fetching.read(from, rest).await.map_err(Error::from)
    }
}

#[async_trait]
impl StorageBackend<Visitor> for Room {
    type Metadata = Entry;

    fn name(&self) -> &str {
        "Chargehand"
    }

    fn supported_features(&self) -> u32 {
        FEATURE_RESTART
    }

    async fn metadata<P: AsRef<Path> + Send + Debug>(&self, visitor: &Visitor, path: P) -> Result<Entry> {
        let link = counting(visitor).await?;
        let names = names(path.as_ref())?;
        if names.is_empty() {
            return Ok(Entry::folder());
        }
        let entry = Entry::file(link).await;
        let is_here = match link.purpose() {
            LinkUse::Fetch => is_file_of(link, &names),
            // Whatever it is called: so much of it is here.
            LinkUse::Put => entry.bytes.is_some_and(|bytes| bytes > 0),
        };
        if is_here { Ok(entry) } else { Err(ErrorKind::PermanentFileNotAvailable.into()) }
    }

    async fn list<P: AsRef<Path> + Send + Debug>(
        &self,
        visitor: &Visitor,
        path: P,
    ) -> Result<Vec<Fileinfo<PathBuf, Entry>>> {
        let link = counting(visitor).await?;
        let names = names(path.as_ref())?;
        match link.purpose() {
            LinkUse::Fetch if names.is_empty() || is_file_of(link, &names) => {
                Ok(vec![Fileinfo { path: PathBuf::from(link.name()), metadata: Entry::file(link).await }])
            }
            LinkUse::Fetch => Err(ErrorKind::PermanentDirectoryNotAvailable.into()),
            LinkUse::Put => Ok(Vec::new()),
        }
    }

    async fn get_into<'a, P, W: ?Sized>(&self, visitor: &Visitor, path: P, from: u64, output: &'a mut W) -> Result<u64>
    where
        W: AsyncWrite + Unpin + Sync + Send,
        P: AsRef<Path> + Send + Debug,
    {
        let _under_way = self.begin()?;
        let file = self.open(visitor, path.as_ref(), from).await?;
        stretch::send(file, output, STALL_TIME, &self.session.cut).await.map_err(Error::from)
    }

    async fn get<P: AsRef<Path> + Send + Debug>(
        &self,
        visitor: &Visitor,
        path: P,
        from: u64,
    ) -> Result<Box<dyn AsyncRead + Send + Sync + Unpin>> {
        Ok(Box::new(self.open(visitor, path.as_ref(), from).await?))
    }

    async fn put<P, R>(&self, visitor: &Visitor, input: R, path: P, offset: u64) -> Result<u64>
    where
        P: AsRef<Path> + Send + Debug,
        R: AsyncRead + Send + Sync + Unpin + 'static,
    {
        let _under_way = self.begin()?;
        let link = counting(visitor).await?;
        match link.purpose() {
            LinkUse::Put => {}
            LinkUse::Fetch => return Err(ErrorKind::PermissionDenied.into()),
        }
        let name = names(path.as_ref())?.last().map(|name| (*name).to_owned());
        let incoming = Incoming { offset, total: None, name };
        let mut receiving = link.receive(incoming).await.map_err(not_taken)?;
        let ended = stretch::take(&mut receiving, input, &self.session.cut).await.map_err(not_taken)?;
        let bytes = receiving.bytes();
        // Nothing at all is no file. Dropped, it is marked as broken off.
        if !ended || bytes == 0 {
            return Err(ErrorKind::ConnectionClosed.into());
        }
        // FTP does not tell the end of a file from that of a connection.
        receiving.finish(false).await.map_err(not_taken)?;
        Ok(bytes.saturating_sub(offset))
    }

    async fn del<P: AsRef<Path> + Send + Debug>(&self, _visitor: &Visitor, _path: P) -> Result<()> {
        Err(ErrorKind::PermissionDenied.into())
    }

    /// Chargers make the folder that they then go into; there is none to make.
    async fn mkd<P: AsRef<Path> + Send + Debug>(&self, visitor: &Visitor, path: P) -> Result<()> {
        names(path.as_ref())?;
        match visitor.link.purpose() {
            LinkUse::Put => Ok(()),
            LinkUse::Fetch => Err(ErrorKind::PermissionDenied.into()),
        }
    }

    async fn rename<P: AsRef<Path> + Send + Debug>(&self, _visitor: &Visitor, _from: P, _to: P) -> Result<()> {
        Err(ErrorKind::PermissionDenied.into())
    }

    async fn rmd<P: AsRef<Path> + Send + Debug>(&self, _visitor: &Visitor, _path: P) -> Result<()> {
        Err(ErrorKind::PermissionDenied.into())
    }

    async fn cwd<P: AsRef<Path> + Send + Debug>(&self, visitor: &Visitor, path: P) -> Result<()> {
        let names = names(path.as_ref())?;
        match visitor.link.purpose() {
            LinkUse::Put => Ok(()),
            LinkUse::Fetch if names.is_empty() => Ok(()),
            LinkUse::Fetch => Err(ErrorKind::PermanentDirectoryNotAvailable.into()),
        }
    }
}

fn is_file_of(link: &Link, names: &[&str]) -> bool {
    matches!(names, [name] if link.is_called(name))
}

/// The visitor's link, which may have ended since the login.
async fn counting(visitor: &Visitor) -> Result<&Link> {
    match visitor.link.counts().await {
        Ok(true) => Ok(&visitor.link),
        Ok(false) => Err(ErrorKind::PermissionDenied.into()),
        Err(failure) => {
            tracing::error!(error = &failure as &dyn std::error::Error, "a one-time address could not be looked up");
            Err(ErrorKind::LocalError.into())
        }
    }
}

/// The names in a path, from the root on. Nothing leads upwards.
fn names(path: &Path) -> Result<Vec<&str>> {
    let refused = || Error::from(ErrorKind::FileNameNotAllowedError);
    if path.as_os_str().len() > PATH_MAX {
        return Err(refused());
    }
    let mut names = Vec::new();
    for part in path.components() {
        match part {
            Component::RootDir | Component::CurDir => {}
            Component::Normal(name) => names.push(name.to_str().ok_or_else(refused)?),
            Component::ParentDir | Component::Prefix(_) => return Err(refused()),
        }
    }
    Ok(names)
}

fn not_served(why: NotServed) -> Error {
    Error::from(match why {
        NotServed::Gone => ErrorKind::PermissionDenied,
        NotServed::Busy => ErrorKind::TransientFileNotAvailable,
        NotServed::Failed => ErrorKind::LocalError,
    })
}

fn not_taken(why: NotTaken) -> Error {
    let kind = match &why {
        NotTaken::Gone | NotTaken::NotAllowed => ErrorKind::PermissionDenied,
        NotTaken::Busy => ErrorKind::TransientFileNotAvailable,
        NotTaken::TooLarge { .. } | NotTaken::QuotaFull => ErrorKind::ExceededStorageAllocationError,
        NotTaken::DiskFull => ErrorKind::InsufficientStorageSpaceError,
        // There is no such beginning to go on from.
        NotTaken::WrongOffset { .. } => ErrorKind::PermanentFileNotAvailable,
        NotTaken::CutOff { .. } => ErrorKind::ConnectionClosed,
        NotTaken::Failed => ErrorKind::LocalError,
    };
    Error::new(kind, why)
}

impl Entry {
    fn folder() -> Self {
        Self { bytes: None, changed: SystemTime::now(), permissions: 0o755 }
    }

    async fn file(link: &Link) -> Self {
        let permissions = match link.purpose() {
            LinkUse::Fetch => 0o444,
            LinkUse::Put => 0o222,
        };
        Self { bytes: Some(link.bytes().await), changed: link.changed_at().await, permissions }
    }
}

impl Metadata for Entry {
    fn len(&self) -> u64 {
        self.bytes.unwrap_or_default()
    }

    fn is_dir(&self) -> bool {
        self.bytes.is_none()
    }

    fn is_file(&self) -> bool {
        self.bytes.is_some()
    }

    fn is_symlink(&self) -> bool {
        false
    }

    fn modified(&self) -> Result<SystemTime> {
        Ok(self.changed)
    }

    fn gid(&self) -> u32 {
        0
    }

    fn uid(&self) -> u32 {
        0
    }

    fn permissions(&self) -> Permissions {
        Permissions(self.permissions)
    }
}

impl Debug for Room {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Room").finish_non_exhaustive()
    }
}
