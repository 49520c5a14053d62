//! Organisations and the people in them.

use crate::caller::Caller;
use crate::failure::Failure;
use crate::store::tx::{Reading, Tx};
use model::{Operator, OrganisationKey, OrganisationKind, Role, UserKey};
use sqlx::FromRow;

#[derive(FromRow)]
struct UserRow {
    key: String,
    email: String,
    role: String,
    password: String,
    disabled: bool,
    entry: i64,
    organisation: String,
    organisation_key: String,
    parent: Option<String>,
}

/// A person as the database knows them.
pub struct Known {
    pub operator: Operator,
    /// The password's hash.
    pub password: String,
    /// May not sign in.
    pub disabled: bool,
    /// Sessions that were begun under another count are over.
    pub entry: i64,
}

impl UserRow {
    fn known(self) -> Result<Known, Failure> {
        let role = Role::parse(&self.role).ok_or_else(|| Failure::Stored(format!("role {}", self.role)))?;
        let kind = if self.parent.is_none() { OrganisationKind::Cpo } else { OrganisationKind::Customer };
        let operator = Operator {
            key: UserKey(self.key),
            email: self.email,
            role,
            organisation: self.organisation,
            organisation_key: OrganisationKey(self.organisation_key),
            organisation_kind: kind,
        };
        Ok(Known { operator, password: self.password, disabled: self.disabled, entry: self.entry })
    }
}

pub async fn by_email(reading: &mut Reading, email: &str) -> Result<Option<Known>, Failure> {
    let row: Option<UserRow> = sqlx::query_as(
        "SELECT u.key, u.email, u.role, u.password, u.disabled_at IS NOT NULL AS disabled, u.entry,
                o.name AS organisation, o.key AS organisation_key, o.parent
         FROM users u JOIN organisations o ON o.id = u.organisation WHERE u.email = $1",
    )
    .bind(email)
    .fetch_optional(reading.connection())
    .await?;
    row.map(UserRow::known).transpose()
}

pub async fn by_key(reading: &mut Reading, key: &str) -> Result<Option<Known>, Failure> {
    let row: Option<UserRow> = sqlx::query_as(
        "SELECT u.key, u.email, u.role, u.password, u.disabled_at IS NOT NULL AS disabled, u.entry,
                o.name AS organisation, o.key AS organisation_key, o.parent
         FROM users u JOIN organisations o ON o.id = u.organisation WHERE u.key = $1",
    )
    .bind(key)
    .fetch_optional(reading.connection())
    .await?;
    row.map(UserRow::known).transpose()
}

pub struct NewUser {
    pub key: String,
    pub email: String,
    pub role: Role,
    /// The organisation's row id.
    pub organisation: String,
    pub password_hash: String,
}

/// Says whether the email was free.
pub async fn insert_user(tx: &mut Tx, new: &NewUser) -> Result<bool, Failure> {
    let now = tx.now();
    let done = sqlx::query(
        "INSERT INTO users (id, key, email, role, organisation, password, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
    )
    .bind(crate::random::new_id())
    .bind(&new.key)
    .bind(&new.email)
    .bind(new.role.as_str())
    .bind(&new.organisation)
    .bind(&new.password_hash)
    .bind(now)
    .execute(tx.connection())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Is there an administrator, of whichever organisation?
pub async fn has_administrator(reading: &mut Reading) -> Result<bool, Failure> {
    Ok(sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM users WHERE role = $1)")
        .bind(Role::Administrator.as_str())
        .fetch_one(reading.connection())
        .await?)
}

/// The row id of an organisation by its name.
pub async fn organisation_by_name(reading: &mut Reading, name: &str) -> Result<Option<String>, Failure> {
    Ok(sqlx::query_scalar("SELECT id FROM organisations WHERE name = $1")
        .bind(name)
        .fetch_optional(reading.connection())
        .await?)
}

/// The organisation at the top of the tree, if there is one: the first made.
/// Row id of the organisation behind a key.
pub async fn organisation_id(reading: &mut Reading, key: &str) -> Result<Option<String>, Failure> {
    Ok(sqlx::query_scalar("SELECT id FROM organisations WHERE key = $1")
        .bind(key)
        .fetch_optional(reading.connection())
        .await?)
}

pub async fn first_organisation(reading: &mut Reading) -> Result<Option<String>, Failure> {
    Ok(sqlx::query_scalar("SELECT id FROM organisations WHERE parent IS NULL ORDER BY created_at, id LIMIT 1")
        .fetch_optional(reading.connection())
        .await?)
}

/// Inserts an organisation; none if the name is taken.
pub async fn insert_organisation(
    tx: &mut Tx,
    key: &str,
    name: &str,
    parent: Option<&str>,
) -> Result<Option<String>, Failure> {
    let now = tx.now();
    let id = crate::random::new_id();
    let done = sqlx::query(
        "INSERT INTO organisations (id, key, name, parent, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
    )
    .bind(&id)
    .bind(key)
    .bind(name)
    .bind(parent)
    .bind(now)
    .execute(tx.connection())
    .await?;
    Ok((done.rows_affected() == 1).then_some(id))
}

pub async fn meta(reading: &mut Reading, name: &str) -> Result<Option<String>, Failure> {
    Ok(sqlx::query_scalar("SELECT value FROM meta WHERE name = $1")
        .bind(name)
        .fetch_optional(reading.connection())
        .await?)
}

pub async fn set_meta(tx: &mut Tx, name: &str, value: Option<&str>) -> Result<(), Failure> {
    match value {
        Some(value) => {
            sqlx::query("INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value")
                .bind(name)
                .bind(value)
                .execute(tx.connection())
                .await?;
        }
        None => {
            sqlx::query("DELETE FROM meta WHERE name = $1").bind(name).execute(tx.connection()).await?;
        }
    }
    Ok(())
}

/// The row id of the caller's organisation; empty before there is any.
pub async fn organisation_of(reading: &mut Reading, caller: &Caller) -> Result<String, Failure> {
    let id = match caller.operator() {
        Some(operator) => organisation_id(reading, operator.organisation_key.as_str()).await?,
        None => first_organisation(reading).await?,
    };
    Ok(id.unwrap_or_default())
}
