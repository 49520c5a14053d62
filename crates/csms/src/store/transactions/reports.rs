//! Sessions of 2.x, which charger and Csms know by a name that the charger gives.

use super::plugs::{is_plausible, presume_ended};
use super::readings;
use crate::failure::Failure;
use crate::store::tx::Tx;
use words::Report;

/// What is known of the newest session of a name.
#[derive(sqlx::FromRow)]
struct Known {
    id: i64,
    started_text: String,
    stopped_text: Option<String>,
    ended: bool,
    /// The charger has booted since it ended.
    booted_since: bool,
    /// Its end was answered on this connection, so that the charger knows of it.
    told_here: bool,
}

/// Takes a report in; the same one again changes nothing. One that was presumed ended and reports again goes on.
pub async fn reported(tx: &mut Tx, charger: &str, report: &Report) -> Result<(), Failure> {
    let now = tx.now();
    let known: Option<Known> = sqlx::query_as(
        "SELECT t.id, t.started_text, t.stopped_text, t.stop_digest IS NOT NULL AS ended,
                coalesce(c.booted_at > t.stopped_at, 0) AS booted_since, coalesce(t.stopped_at >= c.since, 0) AS told_here
         FROM transactions t JOIN chargers c ON c.id = t.charger
         WHERE t.charger = $1 AND t.reference = $2 ORDER BY t.id DESC LIMIT 1",
    )
    .bind(charger)
    .bind(&report.reference)
    .fetch_optional(tx.connection())
    .await?;
    let id = match known {
        Some(known) if known.ended && is_of_another(&known, report) => begin(tx, charger, report).await?,
        Some(known) if is_of_one_before(&known, report) => return Ok(()),
        Some(known) => known.id,
        None => begin(tx, charger, report).await?,
    };
    let (evse, connector): (i64, i64) = sqlx::query_as(
        "UPDATE transactions SET
             id_tag = CASE WHEN id_tag = '' THEN coalesce($2, '') ELSE id_tag END,
             connector = CASE WHEN evse = 0 THEN coalesce($6, connector) ELSE connector END,
             evse = CASE WHEN evse = 0 THEN coalesce($5, 0) ELSE evse END,
             meter_start = CASE WHEN meter_open = 1 THEN coalesce($3, meter_start) ELSE meter_start END,
             meter_last = CASE WHEN meter_open = 1 THEN coalesce($3, meter_last)
                 WHEN $3 >= meter_start THEN max(coalesce(meter_last, meter_start), $3) ELSE meter_last END,
             meter_open = CASE WHEN $3 IS NULL THEN meter_open ELSE 0 END,
             stopped_at = CASE WHEN stop_digest IS NULL THEN CASE WHEN $4 THEN coalesce(stopped_at, $7) END ELSE stopped_at END,
             stopped_text = CASE WHEN $4 THEN coalesce(stopped_text, $8) ELSE stopped_text END,
             meter_stop = CASE WHEN $4 THEN coalesce(meter_stop, $3, meter_last) ELSE meter_stop END,
             stop_reason = CASE WHEN $4 THEN coalesce(stop_reason, $9) ELSE stop_reason END,
             stop_digest = CASE WHEN $4 THEN coalesce(stop_digest, 'ended') ELSE stop_digest END
         WHERE id = $1 RETURNING evse, connector",
    )
    .bind(id)
    .bind(report.id_tag.as_ref().map(|id_tag| &id_tag.kept))
    .bind(report.meter_wh)
    .bind(report.ended.is_some())
    .bind(report.evse)
    .bind(report.connector)
    .bind(now)
    .bind(&report.timestamp)
    .bind(report.ended.clone().flatten())
    .fetch_one(tx.connection())
    .await?;
    if let Some(wh) = report.meter_wh {
        readings::raise(tx, charger, (evse, connector), wh).await?;
    }
    tx.touch_charger(charger);
    Ok(())
}

/// Some chargers use a name again after a boot, or count from one again. What was kept while offline, and what comes out of its order,
/// repeats the session that has ended.
fn is_of_another(ended: &Known, report: &Report) -> bool {
    let later = ended.stopped_text.as_deref().is_some_and(|ended| is_later(&report.timestamp, ended));
    let untimed = ended.told_here && !is_plausible(&report.timestamp);
    report.begun && !report.offline && (ended.booted_since || later || untimed)
}

/// What was kept while offline and is older than the session itself is of one before it that had the same name.
fn is_of_one_before(known: &Known, report: &Report) -> bool {
    report.offline && !known.ended && is_later(&known.started_text, &report.timestamp)
}

/// Is the one time later than the other? Times that cannot be true are no later.
fn is_later(one: &str, other: &str) -> bool {
    let instant = |text: &str| text.parse::<jiff::Timestamp>().ok().filter(|_| is_plausible(text));
    matches!((instant(one), instant(other)), (Some(one), Some(other)) if one > other)
}

async fn begin(tx: &mut Tx, charger: &str, report: &Report) -> Result<i64, Failure> {
    let now = tx.now();
    let (evse, connector) = (report.evse.unwrap_or(0), report.connector.unwrap_or(1));
    presume_ended(tx, charger, evse, connector).await?;
    let done = sqlx::query(
        "INSERT INTO transactions (charger, site, evse, connector, id_tag, started_at, started_text, meter_start, meter_open,
             start_digest, reference)
         SELECT c.id, c.site, $2, $3, $4, $5, $6, coalesce($7, 0), $7 IS NULL,
             'reference ' || $8 || ' ' || lower(hex(randomblob(8))), $8 FROM chargers c WHERE c.id = $1",
    )
    .bind(charger)
    .bind(evse)
    .bind(connector)
    .bind(report.id_tag.as_ref().map_or("", |id_tag| id_tag.kept.as_str()))
    .bind(now)
    .bind(&report.timestamp)
    .bind(report.meter_wh)
    .bind(&report.reference)
    .execute(tx.connection())
    .await?;
    Ok(done.last_insert_rowid())
}
