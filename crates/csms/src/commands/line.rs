//! The register's side of a charger's line: it came, it went, it speaks another version, and what waited for it is given up.

use super::wire::{Waiting, drop_call};
use super::{Context, line_changed, order, take_one};
use crate::registry::Place;
use crate::store::chargers;
use crate::store::commands::{self as rows, CallState, Row};
use crate::{Csms, Failure};
use actions::Args;
use model::{Admission, Protocol};
use sqlx::sqlite::SqliteConnection;
use words::{Evidence, Purpose};

/// It speaks without having booted here: asks it to.
pub async fn ask_to_boot(csms: &Csms, charger: &str) -> Result<(), Failure> {
    let context = csms.context();
    let id = charger.to_owned();
    let asked = csms
        .store()
        .write_in_turn(move |connection| Box::pin(async move { order::ask_to_boot(connection, &id, &context).await }))
        .await?;
    if asked {
        csms.registry().bell(charger).ring();
    }
    Ok(())
}

/// A charger's socket is open and may be written to. Says what its last boot was answered with. A socket whose place was taken before
/// this could be recorded leaves no trace: what is known of the newer one stays.
pub async fn connected(
    csms: &Csms,
    charger: &str,
    protocol: Protocol,
    place: &Place,
) -> Result<Option<Admission>, Failure> {
    let context = csms.context();
    let charger = charger.to_owned();
    let (replaced, generation) = (place.took_over, place.generation);
    let with = csms.clone();
    csms.store()
        .write_in_turn(move |connection| {
            Box::pin(async move {
                if !with.registry().holds(&charger, generation) {
                    return Ok(chargers::speaking(connection, &charger).await?.registered);
                }
                if replaced {
                    line_changed(connection, &charger, &Evidence::WentOffline, &context).await?;
                }
                line_changed(connection, &charger, &Evidence::CameBack, &context).await?;
                let before = chargers::speaking(connection, &charger).await?;
                chargers::set_online(connection, &charger, true, Some(protocol.as_str()), context.now).await?;
                Ok(before.registered)
            })
        })
        .await
}

/// A charger has booted in another version than before. What was queued in the words of the old one is given up, and what was told
/// in them is void. A socket alone changes nothing: some chargers try another version for a moment.
pub async fn another_version(
    connection: &mut SqliteConnection,
    charger: &str,
    context: &Context,
) -> Result<(), Failure> {
    let why = "the charger came back speaking another version; order it again";
    // Another version means another CALL: only what means the same in each stays queued.
    give_up(connection, charger, Args::is_soft_reboot, why, context).await?;
    chargers::forget_version(connection, charger, context.now).await
}

/// A charger's socket is gone. `under_way` is the CALL that was not answered. Its place is left where its going is
/// recorded, so that a newer socket's coming is always recorded after it. `by_us`: it was closed because this server stops.
pub async fn disconnected(
    csms: &Csms,
    charger: &str,
    under_way: Option<Waiting>,
    generation: u64,
    by_us: bool,
) -> Result<(), Failure> {
    let context = csms.context();
    let charger = charger.to_owned();
    let left = csms.clone();
    csms.store()
        .write_in_turn(move |connection| {
            Box::pin(async move {
                if let Some(call) = under_way {
                    rows::set_call(connection, &call.id, CallState::Done, None).await?;
                    let evidence = call.purpose.unanswered(Evidence::SocketLost, "the connection was lost");
                    take_one(connection, &call.command, &evidence, None, &context).await?;
                }
                if left.registry().leave(&charger, generation) {
                    give_up_queued(connection, &charger, "the charger went offline first", &context).await?;
                    let evidence = if by_us { Evidence::CutByUs } else { Evidence::WentOffline };
                    line_changed(connection, &charger, &evidence, &context).await?;
                    chargers::set_online(connection, &charger, false, None, context.now).await?;
                }
                Ok(())
            })
        })
        .await
}

/// Ends every CALL of a charger that still waits for its turn. What waits for charging sessions to end goes on waiting: it was
/// told to, and it was never written.
pub async fn give_up_queued(
    connection: &mut SqliteConnection,
    charger: &str,
    why: &str,
    context: &Context,
) -> Result<(), Failure> {
    give_up(connection, charger, Args::waits_for_sessions, why, context).await
}

/// Ends every queued CALL but those of open commands that stay.
async fn give_up(
    connection: &mut SqliteConnection,
    charger: &str,
    stays: fn(&Args) -> bool,
    why: &str,
    context: &Context,
) -> Result<(), Failure> {
    for call in rows::queued_calls(connection, charger).await? {
        let row = rows::get(connection, &call.command).await?;
        let waits = |row: Row| row.life.is_open() && call.purpose == Purpose::Main && stays(&row.args);
        if !row.is_some_and(waits) {
            drop_call(connection, &call, why, context).await?;
        }
    }
    Ok(())
}
