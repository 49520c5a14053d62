//! The register: takes evidence about commands in and keeps what follows, in the transaction that brought it.

pub mod args;
pub mod life;
pub mod order;
pub mod upkeep;
pub mod wire;

use crate::Failure;
use crate::store::commands::{self as rows, Row};
use crate::store::events::{self, Kind};
use args::Purpose;
use life::{Effects, Evidence, Waits};
use model::{CommandKind, DiagnosticsStatus, FirmwareStatus};
use sqlx::sqlite::SqliteConnection;

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
    let effects = row.life.take(evidence, context.waits, now);
    if !effects.changed {
        return Ok(effects);
    }
    rows::save(connection, row, &effects.steps, seq, now + SECRET_KEPT_MS, now).await?;
    if let Some(needed) = effects.reboot_needed {
        crate::store::chargers::set_reboot_needed(connection, &row.charger, Some(needed)).await?;
    }
    if effects.ask_schedules {
        let mut connectors = crate::store::chargers::plugs(connection, &row.charger).await?;
        if connectors.is_empty() {
            connectors.push(0);
        }
        for connector in connectors {
            let purpose = Purpose::Schedule { connector };
            rows::insert_call(connection, &row.charger, &row.id, &purpose, now).await?;
        }
    }
    if let Some(seq) = seq {
        events::link(connection, seq, &row.id).await?;
    }
    events::tell(connection, Kind::Command, &row.charger, Some(&row.id), "", now).await?;
    tell_charger(connection, &row.charger, now).await?;
    Ok(effects)
}

/// Tells screens that a charger's state changed.
pub async fn tell_charger(connection: &mut SqliteConnection, charger: &str, now: i64) -> Result<(), Failure> {
    events::tell(connection, Kind::Charger, charger, None, "", now).await?;
    Ok(())
}

/// A boot: evidence for every open command sent before it, and for the newest Reboot and Update Firmware even when they
/// were given up.
pub async fn booted(
    connection: &mut SqliteConnection,
    charger: &str,
    firmware: Option<&str>,
    seq: Option<i64>,
    context: &Context,
) -> Result<(), Failure> {
    let evidence = Evidence::Booted { firmware: firmware.map(str::to_owned) };
    for kind in [CommandKind::Reboot, CommandKind::UpdateFirmware] {
        if let Some(mut row) = rows::newest_of_kind(connection, charger, kind).await? {
            take(connection, &mut row, &evidence, seq, context).await?;
        }
    }
    Ok(())
}

pub async fn firmware_reported(
    connection: &mut SqliteConnection,
    charger: &str,
    status: FirmwareStatus,
    seq: Option<i64>,
    context: &Context,
) -> Result<(), Failure> {
    if let Some(mut row) = rows::newest_of_kind(connection, charger, CommandKind::UpdateFirmware).await? {
        take(connection, &mut row, &Evidence::Firmware(status), seq, context).await?;
    }
    Ok(())
}

pub async fn diagnostics_reported(
    connection: &mut SqliteConnection,
    charger: &str,
    status: DiagnosticsStatus,
    seq: Option<i64>,
    context: &Context,
) -> Result<(), Failure> {
    if let Some(mut row) = rows::newest_of_kind(connection, charger, CommandKind::RequestDiagnostics).await? {
        take(connection, &mut row, &Evidence::Diagnostics(status), seq, context).await?;
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
