//! The events of the group that is being written: numbered as they come, and written together: the frames to the trace, then what
//! screens are told of besides to the state, with its commit.

use super::kind::Kind;
use crate::failure::Failure;
use crate::store::frame::{NewFrame, SeqSlot};
use crate::store::trace::{Answer, Appender, NEAR, NewRow, direction_text, shape_text};
use model::{Direction, FrameShape};
use sqlx::AssertSqlSafe;
use sqlx::sqlite::SqliteConnection;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

/// Most rows of one statement.
const ROWS_MAX: usize = 256;

/// Something beside a frame that screens are told of.
#[derive(Debug)]
pub(super) struct NewChange {
    seq: i64,
    pub at: i64,
    /// The charger's row id.
    pub charger: Arc<str>,
    pub kind: Kind,
    /// The command's row id.
    pub command: Option<String>,
    /// Of a move.
    pub site_before: Option<String>,
}

/// Events that have their numbers and are not written yet. The numbers are sure: nobody else writes during a transaction.
#[derive(Debug, Default)]
pub(in crate::store) struct Group {
    /// The first one's number, and the next one's.
    first: i64,
    next: i64,
    frames: Vec<NewRow>,
    changes: Vec<NewChange>,
    /// Frames of earlier groups that belong to a command.
    links: Vec<(i64, String)>,
    /// How it stood when the present piece of work began.
    kept: Kept,
    /// Frames that it linked to a command, with what stood there before.
    linked: Vec<(usize, Option<String>)>,
    /// Where the numbers of frames were told.
    told: Vec<SeqSlot>,
}

#[derive(Debug, Default)]
struct Kept {
    next: i64,
    frames: usize,
    changes: usize,
    links: usize,
}

impl Group {
    /// A transaction begins; the newest event that is written has this number. Says whether that is not ours.
    pub fn begin(&mut self, newest: i64) -> bool {
        let is_anothers = newest + 1 != self.next;
        self.frames.clear();
        self.changes.clear();
        self.links.clear();
        self.told.clear();
        // Frames may be written whose state was not committed: no number is given twice.
        self.next = self.next.max(newest + 1);
        self.first = self.next;
        self.begin_job();
        is_anothers
    }

    /// A piece of work begins within it.
    pub fn begin_job(&mut self) {
        self.kept =
            Kept { next: self.next, frames: self.frames.len(), changes: self.changes.len(), links: self.links.len() };
        self.linked.clear();
    }

    /// What the present piece of work did is taken back.
    pub fn take_back(&mut self) {
        self.next = self.kept.next;
        self.frames.truncate(self.kept.frames);
        self.changes.truncate(self.kept.changes);
        self.links.truncate(self.kept.links);
        for (nth, before) in self.linked.drain(..).rev() {
            if let Some(frame) = self.frames.get_mut(nth) {
                frame.command = before;
            }
        }
    }

    /// The transaction failed: the numbers will be nobody's.
    pub fn forget(&mut self) {
        self.told.drain(..).for_each(|slot| slot.clear());
    }

    fn number(&mut self) -> i64 {
        self.next += 1;
        self.next - 1
    }

    pub(super) fn push(
        &mut self,
        at: i64,
        charger: &str,
        kind: Kind,
        command: Option<String>,
        site_before: Option<String>,
    ) {
        let seq = self.number();
        self.changes.push(NewChange { seq, at, charger: charger.into(), kind, command, site_before });
    }

    /// A frame whose CALL, if it answers one, has this number.
    pub(super) fn push_row(&mut self, frame: NewFrame, pair: Option<i64>) -> i64 {
        let seq = self.number();
        let alone = match pair.and_then(|pair| self.place_of(pair)) {
            Some(call) if lies_with(&self.frames[call], &frame, seq) => {
                self.frames[call].answer = Some(Answer {
                    seq,
                    at: frame.at,
                    shape: shape_text(frame.shape),
                    plain: frame.plain,
                    body: frame.text,
                    latency_ms: frame.latency_ms,
                });
                return seq;
            }
            Some(_) | None => frame,
        };
        self.frames.push(NewRow {
            seq,
            at: alone.at,
            charger: alone.charger,
            direction: direction_text(alone.direction),
            shape: shape_text(alone.shape),
            action: alone.action,
            plain: alone.plain,
            body: alone.text,
            pair,
            latency_ms: alone.latency_ms,
            late: alone.late,
            command: alone.command,
            answer: None,
        });
        seq
    }

    pub fn push_frame(&mut self, frame: NewFrame) {
        let pair = frame.pair.as_ref().and_then(SeqSlot::get);
        let slot = frame.slot.clone();
        slot.set(self.push_row(frame, pair));
        self.told.push(slot);
    }

    /// Where a frame lies that has this number and is not written yet.
    fn place_of(&self, seq: i64) -> Option<usize> {
        self.frames.binary_search_by_key(&seq, |frame| frame.seq).ok()
    }

    /// Links a frame to a command.
    pub(super) fn link(&mut self, seq: i64, command: &str) {
        match self.place_of(seq) {
            Some(nth) => {
                let before = self.frames[nth].command.replace(command.to_owned());
                self.linked.push((nth, before));
            }
            None => self.links.push((seq, command.to_owned())),
        }
    }

    /// Writes them, keeps with each charger which CALL was its last, and commits.
    pub async fn commit(&mut self, connection: &mut SqliteConnection, trace: &mut Appender) -> Result<(), Failure> {
        let frames = std::mem::take(&mut self.frames);
        let last = last_messages(&frames);
        if !frames.is_empty() || !self.links.is_empty() {
            trace.write(connection, frames, &self.links).await?;
        }
        if self.next == self.first {
            sqlx::query("COMMIT").execute(connection).await?;
            return Ok(());
        }
        let (mut changes, mut last) = (std::mem::take(&mut self.changes).into_iter(), last.into_iter());
        loop {
            let left = changes.len().max(last.len());
            if left > ROWS_MAX {
                let query = sqlx::query(AssertSqlSafe(&*TEXTS.full));
                let query = bind_last(
                    bind_changes(query, changes.by_ref().take(ROWS_MAX), ROWS_MAX),
                    last.by_ref().take(ROWS_MAX),
                    ROWS_MAX,
                );
                query.execute(&mut *connection).await?;
                continue;
            }
            let size = left.max(1).next_power_of_two();
            let query = sqlx::query(AssertSqlSafe(&*TEXTS.last[size.trailing_zeros() as usize]));
            let query = bind_last(bind_changes(query, changes, size), last, size);
            query.bind(self.next - 1).execute(connection).await?;
            return Ok(());
        }
    }
}

/// A charger's CALL and our answer to it are one row.
fn lies_with(call: &NewRow, answer: &NewFrame, seq: i64) -> bool {
    call.answer.is_none()
        && call.shape == shape_text(FrameShape::Call)
        && call.direction == direction_text(Direction::FromCharger)
        && answer.direction == Direction::ToCharger
        && matches!(answer.shape, FrameShape::Result | FrameShape::Error)
        && answer.command.is_none()
        && !answer.late
        && answer.action == call.action
        && seq - call.seq < NEAR
}

/// Each charger's newest CALL, when it was and what; a nameless one keeps the name before.
fn last_messages(frames: &[NewRow]) -> HashMap<Arc<str>, (i64, Option<String>)> {
    let mut last: HashMap<Arc<str>, (i64, Option<String>)> = HashMap::new();
    let calls = frames.iter().filter(|frame| frame.shape == shape_text(FrameShape::Call));
    for call in calls.rev() {
        match last.get_mut(&call.charger) {
            None => {
                last.insert(call.charger.clone(), (call.at, call.action.clone()));
            }
            Some((_, action @ None)) => action.clone_from(&call.action),
            Some((_, Some(_))) => {}
        }
    }
    last
}

type Query<'q> = sqlx::query::Query<'q, sqlx::Sqlite, sqlx::sqlite::SqliteArguments>;

/// Binds these, and fills up to so many rows.
fn bind_changes(mut query: Query<'_>, changes: impl Iterator<Item = NewChange>, rows: usize) -> Query<'_> {
    let mut bound = 0;
    for change in changes {
        query = query
            .bind(change.seq)
            .bind(change.at)
            .bind(change.charger.to_string())
            .bind(change.kind.as_str())
            .bind(change.command)
            .bind(change.site_before);
        bound += 1;
    }
    for _ in bound * CHANGE_COLUMNS..rows * CHANGE_COLUMNS {
        query = query.bind(None::<i64>);
    }
    query
}

fn bind_last(
    mut query: Query<'_>,
    last: impl Iterator<Item = (Arc<str>, (i64, Option<String>))>,
    rows: usize,
) -> Query<'_> {
    let mut bound = 0;
    for (charger, (at, action)) in last {
        query = query.bind(charger.to_string()).bind(at).bind(action);
        bound += 1;
    }
    for _ in bound * LAST_COLUMNS..rows * LAST_COLUMNS {
        query = query.bind(None::<i64>);
    }
    query
}

const CHANGE_COLUMNS: usize = 6;
const LAST_COLUMNS: usize = 3;

/// The statements, by how many rows they take at most of either.
struct Texts {
    /// Of as many as there may be, with more behind them.
    full: String,
    /// Of 1, 2, 4 … rows, with the newest number and the transaction's end. A row without a charger is nothing.
    last: Vec<String>,
}

static TEXTS: LazyLock<Texts> = LazyLock::new(|| Texts {
    full: insert(ROWS_MAX),
    last: (0..=ROWS_MAX.trailing_zeros())
        .map(|power| format!("{}; UPDATE sequence SET newest = ?; COMMIT", insert(1 << power)))
        .collect(),
});

fn insert(rows: usize) -> String {
    let values = |columns: usize| vec![format!("({})", vec!["?"; columns].join(",")); rows].join(",");
    format!(
        "INSERT INTO changes (seq, at, charger, site, kind, command, site_before)
         SELECT v.column1, v.column2, c.id, c.site, v.column4, v.column5, v.column6
         FROM (VALUES {}) v CROSS JOIN chargers c ON c.id = v.column3;
         INSERT INTO last_messages (charger, at, action)
         SELECT column1, column2, column3 FROM (VALUES {}) WHERE column1 IS NOT NULL
         ON CONFLICT (charger) DO UPDATE SET at = excluded.at, action = coalesce(excluded.action, action)",
        values(CHANGE_COLUMNS),
        values(LAST_COLUMNS),
    )
}
