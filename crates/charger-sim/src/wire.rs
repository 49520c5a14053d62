//! The wire log: every text that went over a charger's socket, in order, bounded, with waiting.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use serde_json::Value;
use tokio::sync::watch;

/// Entries kept per charger unless told otherwise; the oldest go first.
pub(crate) const WIRE_LIMIT: usize = 100_000;

/// Called with the charger's identity and each new entry.
pub(crate) type Observer = Arc<dyn Fn(&str, &WireEntry) + Send + Sync>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the charger to the Csms.
    Sent,
    /// From the Csms to the charger.
    Received,
}

/// One text message as it was on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WireEntry {
    /// Counts from 0 over the charger's life, also over reconnects.
    pub number: u64,
    pub at: SystemTime,
    pub direction: Direction,
    pub text: String,
}

pub(crate) struct Wire {
    identity: String,
    limit: usize,
    entries: Mutex<VecDeque<WireEntry>>,
    written: watch::Sender<u64>,
    observer: Option<Observer>,
}

impl WireEntry {
    pub fn is_sent(&self) -> bool {
        self.direction == Direction::Sent
    }

    pub fn is_received(&self) -> bool {
        self.direction == Direction::Received
    }

    /// The text as JSON; `Null` where it is none.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }

    /// The action, if this is a CALL.
    pub fn action(&self) -> Option<String> {
        let json = self.json();
        (json.get(0)? == 2).then(|| json.get(2)?.as_str().map(str::to_owned))?
    }

    pub fn is_call(&self, action: &str) -> bool {
        self.action().as_deref() == Some(action)
    }

    /// Whether this is a SEND (2.1) of this action: a message that wants no answer.
    pub fn is_unconfirmed(&self, action: &str) -> bool {
        let json = self.json();
        json.get(0).is_some_and(|kind| *kind == 6) && json.get(2).is_some_and(|given| given == action)
    }

    /// The message id, where one can be read.
    pub fn id(&self) -> Option<String> {
        self.json().get(1)?.as_str().map(str::to_owned)
    }

    /// The payload of a CALL, CALLRESULT or SEND; `Null` for anything else.
    pub fn payload(&self) -> Value {
        let json = self.json();
        let place = match json.get(0).and_then(Value::as_i64) {
            Some(2 | 6) => 3,
            Some(3) => 2,
            _ => return Value::Null,
        };
        json.get(place).cloned().unwrap_or(Value::Null)
    }
}

impl Wire {
    pub(crate) fn new(identity: &str, limit: usize, observer: Option<Observer>) -> Wire {
        Wire {
            identity: identity.to_owned(),
            limit: limit.max(1),
            entries: Mutex::new(VecDeque::new()),
            written: watch::Sender::new(0),
            observer,
        }
    }

    pub(crate) fn record(&self, direction: Direction, text: &str) {
        let entry = {
            let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
            let number = *self.written.borrow();
            let entry = WireEntry { number, at: SystemTime::now(), direction, text: text.to_owned() };
            if entries.len() == self.limit {
                entries.pop_front();
            }
            entries.push_back(entry.clone());
            self.written.send_replace(number + 1);
            entry
        };
        if let Some(observer) = &self.observer {
            observer(&self.identity, &entry);
        }
    }

    /// How many entries were ever written: the number of the next one.
    pub(crate) fn length(&self) -> u64 {
        *self.written.borrow()
    }

    /// The kept entries numbered `from` or later.
    pub(crate) fn since(&self, from: u64) -> Vec<WireEntry> {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let first = entries.front().map_or(0, |entry| entry.number);
        let skip = usize::try_from(from.saturating_sub(first)).unwrap_or(usize::MAX);
        entries.iter().skip(skip).cloned().collect()
    }

    /// The first entry numbered `from` or later that fits, past or to come.
    pub(crate) async fn wait_for(
        &self,
        mut from: u64,
        fits: impl Fn(&WireEntry) -> bool,
        patience: Duration,
    ) -> Option<WireEntry> {
        let mut written = self.written.subscribe();
        let search = async {
            loop {
                written.borrow_and_update();
                for entry in self.since(from) {
                    if fits(&entry) {
                        return Some(entry);
                    }
                    from = entry.number + 1;
                }
                written.changed().await.ok()?;
            }
        };
        tokio::time::timeout(patience, search).await.ok().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_entries_go_first() {
        let wire = Wire::new("CP", 3, None);
        for n in 0..5 {
            wire.record(Direction::Sent, &n.to_string());
        }
        let texts = |from| wire.since(from).into_iter().map(|entry| entry.text).collect::<Vec<_>>();
        assert_eq!(texts(0), ["2", "3", "4"]);
        assert_eq!(texts(4), ["4"]);
        assert_eq!(wire.length(), 5);
    }

    #[test]
    fn an_entry_reads_its_own_frame() {
        fn check(text: &str, action: Option<&str>, id: Option<&str>, payload: &str) {
            let entry =
                WireEntry { number: 0, at: SystemTime::UNIX_EPOCH, direction: Direction::Sent, text: text.into() };
            assert_eq!(entry.action().as_deref(), action, "{text}");
            assert_eq!(entry.id().as_deref(), id, "{text}");
            assert_eq!(entry.payload().to_string(), payload, "{text}");
        }
        check(r#"[2,"7","Reset",{"type":"Soft"}]"#, Some("Reset"), Some("7"), r#"{"type":"Soft"}"#);
        check(r#"[3,"7",{}]"#, None, Some("7"), "{}");
        check(r#"[6,"7","NotifyPeriodicEventStream",{"id":1}]"#, None, Some("7"), r#"{"id":1}"#);
        check(r#"[4,"7","GenericError","",{}]"#, None, Some("7"), "null");
        check("}{", None, None, "null");
    }
}
