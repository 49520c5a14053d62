//! BootNotification and what follows its acceptance: statuses, heartbeats, chatter.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};
use std::time::Duration;

use serde_json::{Value, json};

use crate::handle::CallFailure;
use crate::protocol::Family;
use crate::status::Registration;

use super::agenda::Step;
use super::calls::Then;
use super::{Machine, v2, v16};

/// Between heartbeats where the Csms named no interval.
pub(super) const DEFAULT_INTERVAL: Duration = Duration::from_secs(300);

/// Between BootNotifications where the Csms named no interval or did not answer.
const BOOT_RETRY: Duration = Duration::from_secs(5);

impl Machine {
    pub(super) async fn boot(&mut self, triggered: bool) {
        if !self.boot_due {
            return;
        }
        let payload = match self.family() {
            Family::V16 => v16::words::boot(&self.plate, &self.firmware),
            Family::V2 => {
                let truly = if triggered { "Triggered" } else { self.boot_reason };
                let script = self.script();
                v2::words::boot(&self.plate, &self.firmware, script.boot_reason.as_deref().unwrap_or(truly))
            }
        };
        let boot = self.own("BootNotification", payload, Then::Boot);
        self.write_call(boot).await;
    }

    pub(super) fn take_boot_answer(&mut self, outcome: Result<Value, CallFailure>) {
        let answer = outcome.unwrap_or(Value::Null);
        let interval = answer["interval"].as_u64().filter(|seconds| *seconds > 0).map(Duration::from_secs);
        let registration = match answer["status"].as_str() {
            Some("Accepted") => Some(Registration::Accepted),
            Some("Pending") => Some(Registration::Pending),
            Some("Rejected") => Some(Registration::Rejected),
            _ => self.registration,
        };
        self.registration = registration;
        self.status.send_modify(|status| status.registration = registration);
        if answer["status"] != "Accepted" {
            if self.boot_due {
                let step = Step::Boot { era: self.era, triggered: false };
                self.agenda.after(interval.unwrap_or(BOOT_RETRY), step);
            }
            return;
        }
        self.interval = interval.unwrap_or(DEFAULT_INTERVAL);
        self.status.send_modify(|status| {
            status.booted = true;
            status.boots += 1;
        });
        let already = self.registered;
        self.registered = true;
        self.boot_due = false;
        if already {
            return;
        }
        // Statuses come before whatever the queue kept over the reboot.
        let kept = std::mem::take(&mut self.queue);
        for connector in 0..=self.plate.connectors {
            self.tell_connector(connector);
        }
        self.queue.extend(kept);
        self.keep_in_touch();
        self.resume_firmware();
        self.resume_transactions();
    }

    /// Starts what runs as long as this socket.
    pub(super) fn keep_in_touch(&mut self) {
        let script = self.script();
        self.agenda.after(script.heartbeat.unwrap_or(self.interval), Step::Heartbeat(self.era));
        if let Some(chatter) = script.chatter {
            // A fleet started together must not speak in chorus.
            let mut hasher = DefaultHasher::new();
            self.plate.identity.hash(&mut hasher);
            let share = f64::from(u16::try_from(hasher.finish() % 1000).unwrap_or(0)) / 1000.0;
            self.agenda.after(chatter.mul_f64(share), Step::Chatter(self.era));
        }
    }

    pub(super) fn heartbeat(&mut self) {
        if !self.queue.iter().any(|waiting| waiting.action == "Heartbeat") {
            self.enqueue("Heartbeat", json!({}), Then::Nothing);
        }
        self.agenda.after(self.script().heartbeat.unwrap_or(self.interval), Step::Heartbeat(self.era));
    }

    pub(super) fn chatter(&mut self) {
        if let Some(chatter) = self.script().chatter {
            self.tell_meter(1, None);
            self.agenda.after(chatter, Step::Chatter(self.era));
        }
    }
}
