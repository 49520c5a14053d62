//! Charging sessions: started once, stopped once, whatever a charger repeats.

use crate::Failure;
use sqlx::sqlite::SqliteConnection;

pub struct Start {
    pub connector: i64,
    pub id_tag: String,
    pub meter_start: i64,
    /// The charger's own text, part of what makes a repeat.
    pub timestamp: String,
    pub digest: String,
}

/// Records a start, or finds the one it repeats. Returns the transaction id.
pub async fn start(connection: &mut SqliteConnection, charger: &str, start: &Start, now: i64) -> Result<i64, Failure> {
    if let Some(id) = sqlx::query_scalar("SELECT id FROM transactions WHERE charger = $1 AND start_digest = $2")
        .bind(charger)
        .bind(&start.digest)
        .fetch_optional(&mut *connection)
        .await?
    {
        return Ok(id);
    }
    presume_ended(connection, charger, start.connector, now).await?;
    let done = sqlx::query(
        "INSERT INTO transactions (charger, site, connector, id_tag, started_at, started_text, meter_start, start_digest)
         SELECT c.id, c.site, $2, $3, $4, $5, $6, $7 FROM chargers c WHERE c.id = $1",
    )
    .bind(charger)
    .bind(start.connector)
    .bind(&start.id_tag)
    .bind(now)
    .bind(&start.timestamp)
    .bind(start.meter_start)
    .bind(&start.digest)
    .execute(&mut *connection)
    .await?;
    super::events::tell(connection, super::events::Kind::Charger, charger, None, "", now).await?;
    Ok(done.last_insert_rowid())
}

/// A connector that is free again, or starts anew, has no transaction running any more, though its stop was not reported.
/// The report is still taken if it comes.
pub async fn presume_ended(
    connection: &mut SqliteConnection,
    charger: &str,
    connector: i64,
    now: i64,
) -> Result<(), Failure> {
    sqlx::query("UPDATE transactions SET stopped_at = $3 WHERE charger = $1 AND connector = $2 AND stopped_at IS NULL")
        .bind(charger)
        .bind(connector)
        .bind(now)
        .execute(connection)
        .await?;
    Ok(())
}

pub struct Stop {
    pub transaction: i64,
    pub meter_stop: i64,
    pub timestamp: String,
    pub reason: Option<String>,
    pub digest: String,
}

/// Records a stop of this charger's transaction. A repeat, or one of another charger, changes nothing.
pub async fn stop(connection: &mut SqliteConnection, charger: &str, stop: &Stop, now: i64) -> Result<(), Failure> {
    let done = sqlx::query(
        "UPDATE transactions SET stopped_at = $3, stopped_text = $4, meter_stop = $5, stop_reason = $6, stop_digest = $7,
                meter_last = max(coalesce(meter_last, meter_start), $5)
         WHERE id = $1 AND charger = $2 AND stop_digest IS NULL",
    )
    .bind(stop.transaction)
    .bind(charger)
    .bind(now)
    .bind(&stop.timestamp)
    .bind(stop.meter_stop)
    .bind(&stop.reason)
    .bind(&stop.digest)
    .execute(&mut *connection)
    .await?;
    if done.rows_affected() == 1 {
        super::events::tell(connection, super::events::Kind::Charger, charger, None, "", now).await?;
    }
    Ok(())
}

/// Takes the meter's newest reading, in watt-hours, into the running transaction.
pub async fn meter(
    connection: &mut SqliteConnection,
    charger: &str,
    transaction: Option<i64>,
    connector: i64,
    wh: i64,
) -> Result<(), Failure> {
    sqlx::query(
        "UPDATE transactions SET meter_last = $4
         WHERE charger = $1 AND stopped_at IS NULL AND (id = $2 OR ($2 IS NULL AND connector = $3)) AND $4 >= meter_start",
    )
    .bind(charger)
    .bind(transaction)
    .bind(connector)
    .bind(wh)
    .execute(connection)
    .await?;
    Ok(())
}

/// The running transactions of some chargers: charger, connector, started at, meter at the start, newest meter.
pub async fn running(
    connection: &mut SqliteConnection,
    chargers: &str,
) -> Result<Vec<(String, i64, i64, i64, Option<i64>)>, Failure> {
    Ok(sqlx::query_as(
        "SELECT charger, connector, started_at, meter_start, meter_last FROM transactions
         WHERE charger IN (SELECT value FROM json_each($1)) AND stopped_at IS NULL ORDER BY connector, id LIMIT 1000",
    )
    .bind(chargers)
    .fetch_all(connection)
    .await?)
}
