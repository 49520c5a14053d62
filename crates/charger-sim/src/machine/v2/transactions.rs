//! Transactions on 2.x: the charger names them and tells them by TransactionEvents, also afterwards.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};

use serde_json::{Value, json};
use tokio::time::Instant;

use crate::clock;
use crate::handle::{CallFailure, Tell};
use crate::machine::Machine;
use crate::machine::calls::Then;
use crate::machine::transactions::{Cause, RunningTransaction, Stop};

use super::words::meter_value;

/// What 2.x keeps of a running transaction.
#[derive(Debug, Default)]
pub(in crate::machine) struct Events {
    /// The transactionId, like a UUID.
    pub(super) name: String,
    /// Of the next event.
    next: u64,
    remote_start: Option<i64>,
}

impl Machine {
    pub(in crate::machine) fn start_v2(&mut self, connector: u32, id_tag: &str, cause: Cause, tell: Option<Tell<i64>>) {
        self.begun += 1;
        let (trigger, remote_start) = match cause {
            Cause::Card => ("Authorized", None),
            Cause::Remote(number) => ("RemoteStart", number),
        };
        let events = Events { name: self.next_transaction_name(), next: 0, remote_start };
        let meter_start = self.connectors[connector as usize].meter;
        let (id, id_tag) = (self.begun, id_tag.to_owned());
        self.running.push(RunningTransaction { connector, id, id_tag, meter_start, since: Instant::now(), events });
        self.set_status(connector, "Preparing");
        let payload = self.event(self.running.len() - 1, "Started", trigger, "Transaction.Begin");
        self.enqueue("TransactionEvent", payload, Then::Begun { transaction: id, tell });
    }

    /// The answer to the first event. One that failed is taken as no start at all, as on 1.6.
    pub(in crate::machine) fn take_event_begun(
        &mut self,
        transaction: i64,
        tell: Option<Tell<i64>>,
        outcome: Result<Value, CallFailure>,
    ) {
        let Some(connector) = self.connector_of(transaction) else {
            // It ended before the answer came.
            if let Some(tell) = tell {
                let _asker_gone = tell.send(outcome.map(|_| transaction));
            }
            return;
        };
        let begun = outcome.and_then(|answer| match answer["idTokenInfo"]["status"].as_str() {
            None | Some("Accepted") => Ok(transaction),
            Some(status) => Err(CallFailure::NotAuthorized(status.to_owned())),
        });
        match &begun {
            Ok(_) | Err(CallFailure::NotAuthorized(_)) => {}
            Err(_) => self.running.retain(|running| running.id != transaction),
        }
        self.take_begun(connector, tell, begun);
    }

    /// Queues an Updated event with the present reading.
    pub(in crate::machine) fn update_transaction(&mut self, transaction: i64, trigger: &str) {
        if let Some(place) = self.running.iter().position(|running| running.id == transaction) {
            let context = match trigger {
                "Trigger" => "Trigger",
                _ => "Sample.Periodic",
            };
            let payload = self.event(place, "Updated", trigger, context);
            self.enqueue("TransactionEvent", payload, Then::Event);
        }
    }

    /// The last event of a transaction.
    pub(in crate::machine) fn ended_event(&mut self, place: usize, reason: Stop) -> Value {
        let (trigger, stopped) = match reason {
            Stop::Local => ("StopAuthorized", "Local"),
            Stop::Remote => ("RemoteStop", "Remote"),
            Stop::DeAuthorized => ("Deauthorized", "DeAuthorized"),
            Stop::Reset | Stop::HardReset => ("ResetCommand", "ImmediateReset"),
            Stop::Reboot => ("AbnormalCondition", "Reboot"),
            Stop::Unlock => ("UnlockCommand", "Other"),
        };
        let mut payload = self.event(place, "Ended", trigger, "Transaction.End");
        payload["transactionInfo"]["chargingState"] = "EVConnected".into();
        payload["transactionInfo"]["stoppedReason"] = stopped.into();
        // Its own profile ends with it.
        let name = &self.running[place].events.name;
        self.profiles.retain(|held| held.body["transactionId"] != *name);
        payload
    }

    /// After an ImmediateAndResume (2.1) transactions go on.
    pub(in crate::machine) fn resume_transactions(&mut self) {
        if std::mem::take(&mut self.resuming) {
            let running: Vec<i64> = self.running.iter().map(|running| running.id).collect();
            for transaction in running {
                self.update_transaction(transaction, "TxResumed");
            }
        }
    }

    fn event(&mut self, place: usize, kind: &str, trigger: &str, context: &str) -> Value {
        let offline = self.link.is_none();
        let reading = self.reading(self.running[place].connector);
        let running = &mut self.running[place];
        let mut payload = json!({
            "eventType": kind, "timestamp": clock::now(), "triggerReason": trigger, "seqNo": running.events.next,
            "transactionInfo": {"transactionId": running.events.name, "chargingState": "Charging"},
            "evse": {"id": running.connector, "connectorId": 1},
            "idToken": {"idToken": running.id_tag, "type": "ISO14443"},
            "meterValue": [meter_value(reading, context)],
        });
        if let Some(remote_start) = running.events.remote_start {
            payload["transactionInfo"]["remoteStartId"] = remote_start.into();
        }
        if offline {
            payload["offline"] = true.into();
        }
        running.events.next += 1;
        payload
    }

    /// A name that no other transaction has, of this charger, of others or of earlier runs.
    pub(super) fn next_transaction_name(&self) -> String {
        let part = |salt: u8| {
            let mut hasher = DefaultHasher::new();
            (salt, &self.plate.identity, self.run, self.begun).hash(&mut hasher);
            hasher.finish()
        };
        let (a, b) = (part(0), part(1));
        format!(
            "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
            a >> 32,
            a >> 16 & 0xFFFF,
            a & 0xFFF,
            b >> 52,
            b & 0xFFFF_FFFF_FFFF
        )
    }
}
