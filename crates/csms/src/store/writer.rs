//! The one writer: takes jobs from two queues, commits them in groups, and answers after the commit.

#[cfg(test)]
mod tests;

use super::frame::NewFrame;
use super::pile::{After, Boxed, Job, Pile, Piled, Together, Work, piled};
use super::trace::Parts;
use super::tx::Tx;
use super::{chargers, events};
use crate::bell::Bell;
use crate::clock::Clock;
use crate::failure::Failure;
use futures::FutureExt;
use sqlx::Executor;
use sqlx::sqlite::SqliteConnection;
use std::collections::VecDeque;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::Instant;

/// Orders waiting to be written. More means that the disk has stopped; callers wait then.
const URGENT_QUEUE: usize = 256;
/// Frames and what follows from them, waiting to be written. Full: the chargers' sockets are read more slowly.
const TURN_QUEUE: usize = 4096;
/// A group of frames is committed when it has so many rows, …
const GROUP_ROWS: usize = 256;
/// … or after so long, …
const GROUP_TIME: Duration = Duration::from_millis(10);
/// … or when for so long nobody more has come.
const GROUP_PAUSE: Duration = Duration::from_millis(1);
/// A database that another process holds is asked for so often, each time for as long as the connection waits for a
/// lock; then the group is given up.
const BEGIN_TRIES: u32 = 30;
/// Readers are waited for so long where the log is folded in; whoever wants to write waits meanwhile.
const FOLD_PATIENCE: Duration = Duration::from_millis(250);
/// Gives the number of the newest event, too.
const BEGIN: &str = "BEGIN IMMEDIATE; SELECT newest FROM sequence";
/// SQLite's result code for a database that somebody else holds.
const HELD: &str = "5";

/// How the group's savepoint stands; its end is the commit's.
enum Savepoint {
    None,
    /// Nothing has been written since it was made.
    Fresh,
    Used,
}

enum InTurn {
    Job(Boxed),
    Piled(Piled),
    Frame(Box<NewFrame>),
}

#[derive(Clone)]
pub struct Writer {
    clock: Clock,
    urgent: mpsc::Sender<Boxed>,
    turn: mpsc::Sender<InTurn>,
    commits: watch::Receiver<u64>,
    folding: mpsc::Sender<oneshot::Sender<Result<(), Failure>>>,
    closing: mpsc::Sender<oneshot::Sender<()>>,
}

impl Writer {
    /// `busy` is how long the connection waits for a lock.
    pub fn start(connection: SqliteConnection, parts: Arc<Parts>, busy: Duration, clock: Clock) -> Writer {
        let (urgent, urgent_jobs) = mpsc::channel(URGENT_QUEUE);
        let (turn, turn_jobs) = mpsc::channel(TURN_QUEUE);
        let (folding, fold_asked) = mpsc::channel(1);
        let (closing, close_asked) = mpsc::channel(1);
        let (committed, commits) = watch::channel(0);
        let task = Task {
            tx: Tx::new(connection, parts),
            busy,
            urgent: urgent_jobs,
            turn: turn_jobs,
            folding: fold_asked,
            closing: close_asked,
            committed,
            groups: 0,
            savepoint: Savepoint::None,
        };
        tokio::spawn(task.run());
        Writer { clock, urgent, turn, commits, folding, closing }
    }

    pub async fn urgent<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Failure> + Send + 'static,
        F: for<'c> FnOnce(&'c mut Tx) -> Job<'c, T, E> + Send + 'static,
    {
        let (job, reply) = boxed(self.clock.now(), work);
        self.urgent.send(job).await.map_err(|_| Failure::WriterStopped)?;
        reply.await.map_err(|_| Failure::WriterStopped)?
    }

    pub async fn in_turn<T, F>(&self, work: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Tx) -> Job<'c, T> + Send + 'static,
    {
        let (job, reply) = boxed(self.clock.now(), work);
        self.turn.send(InTurn::Job(job)).await.map_err(|_| Failure::WriterStopped)?;
        reply.await.map_err(|_| Failure::WriterStopped)?
    }

    pub async fn in_turn_later<F>(&self, work: F, after: Bell) -> Result<(), Failure>
    where
        F: for<'c> FnOnce(&'c mut Tx) -> Job<'c, ()> + Send + 'static,
    {
        let (job, reply) = boxed(self.clock.now(), work);
        self.turn.send(InTurn::Job(job)).await.map_err(|_| Failure::WriterStopped)?;
        tokio::spawn(async move {
            match reply.await {
                Ok(Ok(())) => after.ring(),
                Ok(Err(error)) => {
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "what a charger's message meant could not be stored"
                    );
                }
                // The writer has stopped and said so.
                Err(_) => {}
            }
        });
        Ok(())
    }

    /// Takes in what a charger said, in turn, and together with what others say of the same kind.
    pub async fn together<T, R>(&self, work: Together<T, R>, charger: Arc<str>, item: T) -> Result<R, Failure>
    where
        T: Clone + Send + 'static,
        R: Send + 'static,
    {
        let (item, answer) = piled(work, self.clock.now(), charger, item);
        self.turn.send(InTurn::Piled(item)).await.map_err(|_| Failure::WriterStopped)?;
        answer.await.map_err(|_| Failure::WriterStopped)?
    }

    pub async fn append(&self, frame: NewFrame) -> Result<(), Failure> {
        self.turn.send(InTurn::Frame(Box::new(frame))).await.map_err(|_| Failure::WriterStopped)
    }

    pub fn commits(&self) -> watch::Receiver<u64> {
        self.commits.clone()
    }

    /// Folds the write-ahead log into the database's file between two groups.
    pub async fn fold(&self) -> Result<(), Failure> {
        let (done, folded) = oneshot::channel();
        self.folding.send(done).await.map_err(|_| Failure::WriterStopped)?;
        folded.await.map_err(|_| Failure::WriterStopped)?
    }

    /// Has it neither failed nor been closed?
    pub fn is_there(&self) -> bool {
        !self.urgent.is_closed()
    }

    pub async fn close(&self) {
        let (done, closed) = oneshot::channel();
        if self.closing.send(done).await.is_ok() {
            // An error means that the task has ended already, which is what was asked for.
            let _ended = closed.await;
        }
    }
}

fn boxed<T, E, F>(now: i64, work: F) -> (Boxed, oneshot::Receiver<Result<T, E>>)
where
    T: Send + 'static,
    E: From<Failure> + Send + 'static,
    F: for<'c> FnOnce(&'c mut Tx) -> Job<'c, T, E> + Send + 'static,
{
    let (reply, answer) = oneshot::channel();
    let work: Work = Box::new(move |tx| {
        Box::pin(async move {
            let result = match work(tx).await {
                Ok(done) => {
                    events::tell(tx);
                    Ok(done)
                }
                Err(refused) => Err(refused),
            };
            let failed = result.is_err();
            let reply = Box::new(move |committed: bool| {
                // Nobody may be waiting any more; the work is done all the same.
                let _unheard = reply.send(match result {
                    Ok(_) if !committed => Err(Failure::NotCommitted.into()),
                    told => told,
                });
            });
            After { failed, reply, singly: Vec::new() }
        })
    });
    (Boxed { now, work }, answer)
}

struct Task {
    tx: Tx,
    /// How long it waits for a lock.
    busy: Duration,
    urgent: mpsc::Receiver<Boxed>,
    turn: mpsc::Receiver<InTurn>,
    folding: mpsc::Receiver<oneshot::Sender<Result<(), Failure>>>,
    closing: mpsc::Receiver<oneshot::Sender<()>>,
    committed: watch::Sender<u64>,
    groups: u64,
    savepoint: Savepoint,
}

impl Task {
    async fn run(mut self) {
        let mut urgent: Vec<Boxed> = Vec::new();
        let mut turn: Vec<InTurn> = Vec::new();
        loop {
            tokio::select! {
                biased;
                // Seldom, and there may always be something else.
                Some(done) = self.folding.recv() => {
                    let _unheard = done.send(self.fold().await);
                    continue;
                }
                Some(job) = self.urgent.recv() => urgent.push(job),
                Some(item) = self.turn.recv() => {
                    turn.push(item);
                    self.gather(&mut urgent, &mut turn).await;
                }
                Some(done) = self.closing.recv() => {
                    if let Err(error) = self.fold().await {
                        tracing::warn!(error = &error as &dyn std::error::Error, "the log could not be folded in");
                    }
                    if let Err(error) = self.tx.close().await {
                        tracing::warn!(error = &error as &dyn std::error::Error, "the database did not close cleanly");
                    }
                    let _unheard = done.send(());
                    return;
                }
                else => return,
            }
            while urgent.len() < GROUP_ROWS {
                match self.urgent.try_recv() {
                    Ok(job) => urgent.push(job),
                    Err(_) => break,
                }
            }
            // However many orders come, the chargers have their share of each group.
            while turn.len() < GROUP_ROWS {
                match self.turn.try_recv() {
                    Ok(item) => turn.push(item),
                    Err(_) => break,
                }
            }
            self.commit(&mut urgent, &mut turn).await;
        }
    }

    /// With a busy timeout of its own, since it holds up whoever wants to write.
    async fn fold(&mut self) -> Result<(), Failure> {
        self.set_busy(FOLD_PATIENCE.min(self.busy)).await?;
        // It is not the fault of the log if a reader is still at it: what is left is folded in the next time.
        let folded = self.tx.connection().execute("PRAGMA wal_checkpoint(TRUNCATE)").await;
        self.set_busy(self.busy).await?;
        folded?;
        Ok(())
    }

    async fn set_busy(&mut self, wait: Duration) -> Result<(), Failure> {
        let pragma = format!("PRAGMA busy_timeout = {}", wait.as_millis());
        sqlx::query(sqlx::AssertSqlSafe(pragma)).execute(self.tx.connection()).await?;
        Ok(())
    }

    /// Waits a little for more of the same, unless somebody is waiting for an order.
    async fn gather(&mut self, urgent: &mut Vec<Boxed>, turn: &mut Vec<InTurn>) {
        let until = Instant::now() + GROUP_TIME;
        while turn.len() < GROUP_ROWS {
            let pause = until.min(Instant::now() + GROUP_PAUSE);
            tokio::select! {
                biased;
                Some(job) = self.urgent.recv() => {
                    urgent.push(job);
                    return;
                }
                Some(item) = self.turn.recv() => turn.push(item),
                () = tokio::time::sleep_until(pause) => return,
            }
            while turn.len() < GROUP_ROWS
                && let Ok(item) = self.turn.try_recv()
            {
                turn.push(item);
            }
        }
    }

    async fn commit(&mut self, urgent: &mut Vec<Boxed>, turn: &mut Vec<InTurn>) {
        let mut afters = Vec::with_capacity(urgent.len() + turn.len());
        let committed = match self.group(urgent, turn, &mut afters).await {
            Ok(()) => true,
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, rows = afters.len(), "a commit failed");
                if let Err(error) = self.tx.connection().execute("ROLLBACK").await {
                    tracing::debug!(%error, "nothing to roll back");
                }
                self.tx.failed().await;
                false
            }
        };
        // Jobs that did not get their turn are dropped here, which their callers see as a stopped writer.
        urgent.clear();
        turn.clear();
        if committed {
            self.groups += 1;
            self.committed.send_replace(self.groups);
        }
        for after in afters {
            (after.reply)(committed);
        }
    }

    async fn group(
        &mut self,
        urgent: &mut Vec<Boxed>,
        turn: &mut Vec<InTurn>,
        afters: &mut Vec<After>,
    ) -> Result<(), Failure> {
        self.begin().await?;
        for job in urgent.drain(..) {
            self.one(job, afters).await?;
        }
        let mut pile = Pile::default();
        for item in turn.drain(..) {
            match item {
                // It may be of one of their chargers.
                InTurn::Job(job) => {
                    self.work_off(&mut pile, afters).await?;
                    self.one(job, afters).await?;
                }
                InTurn::Piled(item) => {
                    // What a charger said before comes first.
                    if pile.holds(item.charger()) {
                        self.work_off(&mut pile, afters).await?;
                    }
                    pile.add(item);
                }
                InTurn::Frame(frame) => {
                    if let Some(odd) = &frame.odd {
                        chargers::add_oddity(&mut self.tx, &frame.charger, odd, frame.at).await?;
                    }
                    self.tx.events().push_frame(*frame);
                }
            }
        }
        self.work_off(&mut pile, afters).await?;
        self.tx.commit().await
    }

    /// What lies in the pile, each kind as one piece of work.
    async fn work_off(&mut self, pile: &mut Pile, afters: &mut Vec<After>) -> Result<(), Failure> {
        let mut left: VecDeque<Boxed> = pile.take().into();
        while let Some(next) = left.pop_front() {
            self.one(next, afters).await?;
            if let Some(after) = afters.last_mut() {
                left.extend(std::mem::take(&mut after.singly));
            }
        }
        Ok(())
    }

    /// Nothing is done yet while the database is held by somebody else (an import beside a running server), so that
    /// waiting for it loses nothing.
    async fn begin(&mut self) -> Result<(), Failure> {
        self.savepoint = Savepoint::None;
        for tried in 1.. {
            match sqlx::query_scalar(BEGIN).fetch_optional(self.tx.connection()).await {
                Err(sqlx::Error::Database(error)) if tried < BEGIN_TRIES && is_held(&*error) => {
                    tracing::warn!("another process holds the database; what is to be written waits");
                }
                begun => {
                    let newest: Option<i64> = begun?;
                    self.tx.begin(newest.unwrap_or(0));
                    break;
                }
            }
        }
        Ok(())
    }

    /// One job in a savepoint of its own, so that its failure takes nobody along.
    async fn one(&mut self, job: Boxed, afters: &mut Vec<After>) -> Result<(), Failure> {
        match self.savepoint {
            Savepoint::None => self.execute("SAVEPOINT job").await?,
            Savepoint::Used => self.execute("RELEASE job; SAVEPOINT job").await?,
            Savepoint::Fresh => {}
        }
        self.savepoint = Savepoint::Used;
        // The future is made inside, too: it may panic before it waits for anything.
        self.tx.begin_job(job.now);
        let done = AssertUnwindSafe(async { (job.work)(&mut self.tx).await }).catch_unwind().await;
        if done.as_ref().map_or(true, |after| after.failed) {
            self.tx.events().take_back();
            self.execute("ROLLBACK TO job").await?;
            self.savepoint = Savepoint::Fresh;
        }
        match done {
            Ok(after) => afters.push(after),
            // Its caller sees a stopped writer; the panic has its own line in the log.
            Err(_panic) => tracing::error!("a job of the writer panicked"),
        }
        Ok(())
    }

    async fn execute(&mut self, text: &'static str) -> Result<(), Failure> {
        sqlx::query(text).execute(self.tx.connection()).await?;
        Ok(())
    }
}

fn is_held(error: &dyn sqlx::error::DatabaseError) -> bool {
    error.code().is_some_and(|code| code == HELD)
}
