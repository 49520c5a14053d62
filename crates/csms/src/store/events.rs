//! The events that screens are told of, in the order of their commits: frames, which lie in the trace, and changes of chargers and
//! commands, which lie with them.

mod group;
mod kind;

use super::frame::{NewFrame, SeqSlot};
use super::scope::Scope;
use super::trace;
use super::tx::{Reading, Touched, Tx};
use crate::failure::Failure;
use model::{Frame, FrameShape, Seq};
use std::collections::HashMap;
use std::sync::Arc;

pub(super) use group::Group;
pub use kind::Kind;

/// Changes that are kept for browsers that come back; whoever has missed more reads everything anew.
const CHANGES_KEPT: i64 = 100_000;

/// Marks the CALLs of the last so many milliseconds before a stop that nobody answered: their sockets are gone.
pub async fn never_answered(tx: &mut Tx, look_back_ms: i64, plain: &str) -> Result<(), Failure> {
    // There are few: a connection has but so many in work at once.
    for call in trace::unanswered_calls(tx, look_back_ms).await? {
        let marker = NewFrame {
            at: tx.now(),
            charger: call.charger.as_str().into(),
            direction: call.answers_to(),
            shape: FrameShape::NoAnswer,
            action: call.action,
            plain: plain.to_owned(),
            text: String::new(),
            slot: SeqSlot::default(),
            pair: None,
            latency_ms: None,
            late: false,
            command: call.command,
            odd: None,
        };
        tx.events().push_row(marker, Some(call.seq));
    }
    Ok(())
}

/// Writes down what browsers are to be told of what a transaction touched.
pub(super) fn tell(tx: &mut Tx) {
    let at = tx.now();
    for touched in tx.take_touched() {
        let (charger, kind, command, before) = match touched {
            Touched::Charger(charger) => (charger, Kind::Charger, None, None),
            Touched::Command { charger, command } => (charger, Kind::Command, Some(command), None),
            Touched::Moved { charger, before } => (charger, Kind::Moved, None, Some(before)),
        };
        tx.events().push(at, &charger, kind, command, before);
    }
}

/// Links a stored frame to the command it belongs to.
pub fn link(tx: &mut Tx, seq: i64, command: &str) {
    tx.events().link(seq, command);
}

/// The newest sequence number, 0 before all.
pub async fn newest(reading: &mut Reading) -> Result<Seq, Failure> {
    Ok(Seq(sqlx::query_scalar("SELECT newest FROM sequence").fetch_one(reading.connection()).await?))
}

/// The oldest sequence number from which on everything is kept.
pub async fn oldest(reading: &mut Reading) -> Result<Seq, Failure> {
    Ok(Seq(sqlx::query_scalar("SELECT gone + 1 FROM sequence").fetch_one(reading.connection()).await?))
}

/// What a charger said or had happen within a stretch of events.
pub struct ChargerNews {
    /// Row id.
    pub charger: String,
    /// The newest event's number.
    pub newest: i64,
    /// More than frames.
    pub has_changed: bool,
    /// Something of it is told by itself: a command, a move.
    pub is_told_singly: bool,
}

/// The chargers of the events after a sequence number up to another.
pub async fn chargers_between(reading: &mut Reading, after: Seq, until: Seq) -> Result<Vec<ChargerNews>, Failure> {
    let changed: Vec<(String, i64, bool)> = sqlx::query_as(
        "SELECT charger, max(seq), max(kind != 'charger') FROM changes WHERE seq > $1 AND seq <= $2 GROUP BY charger",
    )
    .bind(after.0)
    .bind(until.0)
    .fetch_all(reading.connection())
    .await?;
    let mut news: HashMap<String, ChargerNews> = changed
        .into_iter()
        .map(|(charger, newest, is_told_singly)| {
            (charger.clone(), ChargerNews { charger, newest, has_changed: true, is_told_singly })
        })
        .collect();
    for heard in trace::heard_between(reading, after.0, until.0).await? {
        let of_charger = news.entry(heard.charger).or_insert_with_key(|charger| ChargerNews {
            charger: charger.clone(),
            newest: 0,
            has_changed: false,
            is_told_singly: false,
        });
        of_charger.newest = of_charger.newest.max(heard.newest);
    }
    Ok(news.into_values().collect())
}

/// An event that is told by itself.
pub struct StoredEvent {
    pub seq: Seq,
    /// The charger's row id.
    pub charger: Arc<str>,
    pub told: Told,
}

pub enum Told {
    /// With the row id of the organisation that the charger stood in.
    Frame { frame: Box<Frame>, organisation: String },
    /// A command changed: its row id.
    Command(String),
    /// A charger changed its site; the organisation before.
    Moved { organisation_before: Option<String> },
}

#[derive(sqlx::FromRow)]
struct ChangeRow {
    seq: i64,
    kind: String,
    charger: String,
    command: Option<String>,
    organisation_before: Option<String>,
}

/// The events after a sequence number up to another that are told by themselves, oldest first: commands, moves, and frames of these chargers.
pub async fn told_between(
    reading: &mut Reading,
    after: Seq,
    until: Seq,
    watched: &[Arc<str>],
) -> Result<Vec<StoredEvent>, Failure> {
    let rows: Vec<ChangeRow> = sqlx::query_as(
        "SELECT seq, kind, charger, command, (SELECT b.organisation FROM sites b WHERE b.id = site_before) AS organisation_before
         FROM changes WHERE seq > $1 AND seq <= $2 AND kind != 'charger'",
    )
    .bind(after.0)
    .bind(until.0)
    .fetch_all(reading.connection())
    .await?;
    let mut events = Vec::with_capacity(rows.len());
    for row in rows {
        let told = match (Kind::parse(&row.kind)?, row.command) {
            (Kind::Command, Some(command)) => Told::Command(command),
            (Kind::Moved, _) => Told::Moved { organisation_before: row.organisation_before },
            (Kind::Command, None) | (Kind::Charger, _) => continue,
        };
        events.push(StoredEvent { seq: Seq(row.seq), charger: row.charger.into(), told });
    }
    if !watched.is_empty() {
        for (charger, organisation, frame) in trace::of_chargers_between(reading, watched, after.0, until.0).await? {
            events.push(StoredEvent {
                seq: frame.seq,
                charger,
                told: Told::Frame { frame: Box::new(frame), organisation },
            });
        }
    }
    events.sort_by_key(|event| event.seq);
    Ok(events)
}

/// The frames of some chargers after a sequence number, oldest first, as far as the scope allows then and now.
pub async fn frames_after(
    reading: &mut Reading,
    scope: &Scope,
    chargers: &[Arc<str>],
    seq: Seq,
    most: usize,
) -> Result<Vec<Frame>, Failure> {
    // The trace may be a commit ahead of the state.
    let until = newest(reading).await?;
    trace::of_chargers_after(reading, scope, chargers, (seq.0, until.0), most).await
}

/// Row ids of the chargers and commands whose state changed after a sequence number, at most so many of each. A new last
/// message alone is no change here: on a busy fleet that is all of them, and the next message tells it again.
pub async fn touched_after(
    reading: &mut Reading,
    scope: &Scope,
    seq: Seq,
    most: i64,
) -> Result<(Vec<String>, Vec<String>), Failure> {
    // Written so that it begins with the few new events.
    let chargers = sqlx::query_scalar(
        "SELECT DISTINCT e.charger FROM changes e CROSS JOIN chargers c ON c.id = e.charger
         CROSS JOIN sites s ON s.id = c.site
         WHERE e.seq > $1 AND e.kind IN ('charger', 'moved')
           AND s.organisation IN (SELECT value FROM json_each($2)) LIMIT $3",
    )
    .bind(seq.0)
    .bind(scope.json())
    .bind(most)
    .fetch_all(reading.connection())
    .await?;
    let commands = sqlx::query_scalar(
        "SELECT DISTINCT e.command FROM changes e CROSS JOIN chargers c ON c.id = e.charger
         CROSS JOIN sites s ON s.id = c.site
         WHERE e.seq > $1 AND e.kind = 'command' AND s.organisation IN (SELECT value FROM json_each($2)) LIMIT $3",
    )
    .bind(seq.0)
    .bind(scope.json())
    .bind(most)
    .fetch_all(reading.connection())
    .await?;
    Ok((chargers, commands))
}

/// A sequence number before all changes of so many milliseconds before another, as far as they are kept.
pub async fn before(reading: &mut Reading, seq: Seq, ms: i64) -> Result<Seq, Failure> {
    // Back from the newest: there are few in so short a time.
    let first: Option<i64> = sqlx::query_scalar(
        "WITH newest (at) AS (SELECT at FROM changes WHERE seq <= $1 ORDER BY seq DESC LIMIT 1)
         SELECT seq FROM changes, newest WHERE seq <= $1 AND changes.at < newest.at - $2 ORDER BY seq DESC LIMIT 1",
    )
    .bind(seq.0)
    .bind(ms)
    .fetch_optional(reading.connection())
    .await?;
    Ok(Seq(first.unwrap_or(0)).min(seq))
}

/// Deletes changes that nobody is told of any more, so many at most. Says how many went.
pub async fn delete_old(tx: &mut Tx, most: i64) -> Result<u64, Failure> {
    let last = newest(tx).await?.0 - CHANGES_KEPT;
    let gone: Option<i64> =
        sqlx::query_scalar("SELECT max(seq) FROM (SELECT seq FROM changes WHERE seq <= $1 ORDER BY seq LIMIT $2)")
            .bind(last)
            .bind(most)
            .fetch_one(tx.connection())
            .await?;
    let Some(gone) = gone else { return Ok(0) };
    let done = sqlx::query("DELETE FROM changes WHERE seq <= $1").bind(gone).execute(tx.connection()).await?;
    sqlx::query("UPDATE sequence SET gone = max(gone, $1)").bind(gone).execute(tx.connection()).await?;
    Ok(done.rows_affected())
}
