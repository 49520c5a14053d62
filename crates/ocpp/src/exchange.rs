//! The exchange of one connection: which CALLs are open on either side, as a state machine without I/O and without a clock.

mod recent;

use std::collections::{HashSet, VecDeque};
use std::time::{Duration, Instant};

use serde::Serialize;
use serde_json::Value;
use thiserror::Error;

use crate::Version;
use crate::rpc::{self, CallError, ErrorCode, Kind, Message, Reason, Unreadable};
use recent::Recent;

/// Timed-out CALLs whose late answer is still recognised. One CALL a time-out, so this covers more than half an hour.
pub const LATE_KEPT: usize = 64;

/// CALLs of the charger that may be in work at once; chargers send them one by one, so this is a flood.
pub const MOST_IN_WORK: usize = 256;

/// Ids of the charger's CALLs that are remembered to count repeats.
pub const IDS_REMEMBERED: usize = 1024;

/// The state of the exchange on one connection. `T` is what the caller keeps of a CALL of ours until its answer; nobody else needs to
/// remember which CALL an answer belongs to.
pub struct Exchange<T> {
    version: Version,
    outstanding: Option<OutstandingCall<T>>,
    timed_out: VecDeque<Sent<T>>,
    in_work: HashSet<String>,
    recent: Recent,
    stray_in_a_row: u32,
    bad_in_a_row: u32,
    repeated: u64,
}

/// What a text from the charger turned out to be.
#[derive(Clone, Debug, PartialEq)]
pub enum Received<T> {
    /// A CALL that the caller must answer, once, with [`Exchange::answer`].
    Call { id: String, action: String, payload: Value },
    /// A CALL whose id is still in work: the one answer on its way serves both, and there is nothing to do.
    StillInWork { id: String },
    /// The answer to a CALL of ours.
    Answer {
        id: String,
        /// What the caller gave with the CALL.
        tag: T,
        /// `Ok(Value::Null)` where the charger answered but its payload cannot be represented; reading that as any response
        /// fails, as it should. Never null otherwise.
        result: Result<Value, RemoteError>,
        /// Since the CALL was written.
        elapsed: Duration,
        /// Whether the CALL had been given up by [`Exchange::on_time`].
        late: bool,
    },
    /// A message that wants no answer (2.1).
    Send { id: String, action: String, payload: Value },
    /// The charger refuses our answer to its CALL of this id (2.1). There is nothing to send.
    ResultRefused {
        id: String,
        /// May be none of the specification's; see [`ErrorCode::from_name`].
        code: String,
        description: String,
    },
    /// An answer to nothing that was asked.
    Stray { id: String, result: Result<Value, RemoteError> },
    /// A refusal of nothing that was answered (2.1).
    StrayRefusal { id: String },
    /// A bad CALL, or since 2.0.1 a text that is no frame; `answer` is the CALLERROR to send and `id` the one in it,
    /// which is [`rpc::NO_ID`] where none could be read.
    Refused { answer: String, id: String, reason: Refusal },
    /// No frame, and nobody to answer.
    Unreadable { reason: Reason },
}

/// A CALLERROR from the charger, as it wrote it.
#[derive(Clone, Debug, PartialEq, Error)]
#[error("{code}: {description}")]
pub struct RemoteError {
    /// May be none of the specification's; see [`ErrorCode::from_name`].
    pub code: String,
    pub description: String,
    pub details: Value,
}

/// Why a CALL was refused before its action was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    #[error("{0}")]
    Frame(Reason),
    #[error("too many calls are waiting for their answers")]
    TooManyInWork,
}

/// A CALL is outstanding, and OCPP-J (4.1.1) allows one at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a call is outstanding")]
pub struct Busy;

/// The outstanding CALL ran out of time. An answer may still come, and then gives the tag back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimedOut<'a, T> {
    pub id: &'a str,
    pub tag: &'a T,
    /// Since the CALL was written.
    pub elapsed: Duration,
}

struct OutstandingCall<T> {
    sent: Sent<T>,
    deadline: Instant,
}

struct Sent<T> {
    id: String,
    tag: T,
    at: Instant,
}

impl<T> Exchange<T> {
    pub fn new(version: Version) -> Self {
        Exchange {
            version,
            outstanding: None,
            timed_out: VecDeque::new(),
            in_work: HashSet::new(),
            recent: Recent::default(),
            stray_in_a_row: 0,
            bad_in_a_row: 0,
            repeated: 0,
        }
    }

    /// The version this connection speaks.
    pub fn version(&self) -> Version {
        self.version
    }

    /// Takes in one text message.
    pub fn on_text(&mut self, text: &str, now: Instant) -> Received<T> {
        match rpc::read(self.version, text) {
            Ok(message) => {
                self.bad_in_a_row = 0;
                match message {
                    Message::Call { id, action, payload } => self.on_call(id, action, payload),
                    Message::CallResult { id, payload } => self.on_answer(id, Ok(payload), now),
                    Message::CallError { id, code, description, details } => {
                        let error = RemoteError { code, description, details };
                        self.on_answer(id, Err(error), now)
                    }
                    Message::Send { id, action, payload } => {
                        self.stray_in_a_row = 0;
                        Received::Send { id, action, payload }
                    }
                    Message::ResultError { id, code, description, .. } => self.on_result_error(id, code, description),
                }
            }
            Err(unreadable) => {
                self.bad_in_a_row = if unreadable.has_head { 0 } else { self.bad_in_a_row.saturating_add(1) };
                self.on_unreadable(unreadable, now)
            }
        }
    }

    /// Starts a CALL: the text to send, unless one is outstanding. The id must be new. The tag comes back with the answer.
    pub fn call(
        &mut self,
        id: &str,
        action: &str,
        payload: &impl Serialize,
        tag: T,
        now: Instant,
        timeout: Duration,
    ) -> Result<String, Busy> {
        if self.outstanding.is_some() {
            return Err(Busy);
        }
        self.outstanding =
            Some(OutstandingCall { sent: Sent { id: id.to_owned(), tag, at: now }, deadline: now + timeout });
        Ok(rpc::write_call(id, action, payload))
    }

    /// The text that answers a CALL in work; `None` where no such CALL is in work (any more).
    pub fn answer(&mut self, id: &str, result: Result<&Value, &CallError>) -> Option<String> {
        if !self.in_work.remove(id) {
            return None;
        }
        Some(match result {
            Ok(payload) => rpc::write_result(id, payload),
            Err(error) => rpc::write_error(self.version, id, error.code, &error.description),
        })
    }

    /// The CALLRESULTERROR for an answer whose payload does not fit its action; only 2.1 has a word for that.
    pub fn refuse_result(&self, id: &str, error: &CallError) -> Option<String> {
        (self.version == Version::V21).then(|| rpc::write_result_error(id, error.code, &error.description))
    }

    /// When [`Exchange::on_time`] is to be called.
    pub fn deadline(&self) -> Option<Instant> {
        self.outstanding.as_ref().map(|call| call.deadline)
    }

    /// Gives up the outstanding CALL if its time has come.
    pub fn on_time(&mut self, now: Instant) -> Option<TimedOut<'_, T>> {
        let call = self.outstanding.take_if(|call| call.deadline <= now)?;
        if self.timed_out.len() == LATE_KEPT {
            self.timed_out.pop_front();
        }
        self.timed_out.push_back(call.sent);
        let Sent { id, tag, at } = self.timed_out.back()?;
        Some(TimedOut { id, tag, elapsed: now.saturating_duration_since(*at) })
    }

    /// Gives up the outstanding CALL because its connection ends: nothing more is answered.
    pub fn on_end(&mut self) -> Option<T> {
        self.outstanding.take().map(|call| call.sent.tag)
    }

    /// The id of the CALL that waits for its answer.
    pub fn outstanding(&self) -> Option<&str> {
        self.outstanding.as_ref().map(|call| call.sent.id.as_str())
    }

    /// How many CALLs of the charger wait for [`Exchange::answer`].
    pub fn in_work(&self) -> usize {
        self.in_work.len()
    }

    /// Answers to nothing since the last CALL, SEND or matching answer.
    pub fn stray_in_a_row(&self) -> u32 {
        self.stray_in_a_row
    }

    /// Frames since the last one of which at least the head could be read.
    pub fn bad_in_a_row(&self) -> u32 {
        self.bad_in_a_row
    }

    /// CALLs with an id that this connection had used before.
    pub fn repeated(&self) -> u64 {
        self.repeated
    }

    fn on_call(&mut self, id: String, action: String, payload: Value) -> Received<T> {
        self.stray_in_a_row = 0;
        if self.recent.remember(&id) {
            self.repeated = self.repeated.saturating_add(1);
        }
        if self.in_work.contains(&id) {
            return Received::StillInWork { id };
        }
        if self.in_work.len() >= MOST_IN_WORK {
            return self.refuse(id, ErrorCode::GenericError, Refusal::TooManyInWork);
        }
        self.in_work.insert(id.clone());
        Received::Call { id, action, payload }
    }

    fn on_answer(&mut self, id: String, result: Result<Value, RemoteError>, now: Instant) -> Received<T> {
        match self.settle(&id) {
            Some((Sent { id, tag, at }, late)) => {
                self.stray_in_a_row = 0;
                Received::Answer { id, tag, result, elapsed: now.saturating_duration_since(at), late }
            }
            None => {
                self.stray_in_a_row = self.stray_in_a_row.saturating_add(1);
                Received::Stray { id, result }
            }
        }
    }

    fn on_result_error(&mut self, id: String, code: String, description: String) -> Received<T> {
        if self.recent.contains(&id) {
            self.stray_in_a_row = 0;
            return Received::ResultRefused { id, code, description };
        }
        self.stray_in_a_row = self.stray_in_a_row.saturating_add(1);
        Received::StrayRefusal { id }
    }

    fn on_unreadable(&mut self, unreadable: Unreadable, now: Instant) -> Received<T> {
        let Unreadable { id, kind, has_head: _, reason } = unreadable;
        match (kind, id) {
            // The charger did answer, if unreadably: its CALL is settled rather than left to time out.
            (Some(Kind::CallResult | Kind::CallError), Some(id)) if self.is_awaited(&id) => {
                self.on_answer(id, Ok(Value::Null), now)
            }
            // An answer to nothing, as those that can be read.
            (Some(Kind::CallResult | Kind::CallError), Some(_)) => {
                self.stray_in_a_row = self.stray_in_a_row.saturating_add(1);
                Received::Unreadable { reason }
            }
            (Some(Kind::CallResult | Kind::CallError | Kind::ResultError | Kind::Send), _) => {
                Received::Unreadable { reason }
            }
            (Some(Kind::Call) | None, id) => self.refuse_unreadable(kind, id, reason),
        }
    }

    /// On 1.6 only a CALL with a readable id is answered; later versions answer whatever is not itself an answer.
    fn refuse_unreadable(&self, kind: Option<Kind>, id: Option<String>, reason: Reason) -> Received<T> {
        let is_answered = self.version.is_2x() || (kind == Some(Kind::Call) && id.is_some());
        match id {
            _ if !is_answered => Received::Unreadable { reason },
            // Two answers to one id would leave the charger guessing, so the one in work serves both.
            Some(id) if self.in_work.contains(&id) => Received::StillInWork { id },
            id => {
                let id = id.unwrap_or_else(|| rpc::NO_ID.to_owned());
                self.refuse(id, reason.code(self.version), Refusal::Frame(reason))
            }
        }
    }

    fn refuse(&self, id: String, code: ErrorCode, reason: Refusal) -> Received<T> {
        Received::Refused { answer: rpc::write_error(self.version, &id, code, &reason.to_string()), id, reason }
    }

    fn is_awaited(&self, id: &str) -> bool {
        self.outstanding() == Some(id) || self.timed_out.iter().any(|sent| sent.id == id)
    }

    /// Takes out the CALL with this id, and says whether it had timed out.
    fn settle(&mut self, id: &str) -> Option<(Sent<T>, bool)> {
        if let Some(call) = self.outstanding.take_if(|call| call.sent.id == id) {
            return Some((call.sent, false));
        }
        let at = self.timed_out.iter().position(|sent| sent.id == id)?;
        Some((self.timed_out.remove(at)?, true))
    }
}
