//! The register: takes evidence about commands in and keeps what follows, in the transaction that brought it.

pub mod holds;
pub mod line;
pub mod order;
pub mod upkeep;
pub mod wire;

use crate::Failure;
use crate::store::commands::{self as rows, Row};
use crate::store::events::{self, Kind};
use crate::store::{chargers, learnt, profiles, security_events, settings};
use actions::{Effects, Waits};
use dialect::Spoken;
use dialect::{Learnt, Meaning};
use model::{CommandKind, Limit, Stood};
use sqlx::sqlite::SqliteConnection;
use words::{BootReason, Evidence, Purpose};

/// A settled command's secret is kept so long, so that a charger echoing it back is still masked.
const SECRET_KEPT_MS: i64 = 24 * 3600 * 1000;

/// What evidence needs to know beside itself: the time and the waiting times.
#[derive(Clone, Copy, Debug)]
pub struct Context {
    pub now: i64,
    pub waits: Waits,
}

/// Lets one command take evidence in, stores what changed and tells screens.
pub async fn take(
    connection: &mut SqliteConnection,
    row: &mut Row,
    evidence: &Evidence,
    seq: Option<i64>,
    context: &Context,
) -> Result<Effects, Failure> {
    let now = context.now;
    let compared = compared(connection, row, evidence).await?;
    let evidence = compared.as_ref().unwrap_or(evidence);
    let reopens = row.life.would_reopen(evidence, now) && !rows::is_newer_open(connection, row).await?;
    let effects = if reopens {
        row.life.reopen(evidence, context.waits, now)
    } else {
        row.life.take(evidence, context.waits, now)
    };
    if !effects.changed {
        return Ok(effects);
    }
    rows::save(connection, row, &effects.steps, seq, now + SECRET_KEPT_MS, now).await?;
    if let Some(needed) = effects.reboot_needed {
        chargers::set_reboot_needed(connection, &row.charger, Some(needed), now).await?;
    }
    if let Some(protocol) = effects.worked {
        learnt::put(connection, &row.charger, protocol, now).await?;
    }
    ask(connection, row, &effects, now).await?;
    if effects.replaces {
        replace_older(connection, row, context).await?;
    }
    if let Some(seq) = seq {
        events::link(connection, seq, &row.id).await?;
    }
    events::tell(connection, Kind::Command, &row.charger, Some(&row.id), "", now).await?;
    tell_charger(connection, &row.charger, now).await?;
    Ok(effects)
}

/// A limit that a connector reports after its profiles were cleared, with what is known of before.
async fn compared(
    connection: &mut SqliteConnection,
    row: &Row,
    evidence: &Evidence,
) -> Result<Option<Evidence>, Failure> {
    let Evidence::Schedule { connector, limit: Limit::Limited { amount, stood: None } } = evidence else {
        return Ok(None);
    };
    let set = profiles::amounts(connection, &row.charger, *connector, &row.id).await?;
    let stood = if set.contains(amount) {
        Some(Stood::Profile)
    } else {
        let left_before = rows::last_schedule(connection, &row.charger, &row.id, *connector).await?;
        match left_before.or_else(|| set.into_iter().next()) {
            Some(before) if before == *amount => Some(Stood::Same),
            Some(amount) => Some(Stood::Other { amount }),
            None => None,
        }
    };
    let limit = Limit::Limited { amount: amount.clone(), stood };
    Ok(Some(Evidence::Schedule { connector: *connector, limit }))
}

/// Tells screens that a charger's state changed.
pub async fn tell_charger(connection: &mut SqliteConnection, charger: &str, now: i64) -> Result<(), Failure> {
    events::tell(connection, Kind::Charger, charger, None, "", now).await?;
    Ok(())
}

/// Puts the questions that follow into the register.
async fn ask(connection: &mut SqliteConnection, row: &Row, effects: &Effects, now: i64) -> Result<(), Failure> {
    let mut purposes = Vec::new();
    if effects.ask_limits {
        if chargers::speaking(connection, &row.charger).await?.version().is_2x() {
            purposes.push(Purpose::Profiles);
        } else {
            let mut connectors = chargers::plugs(connection, &row.charger).await?;
            if connectors.is_empty() {
                connectors.push(0);
            }
            purposes.extend(connectors.into_iter().map(|connector| Purpose::Schedule { connector }));
        }
    }
    if effects.ask_how_far {
        purposes.push(Purpose::HowFar);
    }
    if effects.send_otherwise {
        purposes.push(Purpose::Main);
    }
    if effects.ask_settings {
        purposes.push(Purpose::Settings { from: 0 });
    }
    for purpose in purposes {
        rows::insert_call(connection, &row.charger, &row.id, &purpose, now).await?;
    }
    Ok(())
}

/// The charger let go of what it did before of the same kind.
async fn replace_older(connection: &mut SqliteConnection, row: &Row, context: &Context) -> Result<(), Failure> {
    for mut older in rows::open_of_kind(connection, &row.charger, row.life.kind).await? {
        if older.id != row.id && older.life.ordered_at <= row.life.ordered_at {
            let by = "a newer request".to_owned();
            Box::pin(take(connection, &mut older, &Evidence::Replaced { by }, None, context)).await?;
        }
    }
    Ok(())
}

/// Everything that an answer or a report says, of the command and of the charger.
pub async fn take_meaning(
    connection: &mut SqliteConnection,
    row: &mut Row,
    meaning: &Meaning,
    seq: Option<i64>,
    context: &Context,
) -> Result<(), Failure> {
    for learnt in &meaning.learnt {
        learn(connection, &row.charger, learnt, Some(&row.id), context.now).await?;
    }
    row.life.progress.instead = meaning.instead.map(str::to_owned);
    // There is no other way to ask a 1.6 charger for its settings, so that its own answer is the end.
    if row.life.kind == CommandKind::ReadConfiguration {
        row.life.progress.no_other_way = !chargers::speaking(connection, &row.charger).await?.version().is_2x();
    }
    for evidence in &meaning.evidence {
        take(connection, row, evidence, seq, context).await?;
    }
    if let Some(next) = meaning.next.as_ref().filter(|_| row.life.is_open()) {
        rows::insert_call(connection, &row.charger, &row.id, next, context.now).await?;
    }
    Ok(())
}

/// Keeps what was learnt of a charger.
pub async fn learn(
    connection: &mut SqliteConnection,
    charger: &str,
    learnt: &Learnt,
    command: Option<&str>,
    now: i64,
) -> Result<(), Failure> {
    match learnt {
        Learnt::SecurityExtension(true) => {
            if chargers::set_security(connection, charger, true).await? {
                tell_charger(connection, charger, now).await?;
            }
        }
        Learnt::SecurityExtension(false) => {
            chargers::set_security(connection, charger, false).await?;
        }
        Learnt::Settings { settings: told, whole } => {
            for setting in told {
                settings::put(connection, charger, setting, now).await?;
            }
            know(connection, charger, whole.then_some(now), now).await?;
        }
        Learnt::SettingTaken { name, value } => settings::set_value(connection, charger, name, value, now).await?,
        Learnt::ProfileSet { profile, request } => {
            profiles::set(connection, charger, profile, request, now).await?;
        }
        Learnt::NoProfilesLeft => profiles::none_left(connection, charger).await?,
        Learnt::ProfilesDropped(dropped) => {
            if let Some(command) = command {
                profiles::drop_cleared(connection, charger, dropped, command).await?;
            }
        }
    }
    Ok(())
}

/// Its settings are told: what do they say of what it can do? Where all are told, those not told since then are gone.
pub async fn know(
    connection: &mut SqliteConnection,
    charger: &str,
    all_since: Option<i64>,
    now: i64,
) -> Result<(), Failure> {
    if let Some(since) = all_since {
        settings::forget_before(connection, charger, since).await?;
    }
    let speaking = chargers::speaking(connection, charger).await?;
    let (known, security) = dialect::facts(speaking.version(), &settings::all(connection, charger).await?);
    chargers::set_known(connection, charger, &known, now).await?;
    if security {
        chargers::set_security(connection, charger, true).await?;
    }
    tell_charger(connection, charger, now).await
}

/// A boot: evidence for every open command sent before it, and for the newest Reboot and Update Firmware even when they
/// were given up.
pub async fn booted(
    connection: &mut SqliteConnection,
    charger: &str,
    firmware: Option<&str>,
    (reason, asked): (&BootReason, bool),
    seq: Option<i64>,
    context: &Context,
) -> Result<(), Failure> {
    let evidence = Evidence::Booted { firmware: firmware.map(str::to_owned), reason: reason.clone(), asked };
    for kind in actions::proven_by_boot() {
        if let Some(mut row) = rows::newest_of_kind(connection, charger, kind).await? {
            take(connection, &mut row, &evidence, seq, context).await?;
        }
    }
    Ok(())
}

/// A report of progress belongs to the command whose request id it repeats; without one, to the newest of its kind. One about another
/// charger's request touches nothing, and is a security event (E-20).
pub async fn reported(
    connection: &mut SqliteConnection,
    charger: &str,
    kind: CommandKind,
    request: Option<i64>,
    evidence: &Evidence,
    seq: Option<i64>,
    context: &Context,
) -> Result<(), Failure> {
    let row = match request {
        None => match rows::newest_of_kind(connection, charger, kind).await? {
            Some(newest) => Some(meant(connection, newest, evidence, false, context).await?),
            None => None,
        },
        Some(request) => {
            let row = rows::by_request(connection, charger, kind, request).await?;
            if row.is_none() && rows::is_anothers_request(connection, charger, kind, request).await? {
                let info = format!("It reports on request {request}, which is not this charger's.");
                security(connection, charger, "ForeignRequest", Some(&info), true, context.now).await?;
            }
            row
        }
    };
    if let Some(mut row) = row {
        row.life.progress.named |= request.is_some();
        take(connection, &mut row, evidence, seq, context).await?;
    }
    Ok(())
}

/// Which command a report that names none is about: the newest, unless it tells how the one before it went on, whose work had begun and
/// never ended, while nothing is known of the newest one's.
async fn meant(
    connection: &mut SqliteConnection,
    newest: Row,
    evidence: &Evidence,
    unsigned: bool,
    context: &Context,
) -> Result<Row, Failure> {
    if newest.life.has_begun() || evidence.begins() {
        return Ok(newest);
    }
    let before = rows::before(connection, &newest, unsigned).await?;
    Ok(before.filter(|before| before.life.was_at_work(context.now)).unwrap_or(newest))
}

/// The same of firmware without a signature, in words that know no request: it is not about a signed one.
pub async fn unsigned_reported(
    connection: &mut SqliteConnection,
    charger: &str,
    evidence: &Evidence,
    seq: Option<i64>,
    context: &Context,
) -> Result<(), Failure> {
    if let Some(newest) = rows::newest_unsigned(connection, charger).await? {
        let mut row = meant(connection, newest, evidence, true, context).await?;
        take(connection, &mut row, evidence, seq, context).await?;
    }
    Ok(())
}

/// Records what a charger says, or does, about its own security.
pub async fn security(
    connection: &mut SqliteConnection,
    charger: &str,
    kind: &str,
    info: Option<&str>,
    critical: bool,
    now: i64,
) -> Result<(), Failure> {
    security_events::record(connection, charger, kind, info, critical, now).await?;
    tell_charger(connection, charger, now).await
}

/// The status of an EVSE: evidence for a reboot of it alone.
pub async fn evse_reported(
    connection: &mut SqliteConnection,
    charger: &str,
    evse: i64,
    status: &str,
    seq: Option<i64>,
    context: &Context,
) -> Result<(), Failure> {
    if let Some(mut row) = rows::newest_of_kind(connection, charger, CommandKind::Reboot)
        .await?
        .filter(|row| row.args.evse() == Some(evse))
    {
        let evidence = Evidence::EvseStatus { evse, status: status.to_owned() };
        take(connection, &mut row, &evidence, seq, context).await?;
    }
    Ok(())
}

/// Evidence for every open command of a charger.
pub async fn take_all(
    connection: &mut SqliteConnection,
    charger: &str,
    evidence: &Evidence,
    context: &Context,
) -> Result<(), Failure> {
    for mut row in rows::open_of_charger(connection, charger).await? {
        take(connection, &mut row, evidence, None, context).await?;
    }
    Ok(())
}

/// A charger's line went down or came back: evidence for every open command, and for those that were given up and wait for a boot.
pub async fn line_changed(
    connection: &mut SqliteConnection,
    charger: &str,
    evidence: &Evidence,
    context: &Context,
) -> Result<(), Failure> {
    take_all(connection, charger, evidence, context).await?;
    for kind in actions::proven_by_boot() {
        if let Some(mut row) = rows::newest_of_kind(connection, charger, kind).await?.filter(|row| !row.life.is_open())
        {
            take(connection, &mut row, evidence, None, context).await?;
        }
    }
    Ok(())
}

/// A charging session has ended: evidence for a reboot that the charger does when its sessions are over.
pub async fn session_ended(connection: &mut SqliteConnection, charger: &str, context: &Context) -> Result<(), Failure> {
    let waits = |row: &Row| row.args.is_soft_reboot();
    if let Some(mut row) = rows::newest_of_kind(connection, charger, CommandKind::Reboot).await?.filter(waits) {
        take(connection, &mut row, &Evidence::SessionEnded, None, context).await?;
    }
    Ok(())
}

/// Evidence for one command, whatever has become of it.
pub async fn take_one(
    connection: &mut SqliteConnection,
    command: &str,
    evidence: &Evidence,
    seq: Option<i64>,
    context: &Context,
) -> Result<Effects, Failure> {
    match rows::get(connection, command).await? {
        Some(mut row) => take(connection, &mut row, evidence, seq, context).await,
        None => Ok(Effects::default()),
    }
}
