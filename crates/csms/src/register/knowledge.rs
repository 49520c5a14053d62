//! What is known of a charger beside its commands: what it can do, its settings, its profiles, and what it says of its own security.

use crate::failure::Failure;
use crate::store::{Tx, chargers, profiles, security_events, settings};
use dialect::{Learnt, Spoken};

/// Keeps what was learnt of a charger.
pub async fn learn(tx: &mut Tx, charger: &str, learnt: &Learnt, command: Option<&str>) -> Result<(), Failure> {
    let now = tx.now();
    match learnt {
        Learnt::SecurityExtension(true) => {
            if chargers::set_security(tx, charger, true).await? {
                tx.touch_charger(charger);
            }
        }
        Learnt::SecurityExtension(false) => {
            chargers::set_security(tx, charger, false).await?;
        }
        Learnt::Settings { settings: told, whole } => {
            settings::put(tx, charger, told).await?;
            know(tx, charger, whole.then_some(now)).await?;
        }
        Learnt::SettingTaken { name, value } => settings::set_value(tx, charger, name, value).await?,
        Learnt::ProfileSet { profile, request } => {
            profiles::set(tx, charger, profile, request).await?;
        }
        Learnt::NoProfilesLeft => profiles::none_left(tx, charger).await?,
        Learnt::ProfilesDropped(dropped) => {
            if let Some(command) = command {
                profiles::drop_cleared(tx, charger, dropped, command).await?;
            }
        }
    }
    Ok(())
}

/// Its settings are told: what do they say of what it can do? Where all are told, those not told since then are gone.
pub async fn know(tx: &mut Tx, charger: &str, all_since: Option<i64>) -> Result<(), Failure> {
    if let Some(since) = all_since {
        settings::forget_before(tx, charger, since).await?;
    }
    let speaking = chargers::speaking(tx, charger).await?;
    let (known, security) = dialect::facts(speaking.version(), &settings::all(tx, charger).await?);
    chargers::set_known(tx, charger, &known).await?;
    if security {
        chargers::set_security(tx, charger, true).await?;
    }
    Ok(())
}

/// Records what a charger says, or does, about its own security.
pub async fn security(
    tx: &mut Tx,
    charger: &str,
    kind: &str,
    info: Option<&str>,
    critical: bool,
) -> Result<(), Failure> {
    security_events::record(tx, charger, kind, info, critical).await
}
