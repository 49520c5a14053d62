//! Chargers refused at the door: a short list, newest kept.

use crate::failure::Failure;
use crate::store::tx::{Reading, Tx};
use sqlx::FromRow;
use words::local_time::moment;

/// Most refused newcomers kept; the oldest make room.
const KEPT: i64 = 1000;

#[derive(FromRow)]
pub struct KnockRow {
    pub identity: String,
    pub address: String,
    pub why: String,
    pub first_at: i64,
    pub last_at: i64,
    pub count: i64,
    pub registered: bool,
}

pub async fn record(tx: &mut Tx, identity: &str, address: &str, why: &str) -> Result<(), Failure> {
    let now = tx.now();
    sqlx::query(
        "INSERT INTO knocks (identity, address, why, first_at, last_at, count) VALUES ($1, $2, $3, $4, $4, 1)
         ON CONFLICT (identity, address) DO UPDATE SET why = excluded.why, last_at = excluded.last_at, count = count + 1",
    )
    .bind(identity)
    .bind(address)
    .bind(why)
    .bind(now)
    .execute(tx.connection())
    .await?;
    sqlx::query(
        "DELETE FROM knocks WHERE last_at < (SELECT last_at FROM knocks ORDER BY last_at DESC LIMIT 1 OFFSET $1)",
    )
    .bind(KEPT - 1)
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// A page that is open is told of refusals at most so often, in milliseconds.
const TOLD_EVERY_MS: i64 = 60_000;

/// Counts a refusal on the charger of this identity: how often on this day of its site, and the last reason. False: there is none.
/// Whoever has its page open is told, unless that has happened just before.
pub async fn turned_away(tx: &mut Tx, identity: &str, why: &str) -> Result<bool, Failure> {
    let now = tx.now();
    let found: Option<(String, String, Option<String>, Option<i64>)> = sqlx::query_as(
        "SELECT c.id, s.time_zone, t.day, t.told_at FROM chargers c JOIN sites s ON s.id = c.site
         LEFT JOIN turned_away t ON t.charger = c.id WHERE c.identity = $1",
    )
    .bind(identity)
    .fetch_optional(tx.connection())
    .await?;
    let Some((charger, zone, known_day, told_at)) = found else { return Ok(false) };
    let today = day(now, &zone);
    let is_news = known_day.as_ref() != Some(&today) || told_at.is_none_or(|at| now - at >= TOLD_EVERY_MS);
    sqlx::query(
        "INSERT INTO turned_away (charger, day, count, last_at, why, told_at) VALUES ($1, $2, 1, $3, $4, $3)
         ON CONFLICT (charger) DO UPDATE SET count = CASE WHEN day = excluded.day THEN count + 1 ELSE 1 END,
             day = excluded.day, last_at = excluded.last_at, why = excluded.why,
             told_at = CASE WHEN $5 THEN excluded.told_at ELSE told_at END",
    )
    .bind(&charger)
    .bind(&today)
    .bind(now)
    .bind(why)
    .bind(is_news)
    .execute(tx.connection())
    .await?;
    if is_news {
        tx.touch_charger(&charger);
    }
    Ok(true)
}

/// The day that it is at a site, `2026-11-23`.
pub fn day(now: i64, zone: &str) -> String {
    moment(now, zone).local.chars().take(10).collect()
}

pub async fn list(reading: &mut Reading) -> Result<Vec<KnockRow>, Failure> {
    Ok(sqlx::query_as(
        "SELECT k.identity, k.address, k.why, k.first_at, k.last_at, k.count,
                EXISTS (SELECT 1 FROM chargers c WHERE c.identity = k.identity) AS registered
         FROM knocks k ORDER BY k.last_at DESC LIMIT 200",
    )
    .fetch_all(reading.connection())
    .await?)
}

pub async fn count(reading: &mut Reading) -> Result<i64, Failure> {
    Ok(sqlx::query_scalar("SELECT count(*) FROM knocks").fetch_one(reading.connection()).await?)
}

/// Forgets an identity's knocks: it is let in now.
pub async fn forget(tx: &mut Tx, identity: &str) -> Result<(), Failure> {
    sqlx::query("DELETE FROM knocks WHERE identity = $1").bind(identity).execute(tx.connection()).await?;
    Ok(())
}
