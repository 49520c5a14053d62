//! What chargers have put here. It is for the eyes of those who may see its charger now and could when it came.

use super::scope::Scope;
use crate::failure::Failure;
use crate::store::tx::{Reading, Tx};
use model::{ArchiveKey, ArchiveRef, ChargerKey, CommandKey, FileProtocol};
use sqlx::FromRow;
use words::local_time::moment;

/// Archives in one stretch.
const STRETCH: i64 = 50;
/// Others offered for a comparison.
const OTHERS: i64 = 100;

pub struct New {
    pub id: String,
    pub key: String,
    pub command: String,
    pub charger: String,
    pub name: String,
    pub bytes: i64,
    pub sha256: String,
    pub protocol: FileProtocol,
    /// Why nobody gets it.
    pub held: Option<String>,
}

/// An archive with what never leaves the backend.
#[derive(Clone, Debug)]
pub struct Found {
    pub id: String,
    pub charger: String,
    pub time_zone: String,
    pub held: Option<String>,
    pub archive: ArchiveRef,
}

#[derive(FromRow)]
struct ArchiveRow {
    id: String,
    key: String,
    command_key: String,
    charger: String,
    charger_key: String,
    charger_name: String,
    identity: String,
    site_name: String,
    time_zone: String,
    /// Where the charger stands now, as pages tell times.
    zone_now: String,
    name: String,
    bytes: i64,
    sha256: String,
    protocol: String,
    received_at: i64,
    held: Option<String>,
}

const COLUMNS: &str =
    "a.id, a.key, m.key AS command_key, a.charger, c.key AS charger_key, c.name AS charger_name, c.identity,
    then_site.name AS site_name, then_site.time_zone, now_site.time_zone AS zone_now, a.name, a.bytes, a.sha256,
    a.protocol, a.received_at, a.held
    FROM archives a JOIN commands m ON m.id = a.command JOIN chargers c ON c.id = a.charger
    JOIN sites then_site ON then_site.id = a.site JOIN sites now_site ON now_site.id = c.site
    WHERE then_site.organisation IN (SELECT value FROM json_each($1))
      AND now_site.organisation IN (SELECT value FROM json_each($1))";

impl ArchiveRow {
    fn found(self, kept_ms: i64) -> Result<Found, Failure> {
        let protocol = FileProtocol::parse(&self.protocol)
            .ok_or_else(|| Failure::Stored(format!("file protocol {}", self.protocol)))?;
        let zone = &self.zone_now;
        let archive = ArchiveRef {
            key: ArchiveKey(self.key),
            command: CommandKey(self.command_key),
            charger: ChargerKey(self.charger_key),
            charger_name: self.charger_name,
            identity: self.identity,
            site_name: self.site_name,
            name: self.name,
            bytes: self.bytes,
            sha256: self.sha256,
            protocol,
            received: moment(self.received_at, zone),
            kept_until: moment(self.received_at.saturating_add(kept_ms), zone),
        };
        Ok(Found { id: self.id, charger: self.charger, time_zone: self.time_zone, held: self.held, archive })
    }
}

/// The file is whole: it stands from now on at the charger's site.
pub async fn insert(tx: &mut Tx, new: &New) -> Result<(), Failure> {
    let now = tx.now();
    sqlx::query(
        "INSERT INTO archives (id, key, command, charger, site, organisation, name, bytes, sha256, protocol, received_at, held)
         SELECT $1, $2, $3, c.id, c.site, s.organisation, $5, $6, $7, $8, $9, $10
         FROM chargers c JOIN sites s ON s.id = c.site WHERE c.id = $4",
    )
    .bind(&new.id)
    .bind(&new.key)
    .bind(&new.command)
    .bind(&new.charger)
    .bind(&new.name)
    .bind(new.bytes)
    .bind(&new.sha256)
    .bind(new.protocol.as_str())
    .bind(now)
    .bind(&new.held)
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Has this command's file arrived?
pub async fn has_arrived(reading: &mut Reading, command: &str) -> Result<bool, Failure> {
    let sql = "SELECT EXISTS (SELECT 1 FROM archives WHERE command = $1)";
    Ok(sqlx::query_scalar(sql).bind(command).fetch_one(reading.connection()).await?)
}

/// An archive of an order, as the sender of its file may know of it.
#[derive(FromRow)]
pub struct ArrivedArchive {
    pub id: String,
    pub name: String,
    pub bytes: i64,
    pub received_at: i64,
}

/// What has arrived for this command.
pub async fn of_command(reading: &mut Reading, command: &str) -> Result<Vec<ArrivedArchive>, Failure> {
    let sql = "SELECT id, name, bytes, received_at FROM archives WHERE command = $1 ORDER BY rowid";
    Ok(sqlx::query_as(sql).bind(command).fetch_all(reading.connection()).await?)
}

/// The row id of a charger's organisation, and the bytes that it has here.
pub async fn taken_by_organisation(reading: &mut Reading, charger: &str) -> Result<(String, i64), Failure> {
    let sql = "SELECT s.organisation FROM chargers c JOIN sites s ON s.id = c.site WHERE c.id = $1";
    let organisation: String = sqlx::query_scalar(sql).bind(charger).fetch_one(reading.connection()).await?;
    let bytes = bytes_of(reading, &organisation).await?;
    Ok((organisation, bytes))
}

/// Bytes that an organisation's archives take.
pub async fn bytes_of(reading: &mut Reading, organisation: &str) -> Result<i64, Failure> {
    let sql = "SELECT coalesce(sum(bytes), 0) FROM archives WHERE organisation = $1";
    Ok(sqlx::query_scalar(sql).bind(organisation).fetch_one(reading.connection()).await?)
}

pub async fn by_key(reading: &mut Reading, scope: &Scope, key: &str, kept_ms: i64) -> Result<Option<Found>, Failure> {
    let sql = format!("SELECT {COLUMNS} AND a.key = $2");
    let row: Option<ArchiveRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(scope.json())
        .bind(key)
        .fetch_optional(reading.connection())
        .await?;
    row.map(|row| row.found(kept_ms)).transpose()
}

/// A stretch, newest first, of all chargers or of one; and where the next one begins.
pub async fn list(
    reading: &mut Reading,
    scope: &Scope,
    charger: Option<&str>,
    before: Option<&str>,
    kept_ms: i64,
) -> Result<(Vec<ArchiveRef>, Option<String>), Failure> {
    // `received_at.id`, written by us below; anything else is the beginning.
    let before = before.and_then(|text| {
        let (at, id) = text.split_once('.')?;
        Some((at.parse::<i64>().ok()?, id.to_owned()))
    });
    let (at, id) = before.unwrap_or((i64::MAX, String::new()));
    let sql = format!(
        "SELECT {COLUMNS} AND ($2 IS NULL OR c.key = $2) AND (a.received_at, a.id) < ($3, $4)
         ORDER BY a.received_at DESC, a.id DESC LIMIT $5"
    );
    let mut rows: Vec<ArchiveRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(scope.json())
        .bind(charger)
        .bind(at)
        .bind(id)
        .bind(STRETCH + 1)
        .fetch_all(reading.connection())
        .await?;
    let more = rows.len() as i64 > STRETCH;
    rows.truncate(STRETCH as usize);
    let older = rows.last().filter(|_| more).map(|row| format!("{}.{}", row.received_at, row.id));
    let rows: Result<Vec<Found>, Failure> = rows.into_iter().map(|row| row.found(kept_ms)).collect();
    Ok((rows?.into_iter().map(|found| found.archive).collect(), older))
}

/// What an archive can be compared with: others of its charger first, then of others, newest first.
pub async fn others(
    reading: &mut Reading,
    scope: &Scope,
    of: &Found,
    kept_ms: i64,
) -> Result<Vec<ArchiveRef>, Failure> {
    let sql = format!(
        "SELECT {COLUMNS} AND a.id != $2 ORDER BY a.charger = $3 DESC, a.received_at DESC, a.id DESC LIMIT {OTHERS}"
    );
    let rows: Vec<ArchiveRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(scope.json())
        .bind(&of.id)
        .bind(&of.charger)
        .fetch_all(reading.connection())
        .await?;
    rows.into_iter().map(|row| row.found(kept_ms).map(|found| found.archive)).collect()
}

pub async fn remove(tx: &mut Tx, id: &str) -> Result<(), Failure> {
    sqlx::query("DELETE FROM archives WHERE id = $1").bind(id).execute(tx.connection()).await?;
    Ok(())
}

/// Removes what is too old; the row ids of what went.
pub async fn remove_older(tx: &mut Tx, kept_ms: i64) -> Result<Vec<String>, Failure> {
    let oldest = tx.now() - kept_ms;
    let sql = "DELETE FROM archives WHERE received_at < $1 RETURNING id";
    Ok(sqlx::query_scalar(sql).bind(oldest).fetch_all(tx.connection()).await?)
}

/// Row ids of all, for the sweep of the folder.
pub async fn ids(reading: &mut Reading) -> Result<Vec<String>, Failure> {
    Ok(sqlx::query_scalar("SELECT id FROM archives").fetch_all(reading.connection()).await?)
}
