//! A one-time address in use: what it is for, and whether it still counts.

use super::folder::Room;
use super::host::Host;
use super::meter::{TimelineCount, tell};
use super::turned::Turn;
use crate::address;
use crate::failure::Failure;
use crate::names;
use crate::store::commands::CommandRecord;
use crate::store::{Reading, archives, commands as rows, firmware, links, pieces};
use model::{Delivery, DiagnosticsStatus, FileProtocol, TurnedAway};
use std::sync::Arc;
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
        names::told_name(name).is_some_and(|name| name == self.name)
    }
}

/// A link that counts now. Cheap to clone.
#[derive(Clone)]
pub struct Link {
    pub(super) host: Arc<Host>,
    pub(super) row: links::LinkRecord,
    pub(super) image: Option<firmware::Image>,
    /// What its command's timeline told when it was looked up.
    pub(super) told: TimelineCount,
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
    pub(crate) async fn by_token(host: &Arc<Host>, token: &str) -> Result<Option<Link>, Failure> {
        let found = Self::find(host, &address::tag_of_token(host.register.keys(), token)).await?;
        let found = found.filter(|found| matches!(found.link.row.protocol, FileProtocol::Http | FileProtocol::Https));
        Ok(Self::that_counts(found).await)
    }

    /// The link with this user and password.
    pub(crate) async fn by_login(host: &Arc<Host>, user: &str, password: &str) -> Result<Option<Link>, Failure> {
        let found = Self::find(host, &address::tag_of_login(host.register.keys(), user, password)).await?;
        let found = found.filter(|found| matches!(found.link.row.protocol, FileProtocol::Ftp | FileProtocol::Ftps));
        let link = Self::that_counts(found).await;
        if let Some(link) = &link {
            // Its data connections may still fail, but it has reached us.
            tell(&host.register, &link.row.command, Evidence::Reached).await;
        }
        Ok(link)
    }

    /// Somebody came as this user and did not get in. Where that is a charger's, its command's timeline says why.
    pub(crate) async fn not_logged_in(host: &Arc<Host>, user: &str, why: TurnedAway) -> Result<(), Failure> {
        let found = {
            let mut reading = host.register.store().read().await?;
            let login = address::tag_of_user(host.register.keys(), user);
            match links::by_login(&mut reading, &login).await? {
                Some(row) => Self::found(host, &mut reading, row).await?,
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

    async fn find(host: &Arc<Host>, tag: &str) -> Result<Option<Found>, Failure> {
        let mut reading = host.register.store().read().await?;
        match links::by_tag(&mut reading, tag).await? {
            Some(row) => Self::found(host, &mut reading, row).await,
            None => Ok(None),
        }
    }

    async fn found(host: &Arc<Host>, reading: &mut Reading, row: links::LinkRecord) -> Result<Option<Found>, Failure> {
        let Some(command) = rows::get(reading, &row.command).await? else { return Ok(None) };
        let image = match &row.firmware {
            Some(id) => firmware::get(reading, id).await?,
            None => None,
        };
        let counts = match (&row.firmware, &image) {
            (Some(_), Some(image)) => may_fetch(&command) && may_send(host, image),
            // It was removed from the library.
            (Some(_), None) => false,
            (None, _) if archives::has_arrived(reading, &row.command).await? => {
                // It has said that this was all.
                let is_done = command.life.progress.diagnostics == Some(DiagnosticsStatus::Uploaded);
                !is_done && may_go_on(&command, reading.now())
            }
            (None, _) => may_put(&command),
        };
        let number = |count: i64| u64::try_from(count).unwrap_or_default();
        let progress = &command.life.progress;
        let told = TimelineCount { bytes: number(progress.bytes), requests: number(progress.requests) };
        let file = progress.file.clone();
        Ok(Some(Found { link: Link { host: host.clone(), row, image, told, file }, counts }))
    }

    /// Does it count still? A connection may outlive it.
    pub async fn counts(&self) -> Result<bool, Failure> {
        let mut reading = self.host.register.store().read().await?;
        let Some(command) = rows::get(&mut reading, &self.row.command).await? else { return Ok(false) };
        let arrived = archives::has_arrived(&mut reading, &self.row.command).await?;
        let counts = match self.purpose() {
            LinkUse::Fetch => {
                may_fetch(&command) && self.image.as_ref().is_some_and(|image| may_send(&self.host, image))
            }
            LinkUse::Put if arrived => may_go_on(&command, reading.now()),
            LinkUse::Put => may_put(&command),
        };
        Ok(counts && self.row.expires_at > reading.now())
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
            None => self.host.folder.partial_bytes(&self.row.command).await,
        }
    }

    /// The last change of the file to fetch, or of what has arrived so far; now, where there is nothing.
    pub async fn changed_at(&self) -> SystemTime {
        let folder = &self.host.folder;
        let path = match &self.image {
            Some(image) => folder.path(Room::Firmware, &image.sha256),
            None => folder.path(Room::Partial, &self.row.command),
        };
        let changed = tokio::fs::metadata(path).await.and_then(|found| found.modified());
        #[expect(clippy::disallowed_methods, reason = "it stands for what the file system says")]
        changed.unwrap_or_else(|_| SystemTime::now())
    }

    /// The files that whoever holds this may know of.
    pub async fn files(&self) -> Result<Vec<LinkFile>, Failure> {
        if self.image.is_some() {
            let (bytes, changed) = (self.bytes().await, self.changed_at().await);
            return Ok(vec![LinkFile { name: self.row.name.clone(), bytes, changed }]);
        }
        let (under_way, arrived) = {
            let mut reading = self.host.register.store().read().await?;
            let under_way = pieces::of_command(&mut reading, &self.row.command).await?;
            (under_way, archives::of_command(&mut reading, &self.row.command).await?)
        };
        let mut files = Vec::new();
        for piece in &under_way {
            let path = self.host.folder.path(Room::Partial, &piece.file);
            let Ok(found) = tokio::fs::metadata(path).await else { continue };
            #[expect(clippy::disallowed_methods, reason = "it stands for what the file system says")]
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
        let now = self.host.register.clock().now();
        let (command, from, to) = (self.row.command.clone(), from.to_owned(), names::shown_name(to, now));
        self.host
            .register
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    let pieces = pieces::of_command(tx, &command).await?;
                    let is_taken = pieces.iter().any(|piece| piece.name == to);
                    let Some(piece) = pieces.into_iter().find(|piece| piece.set_down && piece.name == from) else {
                        return Ok(false);
                    };
                    if is_taken {
                        return Ok(false);
                    }
                    pieces::put(tx, &pieces::Piece { name: to, ..piece }).await?;
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

impl Link {
    /// Says on the timeline that a charger came with this link and was turned away, and why. What is refused first stands there when
    /// this returns, so that nothing the charger says can come before it; the same again within a second is counted, and told then.
    pub async fn turned_away(&self, why: TurnedAway) {
        let total = self.image.as_ref().and_then(|image| u64::try_from(image.bytes).ok());
        let host = &self.host;
        let meter = host.meters.of(&self.host.register, &self.row.command, self.row.protocol, total, self.told);
        let (protocol, clock) = (self.row.protocol, host.register.clock());
        match meter.turned.count(why, clock.instant()) {
            Turn::Counted => {}
            Turn::Now => {
                tell(&self.host.register, &self.row.command, Evidence::TurnedAway { why, protocol, times: 1 }).await;
            }
            Turn::At(at) => {
                let (meter, host, command) = (Arc::clone(&meter), self.host.clone(), self.row.command.clone());
                self.host.register.tasks().spawn(async move {
                    let clock = host.register.clock();
                    clock.sleep_until(at).await;
                    let times = meter.turned.untold(why, clock.instant());
                    tell(&host.register, &command, Evidence::TurnedAway { why, protocol, times }).await;
                });
            }
        }
    }
}

fn was_sent(command: &CommandRecord) -> bool {
    match command.life.delivery {
        Delivery::Queued | Delivery::Expired => false,
        Delivery::Dispatching | Delivery::Sent | Delivery::Answered | Delivery::TimedOut | Delivery::OutcomeUnknown => {
            true
        }
    }
}

/// A link to fetch ends with its command, as far as that can be known.
fn may_fetch(command: &CommandRecord) -> bool {
    command.life.gives_a_file() && was_sent(command)
}

/// Who may sign firmware may have been settled since it was ordered.
fn may_send(host: &Host, image: &firmware::Image) -> bool {
    host.register.config().objection(image.signing().as_ref()).is_none()
}

/// A file is welcome until it is here, even after we gave up, but not where a person ended the command.
fn may_put(command: &CommandRecord) -> bool {
    was_sent(command) && command.life.takes_a_file()
}

/// What looked whole may have been a piece, or one of several files.
fn may_go_on(command: &CommandRecord, now: i64) -> bool {
    let is_recent = command.life.settled_at.is_some_and(|at| now - at <= GOES_ON_MS);
    let is_here = command.life.has_its_file();
    is_here && is_recent && was_sent(command)
}
