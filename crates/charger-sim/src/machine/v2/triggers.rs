//! TriggerMessage on 2.x: what can be asked for, and sending it.

use std::ops::RangeInclusive;
use std::time::Duration;

use serde_json::{Value, json};

use crate::machine::Machine;
use crate::machine::agenda::Step;
use crate::machine::calls::Then;
use crate::machine::requests::{CallRefusal, text};

impl Machine {
    pub(super) fn answer_trigger(&self, request: &Value) -> Result<Value, CallRefusal> {
        let evses = self.meant(request);
        let status = match text(request, "requestedMessage")? {
            // F06.FR.17
            "BootNotification" if self.registered => "Rejected",
            "StatusNotification" | "MeterValues" if evses.is_empty() => "Rejected",
            "TransactionEvent" if !self.running.iter().any(|running| evses.contains(&running.connector)) => "Rejected",
            "BootNotification"
            | "LogStatusNotification"
            | "FirmwareStatusNotification"
            | "Heartbeat"
            | "MeterValues"
            | "StatusNotification"
            | "TransactionEvent" => "Accepted",
            _ => "NotImplemented",
        };
        Ok(json!({"status": status}))
    }

    pub(super) fn follow_trigger_v2(&mut self, request: &Value) {
        let evses = self.meant(request);
        match request["requestedMessage"].as_str().unwrap_or_default() {
            "BootNotification" => {
                self.agenda.after(Duration::ZERO, Step::Boot { era: self.era, triggered: true });
            }
            "LogStatusNotification" => self.tell_upload("LogStatusNotification"),
            "FirmwareStatusNotification" => self.tell_firmware("FirmwareStatusNotification"),
            "Heartbeat" => self.enqueue("Heartbeat", json!({}), Then::Nothing),
            "MeterValues" => evses.for_each(|evse| self.tell_meter(evse, None)),
            "StatusNotification" => evses.for_each(|evse| self.tell_connector(evse)),
            "TransactionEvent" => {
                let there = self.running.iter().filter(|running| evses.contains(&running.connector));
                let running: Vec<i64> = there.map(|running| running.id).collect();
                for transaction in running {
                    self.update_transaction(transaction, "Trigger");
                }
            }
            _ => {}
        }
    }

    /// The EVSE that is named, or all; none where the named one does not exist.
    fn meant(&self, request: &Value) -> RangeInclusive<u32> {
        match request["evse"]["id"].as_i64().filter(|evse| *evse != 0) {
            None => 1..=self.plate.connectors,
            #[expect(clippy::reversed_empty_ranges, reason = "an empty range is meant")]
            Some(evse) => self.evse(evse).map_or(1..=0, |evse| evse..=evse),
        }
    }
}
