//! Chargers refused at the door: a short list, newest kept.

use crate::Failure;
use sqlx::FromRow;
use sqlx::sqlite::SqliteConnection;

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

pub async fn record(
    connection: &mut SqliteConnection,
    identity: &str,
    address: &str,
    why: &str,
    now: i64,
) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO knocks (identity, address, why, first_at, last_at, count) VALUES ($1, $2, $3, $4, $4, 1)
         ON CONFLICT (identity, address) DO UPDATE SET why = excluded.why, last_at = excluded.last_at, count = count + 1",
    )
    .bind(identity)
    .bind(address)
    .bind(why)
    .bind(now)
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "DELETE FROM knocks WHERE last_at < (SELECT last_at FROM knocks ORDER BY last_at DESC LIMIT 1 OFFSET $1)",
    )
    .bind(KEPT - 1)
    .execute(connection)
    .await?;
    Ok(())
}

pub async fn list(connection: &mut SqliteConnection) -> Result<Vec<KnockRow>, Failure> {
    Ok(sqlx::query_as(
        "SELECT k.identity, k.address, k.why, k.first_at, k.last_at, k.count,
                EXISTS (SELECT 1 FROM chargers c WHERE c.identity = k.identity) AS registered
         FROM knocks k ORDER BY k.last_at DESC LIMIT 200",
    )
    .fetch_all(connection)
    .await?)
}

pub async fn count(connection: &mut SqliteConnection) -> Result<i64, Failure> {
    Ok(sqlx::query_scalar("SELECT count(*) FROM knocks").fetch_one(connection).await?)
}

/// Forgets an identity's knocks: it is let in now.
pub async fn forget(connection: &mut SqliteConnection, identity: &str) -> Result<(), Failure> {
    sqlx::query("DELETE FROM knocks WHERE identity = $1").bind(identity).execute(connection).await?;
    Ok(())
}
