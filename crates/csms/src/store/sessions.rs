//! Login sessions: bytes under an id until they expire.

use crate::Failure;
use sqlx::sqlite::SqliteConnection;

pub async fn load(connection: &mut SqliteConnection, id: &str, now: i64) -> Result<Option<Vec<u8>>, Failure> {
    Ok(sqlx::query_scalar("SELECT data FROM sessions WHERE id = $1 AND expires_at > $2")
        .bind(id)
        .bind(now)
        .fetch_optional(connection)
        .await?)
}

pub async fn save(connection: &mut SqliteConnection, id: &str, data: &[u8], expires: i64) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO sessions (id, data, expires_at) VALUES ($1, $2, $3)
         ON CONFLICT (id) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at",
    )
    .bind(id)
    .bind(data)
    .bind(expires)
    .execute(connection)
    .await?;
    Ok(())
}

/// Says whether the id was free.
pub async fn create(connection: &mut SqliteConnection, id: &str, data: &[u8], expires: i64) -> Result<bool, Failure> {
    let done = sqlx::query("INSERT INTO sessions (id, data, expires_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
        .bind(id)
        .bind(data)
        .bind(expires)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn delete(connection: &mut SqliteConnection, id: &str) -> Result<(), Failure> {
    sqlx::query("DELETE FROM sessions WHERE id = $1").bind(id).execute(connection).await?;
    Ok(())
}

pub async fn delete_expired(connection: &mut SqliteConnection, now: i64) -> Result<(), Failure> {
    sqlx::query("DELETE FROM sessions WHERE expires_at <= $1").bind(now).execute(connection).await?;
    Ok(())
}
