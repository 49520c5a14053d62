//! A one-time address in use: what it is for, and whether it still counts.

use super::address;
use super::folder::Room;
use super::meter::{Told, tell};
use crate::store::commands::Row;
use crate::store::{archives, commands as rows, firmware, links, now_ms, pieces};
use crate::{Csms, Failure};
use model::{Delivery, DiagnosticsStatus, FileProtocol, TurnedAway};
use sqlx::sqlite::SqliteConnection;
use std::time::{Duration, SystemTime};
use words::Evidence;

/// A file in pieces may go on so long after it looked whole, in milliseconds, and others may follow it.
const GOES_ON_MS: i64 = 60 * 1000;

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkUse {
    Fetch,
    Put,
}

/// A file that a login may know of: the one to fetch, or one that it has put here.
#[derive(Clone, Debug)]
pub struct LinkFile {
    pub name: String,
    pub bytes: u64,
    pub changed: SystemTime,
}

impl LinkFile {
    /// Is this what a charger calls it? Names are kept as they can be shown.
    pub fn is_called(&self, name: &str) -> bool {
        self.name == super::names::shown_name(name)
    }
}

/// A link that counts now. Cheap to clone.
#[derive(Clone)]
pub struct Link {
    pub(super) csms: Csms,
    pub(super) row: links::Link,
    pub(super) image: Option<firmware::Image>,
    /// What its command's timeline told when it was looked up.
    pub(super) told: Told,
    /// What the charger called the file in its answer.
    file: Option<String>,
}

/// A link as it was found.
struct Found {
    link: Link,
    counts: bool,
}

impl std::fmt::Debug for Link {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Link").field("command", &self.row.command).field("protocol", &self.row.protocol).finish()
    }
}

impl Link {
    /// The link with this token in its path. None: there is none, or it counts no more; both alike.
    pub(crate) async fn by_token(csms: &Csms, token: &str) -> Result<Option<Link>, Failure> {
        let found = Self::find(csms, &address::tag_of_token(csms.keys(), token)).await?;
        let found = found.filter(|found| matches!(found.link.row.protocol, FileProtocol::Http | FileProtocol::Https));
        Ok(Self::that_counts(found).await)
    }

    /// The link with this user and password.
    pub(crate) async fn by_login(csms: &Csms, user: &str, password: &str) -> Result<Option<Link>, Failure> {
        let found = Self::find(csms, &address::tag_of_login(csms.keys(), user, password)).await?;
        let found = found.filter(|found| matches!(found.link.row.protocol, FileProtocol::Ftp | FileProtocol::Ftps));
        let link = Self::that_counts(found).await;
        if let Some(link) = &link {
            // Its data connections may still fail, but it has reached us.
            tell(csms, &link.row.command, Evidence::Reached).await;
        }
        Ok(link)
    }

    /// Somebody came as this user and did not get in. Where that is a charger's, its command's timeline says why.
    pub(crate) async fn not_logged_in(csms: &Csms, user: &str, why: TurnedAway) -> Result<(), Failure> {
        let found = {
            let mut reading = csms.store().read().await?;
            let login = address::tag_of_user(csms.keys(), user);
            match links::by_login(&mut reading, &login, now_ms()).await? {
                Some(row) => Self::found(csms, &mut reading, row).await?,
                None => None,
            }
        };
        if let Some(found) = found.filter(|found| found.counts) {
            found.link.turned_away(why).await;
        }
        Ok(())
    }

    /// The link where it counts still. Who comes to put a file when it does no more is told of, since that file is not here.
    async fn that_counts(found: Option<Found>) -> Option<Link> {
        let Found { link, counts } = found?;
        if counts {
            return Some(link);
        }
        if link.row.firmware.is_none() {
            link.turned_away(TurnedAway::Late).await;
        }
        None
    }

    async fn find(csms: &Csms, tag: &str) -> Result<Option<Found>, Failure> {
        let mut reading = csms.store().read().await?;
        match links::by_tag(&mut reading, tag, now_ms()).await? {
            Some(row) => Self::found(csms, &mut reading, row).await,
            None => Ok(None),
        }
    }

    async fn found(csms: &Csms, reading: &mut SqliteConnection, row: links::Link) -> Result<Option<Found>, Failure> {
        let Some(command) = rows::get(&mut *reading, &row.command).await? else { return Ok(None) };
        let image = match &row.firmware {
            Some(id) => firmware::get(&mut *reading, id).await?,
            None => None,
        };
        let counts = match (&row.firmware, &image) {
            (Some(_), Some(image)) => may_fetch(&command) && may_send(csms, image),
            // It was removed from the library.
            (Some(_), None) => false,
            (None, _) if archives::has_arrived(&mut *reading, &row.command).await? => {
                // It has said that this was all.
                let is_done = command.life.progress.diagnostics == Some(DiagnosticsStatus::Uploaded);
                !is_done && may_go_on(&command)
            }
            (None, _) => may_put(&command),
        };
        let number = |count: i64| u64::try_from(count).unwrap_or_default();
        let progress = &command.life.progress;
        let told = Told { bytes: number(progress.bytes), requests: number(progress.requests) };
        let file = progress.file.clone();
        Ok(Some(Found { link: Link { csms: csms.clone(), row, image, told, file }, counts }))
    }

    /// Does it count still? A connection may outlive it.
    pub async fn counts(&self) -> Result<bool, Failure> {
        let mut reading = self.csms.store().read().await?;
        let Some(command) = rows::get(&mut reading, &self.row.command).await? else { return Ok(false) };
        let arrived = archives::has_arrived(&mut reading, &self.row.command).await?;
        let counts = match self.purpose() {
            LinkUse::Fetch => {
                may_fetch(&command) && self.image.as_ref().is_some_and(|image| may_send(&self.csms, image))
            }
            LinkUse::Put if arrived => may_go_on(&command),
            LinkUse::Put => may_put(&command),
        };
        Ok(counts && self.row.expires_at > now_ms())
    }

    pub fn purpose(&self) -> LinkUse {
        if self.image.is_some() { LinkUse::Fetch } else { LinkUse::Put }
    }

    pub fn protocol(&self) -> FileProtocol {
        self.row.protocol
    }

    /// The file's name, as it is read out of the address; empty where the charger chooses one.
    pub fn name(&self) -> &str {
        &self.row.name
    }

    /// What the charger called the file that it puts, when it took the order.
    pub fn told_name(&self) -> Option<&str> {
        self.file.as_deref()
    }

    /// Bytes of the file to fetch, or of what has arrived so far.
    pub async fn bytes(&self) -> u64 {
        match &self.image {
            Some(image) => u64::try_from(image.bytes).unwrap_or_default(),
            None => self.csms.host().folder.partial_bytes(&self.row.command).await,
        }
    }

    /// The last change of the file to fetch, or of what has arrived so far; now, where there is nothing.
    pub async fn changed_at(&self) -> SystemTime {
        let folder = &self.csms.host().folder;
        let path = match &self.image {
            Some(image) => folder.path(Room::Firmware, &image.sha256),
            None => folder.path(Room::Partial, &self.row.command),
        };
        let changed = tokio::fs::metadata(path).await.and_then(|found| found.modified());
        changed.unwrap_or_else(|_| SystemTime::now())
    }

    /// The files that whoever holds this may know of.
    pub async fn files(&self) -> Result<Vec<LinkFile>, Failure> {
        if self.image.is_some() {
            let (bytes, changed) = (self.bytes().await, self.changed_at().await);
            return Ok(vec![LinkFile { name: self.row.name.clone(), bytes, changed }]);
        }
        let (under_way, arrived) = {
            let mut reading = self.csms.store().read().await?;
            let under_way = pieces::of_command(&mut reading, &self.row.command).await?;
            (under_way, archives::of_command(&mut reading, &self.row.command).await?)
        };
        let mut files = Vec::new();
        for piece in &under_way {
            let path = self.csms.host().folder.path(Room::Partial, &piece.file);
            let Ok(found) = tokio::fs::metadata(path).await else { continue };
            let changed = found.modified().unwrap_or_else(|_| SystemTime::now());
            if piece.set_down || found.len() > 0 {
                files.push(LinkFile { name: piece.name.clone(), bytes: found.len(), changed });
            }
        }
        for archive in arrived.into_iter().filter(|archive| under_way.iter().all(|piece| piece.name != archive.name)) {
            let bytes = u64::try_from(archive.bytes).unwrap_or_default();
            let at = Duration::from_millis(u64::try_from(archive.received_at).unwrap_or_default());
            files.push(LinkFile { name: archive.name, bytes, changed: SystemTime::UNIX_EPOCH + at });
        }
        Ok(files)
    }

    /// Calls a file that was set down by another name. False: there is none of this name.
    pub async fn rename(&self, from: &str, to: &str) -> Result<bool, Failure> {
        let (command, from, to) = (self.row.command.clone(), from.to_owned(), super::names::shown_name(to));
        self.csms
            .store()
            .write(move |connection| {
                Box::pin(async move {
                    let pieces = pieces::of_command(connection, &command).await?;
                    let is_taken = pieces.iter().any(|piece| piece.name == to);
                    let Some(piece) = pieces.into_iter().find(|piece| piece.set_down && piece.name == from) else {
                        return Ok(false);
                    };
                    if is_taken {
                        return Ok(false);
                    }
                    pieces::put(connection, &pieces::Piece { name: to, ..piece }).await?;
                    Ok(true)
                })
            })
            .await
    }

    /// SHA-256 of the file to fetch, in lower-case hexadecimal.
    pub fn sha256(&self) -> Option<&str> {
        self.image.as_ref().map(|image| image.sha256.as_str())
    }
}

fn was_sent(command: &Row) -> bool {
    match command.life.delivery {
        Delivery::Queued | Delivery::Expired => false,
        Delivery::Dispatching | Delivery::Sent | Delivery::Answered | Delivery::TimedOut | Delivery::OutcomeUnknown => {
            true
        }
    }
}

/// A link to fetch ends with its command, as far as that can be known.
fn may_fetch(command: &Row) -> bool {
    command.life.gives_a_file() && was_sent(command)
}

/// Who may sign firmware may have been settled since it was ordered.
fn may_send(csms: &Csms, image: &firmware::Image) -> bool {
    csms.objection(image.signing().as_ref()).is_none()
}

/// A file is welcome until it is here, even after we gave up, but not where a person ended the command.
fn may_put(command: &Row) -> bool {
    was_sent(command) && command.life.takes_a_file()
}

/// What looked whole may have been a piece, or one of several files.
fn may_go_on(command: &Row) -> bool {
    let is_recent = command.life.settled_at.is_some_and(|at| now_ms() - at <= GOES_ON_MS);
    let is_here = command.life.has_its_file();
    is_here && is_recent && was_sent(command)
}
