//! Puts out at once who may no longer be in, whichever process said so: reads the log of such changes, ends chargers' sockets,
//! and has the live streams ask again who is reading.

use crate::failure::Failure;
use crate::register::Register;
use crate::registry::Seat;
use crate::store::access::{self, Change, Kind};
use std::time::Duration;
use tokio::sync::watch;

/// The log is looked at so often. The command line writes to it beside us, so that nothing else could tell.
const POLL: Duration = Duration::from_secs(1);
/// Changes read at a time.
const READ: i64 = 200;

/// What was changed before is settled: nobody is in yet.
pub async fn begin(register: &Register) -> Result<i64, Failure> {
    let mut reading = register.store().read().await?;
    access::newest(&mut reading).await
}

/// Acts on what is changed after this sequence number, until the backend closes.
pub async fn run(register: Register, people_changed: watch::Sender<i64>, mut seen: i64) {
    let closing = register.closing();
    let mut ticks = register.clock().ticks(POLL);
    while closing.run_until_cancelled(ticks.tick()).await.is_some() {
        if let Err(error) = act(&register, &people_changed, &mut seen).await {
            tracing::error!(error = &error as &dyn std::error::Error, "changes of who may come in could not be read");
        }
    }
}

async fn act(register: &Register, people_changed: &watch::Sender<i64>, seen: &mut i64) -> Result<(), Failure> {
    loop {
        let mut reading = register.store().read().await?;
        let changes = access::after(&mut reading, *seen, READ).await?;
        let full = changes.len() as i64 == READ;
        for change in changes {
            log(&change);
            match change.kind {
                Some(Kind::ChargerBlocked | Kind::ChargerPassword) => {
                    let entry = access::charger_entry(&mut reading, &change.subject).await?;
                    register.registry().put_out(&change.subject, entry);
                }
                Some(Kind::PersonDisabled | Kind::PersonEnabled | Kind::PersonRole | Kind::PersonPassword) => {
                    people_changed.send_replace(change.seq);
                }
                Some(Kind::ChargerUnblocked | Kind::ChargerRenamed) | None => {}
            }
            *seen = change.seq;
        }
        if !full {
            return Ok(());
        }
    }
}

fn log(change: &Change) {
    let Change { by, name, detail, .. } = change;
    match change.kind {
        Some(Kind::PersonDisabled) => tracing::info!(%by, person = %name, "a person was disabled"),
        Some(Kind::PersonEnabled) => tracing::info!(%by, person = %name, "a person may sign in again"),
        Some(Kind::PersonRole) => tracing::info!(%by, person = %name, role = %detail, "a person has another role"),
        Some(Kind::PersonPassword) => tracing::info!(%by, person = %name, "a person has a new password"),
        Some(Kind::ChargerBlocked) => tracing::info!(%by, charger = %name, "a charger was blocked"),
        Some(Kind::ChargerUnblocked) => tracing::info!(%by, charger = %name, "a charger is let in again"),
        Some(Kind::ChargerPassword) => tracing::info!(%by, charger = %name, "a charger has a new password"),
        Some(Kind::ChargerRenamed) => tracing::info!(%by, charger = %name, to = %detail, "a charger was renamed"),
        None => tracing::info!(%by, %name, "something was changed that this version does not know"),
    }
}

/// A socket that has just taken its place may have been put out while it came in, when there was nothing to end yet.
pub async fn recheck(register: &Register, charger: &str, place: &Seat) -> Result<(), Failure> {
    let mut reading = register.store().read().await?;
    if access::charger_entry(&mut reading, charger).await? != place.entry {
        place.put_out.cancel();
    }
    Ok(())
}
