//! Works off a charger's CALLs in their order beside its socket, so that a slow database never delays a heartbeat.

use crate::handlers;
use crate::store::SeqSlot;
use crate::store::now_ms;
use crate::translate::{Fault, Reply, Said, v16};
use crate::{Csms, Failure};
use ocpp::CallError;
use serde_json::Value;
use std::sync::Arc;
use tokio::sync::mpsc;

/// CALLs of one charger that wait for those before them. Full: its socket is not read.
const WAITING: usize = 64;

/// CALLs taken in with one commit, so that what a charger saved up while it was offline is answered in time.
const TOGETHER: usize = 64;

/// An answer ready to be written.
pub struct Answered {
    pub id: String,
    pub result: Result<Value, CallError>,
}

struct Job {
    id: String,
    said: Result<Said, Fault>,
    frame: SeqSlot,
}

pub struct Worker {
    jobs: mpsc::Sender<Job>,
    answers: mpsc::Receiver<Answered>,
}

impl Worker {
    pub fn start(csms: Csms, charger: Arc<str>) -> Worker {
        let (jobs, mut waiting) = mpsc::channel::<Job>(WAITING);
        let (answer, answers) = mpsc::channel(WAITING);
        // Ends when the connection drops its sender, after what was read has been taken in.
        tokio::spawn(async move {
            let mut jobs = Vec::new();
            while waiting.recv_many(&mut jobs, TOGETHER).await > 0 {
                for answered in work_off(&csms, &charger, std::mem::take(&mut jobs)).await {
                    // The connection may be gone; what was said is stored all the same.
                    let _unsent = answer.send(answered).await;
                }
            }
        });
        Worker { jobs, answers }
    }

    pub fn has_room(&self) -> bool {
        self.jobs.capacity() > 0
    }

    pub async fn answered(&mut self) -> Option<Answered> {
        self.answers.recv().await
    }

    /// Takes a CALL in; one that needs nothing stored is answered at once.
    pub fn take(&self, id: String, said: Result<Said, Fault>, frame: SeqSlot) -> Option<Answered> {
        if matches!(said, Ok(Said::Alive)) {
            let result = Ok(v16::reply(&Said::Alive, &Reply::Time { now: now_ms() }));
            return Some(Answered { id, result });
        }
        match self.jobs.try_send(Job { id, said, frame }) {
            Ok(()) => None,
            // There was room when the message was read, and nobody else sends here.
            Err(mpsc::error::TrySendError::Full(job) | mpsc::error::TrySendError::Closed(job)) => {
                Some(Answered { id: job.id, result: Err(Fault::internal().0) })
            }
        }
    }
}

async fn work_off(csms: &Csms, charger: &str, jobs: Vec<Job>) -> Vec<Answered> {
    let readable: Vec<(Said, SeqSlot)> =
        jobs.iter().filter_map(|job| Some((job.said.as_ref().ok()?.clone(), job.frame.clone()))).collect();
    let mut replies = take_in(csms, charger, readable).await.into_iter();
    let mut result = |said: Result<Said, Fault>| {
        let said = said?;
        let reply = replies.next().expect("there is one for each that could be read")?;
        Ok(v16::reply(&said, &reply))
    };
    jobs.into_iter()
        .map(|job| Answered { id: job.id, result: result(job.said).map_err(|fault: Fault| fault.0) })
        .collect()
}

/// A reply for each, in this order. One that cannot be taken in takes no other along.
async fn take_in(csms: &Csms, charger: &str, said: Vec<(Said, SeqSlot)>) -> Vec<Result<Reply, Fault>> {
    match handlers::handle(csms, charger, said.clone()).await {
        Ok(replies) => replies.into_iter().map(Ok).collect(),
        // The database takes nothing at all.
        Err(error @ (Failure::NotCommitted | Failure::WriterStopped)) => {
            said.iter().map(|_| Err(not_taken_in(&error))).collect()
        }
        Err(_) => {
            let mut replies = Vec::with_capacity(said.len());
            for one in said {
                let taken = handlers::handle(csms, charger, vec![one]).await;
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
