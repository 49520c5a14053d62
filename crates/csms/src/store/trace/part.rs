//! One part: a file with the frames of a stretch of time.

use super::hot::Hot;
use crate::failure::Failure;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection as _, Executor};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, RwLock, RwLockReadGuard};
use std::time::Duration;

/// Whoever has another connection to a part is done within moments.
const BUSY: Duration = Duration::from_secs(10);

/// Kilobytes that a reading connection keeps of its part; the kernel keeps the rest.
const READER_CACHE: &str = "-256";

/// A frame, and the answer to it where that came at once. `command` is a command's row id.
const SCHEMA: &str = "CREATE TABLE IF NOT EXISTS frames (
    seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, charger TEXT NOT NULL, site TEXT NOT NULL,
    direction TEXT NOT NULL, shape TEXT NOT NULL, action TEXT, plain TEXT NOT NULL, body TEXT NOT NULL,
    pair INTEGER, latency_ms INTEGER, late INTEGER NOT NULL, command TEXT,
    answer_seq INTEGER, answer_at INTEGER, answer_shape TEXT, answer_plain TEXT, answer_body TEXT, answer_latency_ms INTEGER
) STRICT";

/// Made at once when nothing more is written, which costs a fraction of what they would with every row.
const INDEXES: &str = "CREATE INDEX IF NOT EXISTS frames_by_charger ON frames(charger, seq);
    CREATE INDEX IF NOT EXISTS frames_by_pair ON frames(pair) WHERE pair IS NOT NULL";

/// Whose frames a part holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lane {
    Common,
    /// Of chargers that say more than their share. These parts go first.
    Busy,
    /// Taken over from the database of an earlier version.
    Before,
}

impl Lane {
    pub const ALL: [Lane; 3] = [Lane::Common, Lane::Busy, Lane::Before];

    pub fn as_str(self) -> &'static str {
        match self {
            Lane::Common => "common",
            Lane::Busy => "busy",
            Lane::Before => "before",
        }
    }

    pub fn parse(text: &str) -> Result<Lane, Failure> {
        Lane::ALL
            .into_iter()
            .find(|lane| lane.as_str() == text)
            .ok_or_else(|| Failure::Stored(format!("a part's lane {text}")))
    }
}

/// What is known of a part without opening it.
#[derive(Debug)]
pub struct Part {
    pub id: i64,
    pub lane: Lane,
    pub file: PathBuf,
    /// Numbers of its first and last event, and when they were.
    pub first: i64,
    pub first_at: i64,
    last: AtomicI64,
    last_at: AtomicI64,
    bytes: AtomicU64,
    /// Nothing more is written to it.
    is_full: AtomicBool,
    /// It has its indexes.
    is_sealed: AtomicBool,
    /// Something was written since the log was last folded in.
    pub is_dirty: AtomicBool,
    /// It could not be sealed when it was full, which has been said.
    pub was_put_off: AtomicBool,
    /// It could not be read, which has been said.
    is_lost: AtomicBool,
    /// Until it has its indexes, where it was begun or learnt since the start.
    hot: RwLock<Option<Hot>>,
}

impl Part {
    /// `first` and `last` are numbers and moments.
    pub fn new(folder: &Path, id: i64, lane: Lane, first: (i64, i64), last: (i64, i64), bytes: u64) -> Part {
        Part {
            id,
            lane,
            file: folder.join(format!("{id}-{}.db", first.0)),
            first: first.0,
            first_at: first.1,
            last: AtomicI64::new(last.0),
            last_at: AtomicI64::new(last.1),
            bytes: AtomicU64::new(bytes),
            is_full: AtomicBool::new(false),
            is_sealed: AtomicBool::new(false),
            is_dirty: AtomicBool::new(false),
            was_put_off: AtomicBool::new(false),
            is_lost: AtomicBool::new(false),
            hot: RwLock::new(None),
        }
    }

    pub fn last(&self) -> i64 {
        if self.has_known_end() { self.last.load(Ordering::Acquire) } else { i64::MAX }
    }

    pub fn last_at(&self) -> i64 {
        if self.has_known_end() { self.last_at.load(Ordering::Acquire) } else { i64::MAX }
    }

    /// Else another process may write to it, or did before this start.
    pub fn has_known_end(&self) -> bool {
        self.is_sealed() || self.is_lost() || self.hot().is_some()
    }

    /// The number and the moment of the last frame that was written to it from here.
    pub fn written_to(&self) -> (i64, i64) {
        (self.last.load(Ordering::Acquire), self.last_at.load(Ordering::Acquire))
    }

    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Acquire)
    }

    pub fn set_bytes(&self, bytes: u64) {
        self.bytes.store(bytes, Ordering::Release);
    }

    /// Frames were written to it.
    pub fn grow(&self, written: impl Iterator<Item = (Arc<str>, i64, Option<i64>)>, last: (i64, i64), bytes: u64) {
        if let Some(hot) = self.hot.write().expect("no code panics while it holds this lock").as_mut() {
            written.for_each(|(charger, seq, pair)| hot.add(&charger, seq, pair));
        }
        self.bytes.fetch_add(bytes, Ordering::AcqRel);
        self.last_at.fetch_max(last.1, Ordering::AcqRel);
        self.last.fetch_max(last.0, Ordering::AcqRel);
        self.is_dirty.store(true, Ordering::Release);
    }

    pub fn is_full(&self) -> bool {
        self.is_full.load(Ordering::Acquire)
    }

    pub fn set_full(&self) {
        self.is_full.store(true, Ordering::Release);
    }

    /// It is written to again.
    pub fn resume(&self) {
        self.is_full.store(false, Ordering::Release);
    }

    /// Has it its indexes?
    pub fn is_sealed(&self) -> bool {
        self.is_sealed.load(Ordering::Acquire)
    }

    pub fn set_sealed(&self) {
        self.is_sealed.store(true, Ordering::Release);
    }

    pub fn is_lost(&self) -> bool {
        self.is_lost.load(Ordering::Acquire)
    }

    /// Is it gone or damaged, or is there only something in the way?
    pub fn is_beyond_repair(&self, error: &Failure) -> bool {
        // SQLite's result codes, of which the lowest byte tells the kind: an error of the statement, so that the table is not there; a
        // damaged file; none of its files.
        const DAMAGED: [i64; 3] = [1, 11, 26];
        let Failure::Database(error) = error else { return !self.file.exists() };
        let code =
            error.downcast_ref::<sqlx::Error>().and_then(|error| error.as_database_error()?.code()?.parse().ok());
        !self.file.exists() || code.is_some_and(|code: i64| DAMAGED.contains(&(code & 0xff)))
    }

    /// Says once that it cannot be read.
    pub fn lose(&self, why: &dyn std::fmt::Display) {
        if !self.is_lost.swap(true, Ordering::AcqRel) {
            let (file, first, last) = (self.file.display(), self.first, self.last());
            tracing::error!(%file, first, last, %why, "a part of the trace cannot be read; the rest can");
        }
    }

    pub fn hot(&self) -> RwLockReadGuard<'_, Option<Hot>> {
        self.hot.read().expect("no code panics while it holds this lock")
    }

    pub fn set_hot(&self, hot: Option<Hot>) {
        *self.hot.write().expect("no code panics while it holds this lock") = hot;
    }

    /// For its one writer. A power cut takes what was not folded in, at most a second; a kill takes nothing.
    pub async fn open_to_write(&self) -> Result<SqliteConnection, Failure> {
        let mut connection = self
            .options()
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            // Done beside it: whoever writes waits for no disk.
            .pragma("wal_autocheckpoint", "0")
            .connect()
            .await?;
        connection.execute(SCHEMA).await?;
        Ok(connection)
    }

    pub async fn open_to_read(&self) -> Result<SqliteConnection, Failure> {
        Ok(self.options().pragma("query_only", "on").pragma("cache_size", READER_CACHE).connect().await?)
    }

    fn options(&self) -> SqliteConnectOptions {
        SqliteConnectOptions::new().filename(&self.file).busy_timeout(BUSY).pragma("trusted_schema", "off")
    }

    /// Folds its log in, beside its writer.
    pub async fn fold(&self) -> Result<(), Failure> {
        if !self.is_dirty.swap(false, Ordering::AcqRel) {
            return Ok(());
        }
        let mut connection = self.options().connect().await?;
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)").await?;
        // Not closed as the last one of a file is, which would wait for everybody.
        connection.close().await?;
        Ok(())
    }

    /// Gives it its indexes; nothing more is written to it.
    pub async fn seal(&self) -> Result<(), Failure> {
        let mut connection = self.options().connect().await?;
        connection.execute(INDEXES).await?;
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").await?;
        connection.close().await?;
        let found = tokio::fs::metadata(&self.file).await;
        self.set_bytes(found.map_or_else(|_| self.bytes(), |file| file.len()));
        self.set_sealed();
        self.set_hot(None);
        Ok(())
    }

    /// Takes it off the disk. Whoever reads it just now reads on.
    pub async fn remove(&self) {
        for end in ["", "-wal", "-shm"] {
            let mut file = self.file.as_os_str().to_owned();
            file.push(end);
            if let Err(error) = tokio::fs::remove_file(&file).await
                && error.kind() != std::io::ErrorKind::NotFound
            {
                tracing::warn!(file = %Path::new(&file).display(), %error, "an old part of the trace could not be removed");
            }
        }
    }
}
