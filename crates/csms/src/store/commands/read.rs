//! Commands as screens show them: with timeline, names and local times.

use super::again::hosted;
use super::row::{delivery, from_json, kind, read_verdict};
use crate::failure::Failure;
use crate::store::scope::{Scope, id_list};
use crate::store::tx::Reading;
use actions::{Args, Command, Commands};
use model::{
    ChargerKey, CommandKey, CommandKind, CommandQuery, ITSELF, OpenCommand, OrganisationKey, Search, Seq, SiteKey,
    SiteRef, Step, StepKind,
};
use sqlx::FromRow;
use std::collections::HashMap;
use words::local_time::moment;

/// Commands in one stretch.
const STRETCH: i64 = 30;

#[derive(FromRow)]
struct ReadRow {
    id: String,
    key: String,
    charger: String,
    charger_key: String,
    charger_name: String,
    charger_site: String,
    organisation: String,
    site_name: String,
    /// Where the charger stands now, as everything else on a page is told.
    time_zone: String,
    kind: String,
    subject: String,
    args: String,
    by_name: String,
    reason: Option<String>,
    ordered_at: i64,
    delivery: String,
    verdict: String,
    settled_at: Option<i64>,
    deadline_at: Option<i64>,
    progress: String,
}

/// A command with the row ids that never leave the backend.
pub struct CommandWithIds {
    pub id: String,
    pub charger: String,
    /// Row id of the organisation its charger stands in now.
    pub organisation: String,
    pub command: Command,
}

/// Whole commands with their timelines, in the order of the ids.
pub async fn load(reading: &mut Reading, ids: &[String]) -> Result<Vec<CommandWithIds>, Failure> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let list = id_list(ids.iter().map(String::as_str));
    let rows: Vec<ReadRow> = sqlx::query_as(
        "SELECT m.id, m.key, m.charger, c.key AS charger_key, c.name AS charger_name, c.site AS charger_site,
                now_site.organisation, s.name AS site_name, now_site.time_zone, m.kind, m.subject, m.args, m.by_name, m.reason,
                m.ordered_at, m.delivery, m.verdict, m.settled_at, m.deadline_at, m.progress
         FROM json_each($1) l JOIN commands m ON m.id = l.value JOIN chargers c ON c.id = m.charger
         JOIN sites s ON s.id = m.site JOIN sites now_site ON now_site.id = c.site ORDER BY l.key",
    )
    .bind(&list)
    .fetch_all(reading.connection())
    .await?;
    let steps: Vec<(String, i64, i64, String, Option<i64>)> = sqlx::query_as(
        "SELECT command, n, at, body, event_seq FROM command_steps
         WHERE command IN (SELECT value FROM json_each($1)) ORDER BY command, n",
    )
    .bind(&list)
    .fetch_all(reading.connection())
    .await?;
    let zones: HashMap<&str, &str> = rows.iter().map(|row| (row.id.as_str(), row.time_zone.as_str())).collect();
    let mut timelines: HashMap<String, Vec<Step>> = HashMap::new();
    for (command, n, at, body, event) in steps {
        let zone = zones.get(command.as_str()).copied().unwrap_or("UTC");
        let kind: StepKind = from_json(&body)?;
        let step = Step { n, at: moment(at, zone), kind, event: event.map(Seq) };
        timelines.entry(command).or_default().push(step);
    }
    let mut loaded = Vec::with_capacity(rows.len());
    for row in rows {
        let args: Args = from_json(&row.args)?;
        let move_back = match args.moves() {
            Some((from, to)) if to == row.charger_site => site(reading, from).await?,
            Some(_) | None => None,
        };
        let kind = kind(&row.kind)?;
        let restorable = match kind {
            CommandKind::ClearChargingProfiles => {
                crate::store::profiles::cleared_by(reading, &row.charger, &row.id).await?.len() as i64
            }
            _clears_no_profiles => 0,
        };
        let verdict = read_verdict(&row.verdict)?;
        let zone = &row.time_zone;
        let steps = timelines.remove(&row.id).unwrap_or_default();
        let hosted = hosted(reading, (&row.args, &row.progress), &verdict, &steps, zone).await?;
        let command = Command {
            key: CommandKey(row.key),
            charger: ChargerKey(row.charger_key),
            charger_name: row.charger_name,
            site_name: row.site_name,
            kind,
            subject: row.subject,
            by: row.by_name,
            reason: row.reason,
            ordered: moment(row.ordered_at, zone),
            delivery: delivery(&row.delivery)?,
            verdict,
            settled: row.settled_at.map(|at| moment(at, zone)),
            deadline: row.deadline_at.map(|at| moment(at, zone)),
            steps,
            move_back,
            restorable,
            hard: args.is_hard_reboot(),
            hosted,
        };
        loaded.push(CommandWithIds { id: row.id, charger: row.charger, organisation: row.organisation, command });
    }
    Ok(loaded)
}

async fn site(reading: &mut Reading, id: &str) -> Result<Option<SiteRef>, Failure> {
    let row: Option<(String, String, String, String, String)> = sqlx::query_as(
        "SELECT s.key, s.name, o.name, o.key, s.time_zone FROM sites s JOIN organisations o ON o.id = s.organisation WHERE s.id = $1",
    )
    .bind(id)
    .fetch_optional(reading.connection())
    .await?;
    Ok(row.map(|(key, name, organisation, organisation_key, time_zone)| SiteRef {
        key: SiteKey(key),
        name,
        organisation,
        organisation_key: OrganisationKey(organisation_key),
        time_zone,
    }))
}

/// Commands of the chargers this caller may see now, open ones first, then newest first.
pub async fn list(reading: &mut Reading, scope: &Scope, query: &CommandQuery) -> Result<Commands, Failure> {
    let now = reading.now();
    let search = Search::of(query.search.as_deref().unwrap_or_default());
    // `open.ordered_at.id`, written by us below; anything else is the beginning.
    let before = query.before.as_deref().and_then(|text| {
        let mut parts = text.splitn(3, '.');
        Some((parts.next()?.parse::<i64>().ok()?, parts.next()?.parse::<i64>().ok()?, parts.next()?.to_owned()))
    });
    let (open, at, id) = before.unwrap_or((2, i64::MAX, String::new()));
    // One charger's commands, and the open ones, are few, whoever asks.
    let (join, charger) = match (&query.charger, query.open) {
        (Some(_), _) => ("CROSS JOIN", "m.charger = (SELECT id FROM chargers WHERE key = $2)"),
        (None, true) => ("CROSS JOIN", "$2 IS NULL"),
        (None, false) => (scope.join(), "$2 IS NULL"),
    };
    let sql = format!(
        "SELECT m.id, m.open, m.ordered_at FROM commands m {join} chargers c ON c.id = m.charger {join} sites s ON s.id = c.site
         WHERE s.organisation IN (SELECT value FROM json_each($1))
           AND {charger}
           AND ($3 IS NULL OR m.kind = $3)
           AND m.open >= $4
           AND (m.open, m.ordered_at, m.id) < ($5, $6, $7)
           AND NOT EXISTS (SELECT 1 FROM json_each($8) word WHERE instr(c.search, word.value) = 0 AND instr(s.search, word.value) = 0
                AND instr(lower(m.by_name), word.value) = 0 AND instr(lower(coalesce(m.reason, '')), word.value) = 0)
           AND ($10 OR m.ordered_by IS NOT NULL OR m.by_name <> $11)
         ORDER BY m.open DESC, m.ordered_at DESC, m.id DESC LIMIT $9"
    );
    let rows: Vec<(String, i64, i64)> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(scope.json())
        .bind(query.charger.as_ref().map(ChargerKey::as_str))
        .bind(query.kind.map(CommandKind::slug))
        .bind(query.open)
        .bind(open)
        .bind(at)
        .bind(id)
        .bind(id_list(search.words.iter().map(String::as_str)))
        .bind(STRETCH + 1)
        .bind(query.by_itself)
        .bind(ITSELF)
        .fetch_all(reading.connection())
        .await?;
    let older = (rows.len() as i64 > STRETCH).then(|| {
        let (id, open, at) = &rows[STRETCH as usize - 1];
        format!("{open}.{at}.{id}")
    });
    let ids: Vec<String> = rows.into_iter().take(STRETCH as usize).map(|(id, _, _)| id).collect();
    let rows = load(reading, &ids).await?.into_iter().map(|loaded| loaded.command).collect();
    Ok(Commands { rows, older, seq: Seq::default(), now })
}

/// The open commands of some chargers, as badges and lists show them.
pub async fn open_by_charger(
    reading: &mut Reading,
    chargers: &str,
) -> Result<HashMap<String, Vec<OpenCommand>>, Failure> {
    let ids: Vec<String> = sqlx::query_scalar(
        "SELECT id FROM commands INDEXED BY commands_open
         WHERE charger IN (SELECT value FROM json_each($1)) AND open = 1 ORDER BY ordered_at",
    )
    .bind(chargers)
    .fetch_all(reading.connection())
    .await?;
    let mut open: HashMap<String, Vec<OpenCommand>> = HashMap::new();
    for loaded in load(reading, &ids).await? {
        let command = loaded.command;
        open.entry(loaded.charger).or_default().push(OpenCommand {
            standing: command.standing(),
            state: command.state(),
            acts: command.acts(),
            key: command.key,
            kind: command.kind,
            by: command.by,
        });
    }
    Ok(open)
}

/// How many open commands of people there are.
pub async fn open_count(reading: &mut Reading, scope: &Scope) -> Result<i64, Failure> {
    Ok(sqlx::query_scalar(
        "SELECT count(*) FROM commands m JOIN chargers c ON c.id = m.charger JOIN sites s ON s.id = c.site
         WHERE m.open = 1 AND s.organisation IN (SELECT value FROM json_each($1))
           AND (m.ordered_by IS NOT NULL OR m.by_name <> $2)",
    )
    .bind(scope.json())
    .bind(ITSELF)
    .fetch_one(reading.connection())
    .await?)
}
