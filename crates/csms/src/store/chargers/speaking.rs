//! How a charger speaks and is treated: its version, what it has shown it can do, what its boots are answered with.

use crate::failure::Failure;
use crate::store::scope::id_list;
use crate::store::tx::{Reading, Tx};
use model::{Admission, Known, Protocol, Treatment};
use sqlx::FromRow;
use words::Speaking;

#[derive(FromRow)]
struct SpeakingRow {
    protocol: Option<String>,
    security: bool,
    registered: Option<String>,
    known: String,
}

pub async fn speaking(reading: &mut Reading, charger: &str) -> Result<Speaking, Failure> {
    let row: SpeakingRow = sqlx::query_as("SELECT protocol, security, registered, known FROM chargers WHERE id = $1")
        .bind(charger)
        .fetch_one(reading.connection())
        .await?;
    Ok(Speaking {
        protocol: row.protocol.as_deref().and_then(Protocol::parse),
        security: row.security,
        registered: row.registered.as_deref().and_then(Admission::parse),
        known: known(&row.known),
    })
}

/// What is stored of a charger's abilities; a shape from another time counts as nothing known.
pub(super) fn known(json: &str) -> Known {
    serde_json::from_str(json).unwrap_or_default()
}

/// Whether it knows the 1.6 security extension. Says whether that is news.
pub async fn set_security(tx: &mut Tx, charger: &str, knows: bool) -> Result<bool, Failure> {
    let done = sqlx::query("UPDATE chargers SET security = $2 WHERE id = $1 AND security != $2")
        .bind(charger)
        .bind(knows)
        .execute(tx.connection())
        .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn set_known(tx: &mut Tx, charger: &str, known: &Known) -> Result<(), Failure> {
    let at = tx.now();
    let json = serde_json::to_string(known).map_err(|error| Failure::Stored(error.to_string()))?;
    sqlx::query("UPDATE chargers SET known = $2, settings_at = $3 WHERE id = $1")
        .bind(charger)
        .bind(json)
        .bind(at)
        .execute(tx.connection())
        .await?;
    tx.touch_charger(charger);
    Ok(())
}

/// What a charger's boot is answered with now.
pub async fn admission(reading: &mut Reading, charger: &str) -> Result<Admission, Failure> {
    let text: String = sqlx::query_scalar("SELECT admission FROM chargers WHERE id = $1")
        .bind(charger)
        .fetch_one(reading.connection())
        .await?;
    Ok(Admission::parse(&text).unwrap_or_default())
}

pub async fn set_registered(tx: &mut Tx, charger: &str, registered: Admission) -> Result<(), Failure> {
    sqlx::query("UPDATE chargers SET registered = $2 WHERE id = $1")
        .bind(charger)
        .bind(registered.as_str())
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Says whether the charger's settings are to be read now: they may be, and were not since it runs this version.
pub async fn begin_asking(tx: &mut Tx, charger: &str) -> Result<bool, Failure> {
    let done = sqlx::query(
        "UPDATE chargers SET asked_as = protocol || ' ' || coalesce(firmware, '')
         WHERE id = $1 AND asked = 1 AND protocol IS NOT NULL AND asked_as IS NOT protocol || ' ' || coalesce(firmware, '')",
    )
    .bind(charger)
    .execute(tx.connection())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Those of these chargers of which the same is to be expected.
pub async fn to_be_asked(reading: &mut Reading, chargers: impl Iterator<Item = &str>) -> Result<Vec<String>, Failure> {
    Ok(sqlx::query_scalar(
        "SELECT id FROM chargers WHERE id IN (SELECT value FROM json_each($1)) AND asked = 1 AND protocol IS NOT NULL
           AND asked_as IS NOT protocol || ' ' || coalesce(firmware, '') ORDER BY id",
    )
    .bind(id_list(chargers))
    .fetch_all(reading.connection())
    .await?)
}

/// Says whether it may be asked to boot now: it was not for so long, in milliseconds.
pub async fn begin_asking_to_boot(tx: &mut Tx, charger: &str, every_ms: i64) -> Result<bool, Failure> {
    let now = tx.now();
    let done = sqlx::query(
        "UPDATE chargers SET boot_asked_at = $2 WHERE id = $1 AND (boot_asked_at IS NULL OR boot_asked_at <= $2 - $3)",
    )
    .bind(charger)
    .bind(now)
    .bind(every_ms)
    .execute(tx.connection())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Connected chargers that were asked for their settings, and have told none.
pub async fn without_settings(reading: &mut Reading) -> Result<Vec<String>, Failure> {
    Ok(sqlx::query_scalar(
        "SELECT id FROM chargers WHERE online = 1 AND asked = 1 AND asked_as IS NOT NULL AND settings_at IS NULL
             AND registered = 'Accepted'",
    )
    .fetch_all(reading.connection())
    .await?)
}

/// They were not asked for after all: the next boot brings it up again.
pub async fn end_asking(tx: &mut Tx, charger: &str) -> Result<(), Failure> {
    sqlx::query("UPDATE chargers SET asked_as = NULL WHERE id = $1").bind(charger).execute(tx.connection()).await?;
    Ok(())
}

pub async fn treat(tx: &mut Tx, charger: &str, treatment: &Treatment) -> Result<(), Failure> {
    sqlx::query("UPDATE chargers SET admission = $2, pinned = $3, asked = $4, any_origin = $5 WHERE id = $1")
        .bind(charger)
        .bind(treatment.admission.as_str())
        .bind(treatment.pinned.map(Protocol::as_str))
        .bind(treatment.asked)
        .bind(treatment.any_origin)
        .execute(tx.connection())
        .await?;
    tx.touch_charger(charger);
    Ok(())
}

/// Says whether a charger boots in another version than it last booted in, and remembers this one.
pub async fn boots_as_another(tx: &mut Tx, charger: &str) -> Result<bool, Failure> {
    let (before, now): (Option<String>, Option<String>) =
        sqlx::query_as("SELECT booted_as, protocol FROM chargers WHERE id = $1")
            .bind(charger)
            .fetch_one(tx.connection())
            .await?;
    sqlx::query("UPDATE chargers SET booted_as = protocol WHERE id = $1")
        .bind(charger)
        .execute(tx.connection())
        .await?;
    Ok(before.is_some() && before != now)
}

/// Another version than before: what it told of its connectors, sessions, settings and profiles, and what it had shown, was the
/// old one's.
pub async fn forget_version(tx: &mut Tx, charger: &str) -> Result<(), Failure> {
    let now = tx.now();
    sqlx::query("UPDATE transactions SET stopped_at = $2 WHERE charger = $1 AND stopped_at IS NULL")
        .bind(charger)
        .bind(now)
        .execute(tx.connection())
        .await?;
    sqlx::query("DELETE FROM readings WHERE charger = $1").bind(charger).execute(tx.connection()).await?;
    sqlx::query("DELETE FROM connectors WHERE charger = $1").bind(charger).execute(tx.connection()).await?;
    sqlx::query("DELETE FROM settings WHERE charger = $1").bind(charger).execute(tx.connection()).await?;
    sqlx::query("DELETE FROM profiles WHERE charger = $1").bind(charger).execute(tx.connection()).await?;
    sqlx::query(
        "UPDATE chargers SET faulted = 0, known = '{}', settings_at = NULL, asked_as = NULL, security = 0 WHERE id = $1",
    )
    .bind(charger)
    .execute(tx.connection())
    .await?;
    Ok(())
}
