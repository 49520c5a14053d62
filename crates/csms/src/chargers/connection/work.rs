//! Works off a charger's CALLs in their order beside its socket, so that a slow database never delays a heartbeat.

use crate::chargers::door::Door;
use crate::chargers::handlers;
use crate::failure::Failure;
use crate::register::{Register, knowledge};
use crate::store::SeqSlot;
use dialect::{Fault, Learnt, Reply, Said};
use model::Admission;
use ocpp::{CallError, Version};
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::mpsc;

/// CALLs of one charger that wait for those before them. Full: its socket is not read.
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

pub struct Worker {
    register: Register,
    charger: Arc<str>,
    version: Version,
    /// The charger is known to have the 1.6 security extension since it connected.
    has_extension: AtomicBool,
    jobs: mpsc::Sender<Job>,
    answers: mpsc::Receiver<PreparedAnswer>,
}

impl Worker {
    pub fn start(door: Door, charger: Arc<str>, version: Version) -> Worker {
        let (jobs, mut waiting) = mpsc::channel::<Job>(WAITING);
        let (answer, answers) = mpsc::channel(WAITING);
        let (register, of) = (door.register.clone(), charger.clone());
        // Ends when the connection drops its sender, after what was read has been taken in.
        tokio::spawn(async move {
            let mut jobs = Vec::new();
            let mut registered = None;
            while waiting.recv_many(&mut jobs, TOGETHER).await > 0 {
                for mut together in up_to_boots(std::mem::take(&mut jobs)) {
                    judge(version, registered, &mut together);
                    for answered in work_off(&door, &charger, version, together).await {
                        registered = answered.registered.map(|(admission, _)| admission).or(registered);
                        // The connection may be gone; what was said is stored all the same.
                        let _unsent = answer.send(answered).await;
                    }
                }
            }
        });
        Worker { register, charger: of, version, has_extension: AtomicBool::new(false), jobs, answers }
    }

    pub fn has_room(&self) -> bool {
        self.jobs.capacity() > 0
    }

    pub async fn answered(&mut self) -> Option<PreparedAnswer> {
        self.answers.recv().await
    }

    /// Takes a CALL in; one that needs nothing stored is answered at once, unless the charger was asked for something, which that may be.
    pub fn take(&self, mut job: Job) -> Option<PreparedAnswer> {
        let at_once = |id, result| Some(PreparedAnswer { id, result, registered: None, look: false });
        let needs_nothing = matches!((&job.said, job.judged), (Ok(Said::Alive), Judged::Now));
        if needs_nothing && self.register.lookout().of(&self.charger).is_none() {
            let now = self.register.clock().now();
            return at_once(job.id, Ok(dialect::reply(self.version, &Said::Alive, &Reply::Time { now })));
        }
        // Once is enough.
        job.shows_extension = job.shows_extension && !self.has_extension.swap(true, Ordering::Relaxed);
        match self.jobs.try_send(job) {
            Ok(()) => None,
            // There was room when the message was read, and nobody else sends here.
            Err(mpsc::error::TrySendError::Full(job) | mpsc::error::TrySendError::Closed(job)) => {
                at_once(job.id, Err(Fault::internal().0))
            }
        }
    }
}

/// Cut behind each boot: what follows is judged by the boot's answer.
fn up_to_boots(jobs: Vec<Job>) -> Vec<Vec<Job>> {
    let mut together: Vec<Vec<Job>> = vec![Vec::new()];
    for job in jobs {
        let is_boot = matches!(job.said, Ok(Said::Booted { .. }));
        together.last_mut().expect("there is always one").push(job);
        if is_boot {
            together.push(Vec::new());
        }
    }
    together.retain(|jobs| !jobs.is_empty());
    together
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

async fn work_off(door: &Door, charger: &Arc<str>, version: Version, jobs: Vec<Job>) -> Vec<PreparedAnswer> {
    if jobs.iter().any(|job| job.shows_extension)
        && let Err(error) = learn_extension(&door.register, charger).await
    {
        tracing::error!(error = &error as &dyn std::error::Error, "what a charger showed could not be recorded");
    }
    let readable: Vec<(Said, SeqSlot)> =
        jobs.iter().filter_map(|job| Some((job.said.as_ref().ok()?.clone(), job.frame.clone()))).collect();
    let mut replies = take_in(door, charger, readable).await.into_iter();
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
