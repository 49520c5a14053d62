//! Files that come over a protocol which does not say where they end: in pieces, several of one order, or none at all. What its
//! sender has set down is kept when the charger says goodbye or that it is done, or when its login has been quiet for a while.

use super::folder::Room;
use super::host::Host;
use super::incoming::{FileHead, NotTaken, SetDown, failed, unwritten};
use super::keeping::keep;
use super::link::Link;
use super::meter::{Meter, tell};
use super::quiet::QUIET;
use crate::failure::Failure;
use crate::names;
use crate::store::commands::CommandRecord;
use crate::store::pieces::Piece;
use crate::store::{archives, commands as rows, pieces};
use archive::Wholeness;
use model::DiagnosticsStatus;
use std::fs::Metadata;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;
use words::Evidence;

/// After a goodbye: the next piece may come by another login.
const AFTER_GOODBYE: Duration = Duration::from_secs(1);
/// Files taken for one order.
pub(super) const FILES_OF_ORDER: usize = 16;

impl Link {
    /// Something was said on this login, so that it is not quiet yet.
    pub fn stir(&self) {
        self.host.quiets.stir(&self.row.command, self.host.register.clock().instant());
    }

    /// A session of this login said goodbye.
    pub fn goodbye(&self) {
        let soon = self.host.register.clock().instant() + AFTER_GOODBYE;
        self.host.quiets.due(&self.row.command, |due| *due = soon);
    }

    /// Files that came together and are whole, whatever stands in them, are kept now: the largest first, which the verdict names.
    /// Says why one is not, which is on the timeline; the others are kept all the same.
    pub async fn keep_together(&self, files: Vec<SetDown>) -> Result<(), NotTaken> {
        let link = self.clone();
        self.host
            .register
            .tasks()
            .spawn(async move { link.keep_all(files).await })
            .await
            .unwrap_or(Err(NotTaken::Failed))
    }

    async fn keep_all(&self, mut files: Vec<SetDown>) -> Result<(), NotTaken> {
        let (host, command) = (&self.host, &self.row.command);
        let meter = host.meters.of(&host.register, command, self.row.protocol, None, self.told);
        // Where something else is coming they are kept when that has ended.
        let Ok(_places) = meter.all_places() else { return Ok(()) };
        let pieces = {
            let mut reading = host.register.store().read().await.map_err(failed)?;
            pieces::of_command(&mut reading, command).await.map_err(failed)?
        };
        files.sort_by_key(|file| std::cmp::Reverse(file.bytes));
        let mut refused = Ok(());
        for file in files {
            let Some(piece) = pieces.iter().find(|piece| piece.set_down && piece.file == file.file) else { continue };
            if let Err(why) = keep(host, &self.row.charger, piece).await {
                tell(&host.register, command, Evidence::NotTaken { why: why.to_string() }).await;
                refused = Err(why);
            }
        }
        refused
    }

    /// Says on the timeline that a file without a byte came, beside what else came or comes.
    pub async fn came_empty(&self, name: &str) {
        let evidence =
            Evidence::Empty { name: names::shown_name(name, self.host.register.clock().now()), alone: false };
        tell(&self.host.register, &self.row.command, evidence).await;
    }
}

/// The charger says that it is done: what it has set down is kept now.
pub(crate) async fn uploaded(host: &Arc<Host>, charger: &str) -> Result<(), Failure> {
    let mut reading = host.register.store().read().await?;
    for command in pieces::set_down(&mut reading, Some(charger)).await? {
        let row = rows::get(&mut reading, &command).await?;
        if row.is_some_and(|row| says_done(&row)) {
            keep_at(host, &command, None, host.register.clock().instant());
        }
    }
    Ok(())
}

/// What was set down before a stop of ours. Nobody goes on with it.
pub(super) async fn after_start(host: &Host) -> Result<(), Failure> {
    let commands = pieces::set_down(&mut host.register.store().read().await?, None).await?;
    for command in commands {
        settle(host, &command).await?;
    }
    Ok(())
}

/// A file was set down: it is kept when its login has been quiet.
pub(super) fn keep_when_quiet(host: &Arc<Host>, command: &str, meter: &Arc<Meter>) {
    keep_at(host, command, Some(Arc::clone(meter)), host.register.clock().instant() + QUIET);
}

/// Files are kept at this time, or where a time is set already, at this one instead.
fn keep_at(host: &Arc<Host>, command: &str, meter: Option<Arc<Meter>>, due: Instant) {
    let mut quiets = host.quiets.lock();
    if let Some(sender) = quiets.get(command) {
        sender.send_replace(due);
        return;
    }
    let (sender, due) = watch::channel(due);
    quiets.insert(command.to_owned(), sender);
    let (waiting, command) = (host.clone(), command.to_owned());
    host.register.tasks().spawn(async move {
        if let Err(failure) = wait_and_settle(&waiting, &command, meter, due).await {
            failure.report();
        }
    });
}

async fn wait_and_settle(
    host: &Host,
    command: &str,
    meter: Option<Arc<Meter>>,
    mut due: watch::Receiver<Instant>,
) -> Result<(), Failure> {
    let (closing, clock) = (host.register.closing(), host.register.clock());
    loop {
        let at = *due.borrow_and_update();
        tokio::select! {
            // After a start it is kept.
            () = closing.cancelled() => return Ok(()),
            changed = due.changed() => {
                if changed.is_err() {
                    return Ok(());
                }
                continue;
            }
            () = clock.sleep_until(at) => {}
        }
        // Nobody puts anything meanwhile.
        let places = meter.as_ref().map(|meter| meter.all_places()).transpose();
        let Ok(_places) = places else {
            host.quiets.due(command, |due| *due = host.register.clock().instant() + QUIET);
            continue;
        };
        {
            let mut quiets = host.quiets.lock();
            if *due.borrow() > clock.instant() {
                continue;
            }
            quiets.remove(command);
        }
        return settle(host, command).await;
    }
}

/// Keeps what was set down, the largest first, which the verdict names. What breaks off inside is kept only where the charger says that this was all.
async fn settle(host: &Host, command: &str) -> Result<(), Failure> {
    let (row, set_down) = {
        let mut reading = host.register.store().read().await?;
        let Some(row) = rows::get(&mut reading, command).await? else { return Ok(()) };
        let pieces = pieces::of_command(&mut reading, command).await?;
        (row, pieces.into_iter().filter(|piece| piece.set_down).collect::<Vec<_>>())
    };
    let folder = &host.folder;
    let (mut empty, mut files) = (Vec::new(), Vec::new());
    for piece in set_down {
        let found = tokio::fs::metadata(folder.path(Room::Partial, &piece.file)).await;
        let bytes = found.as_ref().map_or(0, Metadata::len);
        if bytes == 0 {
            forget(host, &piece.file).await?;
            empty.extend(found.is_ok().then_some(piece.name));
        } else {
            files.push((bytes, piece));
        }
    }
    files.sort_by_key(|(bytes, _)| std::cmp::Reverse(*bytes));
    let others = !files.is_empty();
    for (bytes, piece) in files {
        if !says_done(&row) && looks(host, &piece.file).await == Wholeness::Missing {
            // Once, until more of it comes.
            if row.life.progress.transfer_step.is_some() {
                let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
                let why = "the charger ended it before the file's own end".to_owned();
                tell(&host.register, command, Evidence::CutOff { bytes, why }).await;
            }
        } else if let Err(why) = keep(host, &row.charger, &piece).await {
            tell(&host.register, command, Evidence::NotTaken { why: why.to_string() }).await;
        }
    }
    for name in empty {
        tell(&host.register, command, Evidence::Empty { name, alone: !others }).await;
    }
    Ok(())
}

/// It has said that it uploaded what it had.
fn says_done(row: &CommandRecord) -> bool {
    row.life.progress.diagnostics == Some(DiagnosticsStatus::Uploaded)
}

/// What a file that is not whole yet shows of its end.
pub(super) async fn looks(host: &Host, file: &str) -> Wholeness {
    let path = host.folder.path(Room::Partial, file);
    let looked = tokio::task::spawn_blocking(move || archive::wholeness(&path)).await;
    looked.ok().and_then(Result::ok).unwrap_or(Wholeness::Unknown)
}

/// A file is not wanted any more.
pub(super) async fn forget(host: &Host, file: &str) -> Result<(), Failure> {
    host.folder.remove(Room::Partial, file).await;
    let file = file.to_owned();
    host.register.store().write(move |tx| Box::pin(async move { pieces::remove(tx, &file).await })).await
}

/// Where a file goes that is called so: on with the one of this name, over one that broke off, or beside the others.
pub(super) async fn place(link: &Link, incoming: &FileHead) -> Result<Piece, NotTaken> {
    let FileHead { offset, total: _, name, otherwise, beside } = incoming;
    let command = &link.row.command;
    let now = link.host.register.clock().now();
    let (pieces, arrived) = {
        let mut reading = link.host.register.store().read().await.map_err(failed)?;
        let pieces = pieces::of_command(&mut reading, command).await.map_err(failed)?;
        (pieces, archives::of_command(&mut reading, command).await.map_err(failed)?)
    };
    let is_beside = |name: &str| beside.iter().any(|other| other == name);
    let called = name.as_deref().map(|name| names::apart(&names::shown_name(name, now), is_beside));
    let mut goes_on = None;
    for piece in pieces.iter().filter(|piece| !is_beside(&piece.name)) {
        let is_this = match &called {
            Some(called) => piece.name == *called,
            // Without a name: the rest of what was set down, or over what is nothing yet.
            None => *offset > 0 || link.host.folder.partial_bytes(&piece.file).await == 0,
        };
        if is_this {
            goes_on = Some(piece);
            break;
        }
    }
    let broken_off = || pieces.iter().find(|piece| !piece.set_down && !is_beside(&piece.name));
    if let Some(piece) = goes_on.or_else(broken_off) {
        let name = called.clone().unwrap_or_else(|| piece.name.clone());
        return Ok(Piece { name, set_down: false, ..piece.clone() });
    }
    let whole = arrived.iter().find(|archive| called.as_ref() == Some(&archive.name));
    if whole.is_none() && pieces.len() + arrived.len() >= FILES_OF_ORDER {
        return Err(NotTaken::TooMany { most: FILES_OF_ORDER });
    }
    let taken = |file: &String| pieces.iter().any(|piece| piece.file == *file);
    let mut files = (0..).map(|n| if n == 0 { command.clone() } else { format!("{command}-{n}") });
    let file = files.find(|file| !taken(file)).expect("there are always further numbers");
    let replaces = whole.map(|archive| archive.id.clone());
    if let Some(before) = replaces.as_ref().filter(|_| *offset > 0) {
        // It goes on with what looked whole.
        let folder = &link.host.folder;
        let copied = tokio::fs::copy(folder.path(Room::Diagnostics, before), folder.path(Room::Partial, &file)).await;
        copied.map_err(unwritten)?;
    }
    let is_taken = |name: &str| {
        is_beside(name) || pieces.iter().any(|piece| piece.name == name) || arrived.iter().any(|file| file.name == name)
    };
    let name = called.unwrap_or_else(|| names::of_nameless(otherwise, is_taken, now));
    let (command, protocol) = (command.clone(), link.row.protocol);
    Ok(Piece { file, command, name, protocol, set_down: false, replaces })
}
