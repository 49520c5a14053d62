//! Transactions and their meter values.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use crate::clock;
use crate::handle::{CallFailure, Tell};
use crate::script::HardStops;

use super::Machine;
use super::agenda::Step;
use super::calls::Then;

/// What a simulated car draws, in W.
const POWER: i64 = 11_000;

pub(super) struct Running {
    connector: u32,
    id: i64,
    id_tag: String,
    meter_start: i64,
    since: Instant,
}

impl Running {
    /// The meter in Wh, now.
    fn meter(&self) -> i64 {
        let seconds = i64::try_from(self.since.elapsed().as_secs()).unwrap_or(0);
        self.meter_start + seconds * POWER / 3600
    }
}

impl Machine {
    pub(super) fn start(&mut self, connector: u32, id_tag: &str, tell: Option<Tell<i64>>) {
        let refused = if self.link.is_none() {
            Some(CallFailure::NotConnected)
        } else if !self.is_free(connector) {
            Some(CallFailure::NoSuchConnector)
        } else {
            None
        };
        if let Some(refused) = refused {
            if let Some(tell) = tell {
                let _asker_gone = tell.send(Err(refused));
            }
            return;
        }
        let state = &mut self.connectors[connector as usize];
        state.starting = true;
        let meter_start = state.meter;
        self.set_status(connector, "Preparing");
        let payload = json!({
            "connectorId": connector, "idTag": id_tag, "meterStart": meter_start, "timestamp": clock::now(),
        });
        let then = Then::Started { connector, id_tag: id_tag.to_owned(), meter_start, tell };
        self.enqueue("StartTransaction", payload, then);
    }

    pub(super) fn take_started(
        &mut self,
        connector: u32,
        id_tag: String,
        meter_start: i64,
        tell: Option<Tell<i64>>,
        outcome: Result<Value, CallFailure>,
    ) {
        self.connectors[connector as usize].starting = false;
        let told = outcome.and_then(|answer| {
            let id = answer["transactionId"].as_i64().unwrap_or(0);
            self.running.push(Running { connector, id, id_tag, meter_start, since: Instant::now() });
            match answer["idTagInfo"]["status"].as_str() {
                None | Some("Accepted") => Ok(id),
                Some(status) => Err(CallFailure::NotAuthorized(status.to_owned())),
            }
        });
        match &told {
            Ok(id) => {
                self.set_status(connector, "Charging");
                if let Some(interval) = self.script().meter_values {
                    self.agenda.after(interval, Step::Meter { transaction: *id });
                }
            }
            Err(CallFailure::NotAuthorized(_)) => self.stop(connector, "DeAuthorized", None),
            Err(_) => self.rest(connector),
        }
        if let Some(tell) = tell {
            let _asker_gone = tell.send(told);
        }
    }

    pub(super) fn stop(&mut self, connector: u32, reason: &str, tell: Option<Tell<()>>) {
        let Some(place) = self.running.iter().position(|running| running.connector == connector) else {
            if let Some(tell) = tell {
                let _asker_gone = tell.send(Err(CallFailure::NoSuchConnector));
            }
            return;
        };
        let payload = self.end_transaction(place, reason);
        self.enqueue("StopTransaction", payload, Then::Stopped { tell });
        self.rest(connector);
    }

    pub(super) fn stop_by_id(&mut self, transaction: i64, reason: &str) {
        if let Some(connector) = self.connector_of(transaction) {
            self.stop(connector, reason, None);
        }
    }

    /// Stops every transaction in good order.
    pub(super) fn stop_all(&mut self, reason: &str) {
        while let Some(connector) = self.running.first().map(|running| running.connector) {
            self.stop(connector, reason, None);
        }
    }

    /// What becomes of the transactions when the charger goes down without warning.
    pub(super) async fn stop_abruptly(&mut self, stops: HardStops) {
        while !self.running.is_empty() {
            let payload = self.end_transaction(0, "HardReset");
            let stop = self.own("StopTransaction", payload, Then::Stopped { tell: None });
            match stops {
                HardStops::AfterBoot => self.queue.push_back(stop),
                HardStops::Lost => {}
                // Unanswered, it goes back to the queue when the socket ends.
                HardStops::SentTwice => {
                    self.write_call(stop).await;
                }
            }
        }
    }

    pub(super) fn is_free(&self, connector: u32) -> bool {
        connector > 0
            && self.connectors.get(connector as usize).is_some_and(|state| !state.starting && state.operative)
            && !self.is_charging(connector)
    }

    pub(super) fn is_charging(&self, connector: u32) -> bool {
        self.running.iter().any(|running| running.connector == connector)
    }

    pub(super) fn connector_of(&self, transaction: i64) -> Option<u32> {
        self.running.iter().find(|running| running.id == transaction).map(|running| running.connector)
    }

    pub(super) fn set_status(&mut self, connector: u32, status: &str) {
        if let Some(state) = self.connectors.get_mut(connector as usize) {
            status.clone_into(&mut state.status);
            self.tell_connector(connector);
        }
    }

    /// Back to Available, or Unavailable.
    pub(super) fn rest(&mut self, connector: u32) {
        if let Some(state) = self.connectors.get(connector as usize) {
            self.set_status(connector, state.resting_status());
        }
    }

    pub(super) fn meter(&mut self, transaction: i64) {
        let interval: Option<Duration> = self.script().meter_values;
        if let (Some(connector), Some(interval)) = (self.connector_of(transaction), interval) {
            self.tell_meter(connector, Some(transaction));
            self.agenda.after(interval, Step::Meter { transaction });
        }
    }

    /// Queues the MeterValues of a connector.
    pub(super) fn tell_meter(&mut self, connector: u32, transaction: Option<i64>) {
        let energy = match self.running.iter().find(|running| running.connector == connector) {
            Some(running) => running.meter(),
            None => self.connectors.get(connector as usize).map_or(0, |state| state.meter),
        };
        let mut payload = json!({"connectorId": connector, "meterValue": [{
            "timestamp": clock::now(),
            "sampledValue": [
                {"value": energy.to_string(), "measurand": "Energy.Active.Import.Register", "unit": "Wh"},
                {"value": if transaction.is_some() { POWER } else { 0 }.to_string(),
                 "measurand": "Power.Active.Import", "unit": "W"},
            ],
        }]});
        if let Some(transaction) = transaction {
            payload["transactionId"] = transaction.into();
        }
        self.enqueue("MeterValues", payload, Then::Nothing);
    }

    /// Takes a transaction off the list; gives the StopTransaction.
    fn end_transaction(&mut self, place: usize, reason: &str) -> Value {
        let running = self.running.remove(place);
        let meter_stop = running.meter();
        if let Some(state) = self.connectors.get_mut(running.connector as usize) {
            state.meter = meter_stop;
        }
        json!({
            "transactionId": running.id, "idTag": running.id_tag, "meterStop": meter_stop,
            "timestamp": clock::now(), "reason": reason,
        })
    }
}
