//! What is known of a charger beside its commands: what it can do, its settings, its profiles, and what it says of its own security.

use crate::failure::Failure;
use crate::store::events::tell_charger;
use crate::store::{chargers, profiles, security_events, settings};
use dialect::{Learnt, Spoken};
use sqlx::sqlite::SqliteConnection;

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
