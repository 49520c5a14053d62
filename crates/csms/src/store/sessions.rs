//! Login sessions: bytes under an id until they expire, or until their person is put out.

use crate::failure::Failure;
use sqlx::sqlite::SqliteConnection;

pub async fn load(connection: &mut SqliteConnection, id: &str, now: i64) -> Result<Option<Vec<u8>>, Failure> {
    Ok(sqlx::query_scalar("SELECT data FROM sessions WHERE id = $1 AND expires_at > $2")
        .bind(id)
        .bind(now)
        .fetch_optional(connection)
        .await?)
}

/// A session to keep.
pub struct Kept {
    pub id: String,
    /// The key of the person whose it is, once somebody has signed in.
    pub user: Option<String>,
    pub data: Vec<u8>,
    pub expires: i64,
}

pub async fn save(connection: &mut SqliteConnection, kept: &Kept) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO sessions (id, user, data, expires_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (id) DO UPDATE SET user = excluded.user, data = excluded.data, expires_at = excluded.expires_at",
    )
    .bind(&kept.id)
    .bind(&kept.user)
    .bind(&kept.data)
    .bind(kept.expires)
    .execute(connection)
    .await?;
    Ok(())
}

/// Says whether the id was free.
pub async fn create(connection: &mut SqliteConnection, kept: &Kept) -> Result<bool, Failure> {
    let done =
        sqlx::query("INSERT INTO sessions (id, user, data, expires_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING")
            .bind(&kept.id)
            .bind(&kept.user)
            .bind(&kept.data)
            .bind(kept.expires)
            .execute(connection)
            .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends all sessions of a person.
pub async fn delete_of(connection: &mut SqliteConnection, user: &str) -> Result<(), Failure> {
    sqlx::query("DELETE FROM sessions WHERE user = $1").bind(user).execute(connection).await?;
    Ok(())
}

pub async fn delete(connection: &mut SqliteConnection, id: &str) -> Result<(), Failure> {
    sqlx::query("DELETE FROM sessions WHERE id = $1").bind(id).execute(connection).await?;
    Ok(())
}

pub async fn delete_expired(connection: &mut SqliteConnection, now: i64) -> Result<(), Failure> {
    sqlx::query("DELETE FROM sessions WHERE expires_at <= $1").bind(now).execute(connection).await?;
    Ok(())
}
