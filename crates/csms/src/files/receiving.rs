//! A charger puts a file here: written beside, bounded, resumed where it broke off, and shown as here only when it is whole.

use super::folder::Room;
use super::incoming::{End, FileHead, NotTaken, SetDown, failed, unwritten};
use super::keeping::keep;
use super::link::{Link, LinkUse};
use super::meter::{Meter, tell};
use super::pieces;
use super::space::{Owner, Promise, STEP, free_bytes};
use crate::failure::Failure;
use crate::store::pieces::Piece;
use crate::store::{archives, pieces as rows};
use archive::Wholeness;
use std::io::SeekFrom;
use std::sync::Arc;
use tokio::fs::File;
use tokio::io::{AsyncSeekExt, AsyncWriteExt};
use tokio::sync::OwnedSemaphorePermit;
use words::Evidence;

/// A file on its way in. Dropped before it is finished, it is marked as broken off, and its beginning kept for a while.
pub struct FileIntake {
    link: Link,
    file: File,
    piece: Piece,
    meter: Arc<Meter>,
    bytes: u64,
    /// Something has come. Until then what is here already stays as it is: some clients ask first with nothing in hand.
    has_begun: bool,
    total: Option<u64>,
    most: u64,
    /// What room it is promised, and where the disk is looked at again.
    promise: Promise,
    look_at: u64,
    /// What to say where it is dropped; none: all is said.
    unsaid: Option<&'static str>,
    _places: (OwnedSemaphorePermit, OwnedSemaphorePermit),
}

impl Link {
    /// Begins to take a file. The try stands on the timeline when this returns.
    pub async fn receive(&self, incoming: FileHead) -> Result<FileIntake, NotTaken> {
        if self.purpose() != LinkUse::Put {
            return Err(NotTaken::Gone);
        }
        let host = &self.host;
        let meter = host.meters.of(&self.host.register, &self.row.command, self.row.protocol, None, self.told);
        meter.begin().await;
        let begun = self.begin(incoming, meter).await;
        if let Err(why) = &begun
            && *why != NotTaken::Busy
        {
            let words = match why {
                // With the number in it, each try would be something new.
                NotTaken::WrongOffset { .. } => "it wanted to go on from bytes that are not here".to_owned(),
                other => other.to_string(),
            };
            self.refuse(&words).await;
        }
        begun
    }

    async fn begin(&self, incoming: FileHead, meter: Arc<Meter>) -> Result<FileIntake, NotTaken> {
        let host = &self.host;
        let limits = self.host.register.config().limits;
        let (offset, total) = (incoming.offset, incoming.total);
        let all = Arc::clone(&host.transfers).try_acquire_owned().map_err(|_| NotTaken::Busy)?;
        // One at a time.
        let own = meter.all_places().map_err(|_| NotTaken::Busy)?;
        let most = limits.upload_bytes;
        if total.is_some_and(|total| total > most) {
            return Err(NotTaken::TooLarge { most });
        }
        // A second look under the link's lock: the file may have come meanwhile.
        if !self.counts().await.map_err(failed)? {
            return Err(NotTaken::Gone);
        }
        let piece = pieces::place(self, &incoming).await?;
        let file = host.folder.partial(&piece.file).await.map_err(unwritten)?;
        let have = file.metadata().await.map_err(unwritten)?.len();
        if offset > have {
            return Err(NotTaken::WrongOffset { have });
        }
        let bytes = total.unwrap_or(offset.saturating_add(1));
        let owner = self.owner().await.map_err(failed)?;
        let to_come = bytes.saturating_sub(offset);
        let promise = match host.space.promise(&host.folder, &limits, (bytes, to_come), owner) {
            Ok(promise) => promise,
            Err(why) => {
                // Its beginning would only take room.
                pieces::forget(&self.host, &piece.file).await.map_err(failed)?;
                return Err(why);
            }
        };
        Ok(FileIntake {
            link: self.clone(),
            file,
            piece,
            meter,
            bytes: offset,
            has_begun: false,
            total,
            most,
            promise,
            look_at: offset.saturating_add(STEP),
            unsaid: Some("the connection ended early"),
            _places: (all, own),
        })
    }

    async fn owner(&self) -> Result<Owner, Failure> {
        let mut reading = self.host.register.store().read().await?;
        let (organisation, taken) = archives::taken_by_organisation(&mut reading, &self.row.charger).await?;
        Ok(Owner { room: Room::Diagnostics, organisation, taken: u64::try_from(taken).unwrap_or_default() })
    }
}

impl FileIntake {
    /// Bytes that are here.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The name of the file as it is shown.
    pub fn name(&self) -> &str {
        &self.piece.name
    }

    /// Takes the next bytes. After a refusal the rest is not wanted.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), NotTaken> {
        if bytes.is_empty() {
            return Ok(());
        }
        let after = self.bytes.saturating_add(bytes.len() as u64);
        if after > self.most {
            return Err(self.give_up(NotTaken::TooLarge { most: self.most }).await);
        }
        if let Err(why) = self.have_room(after).await {
            return Err(self.give_up(why).await);
        }
        if let Err(why) = self.begin().await {
            return Err(self.give_up(why).await);
        }
        if let Err(error) = self.file.write_all(bytes).await {
            let why = unwritten(error);
            return Err(self.give_up(why).await);
        }
        self.meter.count(self.bytes, bytes.len() as u64);
        self.promise.wrote(bytes.len() as u64);
        self.bytes = after;
        Ok(())
    }

    /// The file's next bytes are here, or its end: what was behind its place counts no more.
    async fn begin(&mut self) -> Result<(), NotTaken> {
        if self.has_begun {
            return Ok(());
        }
        self.has_begun = true;
        write_row(&self.link, &self.piece).await.map_err(failed)?;
        self.file.set_len(self.bytes).await.map_err(unwritten)?;
        self.file.seek(SeekFrom::Start(self.bytes)).await.map_err(unwritten)?;
        self.meter.begin_at(self.bytes);
        Ok(())
    }

    /// Is there room up to here? What was not announced is promised step by step; and others may fill the disk meanwhile.
    async fn have_room(&mut self, after: u64) -> Result<(), NotTaken> {
        let (host, limits) = (&self.link.host, &self.link.host.register.config().limits);
        let promised = self.promise.bytes();
        if after > promised {
            let taken = self.taken().await.map_err(failed)?;
            // A step ahead, or where there is no room for one, just as far as it has come.
            let needed = after - promised;
            let step = needed.max(STEP).min(self.most.saturating_sub(promised));
            let mut grow = |more| self.promise.grow(&host.folder, limits, more, taken);
            grow(step).or_else(|_| grow(needed))?;
        }
        if after >= self.look_at {
            self.look_at = after.saturating_add(STEP);
            free_bytes(&host.folder, limits)?;
        }
        Ok(())
    }

    /// Bytes of the files that are here of those whose file it is.
    async fn taken(&self) -> Result<u64, Failure> {
        let mut reading = self.link.host.register.store().read().await?;
        let taken = archives::bytes_of(&mut reading, self.promise.organisation()).await?;
        Ok(u64::try_from(taken).unwrap_or_default())
    }

    /// The sender says that this was all, and would not say so by mistake. What is whole is kept even where nobody waits for the
    /// answer.
    pub async fn finish(self) -> Result<SetDown, NotTaken> {
        let tasks = self.link.host.register.tasks().clone();
        tasks.spawn(self.end()).await.unwrap_or(Err(NotTaken::Failed))
    }

    async fn end(mut self) -> Result<SetDown, NotTaken> {
        if self.total.is_some_and(|total| total != self.bytes) {
            return Err(self.cut_off().await);
        }
        if self.bytes == 0 {
            return self.nothing_came().await;
        }
        if let Err(why) = self.write_out().await {
            return Err(self.give_up(why).await);
        }
        self.promise.give_share_back();
        match keep(&self.link.host, &self.link.row.charger, &self.piece).await {
            Ok(()) => {
                self.unsaid = None;
                Ok(self.is_down())
            }
            Err(why) => Err(self.give_up(why).await),
        }
    }

    /// The file has no bytes. What is here of this name stays; else an empty file is told, unless something comes in its place.
    async fn nothing_came(mut self) -> Result<SetDown, NotTaken> {
        let host = self.link.host.clone();
        let is_here = self.piece.replaces.is_some() || host.folder.partial_bytes(&self.piece.file).await > 0;
        if is_here {
            self.unsaid = None;
            self.link.came_empty(&self.piece.name).await;
            return Ok(self.is_down());
        }
        self.set_down_piece().await
    }

    /// Its end is here, and the file is kept when its login has been quiet.
    async fn set_down_piece(mut self) -> Result<SetDown, NotTaken> {
        self.piece.set_down = true;
        if let Err(failure) = write_row(&self.link, &self.piece).await {
            return Err(self.give_up(failed(failure)).await);
        }
        self.unsaid = None;
        // Before its places are given back.
        pieces::keep_when_quiet(&self.link.host, &self.piece.command, &self.meter);
        Ok(self.is_down())
    }

    fn is_down(&self) -> SetDown {
        SetDown { bytes: self.bytes, name: self.piece.name.clone(), file: self.piece.file.clone() }
    }

    /// The sender has come to the end of what it sends now, and may go on with it, or with another file. It is kept when its login
    /// has been quiet, or the charger says that this was all.
    pub async fn set_down(self, end: End) -> Result<SetDown, NotTaken> {
        let tasks = self.link.host.register.tasks().clone();
        tasks.spawn(self.end_piece(end)).await.unwrap_or(Err(NotTaken::Failed))
    }

    async fn end_piece(mut self, end: End) -> Result<SetDown, NotTaken> {
        if !self.has_begun {
            match end {
                End::Well | End::Unsure if self.bytes == 0 => return self.nothing_came().await,
                End::Well | End::Unsure => {}
                End::Broken(why) => {
                    self.unsaid = Some(why);
                    return Err(NotTaken::CutOff { bytes: self.bytes });
                }
            }
        }
        if let Err(why) = self.write_out().await {
            return Err(self.give_up(why).await);
        }
        let host = self.link.host.clone();
        // What its sender says counts before what stands in it; where nothing is said clearly, its own end does.
        let is_whole = match end {
            End::Well => true,
            End::Unsure => pieces::looks(&host, &self.piece.file).await != Wholeness::Missing,
            End::Broken(why) => {
                self.unsaid = Some(why);
                self.bytes > 0 && pieces::looks(&host, &self.piece.file).await == Wholeness::Shown
            }
        };
        if !is_whole {
            // Dropped, it is marked as broken off.
            return Err(NotTaken::CutOff { bytes: self.bytes });
        }
        self.set_down_piece().await
    }

    /// All that came is on the disk, and nothing behind it.
    async fn write_out(&mut self) -> Result<(), NotTaken> {
        self.begin().await?;
        self.file.flush().await.map_err(unwritten)?;
        // A block of an earlier try that was still on its way must not stand behind the end.
        self.file.set_len(self.bytes).await.map_err(unwritten)?;
        self.file.sync_all().await.map_err(unwritten)
    }

    /// The sender goes on with the rest in another request.
    pub async fn pause(mut self) -> Result<(), NotTaken> {
        self.file.flush().await.map_err(unwritten)?;
        self.unsaid = None;
        Ok(())
    }

    /// It was no file that came, but something with files in it: as if it had never been asked for.
    pub fn let_go(mut self) {
        self.unsaid = None;
    }

    /// Why the sender stopped, where the one who drops this knows better than that the connection ended.
    pub fn will_end_with(&mut self, why: &'static str) {
        self.unsaid = Some(why);
    }

    async fn cut_off(&mut self) -> NotTaken {
        self.give_up(NotTaken::CutOff { bytes: self.bytes }).await
    }

    /// Says on the timeline why it ends here. A beginning that only takes room is not kept for another try.
    async fn give_up(&mut self, why: NotTaken) -> NotTaken {
        self.unsaid = None;
        match &why {
            NotTaken::TooLarge { .. } | NotTaken::QuotaFull | NotTaken::DiskFull => {
                // Before it is told, and although it is still open: where the disk is full, this makes the room to tell it.
                if let Err(error) = self.file.set_len(0).await {
                    tracing::warn!(%error, "what is not taken could not be given back");
                }
                self.link.host.folder.remove(Room::Partial, &self.piece.file).await;
                self.link.refuse(&why.to_string()).await;
                if let Err(failure) = pieces::forget(&self.link.host, &self.piece.file).await {
                    failure.report();
                }
            }
            NotTaken::CutOff { .. } => self.broke_off("the charger stopped before it was whole".to_owned()).await,
            NotTaken::Gone
            | NotTaken::Busy
            | NotTaken::TooMany { .. }
            | NotTaken::WrongOffset { .. }
            | NotTaken::NotAllowed
            | NotTaken::Failed => self.broke_off(why.to_string()).await,
        }
        why
    }

    async fn broke_off(&self, why: String) {
        let bytes = i64::try_from(self.bytes).unwrap_or(i64::MAX);
        tell(&self.link.host.register, &self.link.row.command, Evidence::CutOff { bytes, why }).await;
    }
}

impl Drop for FileIntake {
    fn drop(&mut self) {
        self.meter.end();
        let Some(why) = self.unsaid else { return };
        let bytes = i64::try_from(self.bytes).unwrap_or(i64::MAX);
        let (host, command) = (self.link.host.clone(), self.link.row.command.clone());
        let evidence = Evidence::CutOff { bytes, why: why.to_owned() };
        self.link.host.register.tasks().spawn(async move { tell(&host.register, &command, evidence).await });
    }
}

async fn write_row(link: &Link, piece: &Piece) -> Result<(), Failure> {
    let piece = piece.clone();
    link.host.register.store().write(move |tx| Box::pin(async move { rows::put(tx, &piece).await })).await
}
