//! The events that screens are told of, in the order of their commits; frames are events.

mod group;
mod row;
mod trace;

use super::scope::Scope;
use super::tx::{Reading, Touched, Tx};
use crate::failure::Failure;
use group::{FrameColumns, NewEvent};
use model::{Direction, Frame, FrameShape, Seq};
use row::{EVENT_COLUMNS, EventRow, direction_text, shape_text};

pub(super) use group::Group;
pub use row::{Kind, StoredEvent};
pub use trace::{actions_seen, last_exchange, trace};

/// Sequence number, charger, direction, command, action.
type UnansweredCall = (i64, String, String, Option<String>, Option<String>);

/// Marks the CALLs of the last so many milliseconds before a stop that nobody answered: their sockets are gone.
pub async fn never_answered(tx: &mut Tx, look_back_ms: i64, plain: &str) -> Result<(), Failure> {
    // A SEND (message type 6) wants no answer. There are few: a connection has but so many in work at once.
    let unanswered: Vec<UnansweredCall> = sqlx::query_as(
        "SELECT e.seq, e.charger, e.direction, e.command, e.action FROM events e
         WHERE e.at >= (SELECT max(at) FROM events) - $1 AND e.kind = 'frame' AND e.shape = $2
           AND NOT EXISTS (SELECT 1 FROM events a WHERE a.pair = e.seq)
           AND ltrim(e.body, ' [' || char(9, 10, 13)) NOT LIKE '6%'
         ORDER BY e.seq",
    )
    .bind(look_back_ms)
    .bind(shape_text(FrameShape::Call))
    .fetch_all(tx.connection())
    .await?;
    let (to, from) = (direction_text(Direction::ToCharger), direction_text(Direction::FromCharger));
    for (seq, charger, direction, command, action) in unanswered {
        let columns = FrameColumns {
            direction: if direction == to { from } else { to },
            shape: shape_text(FrameShape::NoAnswer),
            action,
            plain: plain.to_owned(),
            pair: Some(seq),
            latency_ms: None,
            late: false,
        };
        tell_one(tx, Kind::Frame, &charger, command, String::new(), Some(columns));
    }
    Ok(())
}

/// Writes down what browsers are to be told of what a transaction touched.
pub(super) fn tell(tx: &mut Tx) {
    for touched in tx.take_touched() {
        match touched {
            Touched::Charger(charger) => tell_one(tx, Kind::Charger, &charger, None, String::new(), None),
            Touched::Command { charger, command } => {
                tell_one(tx, Kind::Command, &charger, Some(command), String::new(), None);
            }
            Touched::Moved { charger, before } => tell_one(tx, Kind::Moved, &charger, None, before, None),
        }
    }
}

fn tell_one(
    tx: &mut Tx,
    kind: Kind,
    charger: &str,
    command: Option<String>,
    body: String,
    frame: Option<FrameColumns>,
) {
    let at = tx.now();
    tx.events().push(NewEvent { at, charger: charger.into(), kind, body, command, frame });
}

/// Links a stored frame to the command it belongs to.
pub async fn link(tx: &mut Tx, seq: i64, command: &str) -> Result<(), Failure> {
    if tx.events().link(seq, command) {
        return Ok(());
    }
    sqlx::query("UPDATE events SET command = $2 WHERE seq = $1")
        .bind(seq)
        .bind(command)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// The newest sequence number, 0 before all.
pub async fn newest(reading: &mut Reading) -> Result<Seq, Failure> {
    // Not max(seq): retention may have taken the newest rows of a quiet system.
    let seq: Option<i64> = sqlx::query_scalar("SELECT seq FROM sqlite_sequence WHERE name = 'events'")
        .fetch_optional(reading.connection())
        .await?;
    Ok(Seq(seq.unwrap_or(0)))
}

/// The oldest sequence number kept.
pub async fn oldest(reading: &mut Reading) -> Result<Seq, Failure> {
    let seq: Option<i64> = sqlx::query_scalar("SELECT min(seq) FROM events").fetch_one(reading.connection()).await?;
    Ok(Seq(seq.unwrap_or(0)))
}

/// What a charger said or had happen within a stretch of events.
#[derive(sqlx::FromRow)]
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
    Ok(sqlx::query_as(
        "SELECT charger, max(seq) AS newest, max(kind != 'frame') AS has_changed, max(kind IN ('command', 'moved')) AS is_told_singly
         FROM events NOT INDEXED WHERE seq > $1 AND seq <= $2 GROUP BY charger",
    )
    .bind(after.0)
    .bind(until.0)
    .fetch_all(reading.connection())
    .await?)
}

/// The events after a sequence number up to another that are told by themselves, oldest first: commands, moves, and frames of these chargers.
pub async fn told_between(
    reading: &mut Reading,
    after: Seq,
    until: Seq,
    watched: &str,
) -> Result<Vec<StoredEvent>, Failure> {
    let sql = format!(
        "SELECT {EVENT_COLUMNS} WHERE e.seq > $1 AND e.seq <= $2
           AND (e.kind IN ('command', 'moved') OR (e.kind = 'frame' AND e.charger IN (SELECT value FROM json_each($3))))
         ORDER BY e.seq"
    );
    let rows: Vec<EventRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(after.0)
        .bind(until.0)
        .bind(watched)
        .fetch_all(reading.connection())
        .await?;
    rows.into_iter().map(EventRow::tailed).collect()
}

/// The frames of some chargers after a sequence number, oldest first, as far as the scope allows then and now.
pub async fn frames_after(
    reading: &mut Reading,
    scope: &Scope,
    chargers: &str,
    seq: Seq,
    most: i64,
) -> Result<Vec<Frame>, Failure> {
    let sql = format!(
        "SELECT {EVENT_COLUMNS} WHERE e.charger IN (SELECT value FROM json_each($1)) AND e.seq > $2 AND e.kind = 'frame'
           AND s.organisation IN (SELECT value FROM json_each($3)) ORDER BY e.seq LIMIT $4"
    );
    let rows: Vec<EventRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(chargers)
        .bind(seq.0)
        .bind(scope.json())
        .bind(most)
        .fetch_all(reading.connection())
        .await?;
    rows.iter().filter_map(|row| row.frame().transpose()).collect()
}

/// Row ids of the chargers and commands whose state changed after a sequence number, at most so many of each. A new last
/// message alone is no change here: on a busy fleet that is all of them, and the next message tells it again.
pub async fn touched_after(
    reading: &mut Reading,
    scope: &Scope,
    seq: Seq,
    most: i64,
) -> Result<(Vec<String>, Vec<String>), Failure> {
    // Written so that it begins with the few new events, not with everything that all chargers ever said.
    let chargers = sqlx::query_scalar(
        "SELECT DISTINCT e.charger FROM events e NOT INDEXED CROSS JOIN chargers c ON c.id = e.charger
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
        "SELECT DISTINCT e.command FROM events e NOT INDEXED CROSS JOIN chargers c ON c.id = e.charger
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

/// The sequence number so many milliseconds before another, as far as that is kept.
pub async fn before(reading: &mut Reading, seq: Seq, ms: i64) -> Result<Seq, Failure> {
    let first: Option<i64> = sqlx::query_scalar(
        "SELECT seq FROM events WHERE at >= (SELECT at FROM events WHERE seq <= $1 ORDER BY seq DESC LIMIT 1) - $2
         ORDER BY at, seq LIMIT 1",
    )
    .bind(seq.0)
    .bind(ms)
    .fetch_optional(reading.connection())
    .await?;
    Ok(first.map_or(seq, |first| Seq(first - 1)).min(seq))
}

/// Deletes the events that are older than this, one step at most. Says how many went.
pub async fn delete_older(tx: &mut Tx, kept_ms: i64, most: i64) -> Result<u64, Failure> {
    let at = tx.now() - kept_ms;
    let done =
        sqlx::query("DELETE FROM events WHERE seq IN (SELECT seq FROM events WHERE at < $1 ORDER BY at LIMIT $2)")
            .bind(at)
            .bind(most)
            .execute(tx.connection())
            .await?;
    Ok(done.rows_affected())
}

/// Deletes the oldest events, whatever their age.
pub async fn delete_oldest(tx: &mut Tx, most: i64) -> Result<u64, Failure> {
    let done = sqlx::query("DELETE FROM events WHERE seq IN (SELECT seq FROM events ORDER BY seq LIMIT $1)")
        .bind(most)
        .execute(tx.connection())
        .await?;
    Ok(done.rows_affected())
}

/// Bytes in use in the database file, free pages not counted.
pub async fn bytes_used(reading: &mut Reading) -> Result<u64, Failure> {
    let pages: i64 = sqlx::query_scalar(
        "SELECT page_count - (SELECT freelist_count FROM pragma_freelist_count()) FROM pragma_page_count()",
    )
    .fetch_one(reading.connection())
    .await?;
    let size: i64 =
        sqlx::query_scalar("SELECT page_size FROM pragma_page_size()").fetch_one(reading.connection()).await?;
    Ok((pages.max(0) * size.max(0)) as u64)
}
