//! How a charger speaks and is treated: its version, what it has shown it can do, what its boots are answered with.

use crate::failure::Failure;
use model::{Admission, Known, Protocol, Treatment};
use sqlx::FromRow;
use sqlx::sqlite::SqliteConnection;
use words::Speaking;

#[derive(FromRow)]
struct SpeakingRow {
    protocol: Option<String>,
    security: bool,
    registered: Option<String>,
    known: String,
}

pub async fn speaking(connection: &mut SqliteConnection, charger: &str) -> Result<Speaking, Failure> {
    let row: SpeakingRow = sqlx::query_as("SELECT protocol, security, registered, known FROM chargers WHERE id = $1")
        .bind(charger)
        .fetch_one(connection)
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
pub async fn set_security(connection: &mut SqliteConnection, charger: &str, knows: bool) -> Result<bool, Failure> {
    let done = sqlx::query("UPDATE chargers SET security = $2 WHERE id = $1 AND security != $2")
        .bind(charger)
        .bind(knows)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn set_known(
    connection: &mut SqliteConnection,
    charger: &str,
    known: &Known,
    at: i64,
) -> Result<(), Failure> {
    let json = serde_json::to_string(known).map_err(|error| Failure::Stored(error.to_string()))?;
    sqlx::query("UPDATE chargers SET known = $2, settings_at = $3 WHERE id = $1")
        .bind(charger)
        .bind(json)
        .bind(at)
        .execute(connection)
        .await?;
    Ok(())
}

/// What a charger's boot is answered with now.
pub async fn admission(connection: &mut SqliteConnection, charger: &str) -> Result<Admission, Failure> {
    let text: String =
        sqlx::query_scalar("SELECT admission FROM chargers WHERE id = $1").bind(charger).fetch_one(connection).await?;
    Ok(Admission::parse(&text).unwrap_or_default())
}

pub async fn set_registered(
    connection: &mut SqliteConnection,
    charger: &str,
    registered: Admission,
) -> Result<(), Failure> {
    sqlx::query("UPDATE chargers SET registered = $2 WHERE id = $1")
        .bind(charger)
        .bind(registered.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

/// Says whether the charger's settings are to be read now: they may be, and were not since it runs this version.
pub async fn begin_asking(connection: &mut SqliteConnection, charger: &str, firmware: &str) -> Result<bool, Failure> {
    let done = sqlx::query(
        "UPDATE chargers SET asked_as = protocol || ' ' || $2
         WHERE id = $1 AND asked = 1 AND protocol IS NOT NULL AND asked_as IS NOT protocol || ' ' || $2",
    )
    .bind(charger)
    .bind(firmware)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Says whether it may be asked to boot now: it was not for so long, in milliseconds.
pub async fn begin_asking_to_boot(
    connection: &mut SqliteConnection,
    charger: &str,
    now: i64,
    every_ms: i64,
) -> Result<bool, Failure> {
    let done = sqlx::query(
        "UPDATE chargers SET boot_asked_at = $2 WHERE id = $1 AND (boot_asked_at IS NULL OR boot_asked_at <= $2 - $3)",
    )
    .bind(charger)
    .bind(now)
    .bind(every_ms)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Connected chargers that were asked for their settings, and have told none.
pub async fn without_settings(connection: &mut SqliteConnection) -> Result<Vec<String>, Failure> {
    Ok(sqlx::query_scalar(
        "SELECT id FROM chargers WHERE online = 1 AND asked = 1 AND asked_as IS NOT NULL AND settings_at IS NULL
             AND registered = 'Accepted'",
    )
    .fetch_all(connection)
    .await?)
}

/// They were not asked for after all: the next boot brings it up again.
pub async fn end_asking(connection: &mut SqliteConnection, charger: &str) -> Result<(), Failure> {
    sqlx::query("UPDATE chargers SET asked_as = NULL WHERE id = $1").bind(charger).execute(connection).await?;
    Ok(())
}

pub async fn treat(connection: &mut SqliteConnection, charger: &str, treatment: &Treatment) -> Result<(), Failure> {
    sqlx::query("UPDATE chargers SET admission = $2, pinned = $3, asked = $4, any_origin = $5 WHERE id = $1")
        .bind(charger)
        .bind(treatment.admission.as_str())
        .bind(treatment.pinned.map(Protocol::as_str))
        .bind(treatment.asked)
        .bind(treatment.any_origin)
        .execute(connection)
        .await?;
    Ok(())
}

/// Says whether a charger boots in another version than it last booted in, and remembers this one.
pub async fn boots_as_another(connection: &mut SqliteConnection, charger: &str) -> Result<bool, Failure> {
    let (before, now): (Option<String>, Option<String>) =
        sqlx::query_as("SELECT booted_as, protocol FROM chargers WHERE id = $1")
            .bind(charger)
            .fetch_one(&mut *connection)
            .await?;
    sqlx::query("UPDATE chargers SET booted_as = protocol WHERE id = $1").bind(charger).execute(connection).await?;
    Ok(before.is_some() && before != now)
}

/// Another version than before: what it told of its connectors, sessions, settings and profiles, and what it had shown, was the
/// old one's.
pub async fn forget_version(connection: &mut SqliteConnection, charger: &str, now: i64) -> Result<(), Failure> {
    sqlx::query("UPDATE transactions SET stopped_at = $2 WHERE charger = $1 AND stopped_at IS NULL")
        .bind(charger)
        .bind(now)
        .execute(&mut *connection)
        .await?;
    sqlx::query("DELETE FROM readings WHERE charger = $1").bind(charger).execute(&mut *connection).await?;
    sqlx::query("DELETE FROM connectors WHERE charger = $1").bind(charger).execute(&mut *connection).await?;
    sqlx::query("DELETE FROM settings WHERE charger = $1").bind(charger).execute(&mut *connection).await?;
    sqlx::query("DELETE FROM profiles WHERE charger = $1").bind(charger).execute(&mut *connection).await?;
    sqlx::query(
        "UPDATE chargers SET faulted = 0, known = '{}', settings_at = NULL, asked_as = NULL, security = 0 WHERE id = $1",
    )
    .bind(charger)
    .execute(connection)
    .await?;
    Ok(())
}
