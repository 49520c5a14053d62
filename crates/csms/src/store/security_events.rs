//! What chargers report about their own security.

use crate::failure::Failure;
use crate::store::tx::{Reading, Tx};
use model::SecurityEvent;
use words::local_time::moment;

/// Kept of one charger; the oldest go first.
const KEPT: i64 = 500;
/// Shown on a charger's page.
const SHOWN: i64 = 20;

pub async fn record(tx: &mut Tx, charger: &str, kind: &str, info: Option<&str>, critical: bool) -> Result<(), Failure> {
    let now = tx.now();
    sqlx::query("INSERT INTO security_events (charger, at, kind, info, critical) VALUES ($1, $2, $3, $4, $5)")
        .bind(charger)
        .bind(now)
        .bind(kind)
        .bind(info)
        .bind(critical)
        .execute(tx.connection())
        .await?;
    sqlx::query(
        "DELETE FROM security_events WHERE charger = $1 AND id <= (
            SELECT id FROM security_events WHERE charger = $1 ORDER BY id DESC LIMIT 1 OFFSET $2)",
    )
    .bind(charger)
    .bind(KEPT)
    .execute(tx.connection())
    .await?;
    tx.touch_charger(charger);
    Ok(())
}

/// At, kind, info, critical, seen by.
type EventRow = (i64, String, Option<String>, bool, Option<String>);

/// The newest of a charger.
pub async fn newest(reading: &mut Reading, charger: &str, zone: &str) -> Result<Vec<SecurityEvent>, Failure> {
    let rows: Vec<EventRow> = sqlx::query_as(
        "SELECT at, kind, info, critical, seen_by FROM security_events WHERE charger = $1 ORDER BY id DESC LIMIT $2",
    )
    .bind(charger)
    .bind(SHOWN)
    .fetch_all(reading.connection())
    .await?;
    Ok(rows
        .into_iter()
        .map(|(at, kind, info, critical, seen_by)| SecurityEvent {
            at: moment(at, zone),
            kind,
            info,
            critical,
            seen_by,
        })
        .collect())
}

pub async fn set_seen(tx: &mut Tx, charger: &str, by: &str) -> Result<(), Failure> {
    sqlx::query("UPDATE security_events SET seen_by = $2 WHERE charger = $1 AND seen_by IS NULL")
        .bind(charger)
        .bind(by)
        .execute(tx.connection())
        .await?;
    tx.touch_charger(charger);
    Ok(())
}
