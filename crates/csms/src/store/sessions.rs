//! Login sessions: bytes under an id until they expire, or until their person is put out.

use crate::failure::Failure;
use crate::store::tx::{Reading, Tx};

pub async fn load(reading: &mut Reading, id: &str) -> Result<Option<Vec<u8>>, Failure> {
    let now = reading.now();
    Ok(sqlx::query_scalar("SELECT data FROM sessions WHERE id = $1 AND expires_at > $2")
        .bind(id)
        .bind(now)
        .fetch_optional(reading.connection())
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

pub async fn save(tx: &mut Tx, kept: &Kept) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO sessions (id, user, data, expires_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (id) DO UPDATE SET user = excluded.user, data = excluded.data, expires_at = excluded.expires_at",
    )
    .bind(&kept.id)
    .bind(&kept.user)
    .bind(&kept.data)
    .bind(kept.expires)
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Says whether the id was free.
pub async fn create(tx: &mut Tx, kept: &Kept) -> Result<bool, Failure> {
    let done =
        sqlx::query("INSERT INTO sessions (id, user, data, expires_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING")
            .bind(&kept.id)
            .bind(&kept.user)
            .bind(&kept.data)
            .bind(kept.expires)
            .execute(tx.connection())
            .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends all sessions of a person.
pub async fn delete_of(tx: &mut Tx, user: &str) -> Result<(), Failure> {
    sqlx::query("DELETE FROM sessions WHERE user = $1").bind(user).execute(tx.connection()).await?;
    Ok(())
}

pub async fn delete(tx: &mut Tx, id: &str) -> Result<(), Failure> {
    sqlx::query("DELETE FROM sessions WHERE id = $1").bind(id).execute(tx.connection()).await?;
    Ok(())
}

pub async fn delete_expired(tx: &mut Tx) -> Result<(), Failure> {
    let now = tx.now();
    sqlx::query("DELETE FROM sessions WHERE expires_at <= $1").bind(now).execute(tx.connection()).await?;
    Ok(())
}
