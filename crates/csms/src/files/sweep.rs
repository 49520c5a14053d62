//! Clears the folder: what is too old, and what a crash left that no row knows.

use super::folder::Room;
use super::host::Host;
use super::pieces;
use crate::failure::Failure;
use crate::register::evidence::take;
use crate::store::commands::CommandRecord;
use crate::store::{archives, commands, firmware, links};
use std::collections::HashSet;
use words::Evidence;

/// What is not whole is kept so long after its last byte, in seconds; links live no longer.
const PARTIAL_KEPT_S: u64 = 24 * 3600;
/// A file that no row knows is let alone so long: its row may be on its way. After a start none is.
const UNKNOWN_KEPT_S: u64 = 3600;
/// And after that it is kept apart for so long: a database that was put back from an older copy does not know it.
const LOST_KEPT_S: u64 = 7 * 24 * 3600;

/// Makes the folder and clears what a stop left. Runs before anything listens.
pub(crate) async fn after_start(host: &Host) -> Result<(), Failure> {
    host.folder.make().await.map_err(|error| Failure::Disk(error.to_string()))?;
    pieces::after_start(host).await?;
    tell_broken_off(host).await?;
    warn_of_missing(host).await?;
    orphans(host, 0).await
}

/// A database that was put back without its files knows more than there is; whoever did it should hear of it before anybody asks
/// for one of them.
async fn warn_of_missing(host: &Host) -> Result<(), Failure> {
    let (images, archives) = known(host).await?;
    let folder = &host.folder;
    let missing = async |room: Room, known: &HashSet<String>| {
        let names = folder.names(room).await.map_err(|error| Failure::Disk(error.to_string()))?;
        let here: HashSet<String> = names.into_iter().map(|(name, _)| name).collect();
        Ok::<usize, Failure>(known.difference(&here).count())
    };
    let (images, archives) = (missing(Room::Firmware, &images).await?, missing(Room::Diagnostics, &archives).await?);
    let what = match images + archives {
        0 => return Ok(()),
        1 => "1 file that is".to_owned(),
        several => format!("{several} files that are"),
    };
    tracing::warn!(
        images,
        archives,
        "the database knows {what} not in the folder {}; if it was put back from a backup, put its files back, too",
        folder.root().display()
    );
    Ok(())
}

/// The names of the images and of the archives that rows know.
async fn known(host: &Host) -> Result<(HashSet<String>, HashSet<String>), Failure> {
    let names = |names: Vec<String>| names.into_iter().collect::<HashSet<String>>();
    let mut reading = host.register.store().read().await?;
    Ok((names(firmware::contents(&mut reading).await?), names(archives::ids(&mut reading).await?)))
}

/// Uploads that our own stop broke off: nobody could say so then. Their beginnings wait for the rest.
async fn tell_broken_off(host: &Host) -> Result<(), Failure> {
    let folder = &host.folder;
    let names = folder.names(Room::Partial).await.map_err(|error| Failure::Disk(error.to_string()))?;
    for (command, _) in names {
        let bytes = i64::try_from(folder.partial_bytes(&command).await).unwrap_or(i64::MAX);
        let waits = host.register.waits();
        host.register
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    let under_way =
                        |row: &CommandRecord| row.life.is_open() && row.life.progress.transfer_step.is_some();
                    if let Some(mut row) = commands::get(tx, &command).await?.filter(under_way) {
                        let evidence = Evidence::CutOff { bytes, why: "Chargehand was restarted".to_owned() };
                        take(tx, &mut row, &evidence, None, waits).await?;
                    }
                    Ok(())
                })
            })
            .await?;
    }
    Ok(())
}

/// One sweep: archives beyond their age, links beyond their time, beginnings that nobody went on with.
pub(crate) async fn once(host: &Host) -> Result<(), Failure> {
    let kept_ms = host.register.config().limits.archives_kept_ms();
    let gone = host
        .register
        .store()
        .write(move |tx| {
            Box::pin(async move {
                links::delete_expired(tx).await?;
                archives::remove_older(tx, kept_ms).await
            })
        })
        .await?;
    for id in gone {
        host.remove_archive(&id).await;
    }
    orphans(host, UNKNOWN_KEPT_S).await
}

async fn orphans(host: &Host, unknown_kept_s: u64) -> Result<(), Failure> {
    // No image comes or goes meanwhile.
    let _library = host.library.lock().await;
    let (images, archives) = known(host).await?;
    let folder = &host.folder;
    for (room, known, kept_s) in [
        (Room::Firmware, images, unknown_kept_s),
        (Room::Diagnostics, archives, unknown_kept_s),
        (Room::Partial, HashSet::new(), PARTIAL_KEPT_S),
        (Room::Lost, HashSet::new(), LOST_KEPT_S),
    ] {
        let names = folder.names(room).await.map_err(|error| Failure::Disk(error.to_string()))?;
        for (name, age_s) in names {
            if known.contains(&name) || age_s < kept_s {
                continue;
            }
            match room {
                Room::Partial => pieces::forget(host, &name).await?,
                Room::Firmware | Room::Diagnostics => folder.lose(room, &name).await,
                Room::Lost => folder.remove(room, &name).await,
            }
        }
    }
    Ok(())
}
