//! What is whole becomes an archive: synced, renamed, scanned, and recorded in the transaction that tells its command.

use super::folder::{Room, digest};
use super::host::Host;
use super::incoming::{NotTaken, failed, unwritten};
use super::scan::scan;

use crate::random::new_id;
use crate::random::random_key;
use crate::register::evidence::take_one;
use crate::store::pieces::Piece;
use crate::store::{archives, pieces};
use words::Evidence;

/// Keeps a file under its own name and settles its command. Where it is not taken, it is gone.
pub(super) async fn keep(host: &Host, charger: &str, piece: &Piece) -> Result<(), NotTaken> {
    let folder = &host.folder;
    let path = folder.path(Room::Partial, &piece.file);
    let (sha256, bytes) = digest(&path).await.map_err(unwritten)?;
    let held = scan(host, &path).await.err();
    let (id, key) = (new_id(), random_key());
    folder.keep(&piece.file, Room::Diagnostics, &id).await.map_err(unwritten)?;
    let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
    let evidence = Evidence::Received {
        name: piece.name.clone(),
        bytes,
        sha256: sha256.clone(),
        archive: model::ArchiveKey(key.clone()),
    };
    let new = archives::New {
        id: id.clone(),
        key,
        command: piece.command.clone(),
        charger: charger.to_owned(),
        name: piece.name.clone(),
        bytes,
        sha256,
        protocol: piece.protocol,
        held: held.clone(),
    };
    let held = held.map(|why| Evidence::NotTaken { why: format!("held back, since {why}") });
    let waits = host.register.waits();
    let most = host.register.config().limits.organisation_bytes;
    let (file, replaces) = (piece.file.clone(), piece.replaces.clone());
    let command = piece.command.clone();
    let stored = host
        .register
        .store()
        .write(move |tx| {
            Box::pin(async move {
                pieces::remove(tx, &file).await?;
                // Others may have come meanwhile.
                let (_, taken) = archives::taken_by_organisation(tx, &new.charger).await?;
                if u64::try_from(taken.saturating_add(new.bytes)).unwrap_or_default() > most {
                    return Ok(false);
                }
                archives::insert(tx, &new).await?;
                if let Some(before) = &replaces {
                    archives::remove(tx, before).await?;
                }
                take_one(tx, &command, &evidence, None, waits).await?;
                if let Some(held) = held {
                    take_one(tx, &command, &held, None, waits).await?;
                }
                Ok(true)
            })
        })
        .await;
    let refused = match stored {
        Ok(true) => {
            if let Some(before) = &piece.replaces {
                host.remove_archive(before).await;
            }
            return Ok(());
        }
        Ok(false) => NotTaken::QuotaFull,
        Err(error) => failed(error),
    };
    folder.remove(Room::Diagnostics, &id).await;
    Err(refused)
}
