//! New passwords that chargers were told: until one comes back with its new password, it may hold the old one.

use crate::Failure;
use sqlx::FromRow;
use sqlx::sqlite::SqliteConnection;

/// A change under way. Digests are salt and HMAC.
#[derive(Clone, FromRow)]
pub struct Change {
    /// Of the bytes that the password's hexadecimal digits stand for, where it has such digits.
    pub bytes: Option<Vec<u8>>,
    /// Of the text itself, which chargers send that do not read it as digits.
    pub text: Vec<u8>,
    /// The charger has said that it took it.
    pub taken: bool,
}

/// It is about to be told a new password; a change before it is forgotten.
pub async fn begin(
    connection: &mut SqliteConnection,
    charger: &str,
    command: &str,
    bytes: Option<&[u8]>,
    text: &[u8],
) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO password_changes (charger, command, bytes, text, taken) VALUES ($1, $2, $3, $4, 0)
         ON CONFLICT (charger) DO UPDATE SET command = excluded.command, bytes = excluded.bytes, text = excluded.text, taken = 0",
    )
    .bind(charger)
    .bind(command)
    .bind(bytes)
    .bind(text)
    .execute(connection)
    .await?;
    Ok(())
}

/// It answered: taken, so that the old one is refused from now on, or refused, so that the old one stays.
pub async fn answered(connection: &mut SqliteConnection, command: &str, taken: bool) -> Result<(), Failure> {
    let sql = if taken {
        "UPDATE password_changes SET taken = 1 WHERE command = $1"
    } else {
        "DELETE FROM password_changes WHERE command = $1"
    };
    sqlx::query(sql).bind(command).execute(connection).await?;
    Ok(())
}

pub async fn of_charger(connection: &mut SqliteConnection, charger: &str) -> Result<Option<Change>, Failure> {
    Ok(sqlx::query_as("SELECT bytes, text, taken FROM password_changes WHERE charger = $1")
        .bind(charger)
        .fetch_optional(connection)
        .await?)
}

/// It came in with the new password, in this reading: that is its password now.
pub async fn end(connection: &mut SqliteConnection, charger: &str, password: &[u8]) -> Result<(), Failure> {
    sqlx::query("UPDATE chargers SET password = $2 WHERE id = $1")
        .bind(charger)
        .bind(password)
        .execute(&mut *connection)
        .await?;
    sqlx::query("DELETE FROM password_changes WHERE charger = $1").bind(charger).execute(connection).await?;
    Ok(())
}
