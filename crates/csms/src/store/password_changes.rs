//! New passwords that chargers were told: until one comes back with its new password, it may hold the old one.

use crate::failure::Failure;
use crate::store::tx::{Reading, Tx};
use sqlx::FromRow;

/// More passwords than this are not tried: the newest count.
const TRIED: i64 = 8;

/// A change under way. Digests are salt and HMAC.
#[derive(Clone, FromRow)]
pub struct Change {
    pub n: i64,
    /// Of the bytes that the password's hexadecimal digits stand for, where it has such digits.
    pub bytes: Option<Vec<u8>>,
    /// Of the text itself, which chargers send that do not read it as digits.
    pub text: Vec<u8>,
    /// The charger has said that it took it.
    pub taken: bool,
}

/// It is about to be told a new password. One that it was told before may be the one it holds, so that stays valid too.
pub async fn begin(
    tx: &mut Tx,
    charger: &str,
    command: &str,
    bytes: Option<&[u8]>,
    text: &[u8],
) -> Result<(), Failure> {
    sqlx::query("INSERT INTO password_changes (charger, command, bytes, text, taken) VALUES ($1, $2, $3, $4, 0)")
        .bind(charger)
        .bind(command)
        .bind(bytes)
        .bind(text)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// It answered: taken, so that the old one is refused from now on, or refused, so that the old one stays. The same where it was
/// never told.
pub async fn answered(tx: &mut Tx, command: &str, taken: bool) -> Result<(), Failure> {
    let sql = if taken {
        "UPDATE password_changes SET taken = 1 WHERE command = $1"
    } else {
        "DELETE FROM password_changes WHERE command = $1"
    };
    sqlx::query(sql).bind(command).execute(tx.connection()).await?;
    Ok(())
}

/// The passwords that a charger may hold beside its own, newest first. With one it took, none before that counts.
pub async fn of_charger(reading: &mut Reading, charger: &str) -> Result<Vec<Change>, Failure> {
    let mut changes: Vec<Change> = sqlx::query_as(
        "SELECT n, bytes, text, taken FROM password_changes WHERE charger = $1 ORDER BY n DESC LIMIT $2",
    )
    .bind(charger)
    .bind(TRIED)
    .fetch_all(reading.connection())
    .await?;
    if let Some(taken) = changes.iter().position(|change| change.taken) {
        changes.truncate(taken + 1);
    }
    Ok(changes)
}

/// It came in with this new password, in this reading: that is its password now, and what it was told before is over.
pub async fn end(tx: &mut Tx, charger: &str, n: i64, password: &[u8]) -> Result<(), Failure> {
    sqlx::query("UPDATE chargers SET password = $2 WHERE id = $1")
        .bind(charger)
        .bind(password)
        .execute(tx.connection())
        .await?;
    sqlx::query("DELETE FROM password_changes WHERE charger = $1 AND n <= $2")
        .bind(charger)
        .bind(n)
        .execute(tx.connection())
        .await?;
    Ok(())
}
