//! Who may come in: people and chargers put out and let in again, and the log of it.

use crate::failure::Failure;
use crate::store::tx::{Reading, Tx};
use model::Role;
use sqlx::FromRow;

/// What was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    PersonDisabled,
    PersonEnabled,
    PersonRole,
    PersonPassword,
    ChargerBlocked,
    ChargerUnblocked,
    ChargerPassword,
    ChargerRenamed,
}

impl Kind {
    const ALL: [Kind; 8] = [
        Kind::PersonDisabled,
        Kind::PersonEnabled,
        Kind::PersonRole,
        Kind::PersonPassword,
        Kind::ChargerBlocked,
        Kind::ChargerUnblocked,
        Kind::ChargerPassword,
        Kind::ChargerRenamed,
    ];

    fn as_str(self) -> &'static str {
        match self {
            Kind::PersonDisabled => "person-disabled",
            Kind::PersonEnabled => "person-enabled",
            Kind::PersonRole => "person-role",
            Kind::PersonPassword => "person-password",
            Kind::ChargerBlocked => "charger-blocked",
            Kind::ChargerUnblocked => "charger-unblocked",
            Kind::ChargerPassword => "charger-password",
            Kind::ChargerRenamed => "charger-renamed",
        }
    }

    fn parse(text: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A change to be logged.
pub struct New<'a> {
    pub by: &'a str,
    pub kind: Kind,
    /// Row id of the person or the charger.
    pub subject: &'a str,
    /// The person's email or the charger's identity.
    pub name: &'a str,
    pub detail: &'a str,
}

/// A change as a running server reads it.
pub struct Change {
    pub seq: i64,
    pub by: String,
    /// None: a newer version wrote it.
    pub kind: Option<Kind>,
    pub subject: String,
    pub name: String,
    pub detail: String,
}

#[derive(FromRow)]
struct ChangeRow {
    seq: i64,
    by_name: String,
    kind: String,
    subject: String,
    name: String,
    detail: String,
}

pub async fn record(tx: &mut Tx, new: &New<'_>) -> Result<(), Failure> {
    let now = tx.now();
    sqlx::query(
        "INSERT INTO access_changes (at, by_name, kind, subject, name, detail) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(now)
    .bind(new.by)
    .bind(new.kind.as_str())
    .bind(new.subject)
    .bind(new.name)
    .bind(new.detail)
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// The newest sequence number, 0 before all.
pub async fn newest(reading: &mut Reading) -> Result<i64, Failure> {
    let seq: Option<i64> =
        sqlx::query_scalar("SELECT max(seq) FROM access_changes").fetch_one(reading.connection()).await?;
    Ok(seq.unwrap_or(0))
}

/// The changes after a sequence number, oldest first.
pub async fn after(reading: &mut Reading, seq: i64, most: i64) -> Result<Vec<Change>, Failure> {
    let rows: Vec<ChangeRow> = sqlx::query_as(
        "SELECT seq, by_name, kind, subject, name, detail FROM access_changes WHERE seq > $1 ORDER BY seq LIMIT $2",
    )
    .bind(seq)
    .bind(most)
    .fetch_all(reading.connection())
    .await?;
    let change = |ChangeRow { seq, by_name, kind, subject, name, detail }| Change {
        seq,
        by: by_name,
        kind: Kind::parse(&kind),
        subject,
        name,
        detail,
    };
    Ok(rows.into_iter().map(change).collect())
}

/// A person whose access is to be changed.
#[derive(FromRow)]
pub struct Person {
    pub id: String,
    pub key: String,
    pub email: String,
    pub role: String,
    pub disabled: bool,
    /// Row id of the organisation.
    pub organisation: String,
    /// The organisation has none above it.
    pub at_the_top: bool,
}

impl Person {
    pub fn is_working_administrator(&self) -> bool {
        self.role == Role::Administrator.as_str() && !self.disabled
    }
}

pub async fn person(reading: &mut Reading, email: &str) -> Result<Option<Person>, Failure> {
    Ok(sqlx::query_as(
        "SELECT u.id, u.key, u.email, u.role, u.disabled_at IS NOT NULL AS disabled, u.organisation,
                o.parent IS NULL AS at_the_top
         FROM users u JOIN organisations o ON o.id = u.organisation WHERE u.email = $1",
    )
    .bind(email)
    .fetch_optional(reading.connection())
    .await?)
}

/// Would an administrator be left without this one: at the top for one who is there, else anywhere?
pub async fn is_another_administrator(reading: &mut Reading, besides: &Person) -> Result<bool, Failure> {
    Ok(sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM users u JOIN organisations o ON o.id = u.organisation
         WHERE u.id <> $1 AND u.role = $2 AND u.disabled_at IS NULL AND (o.parent IS NULL OR NOT $3))",
    )
    .bind(&besides.id)
    .bind(Role::Administrator.as_str())
    .bind(besides.at_the_top)
    .fetch_one(reading.connection())
    .await?)
}

/// Disables a person, or lets one in again. What was begun before counts no more either way.
pub async fn set_disabled(tx: &mut Tx, person: &Person, disabled: bool) -> Result<(), Failure> {
    let at = disabled.then_some(tx.now());
    sqlx::query("UPDATE users SET disabled_at = $2, entry = entry + 1 WHERE id = $1")
        .bind(&person.id)
        .bind(at)
        .execute(tx.connection())
        .await?;
    super::sessions::delete_of(tx, &person.key).await
}

pub async fn set_password(tx: &mut Tx, person: &Person, hash: &str) -> Result<(), Failure> {
    sqlx::query("UPDATE users SET password = $2, entry = entry + 1 WHERE id = $1")
        .bind(&person.id)
        .bind(hash)
        .execute(tx.connection())
        .await?;
    super::sessions::delete_of(tx, &person.key).await
}

pub async fn set_role(tx: &mut Tx, person: &Person, role: Role) -> Result<(), Failure> {
    sqlx::query("UPDATE users SET role = $2 WHERE id = $1")
        .bind(&person.id)
        .bind(role.as_str())
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Blocks a charger, or lets it in again. The socket of one that is blocked counts no more.
pub async fn set_blocked(tx: &mut Tx, charger: &str, blocked: bool) -> Result<(), Failure> {
    let at = blocked.then_some(tx.now());
    sqlx::query("UPDATE chargers SET blocked_at = $2, entry = entry + ($2 IS NOT NULL) WHERE id = $1")
        .bind(charger)
        .bind(at)
        .execute(tx.connection())
        .await?;
    tx.touch_charger(charger);
    Ok(())
}

/// From now on this password alone counts: not the one before, nor any that the charger was told.
pub async fn set_charger_password(tx: &mut Tx, charger: &str, password: &[u8]) -> Result<(), Failure> {
    sqlx::query("UPDATE chargers SET password = $2, entry = entry + 1 WHERE id = $1")
        .bind(charger)
        .bind(password)
        .execute(tx.connection())
        .await?;
    sqlx::query("DELETE FROM password_changes WHERE charger = $1").bind(charger).execute(tx.connection()).await?;
    tx.touch_charger(charger);
    Ok(())
}

/// The count under which a charger is let in now.
pub async fn charger_entry(reading: &mut Reading, charger: &str) -> Result<i64, Failure> {
    Ok(sqlx::query_scalar("SELECT entry FROM chargers WHERE id = $1")
        .bind(charger)
        .fetch_one(reading.connection())
        .await?)
}
