//! The register's side of a charger's line: it came, it went, it speaks another version, and what waited for it is given up.

use super::evidence::{concerned_by_line, line_changed, take_one};
use super::handle::Register;
use super::wire::{OpenCall, drop_call};
use crate::failure::Failure;
use crate::registry::Seat;
use crate::store::commands::{self as rows, CallState};
use crate::store::{Job, Tx, chargers};
use actions::{Args, Waits, stays_queued};
use model::{Admission, Protocol};
use std::collections::HashMap;
use std::sync::Arc;
use words::Evidence;

/// A charger whose socket is open, on its way into the register.
#[derive(Clone)]
struct Arrival {
    register: Register,
    protocol: Protocol,
    generation: u64,
    /// It took the place of an older socket.
    replaced: bool,
}

/// A charger's socket is open and may be written to. Says what its last boot was answered with. A socket whose place was taken before
/// this could be recorded leaves no trace: what is known of the newer one stays.
pub async fn connected(
    register: &Register,
    charger: &Arc<str>,
    protocol: Protocol,
    place: &Seat,
) -> Result<Option<Admission>, Failure> {
    let (generation, replaced) = (place.generation, place.took_over);
    let arrival = Arrival { register: register.clone(), protocol, generation, replaced };
    register.store().together(arrive, charger.clone(), arrival).await
}

fn arrive(tx: &mut Tx, arrivals: Vec<(Arc<str>, Arrival)>) -> Job<'_, Vec<Option<Admission>>> {
    Box::pin(async move {
        let ids: Vec<&str> = arrivals.iter().map(|(charger, _)| &**charger).collect();
        let concerned = concerned_by_line(tx, &ids).await?;
        let (mut quiet, mut singly) = (Vec::new(), HashMap::new());
        for (charger, arrival) in &arrivals {
            if concerned.contains(&**charger) || !arrival.register.registry().holds(charger, arrival.generation) {
                singly.insert(charger.clone(), arrive_alone(tx, charger, arrival).await?);
            } else {
                quiet.push((charger.clone(), arrival.protocol));
            }
        }
        let together = chargers::set_online_many(tx, &quiet).await?;
        let registered = |(charger, _): (Arc<str>, Arrival)| {
            singly.get(&charger).or_else(|| together.get(&*charger)).copied().flatten()
        };
        Ok(arrivals.into_iter().map(registered).collect())
    })
}

async fn arrive_alone(tx: &mut Tx, charger: &str, arrival: &Arrival) -> Result<Option<Admission>, Failure> {
    let waits = arrival.register.waits();
    if !arrival.register.registry().holds(charger, arrival.generation) {
        return Ok(chargers::speaking(tx, charger).await?.registered);
    }
    if arrival.replaced {
        line_changed(tx, charger, &Evidence::WentOffline, waits).await?;
    }
    line_changed(tx, charger, &Evidence::CameBack, waits).await?;
    let before = chargers::speaking(tx, charger).await?;
    chargers::set_online(tx, charger, true, Some(arrival.protocol.as_str())).await?;
    Ok(before.registered)
}

/// A charger has booted in another version than before. What was queued in the words of the old one is given up, and what was told
/// in them is void. A socket alone changes nothing: some chargers try another version for a moment.
pub async fn another_version(tx: &mut Tx, charger: &str, waits: Waits) -> Result<(), Failure> {
    let why = "the charger came back speaking another version; order it again";
    // Another version means another CALL: only what means the same in each stays queued.
    give_up(tx, charger, Args::is_soft_reboot, why, waits).await?;
    chargers::forget_version(tx, charger).await
}

/// A charger's socket is gone. `under_way` is the CALL that was not answered. Its place is left where its going is
/// recorded, so that a newer socket's coming is always recorded after it. `by_us`: it was closed because this server stops.
pub async fn disconnected(
    register: &Register,
    charger: &str,
    under_way: Option<OpenCall>,
    generation: u64,
    by_us: bool,
) -> Result<(), Failure> {
    let waits = register.waits();
    let charger = charger.to_owned();
    let left = register.clone();
    register
        .store()
        .write_in_turn(move |tx| {
            Box::pin(async move {
                if let Some(call) = under_way {
                    rows::set_call(tx, &call.id, CallState::Done, None).await?;
                    let evidence = call.purpose.unanswered(Evidence::SocketLost, "the connection was lost");
                    take_one(tx, &call.command, &evidence, None, waits).await?;
                }
                if left.registry().leave(&charger, generation) {
                    give_up_queued(tx, &charger, "the charger went offline first", waits).await?;
                    let evidence = if by_us { Evidence::CutByUs } else { Evidence::WentOffline };
                    line_changed(tx, &charger, &evidence, waits).await?;
                    chargers::set_online(tx, &charger, false, None).await?;
                }
                Ok(())
            })
        })
        .await
}

/// Ends every CALL of a charger that still waits for its turn. What waits for charging sessions to end goes on waiting: it was
/// told to, and it was never written.
pub async fn give_up_queued(tx: &mut Tx, charger: &str, why: &str, waits: Waits) -> Result<(), Failure> {
    give_up(tx, charger, Args::waits_for_sessions, why, waits).await
}

/// Ends every queued CALL but those of open commands that stay.
async fn give_up(tx: &mut Tx, charger: &str, stays: fn(&Args) -> bool, why: &str, waits: Waits) -> Result<(), Failure> {
    for call in rows::queued_calls(tx, charger).await? {
        let row = rows::get(tx, &call.command).await?;
        if !row.is_some_and(|row| stays_queued(&call.purpose, &row.life, stays(&row.args))) {
            drop_call(tx, &call, why, waits).await?;
        }
    }
    Ok(())
}
