//! Works a charger's CALLs off in their order, beside what is read from its socket, so that a slow database never delays a heartbeat.

use crate::chargers::door::Door;
use crate::chargers::handlers;
use crate::failure::Failure;
use crate::register::{Register, knowledge};
use crate::store::SeqSlot;
use dialect::{Fault, Learnt, Reply, Said};
use futures::FutureExt;
use futures::future::BoxFuture;
use model::Admission;
use ocpp::{CallError, Version};
use serde_json::Value;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

/// CALLs of one charger that wait for those before them. As many: its socket is not read.
const WAITING: usize = 64;

/// CALLs taken in with one commit, so that what a charger saved up while it was offline is answered in time.
const TOGETHER: usize = 64;

/// An answer ready to be written.
pub struct PreparedAnswer {
    pub id: String,
    pub result: Result<Value, CallError>,
    /// A boot was answered so, with this interval.
    pub registered: Option<(Admission, Duration)>,
    /// Something may wait in the register because of it.
    pub look: bool,
}

/// Whether a charger may say something depends on what its last boot was answered with.
#[derive(Clone, Copy, Debug)]
pub enum Judged {
    /// That was known when it was read.
    Now,
    /// A boot before it is still being worked on. `owed`: it was asked to say this.
    AfterBoot { owed: bool },
}

/// A CALL of the charger's.
pub struct Job {
    pub id: String,
    pub action: String,
    pub said: Result<Said, Fault>,
    pub frame: SeqSlot,
    /// Saying it shows that a 1.6 charger knows the security extension.
    pub shows_extension: bool,
    pub judged: Judged,
}

/// What is worked on, and what it comes to.
type Working = BoxFuture<'static, Vec<PreparedAnswer>>;

/// Polled by its connection, so that each has one task; what it hands to the store goes on by itself.
pub struct Worker {
    door: Door,
    charger: Arc<str>,
    version: Version,
    /// The charger is known to have the 1.6 security extension since it connected.
    has_extension: bool,
    waiting: VecDeque<Job>,
    working: Option<Working>,
    answers: VecDeque<PreparedAnswer>,
    /// What the last boot that was taken in here was answered with.
    registered: Option<Admission>,
}

impl Worker {
    pub fn new(door: Door, charger: Arc<str>, version: Version) -> Worker {
        Worker {
            door,
            charger,
            version,
            has_extension: false,
            waiting: VecDeque::new(),
            working: None,
            answers: VecDeque::new(),
            registered: None,
        }
    }

    pub fn has_room(&self) -> bool {
        self.waiting.len() < WAITING
    }

    /// The next answer; it waits where nothing is worked on. What it waits for is not lost when that is given up.
    pub async fn answered(&mut self) -> PreparedAnswer {
        loop {
            if let Some(answer) = self.answers.pop_front() {
                return answer;
            }
            let Some(working) = self.working.as_mut() else {
                match self.begin() {
                    Some(working) => self.working = Some(working),
                    None => std::future::pending().await,
                }
                continue;
            };
            self.answers = working.await.into();
            self.working = None;
            let boot = self.answers.iter().rev().find_map(|answer| answer.registered.map(|(admission, _)| admission));
            self.registered = boot.or(self.registered);
        }
    }

    /// Begins with what waits, up to a boot: what follows is judged by the boot's answer.
    fn begin(&mut self) -> Option<Working> {
        let is_boot = |job: &Job| matches!(job.said, Ok(Said::Booted { .. }));
        let all = self.waiting.len().min(TOGETHER);
        let together = self.waiting.iter().take(all).position(is_boot).map_or(all, |boot| boot + 1);
        if together == 0 {
            return None;
        }
        let mut jobs: Vec<Job> = self.waiting.drain(..together).collect();
        judge(self.version, self.registered, &mut jobs);
        Some(work_off(self.door.clone(), self.charger.clone(), self.version, jobs).boxed())
    }

    /// The connection ends: what was read is taken in all the same.
    pub fn go_on_alone(&mut self) {
        let mut left = Worker::new(self.door.clone(), self.charger.clone(), self.version);
        (left.waiting, left.working) = (std::mem::take(&mut self.waiting), self.working.take());
        left.registered = self.registered;
        tokio::spawn(async move {
            while left.working.is_some() || !left.waiting.is_empty() {
                // There is nobody to be answered any more.
                let _unsent = left.answered().await;
                left.answers.clear();
            }
        });
    }

    /// Takes a CALL in; one that needs nothing stored is answered at once, unless the charger was asked for something, which that may be.
    pub fn take(&mut self, mut job: Job) -> Option<PreparedAnswer> {
        let at_once = |id, result| Some(PreparedAnswer { id, result, registered: None, look: false });
        let needs_nothing = matches!((&job.said, job.judged), (Ok(Said::Alive), Judged::Now));
        if needs_nothing && self.door.register.lookout().of(&self.charger).is_none() {
            let now = self.door.register.clock().now();
            return at_once(job.id, Ok(dialect::reply(self.version, &Said::Alive, &Reply::Time { now })));
        }
        // Once is enough.
        job.shows_extension = job.shows_extension && !std::mem::replace(&mut self.has_extension, true);
        self.waiting.push_back(job);
        None
    }
}

fn judge(version: Version, registered: Option<Admission>, jobs: &mut [Job]) {
    for job in jobs {
        if let Judged::AfterBoot { owed } = job.judged
            && !owed
            && !dialect::may_say(version, registered, &[], &job.action)
        {
            job.said = Err(Fault::not_admitted());
        }
    }
}

async fn work_off(door: Door, charger: Arc<str>, version: Version, jobs: Vec<Job>) -> Vec<PreparedAnswer> {
    if jobs.iter().any(|job| job.shows_extension)
        && let Err(error) = learn_extension(&door.register, &charger).await
    {
        tracing::error!(error = &error as &dyn std::error::Error, "what a charger showed could not be recorded");
    }
    let readable: Vec<(Said, SeqSlot)> =
        jobs.iter().filter_map(|job| Some((job.said.as_ref().ok()?.clone(), job.frame.clone()))).collect();
    let mut replies = take_in(&door, &charger, readable).await.into_iter();
    let mut answered = |job: Job| {
        let reply = match &job.said {
            Ok(_) => replies.next().expect("there is one for each that could be read"),
            Err(fault) => Err(fault.clone()),
        };
        let registered = match &reply {
            Ok(Reply::Boot { admission, interval_s, .. }) => {
                Some((*admission, Duration::from_secs(u64::from(*interval_s))))
            }
            Ok(_) | Err(_) => None,
        };
        let look = job.said.as_ref().is_ok_and(Said::may_let_go);
        let result = job.said.and_then(|said| Ok(dialect::reply(version, &said, &reply?)));
        PreparedAnswer { id: job.id, result: result.map_err(|fault| fault.0), registered, look }
    };
    jobs.into_iter().map(&mut answered).collect()
}

async fn learn_extension(register: &Register, charger: &str) -> Result<(), Failure> {
    let charger = charger.to_owned();
    register
        .store()
        .write_in_turn(move |tx| {
            Box::pin(async move { knowledge::learn(tx, &charger, &Learnt::SecurityExtension(true), None).await })
        })
        .await
}

/// A reply for each, in this order. One that cannot be taken in takes no other along.
async fn take_in(door: &Door, charger: &Arc<str>, said: Vec<(Said, SeqSlot)>) -> Vec<Result<Reply, Fault>> {
    match handlers::handle(door, charger, said.clone()).await {
        Ok(replies) => replies.into_iter().map(Ok).collect(),
        // The database takes nothing at all.
        Err(error @ (Failure::NotCommitted | Failure::WriterStopped)) => {
            said.iter().map(|_| Err(not_taken_in(&error))).collect()
        }
        Err(_) => {
            let mut replies = Vec::with_capacity(said.len());
            for one in said {
                let taken = handlers::handle(door, charger, vec![one]).await;
                replies.push(
                    taken
                        .map_err(|error| not_taken_in(&error))
                        .and_then(|mut replies| replies.pop().ok_or_else(Fault::internal)),
                );
            }
            replies
        }
    }
}

fn not_taken_in(error: &Failure) -> Fault {
    tracing::error!(error = error as &dyn std::error::Error, "a charger's message could not be taken in");
    Fault::internal()
}
