//! The register's side of a charger's connection: whose turn is next, what was written, what was answered, what was lost.

use super::evidence::{take, take_meaning, take_one};
use super::handle::Register;
use super::holds;
use crate::bell::Bell;
use crate::failure::Failure;
use crate::keys::Sealed;
use crate::store::commands::{self as rows, Call, CallState, CommandRecord};
use crate::store::{Job, Reading, SeqSlot, Tx, chargers, password_changes};
use actions::{Args, Turn, Waits, request_diagnostics, update_firmware};
use dialect::Spoken;
use dialect::{Request, SentCall};
use model::{Admission, Delivery, Outcome};
use ocpp::Version;
use ocpp::exchange::RemoteError;
use redact::Redactor;
use redact::destination::Destination;
use redact::hidden;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use words::Evidence;
use words::Purpose;
use words::SecretText;
use words::Speaking;

/// How long Chargehand's own reading may hold a charger's one place for a CALL, behind which people's orders wait. An answer that
/// comes later is taken all the same.
const OWN_READING_TIME: Duration = Duration::from_secs(5);

/// A CALL that is committed to be written, with its secrets joined in.
pub struct PreparedCall {
    pub waiting: OpenCall,
    pub request: Request,
    /// It may go only while no charging session runs.
    pub only_idle: bool,
    /// What must not be seen in any frame of this charger from now on.
    pub secrets: Vec<SecretText>,
}

/// Takes the next CALL whose turn it is and commits it as `Dispatching`, before the first byte leaves. `in_turn`: behind what the charger
/// has said up to now, since an answer may decide whether it goes at all.
pub async fn next(register: &Register, charger: &str, in_turn: bool) -> Result<Option<PreparedCall>, Failure> {
    let waits = register.waits();
    let id = charger.to_owned();
    let with = register.clone();
    let store = register.store();
    let prepared = if in_turn {
        store.write_in_turn(move |tx| Box::pin(async move { take_next(&with, tx, &id, waits).await })).await?
    } else {
        store.write(move |tx| Box::pin(async move { take_next(&with, tx, &id, waits).await })).await?
    };
    // Behind its commit and before its first byte, so that nothing which it brings is missed.
    if prepared.as_ref().is_some_and(|prepared| prepared.waiting.args.notice().is_some()) {
        register.lookout().begin(charger);
    }
    Ok(prepared)
}

/// The same behind what the charger has said up to now, where most likely nothing waits: asked together with others.
pub async fn next_if_any(register: &Register, charger: &Arc<str>) -> Result<Option<PreparedCall>, Failure> {
    let prepared = register.store().together(look, charger.clone(), register.clone()).await?;
    if prepared.as_ref().is_some_and(|prepared| prepared.waiting.args.notice().is_some()) {
        register.lookout().begin(charger);
    }
    Ok(prepared)
}

fn look(tx: &mut Tx, of: Vec<(Arc<str>, Register)>) -> Job<'_, Vec<Option<PreparedCall>>> {
    Box::pin(async move {
        let ids: Vec<&str> = of.iter().map(|(charger, _)| &**charger).collect();
        let waiting = rows::with_queued_calls(tx, &ids).await?;
        let mut prepared = Vec::with_capacity(of.len());
        for (charger, register) in &of {
            prepared.push(match waiting.contains(&**charger) {
                true => take_next(register, tx, charger, register.waits()).await?,
                false => None,
            });
        }
        Ok(prepared)
    })
}

async fn take_next(
    register: &Register,
    tx: &mut Tx,
    charger: &str,
    waits: Waits,
) -> Result<Option<PreparedCall>, Failure> {
    let speaking = chargers::speaking(tx, charger).await?;
    // Nothing is begun with a charger that was turned away (2.0.1, B03.FR.03).
    if speaking.registered == Some(Admission::Rejected) {
        return Ok(None);
    }
    // What people ordered goes first: Chargehand's own reading takes its turn where nothing of theirs can go.
    let mut own = Vec::new();
    for call in rows::queued_calls(tx, charger).await? {
        let Some(row) = rows::get(tx, &call.command).await? else {
            rows::set_call(tx, &call.id, CallState::Dropped, None).await?;
            continue;
        };
        if row.by_itself {
            own.push((call, row));
        } else if let Some(prepared) = take_turn(register, tx, &speaking, &call, row, waits).await? {
            return Ok(Some(prepared));
        }
    }
    for (call, row) in own {
        if let Some(prepared) = take_turn(register, tx, &speaking, &call, row, waits).await? {
            return Ok(Some(prepared));
        }
    }
    Ok(None)
}

/// Commits a CALL as `Dispatching`, if it can go now.
async fn take_turn(
    register: &Register,
    tx: &mut Tx,
    speaking: &Speaking,
    call: &Call,
    mut row: CommandRecord,
    waits: Waits,
) -> Result<Option<PreparedCall>, Failure> {
    // Only a reboot disturbs anything.
    let holds = match &row.args {
        Args::Reboot(_) => holds::of(tx, &row.charger, &row.args).await?,
        _disturbs_nothing => Vec::new(),
    };
    let only_idle = match Turn::of(&call.purpose, &row.life, &row.args, &holds) {
        Turn::Over => {
            rows::set_call(tx, &call.id, CallState::Dropped, None).await?;
            return Ok(None);
        }
        Turn::Dropped(why) => {
            drop_call(tx, call, why, waits).await?;
            return Ok(None);
        }
        Turn::Held => {
            take(tx, &mut row, &Evidence::Held { holds }, None, waits).await?;
            return Ok(None);
        }
        Turn::Goes { only_idle } => only_idle,
    };
    match prepare(register, tx, speaking, call, &row, only_idle).await? {
        Ok(prepared) => {
            if call.purpose == Purpose::Main {
                row.life.delivery = Delivery::Dispatching;
                rows::keep(tx, &row).await?;
            }
            rows::dispatch_call(tx, &call.id, &prepared.request.action).await?;
            if let Some(password) = dialect::new_password(speaking.version(), &prepared.request) {
                let keys = register.keys();
                let bytes = dialect::password_bytes(password).map(|bytes| keys.hash_password(&bytes));
                let text = keys.hash_password(password.as_bytes());
                password_changes::begin(tx, &row.charger, &row.id, bytes.as_deref(), &text).await?;
            }
            Ok(Some(prepared))
        }
        // It cannot be said to this charger as it is now.
        Err(why) => {
            drop_call(tx, call, &why, waits).await?;
            Ok(None)
        }
    }
}

/// The last look before a CALL is written that must not end a session, nor an update.
pub async fn is_idle(register: &Register, charger: &str, call: &OpenCall) -> Result<bool, Failure> {
    let mut reading = register.store().read().await?;
    Ok(holds::of(&mut reading, charger, &call.args).await?.is_empty())
}

/// What the CALL says, with its secrets joined in; or why it cannot be said.
async fn prepare(
    register: &Register,
    reading: &mut Reading,
    speaking: &Speaking,
    call: &Call,
    row: &CommandRecord,
    only_idle: bool,
) -> Result<Result<PreparedCall, String>, Failure> {
    let sealed = rows::sealed(reading, &row.id).await?;
    let secret = sealed.map(|sealed| register.keys().open(&row.id, &Sealed(sealed))).transpose()?;
    let (joined, secrets) = match &secret {
        None => (None, Vec::new()),
        Some(secret) => {
            let joined = match (&row.args, hidden::whole_of(secret)) {
                (_, Some(whole)) => Some(whole),
                (
                    Args::UpdateFirmware(update_firmware::Inputs { url, .. })
                    | Args::RequestDiagnostics(request_diagnostics::Inputs { url, .. }),
                    None,
                ) => Some(Destination::join(url, secret)?),
                (_, None) => None,
            };
            (joined, hidden::secrets_to_hide(secret))
        }
    };
    let request = dialect::request(speaking, &row.args, &call.purpose, row.request_id, joined.as_ref());
    let usually = register.config().deadlines.call;
    Ok(request.map(|request| PreparedCall {
        waiting: OpenCall {
            id: call.id.clone(),
            command: row.id.clone(),
            purpose: call.purpose.clone(),
            args: row.args.clone(),
            action: request.action.clone(),
            parts: row.life.progress.parts.len(),
            patience: if row.by_itself { OWN_READING_TIME.min(usually) } else { usually },
        },
        request,
        only_idle,
        secrets,
    }))
}

/// Gives a CALL up that was never written.
pub(super) async fn drop_call(tx: &mut Tx, call: &Call, why: &str, waits: Waits) -> Result<(), Failure> {
    rows::set_call(tx, &call.id, CallState::Dropped, None).await?;
    never_sent(tx, &call.command, &call.purpose, why, waits).await
}

async fn never_sent(tx: &mut Tx, command: &str, purpose: &Purpose, why: &str, waits: Waits) -> Result<(), Failure> {
    let evidence = purpose.unanswered(Evidence::NeverSent { why: why.to_owned() }, why);
    take_one(tx, command, &evidence, None, waits).await?;
    if let Some(row) = rows::get(tx, command).await?
        && row.args == Args::ReadConfiguration
    {
        chargers::end_asking(tx, &row.charger).await?;
    }
    Ok(())
}

/// A session began in the moment between: the CALL goes back to its place.
pub async fn put_back(register: &Register, call: &OpenCall) -> Result<(), Failure> {
    let waits = register.waits();
    let (id, command) = (call.id.clone(), call.command.clone());
    register
        .store()
        .write_in_turn(move |tx| {
            Box::pin(async move {
                rows::set_call(tx, &id, CallState::Queued, None).await?;
                if let Some(mut row) = rows::get(tx, &command).await?.filter(|row| row.life.is_open()) {
                    row.life.delivery = Delivery::Queued;
                    rows::keep(tx, &row).await?;
                } else {
                    let why = "it was given up first".to_owned();
                    take_one(tx, &command, &Evidence::NeverSent { why }, None, waits).await?;
                }
                Ok(())
            })
        })
        .await
}

/// The CALL was written to the socket.
pub async fn written(register: &Register, call: &OpenCall, frame: SeqSlot) -> Result<(), Failure> {
    let waits = register.waits();
    let (id, command, main) = (call.id.clone(), call.command.clone(), call.purpose == Purpose::Main);
    register
        .store()
        .write_in_turn_later(Bell::default(), move |tx| {
            Box::pin(async move {
                rows::set_call(tx, &id, CallState::Sent, Some(tx.now())).await?;
                if main {
                    take_one(tx, &command, &Evidence::Sent, frame.get(), waits).await?;
                }
                Ok(())
            })
        })
        .await
}

/// The socket went while the CALL was being prepared: it was committed to be written, and never was.
pub async fn not_written(register: &Register, call: &OpenCall) -> Result<(), Failure> {
    let waits = register.waits();
    let (id, command, purpose) = (call.id.clone(), call.command.clone(), call.purpose.clone());
    register
        .store()
        .write_in_turn(move |tx| {
            Box::pin(async move {
                rows::set_call(tx, &id, CallState::Dropped, None).await?;
                password_changes::answered(tx, &command, false).await?;
                never_sent(tx, &command, &purpose, "the connection was lost first", waits).await
            })
        })
        .await
}

/// What is known of a CALL that waits for its answer, or waited in vain.
#[derive(Clone)]
pub struct OpenCall {
    pub id: String,
    pub command: String,
    pub purpose: Purpose,
    pub args: Args,
    pub action: String,
    pub parts: usize,
    /// How long its answer is waited for.
    pub patience: Duration,
}

impl OpenCall {
    fn asked(&self) -> SentCall<'_> {
        SentCall { action: &self.action, args: &self.args, purpose: &self.purpose, parts: self.parts }
    }
}

/// What came back for a CALL.
pub struct Answer {
    /// The version of the socket it came by.
    pub version: Version,
    pub result: Result<Value, RemoteError>,
    pub after_ms: i64,
    /// It came after the time-out.
    pub late: bool,
    /// Masks what must not be stored of the charger's own words.
    pub hide: Arc<Redactor>,
}

/// The CALL was answered. Says what is wrong with the answer where it does not fit.
pub async fn answered(
    register: &Register,
    charger: &str,
    call: &OpenCall,
    answer: Answer,
    frame: SeqSlot,
) -> Result<Option<String>, Failure> {
    let waits = register.waits();
    let Answer { version, result, after_ms, late, hide } = answer;
    let taken = password_taken(version, &result);
    let meaning = dialect::answered(version, &call.asked(), result, after_ms, late, &hide);
    let misfit = meaning.evidence.iter().find_map(|evidence| match evidence {
        Evidence::Answered { outcome: Outcome::Misfit { why }, .. }
        | Evidence::Part { outcome: Outcome::Misfit { why }, .. } => Some(why.clone()),
        _evidence_of_an_answer_that_fits => None,
    });
    let (id, command) = (call.id.clone(), call.command.clone());
    // Follow-up questions may wait in the register after this commit.
    let bell = register.registry().bell(charger);
    register
        .store()
        .write_in_turn_later(bell, move |tx| {
            Box::pin(async move {
                rows::set_call(tx, &id, CallState::Answered, None).await?;
                let Some(mut row) = rows::get(tx, &command).await? else { return Ok(()) };
                if let Some(taken) = taken {
                    password_changes::answered(tx, &command, taken).await?;
                }
                take_meaning(tx, &mut row, &meaning, frame.get(), waits).await
            })
        })
        .await?;
    Ok(misfit)
}

/// Whether a new password was taken, should the CALL have told one.
fn password_taken(version: Version, result: &Result<Value, RemoteError>) -> Option<bool> {
    match result {
        Ok(payload) => dialect::password_taken(version, payload),
        Err(_) => Some(false),
    }
}

/// An answer whose CALL this connection does not know: perhaps one from before a reconnect or a restart.
pub async fn answered_unknown(
    register: &Register,
    charger: &str,
    id: String,
    answer: Answer,
    frame: SeqSlot,
) -> Result<(), Failure> {
    let waits = register.waits();
    let bell = register.registry().bell(charger);
    let charger = charger.to_owned();
    register
        .store()
        .write_in_turn_later(bell, move |tx| {
            Box::pin(async move {
                let Some(call) = rows::find_call(tx, &charger, &id).await? else { return Ok(()) };
                let Some(mut row) = rows::get(tx, &call.command).await? else { return Ok(()) };
                let Some(action) = call.action else { return Ok(()) };
                let after_ms = call.sent_at.map_or(0, |sent| tx.now() - sent);
                let asked = SentCall {
                    action: &action,
                    args: &row.args,
                    purpose: &call.purpose,
                    parts: row.life.progress.parts.len(),
                };
                if let Some(taken) = password_taken(answer.version, &answer.result) {
                    password_changes::answered(tx, &row.id, taken).await?;
                }
                let meaning = dialect::answered(answer.version, &asked, answer.result, after_ms, true, &answer.hide);
                rows::set_call(tx, &id, CallState::Answered, None).await?;
                take_meaning(tx, &mut row, &meaning, frame.get(), waits).await
            })
        })
        .await
}

/// The CALL was not answered in time.
pub async fn timed_out(register: &Register, call: &OpenCall, frame: SeqSlot) -> Result<(), Failure> {
    let waits = register.waits();
    let after_ms = i64::try_from(call.patience.as_millis()).unwrap_or(i64::MAX);
    let evidence = call.purpose.unanswered(Evidence::TimedOut { after_ms }, "no answer");
    let (id, command) = (call.id.clone(), call.command.clone());
    register
        .store()
        .write_in_turn_later(Bell::default(), move |tx| {
            Box::pin(async move {
                rows::set_call(tx, &id, CallState::Done, None).await?;
                take_one(tx, &command, &evidence, frame.get(), waits).await?;
                Ok(())
            })
        })
        .await
}
