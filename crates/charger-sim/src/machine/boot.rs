//! BootNotification and what follows its acceptance: statuses, heartbeats, chatter.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};
use std::time::Duration;

use serde_json::{Value, json};

use crate::clock;
use crate::handle::CallFailure;

use super::agenda::Step;
use super::calls::Then;
use super::{Connector, Machine};

/// Between heartbeats where the Csms named no interval.
pub(super) const DEFAULT_INTERVAL: Duration = Duration::from_secs(300);

/// Between BootNotifications where the Csms named no interval or did not answer.
const BOOT_RETRY: Duration = Duration::from_secs(5);

impl Machine {
    pub(super) async fn boot(&mut self) {
        if self.boot_due {
            self.send_boot().await;
        }
    }

    pub(super) async fn send_boot(&mut self) {
        let payload = json!({
            "chargePointVendor": self.plate.vendor,
            "chargePointModel": self.plate.model,
            "chargePointSerialNumber": self.plate.serial,
            "firmwareVersion": self.firmware,
        });
        let boot = self.own("BootNotification", payload, Then::Boot);
        self.write_call(boot).await;
    }

    pub(super) fn take_boot_answer(&mut self, outcome: Result<Value, CallFailure>) {
        let answer = outcome.unwrap_or(Value::Null);
        let interval = answer["interval"].as_u64().filter(|seconds| *seconds > 0).map(Duration::from_secs);
        if answer["status"] != "Accepted" {
            if self.boot_due {
                self.agenda.after(interval.unwrap_or(BOOT_RETRY), Step::Boot(self.era));
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

    /// Queues the StatusNotification of a connector as it is.
    pub(super) fn tell_connector(&mut self, connector: u32) {
        if let Some(Connector { status, .. }) = self.connectors.get(connector as usize) {
            let status = status.clone();
            self.tell_status(connector, &status, "NoError");
        }
    }

    pub(super) fn tell_status(&mut self, connector: u32, status: &str, error_code: &str) {
        let payload = json!({
            "connectorId": connector, "status": status, "errorCode": error_code, "timestamp": clock::now(),
        });
        self.enqueue("StatusNotification", payload, Then::Nothing);
    }

    /// Sets a connector's state and tells the Csms.
    pub(super) fn report(&mut self, connector: u32, status: &str, error_code: &str) -> Result<(), CallFailure> {
        let state = self.connectors.get_mut(connector as usize).ok_or(CallFailure::NoSuchConnector)?;
        status.clone_into(&mut state.status);
        self.tell_status(connector, status, error_code);
        Ok(())
    }
}

impl Connector {
    /// The status of a connector that nobody uses.
    pub(super) fn resting_status(&self) -> &'static str {
        if self.operative { "Available" } else { "Unavailable" }
    }
}
