//! Works off a charger's CALLs one after the other beside its socket, so that a slow database never delays a heartbeat.

use crate::handlers;
use crate::store::SeqSlot;
use crate::store::now_ms;
use crate::translate::{Fault, Reply, Said, v16};
use crate::Csms;
use ocpp::CallError;
use serde_json::Value;
use std::sync::Arc;
use tokio::sync::mpsc;

/// CALLs of one charger that wait for the one before them. Full: its socket is not read.
const WAITING: usize = 64;

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
            while let Some(job) = waiting.recv().await {
                let result = work_off(&csms, &charger, job.said, job.frame).await;
                // The connection may be gone; what was said is stored all the same.
                let _unsent = answer.send(Answered { id: job.id, result }).await;
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

async fn work_off(csms: &Csms, charger: &str, said: Result<Said, Fault>, frame: SeqSlot) -> Result<Value, CallError> {
    let said = said.map_err(|fault| fault.0)?;
    match handlers::handle(csms, charger, said.clone(), frame).await {
        Ok(reply) => Ok(v16::reply(&said, &reply)),
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "a charger's message could not be taken in");
            Err(Fault::internal().0)
        }
    }
}
