//! Writes frames to the parts: those of one group together, before the state's commit.

use super::catalog;
use super::part::{Lane, Part};
use super::parts::Parts;
use crate::failure::Failure;
use sqlx::AssertSqlSafe;
use sqlx::sqlite::SqliteConnection;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock};

/// An answer lies in the row of its CALL where its number is less than so much greater; so far back a reader looks for it.
pub const NEAR: i64 = 1024;
/// Most rows of one statement.
const ROWS_MAX: usize = 256;
const COLUMNS: [&str; 19] = [
    "seq",
    "at",
    "charger",
    "site",
    "direction",
    "shape",
    "action",
    "plain",
    "body",
    "pair",
    "latency_ms",
    "late",
    "command",
    "answer_seq",
    "answer_at",
    "answer_shape",
    "answer_plain",
    "answer_body",
    "answer_latency_ms",
];
/// Bytes that a row takes beside its texts, about.
const ROW_BYTES: usize = 120;
/// A charger that has written so much of a common part, and …
const SHARE: u64 = 8;
/// … so many times what the others have on average, writes elsewhere until the part is full.
const TIMES_OTHERS: u64 = 4;
/// Chargers whose sites are known without asking.
const SITES_MAX: usize = 100_000;

/// A frame to be written.
#[derive(Debug)]
pub struct NewRow {
    pub seq: i64,
    pub at: i64,
    /// The charger's row id.
    pub charger: Arc<str>,
    pub direction: &'static str,
    pub shape: &'static str,
    pub action: Option<String>,
    pub plain: String,
    pub body: String,
    pub pair: Option<i64>,
    pub latency_ms: Option<i64>,
    pub late: bool,
    /// The command's row id.
    pub command: Option<String>,
    /// Where it came at once.
    pub answer: Option<Answer>,
}

#[derive(Debug)]
pub struct Answer {
    pub seq: i64,
    pub at: i64,
    pub shape: &'static str,
    pub plain: String,
    pub body: String,
    pub latency_ms: Option<i64>,
}

impl NewRow {
    fn bytes(&self) -> u64 {
        let answer = self.answer.as_ref().map_or(0, |answer| answer.plain.len() + answer.body.len());
        (ROW_BYTES + self.plain.len() + self.body.len() + answer) as u64
    }

    fn last(&self) -> i64 {
        self.answer.as_ref().map_or(self.seq, |answer| answer.seq)
    }
}

/// The part of a lane that is written to.
struct Open {
    part: Arc<Part>,
    connection: SqliteConnection,
    /// What each charger has written of it.
    bytes: HashMap<Arc<str>, u64>,
}

/// The one writer's hand.
pub struct Appender {
    parts: Arc<Parts>,
    open: HashMap<Lane, Open>,
    /// Begun in the transaction that is under way: nobody finds them before its commit.
    begun: Vec<Arc<Part>>,
    /// Where chargers stand. Emptied when somebody else has written.
    sites: HashMap<Arc<str>, Arc<str>>,
}

impl Appender {
    pub fn new(parts: Arc<Parts>) -> Appender {
        Appender { parts, open: HashMap::new(), begun: Vec::new(), sites: HashMap::new() }
    }

    /// Somebody else has written: chargers may stand elsewhere.
    pub fn forget_sites(&mut self) {
        self.sites.clear();
    }

    /// A charger stands at another site.
    pub fn forget_site(&mut self, charger: &str) {
        self.sites.remove(charger);
    }

    /// Goes on with a part that was begun before this start.
    pub async fn resume(&mut self, part: Arc<Part>) -> Result<(), Failure> {
        let connection = part.open_to_write().await?;
        self.open.insert(part.lane, Open { part, connection, bytes: HashMap::new() });
        Ok(())
    }

    /// Writes these, which are in the order of their numbers, and links others to commands. `state` is in the transaction that follows.
    pub async fn write(
        &mut self,
        state: &mut SqliteConnection,
        rows: Vec<NewRow>,
        links: &[(i64, String)],
    ) -> Result<(), Failure> {
        self.begun.clear();
        self.find_sites(state, &rows).await?;
        let mut of_lanes: HashMap<Lane, Vec<NewRow>> = HashMap::new();
        for row in rows {
            let lane = self.lane(&row.charger);
            of_lanes.entry(lane).or_default().push(row);
        }
        for lane in Lane::ALL {
            if let Some(rows) = of_lanes.remove(&lane) {
                self.write_to(state, lane, rows).await?;
            }
        }
        for (seq, command) in links {
            self.link(*seq, command).await?;
        }
        Ok(())
    }

    /// The transaction was committed, or not: parts that were begun in it are there, or are not.
    pub async fn ended(&mut self, committed: bool) {
        for part in self.begun.drain(..) {
            if committed {
                self.parts.add(part);
            } else {
                self.open.retain(|_, open| open.part.id != part.id);
                part.remove().await;
            }
        }
    }

    /// Closes what it writes to.
    pub async fn close(&mut self) {
        use sqlx::Connection;
        for (_, open) in self.open.drain() {
            if let Err(error) = open.connection.close().await {
                tracing::warn!(%error, "a part of the trace did not close cleanly");
            }
        }
        self.parts.close();
    }

    fn lane(&self, charger: &str) -> Lane {
        let Some(open) = self.open.get(&Lane::Common) else { return Lane::Common };
        let Some(own) = open.bytes.get(charger) else { return Lane::Common };
        let others = open.bytes.len() as u64 - 1;
        let theirs = open.bytes.values().sum::<u64>() - own;
        let is_beyond = *own > self.parts.part_bytes() / SHARE && own * others > TIMES_OTHERS * theirs && others > 0;
        if is_beyond { Lane::Busy } else { Lane::Common }
    }

    async fn find_sites(&mut self, state: &mut SqliteConnection, rows: &[NewRow]) -> Result<(), Failure> {
        let unknown: HashSet<&str> =
            rows.iter().map(|row| &*row.charger).filter(|id| !self.sites.contains_key(*id)).collect();
        if unknown.is_empty() {
            return Ok(());
        }
        let found: Vec<(String, String)> =
            sqlx::query_as("SELECT id, site FROM chargers WHERE id IN (SELECT value FROM json_each($1))")
                .bind(serde_json::Value::from(unknown.into_iter().collect::<Vec<_>>()).to_string())
                .fetch_all(state)
                .await?;
        if self.sites.len() > SITES_MAX {
            self.sites.clear();
        }
        self.sites.extend(found.into_iter().map(|(id, site)| (id.into(), site.into())));
        Ok(())
    }

    async fn write_to(&mut self, state: &mut SqliteConnection, lane: Lane, rows: Vec<NewRow>) -> Result<(), Failure> {
        // A charger that is not there any more leaves no trace.
        let rows: Vec<NewRow> = rows.into_iter().filter(|row| self.sites.contains_key(&row.charger)).collect();
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Ok(()) };
        let last = (rows.iter().map(NewRow::last).max().unwrap_or(last.seq), last.at);
        if self.open.get(&lane).is_none_or(|open| open.part.bytes() >= self.parts.part_bytes()) {
            let part = Arc::new(catalog::begin(state, &self.parts, lane, (first.seq, first.at)).await?);
            let connection = part.open_to_write().await?;
            self.begun.push(part.clone());
            if let Some(full) = self.open.insert(lane, Open { part, connection, bytes: HashMap::new() }) {
                full.part.set_full();
                self.parts.full.notify_one();
            }
        }
        let Some(open) = self.open.get_mut(&lane) else { return Ok(()) };
        let mut bytes = 0;
        for row in &rows {
            bytes += row.bytes();
            match open.bytes.get_mut(&row.charger) {
                Some(own) => *own += row.bytes(),
                None => {
                    open.bytes.insert(row.charger.clone(), row.bytes());
                }
            }
        }
        let written: Vec<_> = rows.iter().map(|row| (row.charger.clone(), row.seq, row.pair)).collect();
        insert(&mut open.connection, rows, &self.sites).await?;
        open.part.grow(written.into_iter(), last, bytes);
        Ok(())
    }

    /// Links a frame that lies there already to its command.
    async fn link(&mut self, seq: i64, command: &str) -> Result<(), Failure> {
        const LINK: &str = "UPDATE frames SET command = $2 WHERE seq = $1";
        for open in self.open.values_mut().filter(|open| open.part.first <= seq) {
            let done = sqlx::query(LINK).bind(seq).bind(command).execute(&mut open.connection).await?;
            if done.rows_affected() > 0 {
                return Ok(());
            }
        }
        for part in self.parts.all().iter().filter(|part| part.first <= seq && seq <= part.last() && !part.is_lost()) {
            let mut connection = part.open_to_write().await?;
            let done = sqlx::query(LINK).bind(seq).bind(command).execute(&mut connection).await?;
            if done.rows_affected() > 0 {
                break;
            }
        }
        Ok(())
    }
}

/// Writes rows of which all chargers' sites are known.
pub async fn insert(
    connection: &mut SqliteConnection,
    rows: Vec<NewRow>,
    sites: &HashMap<Arc<str>, Arc<str>>,
) -> Result<(), Failure> {
    let mut left = rows.len();
    let mut rest = rows.into_iter();
    while left > 0 {
        let now = left.min(ROWS_MAX);
        let size = now.next_power_of_two();
        let text = &TEXTS[size.trailing_zeros() as usize];
        let mut query = sqlx::query(AssertSqlSafe(&**text));
        for row in rest.by_ref().take(now) {
            let site = sites.get(&row.charger).map(|site| site.to_string());
            query = bind(query, row, site.unwrap_or_default());
        }
        for _ in now * COLUMNS.len()..size * COLUMNS.len() {
            query = query.bind(None::<i64>);
        }
        query.execute(&mut *connection).await?;
        left -= now;
    }
    Ok(())
}

type Query<'q> = sqlx::query::Query<'q, sqlx::Sqlite, sqlx::sqlite::SqliteArguments>;

fn bind(query: Query<'_>, row: NewRow, site: String) -> Query<'_> {
    let query = query
        .bind(row.seq)
        .bind(row.at)
        .bind(row.charger.to_string())
        .bind(site)
        .bind(row.direction)
        .bind(row.shape)
        .bind(row.action)
        .bind(row.plain)
        .bind(row.body)
        .bind(row.pair)
        .bind(row.latency_ms)
        .bind(row.late)
        .bind(row.command);
    match row.answer {
        Some(answer) => query
            .bind(answer.seq)
            .bind(answer.at)
            .bind(answer.shape)
            .bind(answer.plain)
            .bind(answer.body)
            .bind(answer.latency_ms),
        None => query
            .bind(None::<i64>)
            .bind(None::<i64>)
            .bind(None::<&str>)
            .bind(None::<&str>)
            .bind(None::<&str>)
            .bind(None::<i64>),
    }
}

/// The statements for 1, 2, 4 … rows. A row without a number is nothing.
static TEXTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    (0..=ROWS_MAX.trailing_zeros())
        .map(|power| {
            let row = format!("({})", ["?"; COLUMNS.len()].join(","));
            let rows = vec![row.as_str(); 1 << power].join(",");
            format!(
                "INSERT INTO frames ({}) SELECT * FROM (VALUES {rows}) WHERE column1 IS NOT NULL",
                COLUMNS.join(", ")
            )
        })
        .collect()
});
