//! The register's side of a charger's connection: whose turn is next, what was written, what was answered, what was lost.

use super::args::{Args, Purpose};
use super::life::Evidence;
use super::{take, take_all, take_one};
use crate::destination::Destination;
use crate::keys::{Sealed, SecretText};
use crate::redact::Redactor;
use crate::registry::Bell;
use crate::store::commands::{self as rows, CallState};
use crate::store::{SeqSlot, chargers};
use crate::translate;
use crate::{Csms, Failure};
use model::Delivery;
use ocpp::exchange::RemoteError;
use serde_json::Value;
use std::sync::Arc;

/// A CALL that is committed to be written, with its secrets joined in.
pub struct Prepared {
    pub id: String,
    pub command: String,
    pub purpose: Purpose,
    pub args: Args,
    pub action: &'static str,
    pub payload: Value,
    /// What must not be seen in any frame of this charger from now on.
    pub secrets: Vec<SecretText>,
}

/// Takes the next CALL whose turn it is and commits it as `Dispatching`, before the first byte leaves.
pub async fn next(csms: &Csms, charger: &str) -> Result<Option<Prepared>, Failure> {
    let context = csms.context();
    let charger = charger.to_owned();
    let taken = csms
        .store()
        .write(move |connection| {
            Box::pin(async move {
                while let Some(call) = rows::next_call(connection, &charger).await? {
                    let row = rows::get(connection, &call.command).await?;
                    let Some(mut row) = row else {
                        rows::set_call(connection, &call.id, CallState::Dropped, None).await?;
                        continue;
                    };
                    if call.purpose == Purpose::Main {
                        // Given up, superseded or expired meanwhile: never written.
                        if !row.life.is_open() {
                            rows::set_call(connection, &call.id, CallState::Dropped, None).await?;
                            continue;
                        }
                        row.life.delivery = Delivery::Dispatching;
                        rows::save(connection, &row, &[], None, 0, context.now).await?;
                    }
                    rows::set_call(connection, &call.id, CallState::Dispatching, None).await?;
                    let sealed = rows::sealed(connection, &row.id).await?;
                    return Ok(Some((call, row, sealed)));
                }
                Ok(None)
            })
        })
        .await?;
    let Some((call, row, sealed)) = taken else { return Ok(None) };
    let location = match (&row.args, sealed) {
        (Args::UpdateFirmware { url, .. } | Args::RequestDiagnostics { url, .. }, Some(sealed)) => {
            let secret = csms.keys().open(&row.id, &Sealed(sealed))?;
            Some((Destination::join(url, &secret)?, Destination::secrets_to_hide(&secret)))
        }
        _no_secret => None,
    };
    let (joined, secrets) = location.map_or((None, Vec::new()), |(joined, hidden)| (Some(joined), hidden));
    let Some(request) = translate::request(&row.args, &call.purpose, joined.as_ref()) else {
        return Ok(None);
    };
    Ok(Some(Prepared {
        id: call.id,
        command: row.id,
        purpose: call.purpose,
        args: row.args,
        action: request.action,
        payload: request.payload,
        secrets,
    }))
}

/// The CALL was written to the socket.
pub async fn written(csms: &Csms, call: &Prepared, frame: SeqSlot) -> Result<(), Failure> {
    let context = csms.context();
    let (id, command, main) = (call.id.clone(), call.command.clone(), call.purpose == Purpose::Main);
    csms.store()
        .write_in_turn_later(Bell::default(), move |connection| {
            Box::pin(async move {
                rows::set_call(connection, &id, CallState::Sent, Some(context.now)).await?;
                if main {
                    take_one(connection, &command, &Evidence::Sent, frame.get(), &context).await?;
                }
                Ok(())
            })
        })
        .await
}

/// The socket went while the CALL was being prepared: it was committed to be written, and never was.
pub async fn not_written(csms: &Csms, call: &Prepared) -> Result<(), Failure> {
    let context = csms.context();
    let (id, command, purpose) = (call.id.clone(), call.command.clone(), call.purpose.clone());
    csms.store()
        .write_in_turn(move |connection| {
            Box::pin(async move {
                rows::set_call(connection, &id, CallState::Dropped, None).await?;
                let why = "the connection was lost first";
                let evidence = purpose.unanswered(Evidence::NeverSent { why: why.to_owned() }, why);
                take_one(connection, &command, &evidence, None, &context).await?;
                Ok(())
            })
        })
        .await
}

/// What is known of a CALL that waits for its answer, or waited in vain.
#[derive(Clone)]
pub struct Waiting {
    pub id: String,
    pub command: String,
    pub purpose: Purpose,
    pub args: Args,
}

/// What came back for a CALL.
pub struct Answer {
    pub result: Result<Value, RemoteError>,
    pub after_ms: i64,
    /// It came after the time-out.
    pub late: bool,
    /// Masks what must not be stored of the charger's own words.
    pub hide: Arc<Redactor>,
}

/// The CALL was answered.
pub async fn answered(
    csms: &Csms,
    charger: &str,
    call: &Waiting,
    answer: Answer,
    frame: SeqSlot,
) -> Result<(), Failure> {
    let context = csms.context();
    let Answer { result, after_ms, late, hide } = answer;
    let evidence = translate::evidence(&call.args, &call.purpose, result, after_ms, late, &hide);
    let (id, command) = (call.id.clone(), call.command.clone());
    // Follow-up questions may wait in the register after this commit.
    let bell = csms.registry().bell(charger);
    csms.store()
        .write_in_turn_later(bell, move |connection| {
            Box::pin(async move {
                rows::set_call(connection, &id, CallState::Answered, None).await?;
                take_one(connection, &command, &evidence, frame.get(), &context).await?;
                Ok(())
            })
        })
        .await
}

/// An answer whose CALL this connection does not know: perhaps one from before a reconnect or a restart.
pub async fn answered_unknown(
    csms: &Csms,
    charger: &str,
    id: String,
    answer: Answer,
    frame: SeqSlot,
) -> Result<(), Failure> {
    let context = csms.context();
    let bell = csms.registry().bell(charger);
    let charger = charger.to_owned();
    csms.store()
        .write_in_turn_later(bell, move |connection| {
            Box::pin(async move {
                let Some(call) = rows::find_call(connection, &charger, &id).await? else { return Ok(()) };
                let Some(mut row) = rows::get(connection, &call.command).await? else { return Ok(()) };
                let after_ms = call.sent_at.map_or(0, |sent| context.now - sent);
                let evidence =
                    translate::evidence(&row.args, &call.purpose, answer.result, after_ms, true, &answer.hide);
                rows::set_call(connection, &id, CallState::Answered, None).await?;
                take(connection, &mut row, &evidence, frame.get(), &context).await?;
                Ok(())
            })
        })
        .await
}

/// The CALL was not answered within the call time-out.
pub async fn timed_out(csms: &Csms, call: &Waiting, frame: SeqSlot) -> Result<(), Failure> {
    let context = csms.context();
    let after_ms = i64::try_from(csms.config().deadlines.call.as_millis()).unwrap_or(i64::MAX);
    let evidence = call.purpose.unanswered(Evidence::TimedOut { after_ms }, "no answer");
    let (id, command) = (call.id.clone(), call.command.clone());
    csms.store()
        .write_in_turn_later(Bell::default(), move |connection| {
            Box::pin(async move {
                rows::set_call(connection, &id, CallState::Done, None).await?;
                take_one(connection, &command, &evidence, frame.get(), &context).await?;
                Ok(())
            })
        })
        .await
}

/// A charger's socket is open and may be written to.
pub async fn connected(csms: &Csms, charger: &str, protocol: &'static str, replaced: bool) -> Result<(), Failure> {
    let context = csms.context();
    let charger = charger.to_owned();
    csms.store()
        .write_in_turn(move |connection| {
            Box::pin(async move {
                if replaced {
                    take_all(connection, &charger, &Evidence::WentOffline, &context).await?;
                }
                take_all(connection, &charger, &Evidence::CameBack, &context).await?;
                chargers::set_online(connection, &charger, true, Some(protocol), context.now).await
            })
        })
        .await
}

/// A charger's socket is gone. `under_way` is the CALL that was not answered. Its place is left where its going is
/// recorded, so that a newer socket's coming is always recorded after it.
pub async fn disconnected(
    csms: &Csms,
    charger: &str,
    under_way: Option<Waiting>,
    generation: u64,
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
                    take_all(connection, &charger, &Evidence::WentOffline, &context).await?;
                    chargers::set_online(connection, &charger, false, None, context.now).await?;
                }
                Ok(())
            })
        })
        .await
}

/// Ends every CALL of a charger that still waits for its turn: nothing waits for an offline charger yet.
pub async fn give_up_queued(
    connection: &mut sqlx::sqlite::SqliteConnection,
    charger: &str,
    why: &str,
    context: &super::Context,
) -> Result<(), Failure> {
    for call in rows::queued_calls(connection, charger).await? {
        rows::set_call(connection, &call.id, CallState::Dropped, None).await?;
        let evidence = call.purpose.unanswered(Evidence::NeverSent { why: why.to_owned() }, why);
        take_one(connection, &call.command, &evidence, None, context).await?;
    }
    Ok(())
}
