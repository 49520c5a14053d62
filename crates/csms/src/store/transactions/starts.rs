//! Beginnings of sessions as 1.6 tells them.

use super::plugs::{is_plausible, presume_ended};
use super::readings;
use crate::failure::Failure;
use crate::store::tx::Tx;

pub struct Start {
    pub connector: i64,
    pub id_tag: String,
    /// None: not told, so that the first reading stands for it.
    pub meter_start: Option<i64>,
    /// The charger's own text, part of what makes a repeat.
    pub timestamp: String,
    pub digest: String,
}

/// Records a start, or finds the one it repeats. Returns the transaction id.
///
/// The same content after the session's stop is a new session only where that stop named its number and was answered on this connection,
/// so that the charger knows of it, or where its time cannot be true, so that the next session's is the same; else the charger repeats itself.
pub async fn start(tx: &mut Tx, charger: &str, start: &Start) -> Result<i64, Failure> {
    let now = tx.now();
    let known: Option<(i64, bool, bool)> = sqlx::query_as(
        "SELECT t.id, t.stop_digest IS NOT NULL, t.stop_named AND coalesce(t.stopped_at >= c.since, 0)
         FROM transactions t JOIN chargers c ON c.id = t.charger WHERE t.charger = $1 AND t.start_digest = $2",
    )
    .bind(charger)
    .bind(&start.digest)
    .fetch_optional(tx.connection())
    .await?;
    if let Some((id, stopped, told_on_this_connection)) = known {
        if !stopped || (is_plausible(&start.timestamp) && !told_on_this_connection) {
            if !stopped && !is_plausible(&start.timestamp) {
                go_on(tx, id).await?;
            }
            return Ok(id);
        }
        sqlx::query("UPDATE transactions SET start_digest = start_digest || ' ' || id WHERE id = $1")
            .bind(id)
            .execute(tx.connection())
            .await?;
    }
    presume_ended(tx, charger, 0, start.connector).await?;
    let done = sqlx::query(
        "INSERT INTO transactions (charger, site, evse, connector, id_tag, started_at, started_text, meter_start, meter_open,
             start_digest)
         SELECT c.id, c.site, 0, $2, $3, $4, $5, coalesce($6, 0), $6 IS NULL, $7 FROM chargers c WHERE c.id = $1",
    )
    .bind(charger)
    .bind(start.connector)
    .bind(&start.id_tag)
    .bind(now)
    .bind(&start.timestamp)
    .bind(start.meter_start)
    .bind(&start.digest)
    .execute(tx.connection())
    .await?;
    if let Some(wh) = start.meter_start {
        readings::set(tx, charger, (0, start.connector), wh).await?;
    }
    tx.touch_charger(charger);
    Ok(done.last_insert_rowid())
}

/// A session that was only presumed to have ended, and is begun again by a charger whose clock was never set, goes on.
async fn go_on(tx: &mut Tx, id: i64) -> Result<(), Failure> {
    sqlx::query("UPDATE transactions SET stopped_at = NULL WHERE id = $1 AND stop_digest IS NULL")
        .bind(id)
        .execute(tx.connection())
        .await?;
    Ok(())
}
