//! The charger's own CALLs: ids, the queue with one open CALL, answers, time-outs and the end of a socket.

use std::time::Duration;

use serde_json::{Value, json};

use crate::handle::{CallFailure, Tell};
use crate::status::Registration;

use super::Machine;
use super::agenda::Step;
use super::odd::bend;

/// How long the charger waits for an answer from the Csms.
const CALL_TIMEOUT: Duration = Duration::from_secs(30);

/// CALLs kept while they cannot be sent; the oldest that is not about a transaction goes first, then the oldest event
/// between a transaction's start and end.
const QUEUE_LIMIT: usize = 10_000;

/// A CALL before it is written.
pub(super) struct OutgoingCall {
    pub(super) action: String,
    pub(super) payload: Value,
    pub(super) then: Then,
    /// Asked for by the Csms, so that it may be said before the charger is accepted.
    pub(super) asked: bool,
}

/// Who cares about the answer.
pub(super) enum Then {
    Nothing,
    Boot,
    Tell(Tell<Value>),
    Started {
        connector: u32,
        id_tag: String,
        meter_start: i64,
        tell: Option<Tell<i64>>,
    },
    Stopped {
        tell: Option<Tell<()>>,
    },
    /// The first TransactionEvent of this transaction.
    Begun {
        transaction: i64,
        tell: Option<Tell<i64>>,
    },
    /// A later one.
    Event,
}

impl OutgoingCall {
    /// These are kept over losses and reboots, and sent again.
    pub(super) fn is_about_transaction(&self) -> bool {
        matches!(self.then, Then::Started { .. } | Then::Stopped { .. } | Then::Begun { .. } | Then::Event)
    }
}

impl Machine {
    /// Puts one of the charger's own CALLs into the queue.
    pub(super) fn enqueue(&mut self, action: &str, payload: Value, then: Then) {
        let mut outgoing = self.own(action, payload, then);
        outgoing.asked = self.asked;
        if self.queue.len() >= QUEUE_LIMIT
            && let Some(oldest) = self.oldest_to_lose()
        {
            self.queue.remove(oldest);
        }
        self.queue.push_back(outgoing);
    }

    fn oldest_to_lose(&self) -> Option<usize> {
        let first = |may_go: fn(&OutgoingCall) -> bool| self.queue.iter().position(may_go);
        first(|waiting| !waiting.is_about_transaction())
            .or_else(|| first(|waiting| matches!(waiting.then, Then::Event)))
    }

    /// A CALL of the charger's own making, with the oddities of its script.
    pub(super) fn own(&self, action: &str, mut payload: Value, then: Then) -> OutgoingCall {
        bend(&self.script().odd, action, &mut payload);
        OutgoingCall { action: action.to_owned(), payload, then, asked: false }
    }

    /// Sends the next queued CALL while none of the queue is open: once accepted any, while pending what was asked for.
    pub(super) async fn pump(&mut self) {
        while self.link.is_some() && self.queued_id.is_none() {
            let next = if self.registered {
                Some(0)
            } else if self.registration == Some(Registration::Pending) {
                self.queue.iter().position(|waiting| waiting.asked)
            } else {
                None
            };
            let Some(outgoing) = next.and_then(|next| self.queue.remove(next)) else { return };
            self.queued_id = self.write_call(outgoing).await;
        }
    }

    /// Whether a queued CALL still waits to be sent or answered.
    pub(super) fn is_speaking(&self) -> bool {
        self.registered && (self.queued_id.is_some() || !self.queue.is_empty())
    }

    /// Writes a CALL now. Gives its id, unless the socket broke.
    pub(super) async fn write_call(&mut self, outgoing: OutgoingCall) -> Option<String> {
        let id = self.next_id();
        let text = json!([2, id, outgoing.action, outgoing.payload]).to_string();
        self.open_calls.insert(id.clone(), outgoing);
        self.agenda.after(CALL_TIMEOUT, Step::CallTimeout(id.clone()));
        self.write(text).await.ok()?;
        Some(id)
    }

    /// Ends an open CALL by its answer or otherwise; an unknown id is none of ours.
    pub(super) fn settle(&mut self, id: &str, outcome: Result<Value, CallFailure>) {
        let Some(outgoing) = self.open_calls.remove(id) else { return };
        if self.queued_id.as_deref() == Some(id) {
            self.queued_id = None;
        }
        match outgoing.then {
            Then::Nothing | Then::Event => {}
            Then::Boot => self.take_boot_answer(outcome),
            Then::Tell(tell) => {
                let _asker_gone = tell.send(outcome);
            }
            Then::Started { connector, id_tag, meter_start, tell } => {
                self.take_started(connector, id_tag, meter_start, tell, outcome);
            }
            Then::Begun { transaction, tell } => self.take_event_begun(transaction, tell, outcome),
            Then::Stopped { tell } => {
                if let Some(tell) = tell {
                    let _asker_gone = tell.send(outcome.map(|_| ()));
                }
            }
        }
    }

    /// The socket has ended: what is about transactions goes back to the front of the queue, the rest is lost.
    pub(super) fn abandon_calls(&mut self) {
        self.queued_id = None;
        for (_, outgoing) in std::mem::take(&mut self.open_calls) {
            if outgoing.is_about_transaction() {
                self.queue.push_front(outgoing);
            } else if let Then::Tell(tell) = outgoing.then {
                let _asker_gone = tell.send(Err(CallFailure::Disconnected));
            }
        }
    }

    /// What was queued in the words of another version is lost.
    pub(super) fn drop_queue(&mut self) {
        for outgoing in std::mem::take(&mut self.queue) {
            match outgoing.then {
                Then::Nothing | Then::Boot | Then::Event => {}
                Then::Tell(tell) => {
                    let _asker_gone = tell.send(Err(CallFailure::Disconnected));
                }
                Then::Started { tell, .. } | Then::Begun { tell, .. } => {
                    if let Some(tell) = tell {
                        let _asker_gone = tell.send(Err(CallFailure::Disconnected));
                    }
                }
                Then::Stopped { tell } => {
                    if let Some(tell) = tell {
                        let _asker_gone = tell.send(Err(CallFailure::Disconnected));
                    }
                }
            }
        }
    }

    pub(super) fn next_id(&mut self) -> String {
        let odd = self.script().odd;
        self.last_id += 1;
        match (odd.ids_restart, odd.long_ids) {
            (true, _) => self.last_id.to_string(),
            (false, true) => format!("{}-{:x}-{}", "long".repeat(10), self.run, self.last_id),
            (false, false) => format!("{:x}-{}", self.run, self.last_id),
        }
    }
}
