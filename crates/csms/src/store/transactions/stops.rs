//! Ends of sessions as 1.6 tells them: by our number, by a number of somebody else's, or by none at all.

use super::plugs::is_plausible;
use super::readings;
use crate::failure::Failure;
use crate::store::tx::{Reading, Tx};

pub struct Stop {
    pub number: Option<i64>,
    /// The card that ended it, as it may be kept.
    pub card: Option<String>,
    pub meter_stop: Option<i64>,
    /// Empty where none was told.
    pub timestamp: String,
    pub reason: Option<String>,
    pub digest: String,
}

/// What a stop was about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopSubject {
    Own,
    /// A repeat, or a transaction that never was.
    Nothing,
    /// Another charger's transaction, of this number.
    Foreign(i64),
}

/// Records a stop of this charger's transaction. A repeat, or one of another charger, changes nothing.
pub async fn stop(tx: &mut Tx, charger: &str, stop: &Stop) -> Result<StopSubject, Failure> {
    let now = tx.now();
    let meant = match stop.number {
        Some(number) if number > 0 => named(tx, charger, number).await?,
        _none_that_anybody_gives => unnamed(tx, charger, stop).await?,
    };
    let Some(id) = meant else {
        return nothing(tx, charger, stop.number).await;
    };
    let (evse, connector, meter_stop): (i64, i64, Option<i64>) = sqlx::query_as(
        "UPDATE transactions SET stopped_at = $2, stopped_text = $3, meter_stop = coalesce($4, meter_last, meter_start),
                stop_reason = $5, stop_digest = $6, stop_named = $7, meter_last = max(coalesce(meter_last, meter_start), coalesce($4, meter_start))
         WHERE id = $1 RETURNING evse, connector, meter_stop",
    )
    .bind(id)
    .bind(now)
    .bind(&stop.timestamp)
    .bind(stop.meter_stop)
    .bind(&stop.reason)
    .bind(&stop.digest)
    .bind(stop.number.is_some_and(|number| number > 0))
    .fetch_one(tx.connection())
    .await?;
    if let Some(wh) = meter_stop {
        readings::raise(tx, charger, (evse, connector), wh).await?;
    }
    tx.touch_charger(charger);
    Ok(StopSubject::Own)
}

/// The session that a number names: one that was begun here, or one that was seen under it. One that has been stopped is not meant
/// again.
async fn named(reading: &mut Reading, charger: &str, number: i64) -> Result<Option<i64>, Failure> {
    Ok(sqlx::query_scalar(
        "SELECT id FROM transactions WHERE charger = $1 AND stop_digest IS NULL
             AND ((id = $2 AND seen IS NULL) OR their_number = $2)
         ORDER BY stopped_at IS NULL DESC, id DESC LIMIT 1",
    )
    .bind(charger)
    .bind(number)
    .fetch_optional(reading.connection())
    .await?)
}

/// Without a number that anybody gives, the only running session is meant, or the only one of its card. A number such as -1 or 0
/// may also be that of a session that the charger has begun for itself: another card does not end this one then.
async fn unnamed(reading: &mut Reading, charger: &str, stop: &Stop) -> Result<Option<i64>, Failure> {
    // The same once more was about what it was about before.
    if is_plausible(&stop.timestamp) {
        let repeats: bool =
            sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM transactions WHERE charger = $1 AND stop_digest = $2)")
                .bind(charger)
                .bind(&stop.digest)
                .fetch_one(reading.connection())
                .await?;
        if repeats {
            return Ok(None);
        }
    }
    let running = of_charger(reading, charger, "stopped_at IS NULL").await?;
    // The free plug may have been told first, so that one was presumed to have ended.
    let presumed =
        of_charger(reading, charger, "stopped_at IS NOT NULL AND stop_digest IS NULL AND seen IS NULL").await?;
    let of_card = [&running, &presumed].into_iter().find_map(|sessions| only_of_card(sessions, stop.card.as_deref()?));
    if of_card.is_some() {
        return Ok(of_card);
    }
    let all = if running.is_empty() { presumed } else { running };
    // One that was only seen has no card that could differ.
    let any_card = stop.card.is_none() || stop.number.is_none() || all.iter().all(|(_, id_tag)| id_tag.is_empty());
    Ok(only(&all).filter(|_| any_card))
}

/// A charger's sessions of this kind, with their cards.
async fn of_charger(reading: &mut Reading, charger: &str, which: &str) -> Result<Vec<(i64, String)>, Failure> {
    let sql = format!("SELECT id, id_tag FROM transactions WHERE charger = $1 AND {which} ORDER BY id DESC LIMIT 1000");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(charger).fetch_all(reading.connection()).await?)
}

fn only_of_card(sessions: &[(i64, String)], card: &str) -> Option<i64> {
    let of_card: Vec<_> = sessions.iter().filter(|(_, id_tag)| id_tag.eq_ignore_ascii_case(card)).cloned().collect();
    only(&of_card)
}

fn only(sessions: &[(i64, String)]) -> Option<i64> {
    match sessions {
        [(id, _)] => Some(*id),
        _none_or_several => None,
    }
}

async fn nothing(reading: &mut Reading, charger: &str, number: Option<i64>) -> Result<StopSubject, Failure> {
    // A session that was seen here under this number is the charger's own, whoever else has the number.
    let foreign: bool = sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM transactions WHERE id = $1 AND charger != $2 AND seen IS NULL)
            AND NOT EXISTS (SELECT 1 FROM transactions WHERE charger = $2 AND their_number = $1)",
    )
    .bind(number)
    .bind(charger)
    .fetch_one(reading.connection())
    .await?;
    Ok(number.filter(|_| foreign).map_or(StopSubject::Nothing, StopSubject::Foreign))
}
