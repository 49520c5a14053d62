//! Charging sessions: started once, stopped once, whatever a charger repeats.

use crate::Failure;
use sqlx::sqlite::SqliteConnection;
use words::Report;

pub struct Start {
    /// 0 on 1.6.
    pub evse: i64,
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
    presume_ended(connection, charger, start.evse, start.connector, now).await?;
    let done = sqlx::query(
        "INSERT INTO transactions (charger, site, evse, connector, id_tag, started_at, started_text, meter_start, start_digest)
         SELECT c.id, c.site, $8, $2, $3, $4, $5, $6, $7 FROM chargers c WHERE c.id = $1",
    )
    .bind(charger)
    .bind(start.connector)
    .bind(&start.id_tag)
    .bind(now)
    .bind(&start.timestamp)
    .bind(start.meter_start)
    .bind(&start.digest)
    .bind(start.evse)
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
    evse: i64,
    connector: i64,
    now: i64,
) -> Result<(), Failure> {
    sqlx::query(
        "UPDATE transactions SET stopped_at = $4
         WHERE charger = $1 AND evse = $2 AND connector = $3 AND stopped_at IS NULL",
    )
    .bind(charger)
    .bind(evse)
    .bind(connector)
    .bind(now)
    .execute(connection)
    .await?;
    Ok(())
}

/// Takes a report in; the same one again changes nothing. One that was presumed ended and reports again goes on.
pub async fn reported(
    connection: &mut SqliteConnection,
    charger: &str,
    report: &Report,
    now: i64,
) -> Result<(), Failure> {
    let known: Option<i64> = sqlx::query_scalar("SELECT id FROM transactions WHERE charger = $1 AND reference = $2")
        .bind(charger)
        .bind(&report.reference)
        .fetch_optional(&mut *connection)
        .await?;
    if known.is_none() {
        let (evse, connector) = (report.evse.unwrap_or(0), report.connector.unwrap_or(1));
        presume_ended(connection, charger, evse, connector, now).await?;
        sqlx::query(
            "INSERT INTO transactions (charger, site, evse, connector, id_tag, started_at, started_text, meter_start,
                 start_digest, reference)
             SELECT c.id, c.site, $2, $3, $4, $5, $6, $7, 'reference ' || $8, $8 FROM chargers c WHERE c.id = $1",
        )
        .bind(charger)
        .bind(evse)
        .bind(connector)
        .bind(report.id_tag.as_ref().map_or("", |id_tag| id_tag.kept.as_str()))
        .bind(now)
        .bind(&report.timestamp)
        .bind(report.meter_wh.unwrap_or(0))
        .bind(&report.reference)
        .execute(&mut *connection)
        .await?;
    }
    sqlx::query(
        "UPDATE transactions SET
             id_tag = CASE WHEN id_tag = '' THEN coalesce($3, '') ELSE id_tag END,
             connector = CASE WHEN evse = 0 THEN coalesce($7, connector) ELSE connector END,
             evse = CASE WHEN evse = 0 THEN coalesce($6, 0) ELSE evse END,
             meter_last = CASE WHEN $4 >= meter_start THEN max(coalesce(meter_last, meter_start), $4) ELSE meter_last END,
             stopped_at = CASE WHEN stop_digest IS NULL THEN CASE WHEN $5 THEN coalesce(stopped_at, $8) END ELSE stopped_at END,
             stopped_text = CASE WHEN $5 THEN coalesce(stopped_text, $9) ELSE stopped_text END,
             meter_stop = CASE WHEN $5 THEN coalesce(meter_stop, $4) ELSE meter_stop END,
             stop_reason = CASE WHEN $5 THEN coalesce(stop_reason, $10) ELSE stop_reason END,
             stop_digest = CASE WHEN $5 THEN coalesce(stop_digest, 'ended') ELSE stop_digest END
         WHERE charger = $1 AND reference = $2",
    )
    .bind(charger)
    .bind(&report.reference)
    .bind(report.id_tag.as_ref().map(|id_tag| &id_tag.kept))
    .bind(report.meter_wh)
    .bind(report.ended.is_some())
    .bind(report.evse)
    .bind(report.connector)
    .bind(now)
    .bind(&report.timestamp)
    .bind(report.ended.clone().flatten())
    .execute(&mut *connection)
    .await?;
    super::events::tell(connection, super::events::Kind::Charger, charger, None, "", now).await?;
    Ok(())
}

pub struct Stop {
    pub transaction: i64,
    pub meter_stop: i64,
    pub timestamp: String,
    pub reason: Option<String>,
    pub digest: String,
}

/// What a stop was about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    Own,
    /// A repeat, or a transaction that never was.
    Nothing,
    /// Another charger's transaction.
    Foreign,
}

/// Records a stop of this charger's transaction. A repeat, or one of another charger, changes nothing.
pub async fn stop(connection: &mut SqliteConnection, charger: &str, stop: &Stop, now: i64) -> Result<Stopped, Failure> {
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
        return Ok(Stopped::Own);
    }
    let foreign: bool =
        sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM transactions WHERE id = $1 AND charger != $2)")
            .bind(stop.transaction)
            .bind(charger)
            .fetch_one(connection)
            .await?;
    Ok(if foreign { Stopped::Foreign } else { Stopped::Nothing })
}

/// Takes the meter's newest reading, in watt-hours, into the running transaction.
pub async fn meter(
    connection: &mut SqliteConnection,
    charger: &str,
    transaction: Option<i64>,
    (evse, connector): (i64, i64),
    wh: i64,
) -> Result<(), Failure> {
    // An EVSE has one meter, whichever of its connectors is used.
    sqlx::query(
        "UPDATE transactions SET meter_last = $4
         WHERE charger = $1 AND stopped_at IS NULL AND $4 >= meter_start
           AND (id = $2 OR ($2 IS NULL AND evse = $5 AND ($5 > 0 OR connector = $3)))",
    )
    .bind(charger)
    .bind(transaction)
    .bind(connector)
    .bind(wh)
    .bind(evse)
    .execute(connection)
    .await?;
    Ok(())
}

/// A transaction that runs.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Running {
    pub charger: String,
    pub evse: i64,
    pub connector: i64,
    pub started_at: i64,
    pub meter_start: i64,
    pub meter_last: Option<i64>,
}

/// The running transactions of some chargers.
pub async fn running(connection: &mut SqliteConnection, chargers: &str) -> Result<Vec<Running>, Failure> {
    Ok(sqlx::query_as(
        "SELECT charger, evse, connector, started_at, meter_start, meter_last FROM transactions
         WHERE charger IN (SELECT value FROM json_each($1)) AND stopped_at IS NULL ORDER BY evse, connector, id LIMIT 1000",
    )
    .bind(chargers)
    .fetch_all(connection)
    .await?)
}
