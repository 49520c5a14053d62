//! Takes evidence about commands in and keeps what follows, in the transaction that brought it.

use super::knowledge::{learn, security};
use crate::failure::Failure;
use crate::store::commands::{self as rows, CommandRecord};
use crate::store::{Reading, Tx, chargers, events, learnt, profiles};
use actions::{Effects, Waits, clear_charging_profiles};
use dialect::Meaning;
use dialect::Spoken;
use model::{CommandKind, Limit, Notice};
use std::collections::HashSet;
use words::{BootReason, Evidence};

/// A settled command's secret is kept so long, so that a charger echoing it back is still masked.
const SECRET_KEPT_MS: i64 = 24 * 3600 * 1000;

/// Lets one command take evidence in, stores what changed and tells screens.
pub async fn take(
    tx: &mut Tx,
    row: &mut CommandRecord,
    evidence: &Evidence,
    seq: Option<i64>,
    waits: Waits,
) -> Result<Effects, Failure> {
    let now = tx.now();
    let compared = compared(tx, row, evidence).await?;
    let evidence = compared.as_ref().unwrap_or(evidence);
    let reopens = row.life.would_reopen(evidence, now) && !rows::is_newer_open(tx, row).await?;
    let effects = if reopens { row.life.reopen(evidence, waits, now) } else { row.life.take(evidence, waits, now) };
    if !effects.changed {
        return Ok(effects);
    }
    rows::save(tx, row, &effects.steps, seq, now + SECRET_KEPT_MS).await?;
    if let Some(needed) = effects.reboot_needed {
        chargers::set_reboot_needed(tx, &row.charger, Some(needed)).await?;
    }
    if let Some(protocol) = effects.worked {
        learnt::put(tx, &row.charger, protocol).await?;
    }
    ask(tx, row, &effects).await?;
    if effects.replaces {
        replace_older(tx, row, waits).await?;
    }
    if let Some(seq) = seq {
        events::link(tx, seq, &row.id);
    }
    Ok(effects)
}

/// A limit that a connector reports after its profiles were cleared, with what is known of before.
async fn compared(
    reading: &mut Reading,
    row: &CommandRecord,
    evidence: &Evidence,
) -> Result<Option<Evidence>, Failure> {
    let Evidence::Schedule { connector, limit: Limit::Limited { amount, stood: None } } = evidence else {
        return Ok(None);
    };
    let set = profiles::amounts(reading, &row.charger, *connector, &row.id).await?;
    let left_before = rows::last_schedule(reading, &row.charger, &row.id, *connector).await?;
    let limit = clear_charging_profiles::compared(amount, &set, left_before);
    Ok(Some(Evidence::Schedule { connector: *connector, limit }))
}

/// Puts the questions that follow into the register.
async fn ask(tx: &mut Tx, row: &CommandRecord, effects: &Effects) -> Result<(), Failure> {
    let limits = match effects.ask_limits {
        true => {
            let is_2x = chargers::speaking(tx, &row.charger).await?.version().is_2x();
            clear_charging_profiles::limits_asked(is_2x, chargers::plugs(tx, &row.charger).await?)
        }
        false => Vec::new(),
    };
    for purpose in effects.calls(limits) {
        rows::insert_call(tx, &row.charger, &row.id, &purpose).await?;
    }
    Ok(())
}

/// The charger let go of what it did before of the same kind.
async fn replace_older(tx: &mut Tx, row: &CommandRecord, waits: Waits) -> Result<(), Failure> {
    for mut older in rows::open_of_kind(tx, &row.charger, row.life.kind).await? {
        if older.id != row.id && older.life.ordered_at <= row.life.ordered_at {
            let by = "a newer request".to_owned();
            Box::pin(take(tx, &mut older, &Evidence::Replaced { by }, None, waits)).await?;
        }
    }
    Ok(())
}

/// Everything that an answer or a report says, of the command and of the charger.
pub async fn take_meaning(
    tx: &mut Tx,
    row: &mut CommandRecord,
    meaning: &Meaning,
    seq: Option<i64>,
    waits: Waits,
) -> Result<(), Failure> {
    for learnt in &meaning.learnt {
        learn(tx, &row.charger, learnt, Some(&row.id)).await?;
    }
    row.life.progress.instead = meaning.instead.map(str::to_owned);
    // There is no other way to ask a 1.6 charger for its settings, so that its own answer is the end.
    if row.life.kind == CommandKind::ReadConfiguration {
        row.life.progress.no_other_way = !chargers::speaking(tx, &row.charger).await?.version().is_2x();
    }
    for evidence in &meaning.evidence {
        take(tx, row, evidence, seq, waits).await?;
    }
    if let Some(next) = meaning.next.as_ref().filter(|_| row.life.is_open()) {
        rows::insert_call(tx, &row.charger, &row.id, next).await?;
    }
    Ok(())
}

/// A boot: evidence for every open command sent before it, and for the newest Reboot and Update Firmware even when they
/// were given up.
pub async fn booted(
    tx: &mut Tx,
    charger: &str,
    firmware: Option<&str>,
    (reason, asked): (&BootReason, bool),
    seq: Option<i64>,
    waits: Waits,
) -> Result<(), Failure> {
    let evidence = Evidence::Booted { firmware: firmware.map(str::to_owned), reason: reason.clone(), asked };
    for kind in actions::proven_by_boot() {
        if let Some(mut row) = rows::newest_of_kind(tx, charger, kind).await? {
            take(tx, &mut row, &evidence, seq, waits).await?;
        }
    }
    Ok(())
}

/// A report of progress belongs to the command whose request id it repeats; without one, to the newest of its kind. One about another
/// charger's request touches nothing, and is a security event (E-20).
pub async fn reported(
    tx: &mut Tx,
    charger: &str,
    kind: CommandKind,
    request: Option<i64>,
    evidence: &Evidence,
    seq: Option<i64>,
    waits: Waits,
) -> Result<(), Failure> {
    let row = match request {
        None => match rows::newest_of_kind(tx, charger, kind).await? {
            Some(newest) => Some(meant(tx, newest, evidence, false).await?),
            None => None,
        },
        Some(request) => {
            let row = rows::by_request(tx, charger, kind, request).await?;
            if row.is_none() && rows::is_anothers_request(tx, charger, kind, request).await? {
                let info = format!("It reports on request {request}, which is not this charger's.");
                security(tx, charger, "ForeignRequest", Some(&info), true).await?;
            }
            row
        }
    };
    if let Some(mut row) = row {
        row.life.progress.named |= request.is_some();
        take(tx, &mut row, evidence, seq, waits).await?;
    }
    Ok(())
}

/// Which command a report that names none is about: the newest, unless it tells how the one before it went on, whose work had begun and
/// never ended, while nothing is known of the newest one's.
async fn meant(
    reading: &mut Reading,
    newest: CommandRecord,
    evidence: &Evidence,
    unsigned: bool,
) -> Result<CommandRecord, Failure> {
    let now = reading.now();
    if newest.life.is_meant(evidence) {
        return Ok(newest);
    }
    let before = rows::before(reading, &newest, unsigned).await?;
    Ok(before.filter(|before| before.life.was_at_work(now)).unwrap_or(newest))
}

/// The same of firmware without a signature, in words that know no request: it is not about a signed one.
pub async fn unsigned_reported(
    tx: &mut Tx,
    charger: &str,
    evidence: &Evidence,
    seq: Option<i64>,
    waits: Waits,
) -> Result<(), Failure> {
    if let Some(newest) = rows::newest_unsigned(tx, charger).await? {
        let mut row = meant(tx, newest, evidence, true).await?;
        take(tx, &mut row, evidence, seq, waits).await?;
    }
    Ok(())
}

/// The status of an EVSE: evidence for a reboot of it alone.
pub async fn evse_reported(
    tx: &mut Tx,
    charger: &str,
    evse: i64,
    status: &str,
    seq: Option<i64>,
    waits: Waits,
) -> Result<(), Failure> {
    if let Some(mut row) =
        rows::newest_of_kind(tx, charger, CommandKind::Reboot).await?.filter(|row| row.args.evse() == Some(evse))
    {
        let evidence = Evidence::EvseStatus { evse, status: status.to_owned() };
        take(tx, &mut row, &evidence, seq, waits).await?;
    }
    Ok(())
}

/// A charger told something that it can be asked for: evidence for what asked for it, where that was written before the charger said so.
pub async fn came(tx: &mut Tx, charger: &str, notice: &Notice, seq: Option<i64>, waits: Waits) -> Result<(), Failure> {
    for mut row in awaiting(tx, charger).await? {
        if actions::ask::is_behind(seq, rows::written_in(tx, &row.id).await?) {
            take(tx, &mut row, &Evidence::Came { notice: *notice }, seq, waits).await?;
        }
    }
    Ok(())
}

/// The commands that wait for something that the charger was asked to tell.
pub async fn awaiting(reading: &mut Reading, charger: &str) -> Result<Vec<CommandRecord>, Failure> {
    let now = reading.now();
    let mut awaiting = Vec::new();
    for kind in actions::proven_by_notice() {
        let newest = rows::newest_of_kind(reading, charger, kind).await?;
        awaiting.extend(newest.filter(|row| row.life.awaits_notice(now)));
    }
    Ok(awaiting)
}

/// Evidence for every open command of a charger.
pub async fn take_all(tx: &mut Tx, charger: &str, evidence: &Evidence, waits: Waits) -> Result<(), Failure> {
    for mut row in rows::open_of_charger(tx, charger).await? {
        take(tx, &mut row, evidence, None, waits).await?;
    }
    Ok(())
}

/// A charger's line went down or came back: evidence for every open command, and for those that were given up and wait for a boot.
pub async fn line_changed(tx: &mut Tx, charger: &str, evidence: &Evidence, waits: Waits) -> Result<(), Failure> {
    take_all(tx, charger, evidence, waits).await?;
    for kind in actions::proven_by_boot() {
        if let Some(mut row) = rows::newest_of_kind(tx, charger, kind).await?.filter(|row| !row.life.is_open()) {
            take(tx, &mut row, evidence, None, waits).await?;
        }
    }
    Ok(())
}

/// Those of these chargers of which a command may be changed by what happens to their line, by a boot, or by the status of a plug.
pub async fn concerned_by_line(tx: &mut Tx, chargers: &[&str]) -> Result<HashSet<String>, Failure> {
    let kinds: Vec<CommandKind> = actions::proven_by_boot().collect();
    let since = tx.now() - actions::CORRECTABLE_MS;
    rows::concerned(tx, chargers, &kinds, since).await
}

/// A charging session has ended: evidence for a reboot that the charger does when its sessions are over.
pub async fn session_ended(tx: &mut Tx, charger: &str, waits: Waits) -> Result<(), Failure> {
    let is_soft = |row: &CommandRecord| row.args.is_soft_reboot();
    if let Some(mut row) = rows::newest_of_kind(tx, charger, CommandKind::Reboot).await?.filter(is_soft) {
        take(tx, &mut row, &Evidence::SessionEnded, None, waits).await?;
    }
    Ok(())
}

/// Evidence for one command, whatever has become of it.
pub async fn take_one(
    tx: &mut Tx,
    command: &str,
    evidence: &Evidence,
    seq: Option<i64>,
    waits: Waits,
) -> Result<Effects, Failure> {
    match rows::get(tx, command).await? {
        Some(mut row) => take(tx, &mut row, evidence, seq, waits).await,
        None => Ok(Effects::default()),
    }
}
