//! The events of the group that is being written: numbered as they come, and written together with its commit.

use super::row::{Kind, direction_text, shape_text};
use crate::failure::Failure;
use crate::store::frame::{NewFrame, SeqSlot};
use sqlx::AssertSqlSafe;
use sqlx::sqlite::SqliteConnection;
use std::sync::{Arc, LazyLock};

/// Most rows of one statement.
const ROWS_MAX: usize = 256;
/// What is bound of each row, and where in it the charger stands, counted from 1.
const COLUMNS: usize = 13;
const CHARGER: usize = 3;

/// An event to be written.
#[derive(Debug)]
pub(super) struct NewEvent {
    pub at: i64,
    /// The charger's row id.
    pub charger: Arc<str>,
    pub kind: Kind,
    pub body: String,
    /// The command's row id.
    pub command: Option<String>,
    pub frame: Option<FrameColumns>,
}

/// What only frames have.
#[derive(Debug)]
pub(super) struct FrameColumns {
    pub direction: &'static str,
    pub shape: &'static str,
    pub action: Option<String>,
    pub plain: String,
    pub pair: Option<i64>,
    pub latency_ms: Option<i64>,
    pub late: bool,
}

/// Events that have their numbers and are not written yet. The numbers are sure: nobody else writes during a transaction.
#[derive(Debug, Default)]
pub(in crate::store) struct Group {
    /// The first one's number.
    first: i64,
    events: Vec<NewEvent>,
    /// How many there were when the present piece of work began.
    kept: usize,
    /// Those that it linked to a command, with what stood there before.
    linked: Vec<(usize, Option<String>)>,
    /// Where the numbers of frames were told.
    told: Vec<SeqSlot>,
}

impl Group {
    /// A transaction begins; the newest event that is written has this number.
    pub fn begin(&mut self, newest: i64) {
        self.events.clear();
        self.told.clear();
        self.first = newest + 1;
        self.begin_job();
    }

    /// A piece of work begins within it.
    pub fn begin_job(&mut self) {
        self.kept = self.events.len();
        self.linked.clear();
    }

    /// What the present piece of work did is taken back.
    pub fn take_back(&mut self) {
        self.events.truncate(self.kept);
        for (nth, before) in self.linked.drain(..).rev() {
            if let Some(event) = self.events.get_mut(nth) {
                event.command = before;
            }
        }
    }

    /// The transaction failed: the numbers will be those of other events.
    pub fn forget(&mut self) {
        self.told.iter().for_each(SeqSlot::clear);
        self.begin(0);
    }

    pub(super) fn push(&mut self, event: NewEvent) -> i64 {
        self.events.push(event);
        self.first + self.events.len() as i64 - 1
    }

    pub fn push_frame(&mut self, frame: NewFrame) {
        let columns = FrameColumns {
            direction: direction_text(frame.direction),
            shape: shape_text(frame.shape),
            action: frame.action,
            plain: frame.plain,
            pair: frame.pair.as_ref().and_then(SeqSlot::get),
            latency_ms: frame.latency_ms,
            late: frame.late,
        };
        let seq = self.push(NewEvent {
            at: frame.at,
            charger: frame.charger,
            kind: Kind::Frame,
            body: frame.text,
            command: frame.command,
            frame: Some(columns),
        });
        frame.slot.set(seq);
        self.told.push(frame.slot);
    }

    /// Links an event to a command; false where it was written before.
    pub(super) fn link(&mut self, seq: i64, command: &str) -> bool {
        let nth = usize::try_from(seq - self.first).ok();
        let Some((nth, event)) = nth.and_then(|nth| Some((nth, self.events.get_mut(nth)?))) else { return false };
        self.linked.push((nth, event.command.replace(command.to_owned())));
        true
    }

    /// Writes them, keeps with each charger which CALL was its last, and commits.
    pub async fn commit(&mut self, connection: &mut SqliteConnection) -> Result<(), Failure> {
        let all_since = self.first;
        let mut rest = std::mem::take(&mut self.events).into_iter();
        let mut left = rest.len();
        while left > ROWS_MAX {
            let part = rest.by_ref().take(ROWS_MAX);
            bind(sqlx::query(AssertSqlSafe(&*TEXTS.full)), part, self.first, ROWS_MAX)
                .execute(&mut *connection)
                .await?;
            self.first += ROWS_MAX as i64;
            left -= ROWS_MAX;
        }
        if left == 0 {
            sqlx::query("COMMIT").execute(connection).await?;
            return Ok(());
        }
        let size = left.next_power_of_two();
        let text = &TEXTS.last[size.trailing_zeros() as usize];
        bind(sqlx::query(AssertSqlSafe(&**text)), rest, self.first, size).bind(all_since).execute(connection).await?;
        Ok(())
    }
}

type Query<'q> = sqlx::query::Query<'q, sqlx::Sqlite, sqlx::sqlite::SqliteArguments>;

/// Binds these events, the first of which has this number, and fills up to so many rows.
fn bind<'q>(mut query: Query<'q>, events: impl Iterator<Item = NewEvent>, first: i64, rows: usize) -> Query<'q> {
    let mut bound = 0;
    for (event, seq) in events.zip(first..) {
        let (direction, shape, action, plain, pair, latency_ms, late) = match event.frame {
            Some(frame) => (
                Some(frame.direction),
                Some(frame.shape),
                frame.action,
                Some(frame.plain),
                frame.pair,
                frame.latency_ms,
                Some(frame.late),
            ),
            None => (None, None, None, None, None, None, None),
        };
        query = query
            .bind(seq)
            .bind(event.at)
            .bind(event.charger.to_string())
            .bind(event.kind.as_str())
            .bind(event.body)
            .bind(event.command)
            .bind(direction)
            .bind(shape)
            .bind(action)
            .bind(plain)
            .bind(pair)
            .bind(latency_ms)
            .bind(late);
        bound += COLUMNS;
    }
    for _ in bound..rows * COLUMNS {
        query = query.bind(None::<i64>);
    }
    query
}

/// Each charger's last CALL among the events from a number on.
const LAST_MESSAGES: &str = "UPDATE chargers SET last_at = e.at, last_action = coalesce(e.action, last_action)
    FROM (SELECT charger, max(seq), at, action FROM events NOT INDEXED
          WHERE seq >= ? AND kind = 'frame' AND shape = 'call' GROUP BY charger) e
    WHERE id = e.charger";

/// The statements, by how many rows they take.
struct Texts {
    /// Of as many as there may be, with more behind them.
    full: String,
    /// Of 1, 2, 4 … rows, with the transaction's end. A row without a charger is nothing.
    last: Vec<String>,
}

static TEXTS: LazyLock<Texts> = LazyLock::new(|| Texts {
    full: insert(ROWS_MAX),
    last: (0..=ROWS_MAX.trailing_zeros())
        .map(|power| format!("{}; {LAST_MESSAGES}; COMMIT", insert(1 << power)))
        .collect(),
});

fn insert(rows: usize) -> String {
    let row = format!("({})", ["?"; COLUMNS].join(","));
    let rows = vec![row.as_str(); rows].join(",");
    let columns: Vec<String> = (1..=COLUMNS)
        .map(|nth| if nth == CHARGER { "c.id, c.site".to_owned() } else { format!("v.column{nth}") })
        .collect();
    format!(
        "INSERT INTO events (seq, at, charger, site, kind, body, command, direction, shape, action, plain, pair, latency_ms, late)
         SELECT {} FROM (VALUES {rows}) v CROSS JOIN chargers c ON c.id = v.column{CHARGER}",
        columns.join(", "),
    )
}
