//! The database: one writer that commits in groups, and a pool of readers.

use super::frame::NewFrame;
use super::pile::{Job, Together};
use super::trace::Parts;
use super::tx::{Asker, Reading, Tx};
use super::writer::Writer;
use crate::bell::Bell;
use crate::clock::Clock;
use crate::failure::{Failure, OpenError};
use crate::private;
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::{
    SqliteAutoVacuum, SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;

/// Readers at once for the doors, the deadlines and the publisher; more only wait for each other on few cores.
const READERS: u32 = 4;
/// Pages read at once.
const PAGES: u32 = 4;
/// A page waits so long for its turn, …
const PAGE_WAIT: Duration = Duration::from_secs(5);
/// … and then a statement of it runs no longer than until this has passed since its turn came. Told by `Failure::TooLong`.
const PAGE_TIME: Duration = Duration::from_secs(2);

/// How long a writer waits for another process (the command line beside a running server) before it gives up.
const BUSY: Duration = Duration::from_secs(10);

/// The write-ahead log is cut to this size whenever it has been folded in, in bytes.
const LOG_KEPT: &str = "16777216";

/// The folder of the trace, beside the database.
const TRACE: &str = "trace";

static MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");

/// Handle on the database. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    readers: SqlitePool,
    pages: SqlitePool,
    writer: Writer,
    clock: Clock,
    parts: Arc<Parts>,
    file: PathBuf,
    /// The write-ahead log's file.
    log: PathBuf,
}

impl Store {
    /// Opens the database file and brings it to the newest schema. The trace, of so many bytes at most, lies in a folder beside it.
    pub async fn open(file: &Path, trace_bytes: u64, clock: &Clock) -> Result<Store, OpenError> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .auto_vacuum(SqliteAutoVacuum::Incremental)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY)
            .pragma("secure_delete", "on")
            .pragma("journal_size_limit", LOG_KEPT)
            .pragma("trusted_schema", "off");
        let mut connection = {
            use sqlx::ConnectOptions;
            options.clone().connect().await?
        };
        MIGRATIONS.run(&mut connection).await.map_err(|error| match error {
            MigrateError::VersionMissing(_) | MigrateError::VersionMismatch(_) => OpenError::NewerSchema,
            MigrateError::Execute(error) => error.into(),
            other => OpenError::Refused(format!("the database cannot be brought to this version: {other}")),
        })?;
        let folder = file.with_file_name(TRACE);
        private::make_folder(&folder).map_err(|error| OpenError::unusable(&folder, &error))?;
        let parts = Arc::new(Parts::open(folder, trace_bytes, &mut connection).await?);
        let readers = lane(READERS).connect_with(reader(file)).await?;
        let pages = lane(PAGES).acquire_timeout(PAGE_WAIT).connect_with(reader(file)).await?;
        let mut log = file.as_os_str().to_owned();
        log.push("-wal");
        let writer = Writer::start(connection, parts.clone(), BUSY, clock.clone());
        Ok(Store { readers, pages, writer, clock: clock.clone(), parts, file: file.to_owned(), log: log.into() })
    }

    /// Reads in one transaction, so that everything told together belongs together. For what must not wait for anybody's pages.
    pub async fn read(&self) -> Result<Reading, Failure> {
        let now = self.clock.now();
        Ok(Reading::new(self.readers.begin().await?, self.parts.clone(), None, now))
    }

    /// The same for somebody's page: in a lane of its own, stopped when it takes too long or nobody waits for it any more.
    pub async fn page(&self) -> Result<Reading, Failure> {
        let now = self.clock.now();
        let mut pooled = self.pages.begin().await?;
        let asker = Asker::until(Instant::now() + PAGE_TIME);
        asker.bind(&mut pooled).await?;
        Ok(Reading::new(pooled, self.parts.clone(), Some(asker), now))
    }

    /// Writes before anything that waits on the chargers' side: orders, sign-ins, imports. Returns after the commit; a failure takes
    /// back all of it.
    pub async fn write<T, F>(&self, work: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Tx) -> Job<'c, T> + Send + 'static,
    {
        self.writer.urgent(work).await
    }

    /// The same for what may be refused in its own words, whereupon nothing of it stands.
    pub async fn change<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Failure> + Send + 'static,
        F: for<'c> FnOnce(&'c mut Tx) -> Job<'c, T, E> + Send + 'static,
    {
        self.writer.urgent(work).await
    }

    /// Writes in turn with the frames, so that what a charger said and what follows from it keep their order.
    /// Returns after the commit.
    pub async fn write_in_turn<T, F>(&self, work: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Tx) -> Job<'c, T> + Send + 'static,
    {
        self.writer.in_turn(work).await
    }

    /// The same, without waiting for the commit: the order in the queue is what matters. A failure is logged; after the
    /// commit the bell is rung.
    pub async fn write_in_turn_later<F>(&self, after: Bell, work: F) -> Result<(), Failure>
    where
        F: for<'c> FnOnce(&'c mut Tx) -> Job<'c, ()> + Send + 'static,
    {
        self.writer.in_turn_later(work, after).await
    }

    /// Takes in what a charger said, in turn with the frames, and together with what others say of the same kind. Returns after the
    /// commit.
    pub async fn together<T, R>(&self, work: Together<T, R>, charger: Arc<str>, said: T) -> Result<R, Failure>
    where
        T: Clone + Send + 'static,
        R: Send + 'static,
    {
        self.writer.together(work, charger, said).await
    }

    /// Gives pages that deletions left empty back to the disk, a stretch at a time.
    pub async fn give_back_space(&self) -> Result<(), Failure> {
        self.writer
            .urgent(|tx| {
                Box::pin(async move {
                    sqlx::query("PRAGMA incremental_vacuum(2000)").execute(tx.connection()).await?;
                    Ok(())
                })
            })
            .await
    }

    /// Folds the write-ahead log into the database's file, so that the file alone holds everything up to here. Most of it is done
    /// beside the writer, which then waits for the rest, and for readers, a moment only; what is not done is done the next time.
    pub async fn fold(&self) -> Result<(), Failure> {
        sqlx::query("PRAGMA wal_checkpoint(PASSIVE)").execute(&self.readers).await?;
        self.writer.fold().await
    }

    /// The parts of the trace.
    pub(super) fn parts(&self) -> &Arc<Parts> {
        &self.parts
    }

    pub(super) fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The database's file.
    pub(super) fn file(&self) -> PathBuf {
        self.file.clone()
    }

    /// Bytes of the write-ahead log.
    pub async fn log_bytes(&self) -> u64 {
        tokio::fs::metadata(&self.log).await.map_or(0, |log| log.len())
    }

    /// Does it read, and is there somebody to write?
    pub async fn answers(&self) -> bool {
        let read = sqlx::query("SELECT name FROM meta LIMIT 1").fetch_optional(&self.readers).await;
        read.is_ok() && self.writer.is_there()
    }

    /// Hands a frame over for the next commit. Waits only while the queue is full.
    pub async fn append(&self, frame: NewFrame) -> Result<(), Failure> {
        self.writer.append(frame).await
    }

    /// Ticks after each commit.
    pub fn commits(&self) -> watch::Receiver<u64> {
        self.writer.commits()
    }

    /// Writes what is queued, folds the log in, and closes the file.
    pub async fn close(&self) {
        self.writer.close().await;
        self.readers.close().await;
        self.pages.close().await;
    }
}

/// Opened at the start, so that nobody waits for it.
fn lane(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new().min_connections(connections).max_connections(connections)
}

/// Sets nothing that holds for the file.
fn reader(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        .pragma("trusted_schema", "off")
        .pragma("query_only", "on")
}

#[cfg(test)]
mod tests;
