//! Commands, their timelines and the register of CALLs, as rows.

mod again;
mod calls;
mod read;
mod reported;
mod row;

use crate::failure::Failure;
use crate::store::tx::{Reading, Tx};
use actions::{Args, Life, StepChange};
use model::{CommandKind, StepKind};
use row::{COLUMNS, CommandRow, to_json};
use std::collections::HashMap;

pub use calls::{
    Call, CallState, calls_under_way, chargers_with_calls, count_queued, dispatch_call, find_call, insert_call,
    queued_calls, set_call,
};
pub use read::{list, load, open_by_charger, open_count};
pub use reported::{
    before, by_request, concerned, count_of_kind, is_anothers_request, newest_of_kind, newest_unsigned,
    with_queued_calls, written_in,
};
pub use row::CommandRecord;

/// Commands looked through for how long a model is usually silent, and how many of its own count at least and at most.
const SILENCE_LOOK_BACK: i64 = 5_000;
const SILENCE_LEAST: usize = 5;
const SILENCE_MOST: i64 = 50;

/// A charger's own word that it fetches or installs firmware, without an order of ours, counts so long: it may never say that it ended.
const UPDATE_TOLD_MS: i64 = 3600 * 1000;

/// The limit that a connector reported the last time after profiles were cleared, by another command than this one.
pub async fn last_schedule(
    reading: &mut Reading,
    charger: &str,
    command: &str,
    connector: i64,
) -> Result<Option<String>, Failure> {
    let found: Option<Option<String>> = sqlx::query_scalar(
        "SELECT json_extract(s.body, '$.limit.amount') FROM commands m JOIN command_steps s ON s.command = m.id
         WHERE m.charger = $1 AND m.kind = $2 AND m.id <> $3 AND json_extract(s.body, '$.step') = 'schedule'
           AND json_extract(s.body, '$.connector') = $4
         ORDER BY m.ordered_at DESC, s.n DESC LIMIT 1",
    )
    .bind(charger)
    .bind(CommandKind::ClearChargingProfiles.slug())
    .bind(command)
    .bind(connector)
    .fetch_optional(reading.connection())
    .await?;
    Ok(found.flatten())
}

/// A command to be recorded.
pub struct New {
    pub key: String,
    pub charger: String,
    pub site: String,
    pub subject: String,
    pub args: Args,
    pub by_key: Option<String>,
    pub by_name: String,
    pub reason: Option<String>,
    pub once: Option<String>,
    pub life: Life,
    pub sealed: Option<Vec<u8>>,
    /// The row id, made before so that a secret can be sealed for it.
    pub id: String,
}

/// Records a command.
pub async fn insert(tx: &mut Tx, new: &New) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO commands (id, key, charger, site, kind, subject, args, ordered_by, by_name, reason, once, ordered_at,
             delivery, verdict, open, deadline_at, settled_at, firmware, progress, request_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, (SELECT id FROM users WHERE key = $8), $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
             $19, (SELECT coalesce(max(request_id), 0) + 1 FROM commands WHERE request_id IS NOT NULL))",
    )
    .bind(&new.id)
    .bind(&new.key)
    .bind(&new.charger)
    .bind(&new.site)
    .bind(new.life.kind.slug())
    .bind(&new.subject)
    .bind(to_json(&new.args)?)
    .bind(&new.by_key)
    .bind(&new.by_name)
    .bind(&new.reason)
    .bind(&new.once)
    .bind(new.life.ordered_at)
    .bind(new.life.delivery.as_str())
    .bind(to_json(&new.life.verdict)?)
    .bind(new.life.is_open())
    .bind(new.life.deadline_at)
    .bind(new.life.settled_at)
    .bind(&new.life.firmware_before)
    .bind(to_json(&new.life.progress)?)
    .execute(tx.connection())
    .await?;
    if let Some(sealed) = &new.sealed {
        sqlx::query("INSERT INTO secrets (command, charger, sealed) VALUES ($1, $2, $3)")
            .bind(&new.id)
            .bind(&new.charger)
            .bind(sealed)
            .execute(tx.connection())
            .await?;
    }
    tx.touch_command(&new.charger, &new.id);
    Ok(())
}

pub async fn get(reading: &mut Reading, id: &str) -> Result<Option<CommandRecord>, Failure> {
    one(reading, "WHERE id = $1", id).await
}

/// The open commands of a kind on a charger, oldest first.
pub async fn open_of_kind(
    reading: &mut Reading,
    charger: &str,
    kind: CommandKind,
) -> Result<Vec<CommandRecord>, Failure> {
    let sql = format!("SELECT {COLUMNS} WHERE charger = $1 AND kind = $2 AND open = 1 ORDER BY ordered_at, id");
    let rows: Vec<CommandRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(charger)
        .bind(kind.slug())
        .fetch_all(reading.connection())
        .await?;
    rows.into_iter().map(CommandRow::record).collect()
}

/// Is an order of the same kind open that was given after this one?
pub async fn is_newer_open(reading: &mut Reading, row: &CommandRecord) -> Result<bool, Failure> {
    let open = open_of_kind(reading, &row.charger, row.life.kind).await?;
    Ok(open.iter().any(|other| other.id != row.id && other.life.ordered_at >= row.life.ordered_at))
}

/// The request id that the next command gets.
pub async fn next_request(reading: &mut Reading) -> Result<i64, Failure> {
    let sql = "SELECT coalesce(max(request_id), 0) + 1 FROM commands WHERE request_id IS NOT NULL";
    Ok(sqlx::query_scalar(sql).fetch_one(reading.connection()).await?)
}

/// How long this model is silent at most in the middle of what it does well in the end, in milliseconds; none where that was seen
/// too seldom.
pub async fn usual_silence(
    reading: &mut Reading,
    model: Option<&str>,
    kind: CommandKind,
) -> Result<Option<i64>, Failure> {
    let mut longest: Vec<i64> = sqlx::query_scalar(
        "SELECT max(gap) FROM (
             SELECT s.command, s.at - lag(s.at) OVER (PARTITION BY s.command ORDER BY s.n) AS gap FROM command_steps s
             WHERE s.command IN (
                 SELECT m.id FROM (
                     SELECT id, charger, kind, verdict FROM commands WHERE open = 0 ORDER BY ordered_at DESC LIMIT $3) m
                 JOIN chargers c ON c.id = m.charger
                 WHERE c.model = $1 AND m.kind = $2 AND m.verdict ->> 'verdict' IN ('FirmwareUpdated', 'DiagnosticsUploaded')
                 LIMIT $4))
         WHERE gap IS NOT NULL GROUP BY command",
    )
    .bind(model)
    .bind(kind.slug())
    .bind(SILENCE_LOOK_BACK)
    .bind(SILENCE_MOST)
    .fetch_all(reading.connection())
    .await?;
    if longest.len() < SILENCE_LEAST {
        return Ok(None);
    }
    longest.sort_unstable();
    Ok(Some(longest[longest.len() * 9 / 10]))
}

/// Every open command of a charger.
pub async fn open_of_charger(reading: &mut Reading, charger: &str) -> Result<Vec<CommandRecord>, Failure> {
    many(reading, "WHERE charger = $1 AND open = 1 ORDER BY ordered_at", charger).await
}

/// Which of these chargers fetch or install firmware now, and since when: by our orders, or as they say themselves.
pub async fn updating(reading: &mut Reading, chargers: &str) -> Result<HashMap<String, i64>, Failure> {
    let now = reading.now();
    let told: Vec<(String, i64)> = sqlx::query_as(
        "SELECT id, updating_since FROM chargers
         WHERE id IN (SELECT value FROM json_each($1)) AND updating_since IS NOT NULL AND updating_told > $2",
    )
    .bind(chargers)
    .bind(now - UPDATE_TOLD_MS)
    .fetch_all(reading.connection())
    .await?;
    let mut updating: HashMap<String, i64> = told.into_iter().collect();
    let sql = format!(
        "SELECT {COLUMNS} INDEXED BY commands_open
         WHERE charger IN (SELECT value FROM json_each($1)) AND open = 1 AND kind = 'update-firmware'"
    );
    let rows: Vec<CommandRow> =
        sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(chargers).fetch_all(reading.connection()).await?;
    for row in rows {
        let row = row.record()?;
        if let Some(since) = row.life.updating_since(now) {
            updating.insert(row.charger, since);
        }
    }
    Ok(updating)
}

/// Every open command, after a start.
pub async fn all_open(reading: &mut Reading) -> Result<Vec<CommandRecord>, Failure> {
    many(reading, "WHERE open = 1 AND '' = $1 ORDER BY ordered_at", "").await
}

/// Commands whose deadline or second look is due.
pub async fn due(reading: &mut Reading) -> Result<Vec<CommandRecord>, Failure> {
    let now = reading.now();
    let sql = format!(
        "SELECT {COLUMNS} WHERE (open = 1 AND deadline_at <= $1) OR (check_at IS NOT NULL AND check_at <= $1) LIMIT 500"
    );
    let rows: Vec<CommandRow> =
        sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(now).fetch_all(reading.connection()).await?;
    rows.into_iter().map(CommandRow::record).collect()
}

async fn one(reading: &mut Reading, tail: &str, value: &str) -> Result<Option<CommandRecord>, Failure> {
    let sql = format!("SELECT {COLUMNS} {tail}");
    let row: Option<CommandRow> =
        sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(value).fetch_optional(reading.connection()).await?;
    row.map(CommandRow::record).transpose()
}

async fn many(reading: &mut Reading, tail: &str, value: &str) -> Result<Vec<CommandRecord>, Failure> {
    let sql = format!("SELECT {COLUMNS} {tail}");
    let rows: Vec<CommandRow> =
        sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(value).fetch_all(reading.connection()).await?;
    rows.into_iter().map(CommandRow::record).collect()
}

/// Stores how far its CALL is, where something that browsers are told of follows at once.
pub async fn keep(tx: &mut Tx, row: &CommandRecord) -> Result<(), Failure> {
    let life = &row.life;
    sqlx::query(
        "UPDATE commands SET delivery = $2, verdict = $3, open = $4, sent_at = $5, deadline_at = $6, settled_at = $7, check_at = $8,
             progress = $9 WHERE id = $1",
    )
    .bind(&row.id)
    .bind(life.delivery.as_str())
    .bind(to_json(&life.verdict)?)
    .bind(life.is_open())
    .bind(life.sent_at)
    .bind(life.deadline_at)
    .bind(life.settled_at)
    .bind(life.check_at)
    .bind(to_json(&life.progress)?)
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Stores what evidence changed. A settled command's secret is erased a while later.
pub async fn save(
    tx: &mut Tx,
    row: &CommandRecord,
    steps: &[StepChange],
    event_seq: Option<i64>,
    erase_secret_at: i64,
) -> Result<(), Failure> {
    let now = tx.now();
    let life = &row.life;
    keep(tx, row).await?;
    for change in steps {
        match change {
            StepChange::Append(n, kind) => insert_step(tx, &row.id, *n, kind, event_seq).await?,
            StepChange::Recount(n, kind) => {
                sqlx::query("UPDATE command_steps SET body = $3, at = $4, event_seq = coalesce($5, event_seq) WHERE command = $1 AND n = $2")
                    .bind(&row.id)
                    .bind(n)
                    .bind(to_json(kind)?)
                    .bind(now)
                    .bind(event_seq)
                    .execute(tx.connection())
                    .await?;
            }
            StepChange::Remove(n) => {
                sqlx::query("DELETE FROM command_steps WHERE command = $1 AND n = $2")
                    .bind(&row.id)
                    .bind(n)
                    .execute(tx.connection())
                    .await?;
            }
        }
    }
    if !life.is_open() {
        sqlx::query("UPDATE secrets SET erase_at = $2 WHERE command = $1 AND erase_at IS NULL")
            .bind(&row.id)
            .bind(erase_secret_at)
            .execute(tx.connection())
            .await?;
    }
    tx.touch_command(&row.charger, &row.id);
    Ok(())
}

pub async fn insert_step(
    tx: &mut Tx,
    command: &str,
    n: i64,
    kind: &StepKind,
    event_seq: Option<i64>,
) -> Result<(), Failure> {
    let now = tx.now();
    sqlx::query("INSERT INTO command_steps (command, n, at, body, event_seq) VALUES ($1, $2, $3, $4, $5)")
        .bind(command)
        .bind(n)
        .bind(now)
        .bind(to_json(kind)?)
        .bind(event_seq)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// A command recorded under an idempotency key: its key, who ordered it, its charger and kind.
pub async fn by_once(reading: &mut Reading, once: &str) -> Result<Option<(String, String, String, String)>, Failure> {
    Ok(sqlx::query_as("SELECT key, by_name, charger, kind FROM commands WHERE once = $1")
        .bind(once)
        .fetch_optional(reading.connection())
        .await?)
}

/// The row id of a command by its key, if its charger is for these eyes.
pub async fn id_by_key(
    reading: &mut Reading,
    scope: &super::scope::Scope,
    key: &str,
) -> Result<Option<String>, Failure> {
    Ok(sqlx::query_scalar(
        "SELECT m.id FROM commands m JOIN chargers c ON c.id = m.charger JOIN sites s ON s.id = c.site
         WHERE m.key = $1 AND s.organisation IN (SELECT value FROM json_each($2))",
    )
    .bind(key)
    .bind(scope.json())
    .fetch_optional(reading.connection())
    .await?)
}

/// The sealed secret of a command.
pub async fn sealed(reading: &mut Reading, command: &str) -> Result<Option<Vec<u8>>, Failure> {
    Ok(sqlx::query_scalar("SELECT sealed FROM secrets WHERE command = $1")
        .bind(command)
        .fetch_optional(reading.connection())
        .await?)
}

/// All secrets of a charger that are not erased: command id and sealed bytes.
pub async fn sealed_of_charger(reading: &mut Reading, charger: &str) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    Ok(sqlx::query_as("SELECT command, sealed FROM secrets WHERE charger = $1 ORDER BY command DESC LIMIT 100")
        .bind(charger)
        .fetch_all(reading.connection())
        .await?)
}

pub async fn erase_secrets(tx: &mut Tx) -> Result<u64, Failure> {
    let now = tx.now();
    let done = sqlx::query("DELETE FROM secrets WHERE erase_at <= $1").bind(now).execute(tx.connection()).await?;
    Ok(done.rows_affected())
}
