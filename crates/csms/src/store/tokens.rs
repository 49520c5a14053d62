//! Who may charge where: organisations' lists of identifiers, each valid for the organisations below it too.

use crate::failure::Failure;
use crate::store::tx::{Reading, Tx};
use model::{Search, TokenStatus};
use sqlx::FromRow;
use words::TokenAnswer;

/// Identifiers in one stretch of a list.
const STRETCH: i64 = 100;

/// The organisations from a charger's own one upward, nearest first.
const UPWARD: &str = "WITH RECURSIVE upward(id, n) AS (
        SELECT s.organisation, 0 FROM chargers c JOIN sites s ON s.id = c.site WHERE c.id = $1
        UNION ALL
        SELECT o.parent, n + 1 FROM organisations o JOIN upward ON o.id = upward.id WHERE o.parent IS NOT NULL
     ) ";

#[derive(Clone, Debug, FromRow)]
pub struct TokenRow {
    pub id: String,
    status: String,
    pub expires_at: Option<i64>,
    pub in_group: Option<String>,
    pub note: Option<String>,
}

impl TokenRow {
    /// As it counts at this moment.
    pub fn status(&self, now: i64) -> TokenStatus {
        let status = TokenStatus::parse(&self.status).unwrap_or(TokenStatus::Invalid);
        let expired = self.expires_at.is_some_and(|at| at <= now);
        if expired && status == TokenStatus::Accepted { TokenStatus::Expired } else { status }
    }
}

/// May this identifier charge at this charger? The nearest list that has it decides.
pub async fn answer(reading: &mut Reading, charger: &str, token: &str) -> Result<TokenAnswer, Failure> {
    let now = reading.now();
    let sql = format!(
        "{UPWARD} SELECT t.id, t.status, t.expires_at, t.in_group, t.note FROM upward
         JOIN tokens t ON t.organisation = upward.id AND t.id = $2 ORDER BY upward.n LIMIT 1"
    );
    let row: Option<TokenRow> =
        sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(charger).bind(token).fetch_optional(reading.connection()).await?;
    if let Some(row) = row {
        return Ok(TokenAnswer { status: row.status(now), expires_at: row.expires_at, group: row.in_group });
    }
    let sql = format!(
        "{UPWARD} SELECT o.accepts_any FROM upward JOIN organisations o ON o.id = upward.id
         WHERE o.accepts_any IS NOT NULL ORDER BY upward.n LIMIT 1"
    );
    let any: Option<bool> =
        sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).bind(charger).fetch_optional(reading.connection()).await?;
    let status = if any == Some(true) { TokenStatus::Accepted } else { TokenStatus::Invalid };
    Ok(TokenAnswer { status, expires_at: None, group: None })
}

pub struct NewRow {
    pub id: String,
    pub status: TokenStatus,
    pub expires_at: Option<i64>,
    pub group: Option<String>,
    pub note: Option<String>,
}

/// Adds an identifier, or changes what is said of it.
pub async fn put(tx: &mut Tx, organisation: &str, token: &NewRow) -> Result<(), Failure> {
    let now = tx.now();
    sqlx::query(
        "INSERT INTO tokens (organisation, id, status, expires_at, in_group, note, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (organisation, id) DO UPDATE SET status = excluded.status, expires_at = excluded.expires_at,
             in_group = excluded.in_group, note = excluded.note",
    )
    .bind(organisation)
    .bind(&token.id)
    .bind(token.status.as_str())
    .bind(token.expires_at)
    .bind(&token.group)
    .bind(&token.note)
    .bind(now)
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Says whether it was there.
pub async fn remove(tx: &mut Tx, organisation: &str, id: &str) -> Result<bool, Failure> {
    let done = sqlx::query("DELETE FROM tokens WHERE organisation = $1 AND id = $2")
        .bind(organisation)
        .bind(id)
        .execute(tx.connection())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// A stretch of an organisation's list: identifiers that hold the words, after the one given. With how many there are.
pub async fn list(
    reading: &mut Reading,
    organisation: &str,
    words: &str,
    after: &str,
) -> Result<(Vec<TokenRow>, Option<String>, i64), Failure> {
    let mut rows: Vec<TokenRow> = sqlx::query_as(
        "SELECT id, status, expires_at, in_group, note FROM tokens
         WHERE organisation = $1 AND id > $3
           AND instr(lower(id || ' ' || coalesce(in_group, '') || ' ' || coalesce(note, '')), $2) > 0
         ORDER BY id LIMIT $4",
    )
    .bind(organisation)
    .bind(Search::of(words).words.join(" "))
    .bind(after)
    .bind(STRETCH + 1)
    .fetch_all(reading.connection())
    .await?;
    let more = rows.len() as i64 > STRETCH;
    rows.truncate(STRETCH as usize);
    let next = rows.last().filter(|_| more).map(|row| row.id.clone());
    let total = sqlx::query_scalar("SELECT count(*) FROM tokens WHERE organisation = $1")
        .bind(organisation)
        .fetch_one(reading.connection())
        .await?;
    Ok((rows, next, total))
}

pub async fn accept_any(tx: &mut Tx, organisation: &str, any: bool) -> Result<(), Failure> {
    sqlx::query("UPDATE organisations SET accepts_any = $2 WHERE id = $1")
        .bind(organisation)
        .bind(any)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Does this organisation, or the nearest above it that says so, accept identifiers that are on no list?
pub async fn accepts_any(reading: &mut Reading, organisation: &str) -> Result<bool, Failure> {
    let any: Option<bool> = sqlx::query_scalar(
        "WITH RECURSIVE upward(id, n) AS (
            SELECT $1, 0 UNION ALL
            SELECT o.parent, n + 1 FROM organisations o JOIN upward ON o.id = upward.id WHERE o.parent IS NOT NULL
         ) SELECT o.accepts_any FROM upward JOIN organisations o ON o.id = upward.id
         WHERE o.accepts_any IS NOT NULL ORDER BY upward.n LIMIT 1",
    )
    .bind(organisation)
    .fetch_optional(reading.connection())
    .await?;
    Ok(any == Some(true))
}

/// The organisations of a scope: row id, key, name; the given one first.
pub async fn organisations(
    reading: &mut Reading,
    scope: &super::scope::Scope,
    first: Option<&str>,
) -> Result<Vec<(String, String, String)>, Failure> {
    Ok(sqlx::query_as(
        "SELECT id, key, name FROM organisations WHERE id IN (SELECT value FROM json_each($1))
         ORDER BY key IS NOT $2, parent IS NOT NULL, name LIMIT 500",
    )
    .bind(scope.json())
    .bind(first)
    .fetch_all(reading.connection())
    .await?)
}
