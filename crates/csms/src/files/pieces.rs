//! Files that come over a protocol which does not say where they end: in pieces, several of one order, or none at all. What its
//! sender has set down is kept when the charger says goodbye or that it is done, or when its login has been quiet for a while.

use super::folder::Room;
use super::keeping::keep;
use super::link::Link;
use super::meter::{Meter, tell};
use super::names;
use super::receiving::{Incoming, NotTaken, SetDown, failed};
use crate::store::commands::Row;
use crate::store::pieces::Piece;
use crate::store::{archives, commands as rows, pieces};
use crate::{Csms, Failure};
use archive::Wholeness;
use model::DiagnosticsStatus;
use std::collections::HashMap;
use std::fs::Metadata;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};
use words::Evidence;

/// A login that has been quiet for so long has put what it had to put.
const QUIET: Duration = Duration::from_secs(5);
/// After a goodbye: the next piece may come by another login.
const AFTER_GOODBYE: Duration = Duration::from_secs(1);
/// Files taken for one order.
pub(super) const FILES_OF_ORDER: usize = 16;

/// When the files that each command's charger has set down are to be kept.
#[derive(Default)]
pub(crate) struct Quiets(Mutex<HashMap<String, watch::Sender<Instant>>>);

impl Quiets {
    /// Something was said or sent on this command's login.
    fn stir(&self, command: &str) {
        let quiet_at = Instant::now() + QUIET;
        self.due(command, |due| *due = quiet_at.max(*due));
    }

    fn due(&self, command: &str, change: impl FnOnce(&mut Instant)) {
        if let Some(due) = self.lock().get(command) {
            due.send_modify(change);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, watch::Sender<Instant>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Link {
    /// Something was said on this login, so that it is not quiet yet.
    pub fn stir(&self) {
        self.csms.host().quiets.stir(&self.row.command);
    }

    /// A session of this login said goodbye.
    pub fn goodbye(&self) {
        let soon = Instant::now() + AFTER_GOODBYE;
        self.csms.host().quiets.due(&self.row.command, |due| *due = soon);
    }

    /// Files that came together and are whole, whatever stands in them, are kept now: the largest first, which the verdict names.
    /// Says why one is not, which is on the timeline; the others are kept all the same.
    pub async fn keep_together(&self, files: Vec<SetDown>) -> Result<(), NotTaken> {
        let link = self.clone();
        self.csms.tasks().spawn(async move { link.keep_all(files).await }).await.unwrap_or(Err(NotTaken::Failed))
    }

    async fn keep_all(&self, mut files: Vec<SetDown>) -> Result<(), NotTaken> {
        let (csms, command) = (&self.csms, &self.row.command);
        let meter = csms.host().meters.of(csms, command, self.row.protocol, None, self.told);
        // Where something else is coming they are kept when that has ended.
        let Ok(_places) = meter.all_places() else { return Ok(()) };
        let pieces = {
            let mut reading = csms.store().read().await.map_err(failed)?;
            pieces::of_command(&mut reading, command).await.map_err(failed)?
        };
        files.sort_by_key(|file| std::cmp::Reverse(file.bytes));
        let mut refused = Ok(());
        for file in files {
            let Some(piece) = pieces.iter().find(|piece| piece.set_down && piece.file == file.file) else { continue };
            if let Err(why) = keep(csms, &self.row.charger, piece).await {
                tell(csms, command, Evidence::NotTaken { why: why.to_string() }).await;
                refused = Err(why);
            }
        }
        refused
    }

    /// Says on the timeline that a file without a byte came, beside what else came or comes.
    pub async fn came_empty(&self, name: &str) {
        let evidence = Evidence::Empty { name: names::shown_name(name), alone: false };
        tell(&self.csms, &self.row.command, evidence).await;
    }
}

/// The charger says that it is done: what it has set down is kept now.
pub(crate) async fn uploaded(csms: &Csms, charger: &str) -> Result<(), Failure> {
    let mut reading = csms.store().read().await?;
    for command in pieces::set_down(&mut reading, Some(charger)).await? {
        let row = rows::get(&mut reading, &command).await?;
        if row.is_some_and(|row| says_done(&row)) {
            keep_at(csms, &command, None, Instant::now());
        }
    }
    Ok(())
}

/// What was set down before a stop of ours. Nobody goes on with it.
pub(super) async fn after_start(csms: &Csms) -> Result<(), Failure> {
    let commands = pieces::set_down(&mut *csms.store().read().await?, None).await?;
    for command in commands {
        settle(csms, &command).await?;
    }
    Ok(())
}

/// A file was set down: it is kept when its login has been quiet.
pub(super) fn keep_when_quiet(csms: &Csms, command: &str, meter: &Arc<Meter>) {
    keep_at(csms, command, Some(Arc::clone(meter)), Instant::now() + QUIET);
}

/// Files are kept at this time, or where a time is set already, at this one instead.
fn keep_at(csms: &Csms, command: &str, meter: Option<Arc<Meter>>, due: Instant) {
    let mut quiets = csms.host().quiets.lock();
    if let Some(sender) = quiets.get(command) {
        sender.send_replace(due);
        return;
    }
    let (sender, due) = watch::channel(due);
    quiets.insert(command.to_owned(), sender);
    let (waiting, command) = (csms.clone(), command.to_owned());
    csms.tasks().spawn(async move {
        if let Err(failure) = wait_and_settle(&waiting, &command, meter, due).await {
            waiting.report(&failure);
        }
    });
}

async fn wait_and_settle(
    csms: &Csms,
    command: &str,
    meter: Option<Arc<Meter>>,
    mut due: watch::Receiver<Instant>,
) -> Result<(), Failure> {
    loop {
        let at = *due.borrow_and_update();
        tokio::select! {
            // After a start it is kept.
            () = csms.0.closing.cancelled() => return Ok(()),
            changed = due.changed() => {
                if changed.is_err() {
                    return Ok(());
                }
                continue;
            }
            () = sleep_until(at) => {}
        }
        // Nobody puts anything meanwhile.
        let places = meter.as_ref().map(|meter| meter.all_places()).transpose();
        let Ok(_places) = places else {
            csms.host().quiets.due(command, |due| *due = Instant::now() + QUIET);
            continue;
        };
        {
            let mut quiets = csms.host().quiets.lock();
            if *due.borrow() > Instant::now() {
                continue;
            }
            quiets.remove(command);
        }
        return settle(csms, command).await;
    }
}

/// Keeps what was set down, the largest first, which the verdict names. What breaks off inside is kept only where the charger says that this was all.
async fn settle(csms: &Csms, command: &str) -> Result<(), Failure> {
    let (row, set_down) = {
        let mut reading = csms.store().read().await?;
        let Some(row) = rows::get(&mut reading, command).await? else { return Ok(()) };
        let pieces = pieces::of_command(&mut reading, command).await?;
        (row, pieces.into_iter().filter(|piece| piece.set_down).collect::<Vec<_>>())
    };
    let folder = &csms.host().folder;
    let (mut empty, mut files) = (Vec::new(), Vec::new());
    for piece in set_down {
        let found = tokio::fs::metadata(folder.path(Room::Partial, &piece.file)).await;
        let bytes = found.as_ref().map_or(0, Metadata::len);
        if bytes == 0 {
            forget(csms, &piece.file).await?;
            empty.extend(found.is_ok().then_some(piece.name));
        } else {
            files.push((bytes, piece));
        }
    }
    files.sort_by_key(|(bytes, _)| std::cmp::Reverse(*bytes));
    let others = !files.is_empty();
    for (bytes, piece) in files {
        if !says_done(&row) && looks(csms, &piece.file).await == Wholeness::Missing {
            // Once, until more of it comes.
            if row.life.progress.transfer_step.is_some() {
                let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
                let why = "the charger ended it before the file's own end".to_owned();
                tell(csms, command, Evidence::CutOff { bytes, why }).await;
            }
        } else if let Err(why) = keep(csms, &row.charger, &piece).await {
            tell(csms, command, Evidence::NotTaken { why: why.to_string() }).await;
        }
    }
    for name in empty {
        tell(csms, command, Evidence::Empty { name, alone: !others }).await;
    }
    Ok(())
}

/// It has said that it uploaded what it had.
fn says_done(row: &Row) -> bool {
    row.life.progress.diagnostics == Some(DiagnosticsStatus::Uploaded)
}

/// What a file that is not whole yet shows of its end.
pub(super) async fn looks(csms: &Csms, file: &str) -> Wholeness {
    let path = csms.host().folder.path(Room::Partial, file);
    let looked = tokio::task::spawn_blocking(move || archive::wholeness(&path)).await;
    looked.ok().and_then(Result::ok).unwrap_or(Wholeness::Unknown)
}

/// A file is not wanted any more.
pub(super) async fn forget(csms: &Csms, file: &str) -> Result<(), Failure> {
    csms.host().folder.remove(Room::Partial, file).await;
    let file = file.to_owned();
    csms.store().write(move |connection| Box::pin(async move { pieces::remove(connection, &file).await })).await
}

/// Where a file goes that is called so: on with the one of this name, over one that broke off, or beside the others.
pub(super) async fn place(link: &Link, incoming: &Incoming) -> Result<Piece, NotTaken> {
    let Incoming { offset, total: _, name, otherwise, beside } = incoming;
    let command = &link.row.command;
    let (pieces, arrived) = {
        let mut reading = link.csms.store().read().await.map_err(failed)?;
        let pieces = pieces::of_command(&mut reading, command).await.map_err(failed)?;
        (pieces, archives::of_command(&mut reading, command).await.map_err(failed)?)
    };
    let is_beside = |name: &str| beside.iter().any(|other| other == name);
    let called = name.as_deref().map(|name| names::apart(&names::shown_name(name), is_beside));
    let mut goes_on = None;
    for piece in pieces.iter().filter(|piece| !is_beside(&piece.name)) {
        let is_this = match &called {
            Some(called) => piece.name == *called,
            // Without a name: the rest of what was set down, or over what is nothing yet.
            None => *offset > 0 || link.csms.host().folder.partial_bytes(&piece.file).await == 0,
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
        let folder = &link.csms.host().folder;
        let copied = tokio::fs::copy(folder.path(Room::Diagnostics, before), folder.path(Room::Partial, &file)).await;
        copied.map_err(super::receiving::unwritten)?;
    }
    let is_taken = |name: &str| {
        is_beside(name) || pieces.iter().any(|piece| piece.name == name) || arrived.iter().any(|file| file.name == name)
    };
    let name = called.unwrap_or_else(|| names::of_nameless(otherwise, is_taken));
    let (command, protocol) = (command.clone(), link.row.protocol);
    Ok(Piece { file, command, name, protocol, set_down: false, replaces })
}
