//! What falls due when: one ordered list instead of a task per timer.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::Instant;

use crate::script::Reply;

use super::answers::Call;

/// Something to be done later. An era binds it to one socket.
pub(super) enum Step {
    Dial,
    Restart,
    /// Another try to register; triggered if the Csms asked for it.
    Boot {
        era: u64,
        triggered: bool,
    },
    /// One more BootNotification although it never went down.
    BootInPlace(u64),
    Heartbeat(u64),
    Chatter(u64),
    Reply {
        era: u64,
        call: Box<Call>,
        reply: Box<Reply>,
    },
    CallTimeout(String),
    Meter {
        transaction: i64,
    },
    Firmware(u64),
    Upload(u64),
    /// An EVSE that is reset alone goes down, or comes up again.
    Evse {
        connector: u32,
        up: bool,
    },
}

#[derive(Default)]
pub(super) struct Agenda {
    steps: BTreeMap<(Instant, u64), Step>,
    count: u64,
}

impl Agenda {
    pub(super) fn after(&mut self, delay: Duration, step: Step) {
        self.count += 1;
        self.steps.insert((Instant::now() + delay, self.count), step);
    }

    pub(super) fn next(&self) -> Option<Instant> {
        self.steps.first_key_value().map(|((at, _), _)| *at)
    }

    /// Takes the earliest step that is due by now.
    pub(super) fn due(&mut self, now: Instant) -> Option<Step> {
        let entry = self.steps.first_entry()?;
        (entry.key().0 <= now).then(|| entry.remove())
    }
}
