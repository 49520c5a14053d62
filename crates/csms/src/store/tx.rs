//! Transactions: what is read together, and what is written together, stands or falls as one, and is told to browsers at its commit.

use super::events::Group;
use super::trace::{Appender, Parts};
use crate::failure::{Failure, OpenError};
use sqlx::sqlite::SqliteConnection;
use sqlx::{Connection as _, Sqlite, Transaction};
use std::collections::HashMap;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::time::Instant;

/// What is read in one transaction, so that everything told together belongs together.
pub struct Reading {
    /// Stops the statement that runs when the reading is dropped, so that it goes first.
    asker: Option<Asker>,
    connection: Connection,
    /// Where the trace lies.
    parts: Arc<Parts>,
    /// The moment that it speaks of.
    now: i64,
}

/// Whoever waits for a page. What is read for them stops when they have gone, or after this moment.
#[derive(Debug)]
pub(super) struct Asker {
    gone: Arc<AtomicBool>,
    until: Instant,
}

impl Asker {
    pub fn until(until: Instant) -> Asker {
        Asker { gone: Arc::default(), until }
    }

    /// Has what a connection does for them stopped when its time has come.
    pub async fn bind(&self, connection: &mut SqliteConnection) -> Result<(), Failure> {
        let (gone, until) = (self.gone.clone(), self.until);
        let goes_on = move || !gone.load(Ordering::Relaxed) && Instant::now() < until;
        connection.lock_handle().await?.set_progress_handler(LOOK, goes_on);
        Ok(())
    }
}

impl Drop for Asker {
    fn drop(&mut self) {
        self.gone.store(true, Ordering::Relaxed);
    }
}

enum Connection {
    Pooled(Transaction<'static, Sqlite>),
    Writers(Box<SqliteConnection>),
}

impl Reading {
    pub(super) fn new(
        pooled: Transaction<'static, Sqlite>,
        parts: Arc<Parts>,
        asker: Option<Asker>,
        now: i64,
    ) -> Reading {
        Reading { asker, connection: Connection::Pooled(pooled), parts, now }
    }

    pub(super) fn parts(&self) -> &Arc<Parts> {
        &self.parts
    }

    /// The same for a connection to a part of the trace, and for nobody where it has to be waited for.
    pub(super) async fn stop_when_due(&self, connection: &mut SqliteConnection) -> Result<(), Failure> {
        match &self.asker {
            Some(asker) => asker.bind(connection).await,
            None => {
                connection.lock_handle().await?.remove_progress_handler();
                Ok(())
            }
        }
    }

    /// Soon it is stopped: what there is goes out now.
    pub(super) fn is_nearly_due(&self) -> bool {
        self.asker.as_ref().is_some_and(|asker| Instant::now() + GRACE >= asker.until)
    }

    /// The moment that it speaks of, in milliseconds since 1970.
    pub fn now(&self) -> i64 {
        self.now
    }

    pub(super) fn connection(&mut self) -> &mut SqliteConnection {
        match &mut self.connection {
            Connection::Pooled(pooled) => pooled,
            Connection::Writers(connection) => connection,
        }
    }
}

/// Something that browsers are told of.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) enum Touched {
    Charger(String),
    Command {
        charger: String,
        command: String,
    },
    /// A charger stands at another site; the row id of the one before.
    Moved {
        charger: String,
        before: String,
    },
}

/// What is written in one transaction. All of it is committed, with the events that tell browsers what it touched, or nothing where it
/// ends in an error, of whatever kind.
pub struct Tx {
    reading: Reading,
    /// Each with how many were touched before it.
    touched: HashMap<Touched, usize>,
    /// What is told at the commit, and the frames of the same group.
    events: Group,
    trace: Appender,
}

impl Deref for Tx {
    type Target = Reading;

    fn deref(&self) -> &Reading {
        &self.reading
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Reading {
        &mut self.reading
    }
}

impl Tx {
    /// On the writer's own connection.
    pub(super) fn new(connection: SqliteConnection, parts: Arc<Parts>) -> Tx {
        let connection = Connection::Writers(Box::new(connection));
        let reading = Reading { asker: None, connection, parts: parts.clone(), now: 0 };
        Tx { reading, touched: HashMap::new(), events: Group::default(), trace: Appender::new(parts) }
    }

    /// A transaction begins; the newest event has this number.
    pub(super) fn begin(&mut self, newest: i64) {
        if self.events.begin(newest) {
            self.trace.forget_sites();
        }
    }

    /// The next piece of work begins, as of this moment. What one before it touched and did not keep is forgotten.
    pub(super) fn begin_job(&mut self, now: i64) {
        self.reading.now = now;
        self.touched.clear();
        self.events.begin_job();
    }

    /// The group's events.
    pub(super) fn events(&mut self) -> &mut Group {
        &mut self.events
    }

    /// The trace's writer.
    pub(super) fn trace(&mut self) -> &mut Appender {
        &mut self.trace
    }

    /// Writes the group's events, and commits.
    pub(super) async fn commit(&mut self) -> Result<(), Failure> {
        self.events.commit(self.reading.connection(), &mut self.trace).await?;
        self.trace.ended(true).await;
        Ok(())
    }

    /// It failed, and is rolled back.
    pub(super) async fn failed(&mut self) {
        self.events.forget();
        self.trace.ended(false).await;
    }

    /// A charger's state changed: browsers are told at the commit.
    pub fn touch_charger(&mut self, charger: &str) {
        self.touch(Touched::Charger(charger.to_owned()));
    }

    /// A command changed, and with it what its charger shows of it.
    pub fn touch_command(&mut self, charger: &str, command: &str) {
        self.touch(Touched::Command { charger: charger.to_owned(), command: command.to_owned() });
        self.touch_charger(charger);
    }

    /// A charger stands at another site than this one.
    pub fn touch_moved(&mut self, charger: &str, before: &str) {
        self.trace.forget_site(charger);
        self.touch(Touched::Moved { charger: charger.to_owned(), before: before.to_owned() });
    }

    /// What was touched, in the order in which it was first.
    pub(super) fn take_touched(&mut self) -> Vec<Touched> {
        let mut touched: Vec<(Touched, usize)> = self.touched.drain().collect();
        touched.sort_by_key(|(_, nth)| *nth);
        touched.into_iter().map(|(touched, _)| touched).collect()
    }

    fn touch(&mut self, touched: Touched) {
        let nth = self.touched.len();
        self.touched.entry(touched).or_insert(nth);
    }

    /// Closes the writer's connection.
    pub(super) async fn close(mut self) -> Result<(), Failure> {
        self.trace.close().await;
        match self.reading.connection {
            Connection::Pooled(pooled) => pooled.rollback().await?,
            Connection::Writers(connection) => connection.close().await?,
        }
        Ok(())
    }
}

/// Steps of SQLite's machine after which it is looked whether somebody waits: some hundred microseconds.
const LOOK: i32 = 10_000;
/// What has been found by so long before a page's time is over is shown.
const GRACE: Duration = Duration::from_millis(500);

/// SQLite's result code for a statement that was stopped.
const STOPPED: &str = "9";

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Failure {
        match error {
            sqlx::Error::PoolTimedOut => Failure::Busy,
            sqlx::Error::Database(error) if error.code().is_some_and(|code| code == STOPPED) => Failure::TooLong,
            other => Failure::Database(other.into()),
        }
    }
}

impl From<sqlx::Error> for OpenError {
    fn from(error: sqlx::Error) -> OpenError {
        OpenError::Database(error.into())
    }
}
