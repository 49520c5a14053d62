//! Transactions and their meter values, on every version.

use std::time::Duration;

use serde_json::Value;
use tokio::time::Instant;

use crate::handle::{CallFailure, Tell};
use crate::protocol::Family;
use crate::script::HardStops;

use super::Machine;
use super::agenda::Step;
use super::calls::Then;
use super::{v2, v16};

/// What a simulated car draws, in W.
const POWER: i64 = 11_000;

pub(super) struct RunningTransaction {
    pub(super) connector: u32,
    /// Of the Csms on 1.6, of the charger on 2.x.
    pub(super) id: i64,
    pub(super) id_tag: String,
    pub(super) meter_start: i64,
    pub(super) since: Instant,
    /// What only 2.x has.
    pub(super) events: v2::transactions::Events,
}

/// What made a transaction start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    Card,
    /// Ordered from afar, on 2.x under this remoteStartId.
    Remote(Option<i64>),
}

/// Why a transaction ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    Local,
    Remote,
    DeAuthorized,
    Reset,
    HardReset,
    Reboot,
    Unlock,
}

/// What the meter of a connector shows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    /// In Wh.
    pub(super) energy: i64,
    /// In W.
    pub(super) power: i64,
}

impl RunningTransaction {
    /// The meter in Wh, now.
    pub(super) fn meter(&self) -> i64 {
        let seconds = i64::try_from(self.since.elapsed().as_secs()).unwrap_or(0);
        self.meter_start + seconds * POWER / 3600
    }
}

impl Machine {
    pub(super) fn start(&mut self, connector: u32, id_tag: &str, cause: Cause, tell: Option<Tell<i64>>) {
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
        match self.family() {
            Family::V16 => self.start_v16(connector, id_tag, tell),
            Family::V2 => self.start_v2(connector, id_tag, cause, tell),
        }
    }

    /// A transaction has begun, or the Csms does not want it.
    pub(super) fn take_begun(&mut self, connector: u32, tell: Option<Tell<i64>>, begun: Result<i64, CallFailure>) {
        match &begun {
            Ok(id) => {
                self.set_status(connector, "Charging");
                if let Some(interval) = self.script().meter_values {
                    self.agenda.after(interval, Step::Meter { transaction: *id });
                }
            }
            Err(CallFailure::NotAuthorized(_)) => self.stop(connector, Stop::DeAuthorized, None),
            Err(_) => self.rest(connector),
        }
        if let Some(tell) = tell {
            let _asker_gone = tell.send(begun);
        }
    }

    pub(super) fn stop(&mut self, connector: u32, reason: Stop, tell: Option<Tell<()>>) {
        let Some(place) = self.running.iter().position(|running| running.connector == connector) else {
            if let Some(tell) = tell {
                let _asker_gone = tell.send(Err(CallFailure::NoSuchConnector));
            }
            return;
        };
        let (action, payload) = self.end_transaction(place, reason);
        self.enqueue(action, payload, Then::Stopped { tell });
        self.rest(connector);
        self.reset_what_is_free();
    }

    pub(super) fn stop_by_id(&mut self, transaction: i64, reason: Stop) {
        if let Some(connector) = self.connector_of(transaction) {
            self.stop(connector, reason, None);
        }
    }

    /// Stops every transaction in good order.
    pub(super) fn stop_all(&mut self, reason: Stop) {
        while let Some(connector) = self.running.first().map(|running| running.connector) {
            self.stop(connector, reason, None);
        }
    }

    /// What becomes of the transactions when the charger goes down without warning.
    pub(super) async fn stop_abruptly(&mut self, stops: HardStops) {
        while !self.running.is_empty() {
            let (action, payload) = self.end_transaction(0, Stop::HardReset);
            let stop = self.own(action, payload, Then::Stopped { tell: None });
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

    pub(super) fn is_charging(&self, connector: u32) -> bool {
        self.running.iter().any(|running| running.connector == connector)
    }

    pub(super) fn connector_of(&self, transaction: i64) -> Option<u32> {
        self.running.iter().find(|running| running.id == transaction).map(|running| running.connector)
    }

    pub(super) fn meter(&mut self, transaction: i64) {
        let interval: Option<Duration> = self.script().meter_values;
        if let (Some(connector), Some(interval)) = (self.connector_of(transaction), interval) {
            // Nothing is read while the charger is down.
            if !self.boot_due {
                self.tell_meter(connector, Some(transaction));
            }
            self.agenda.after(interval, Step::Meter { transaction });
        }
    }

    /// Queues the reading of a connector, as one of this transaction where it is given.
    pub(super) fn tell_meter(&mut self, connector: u32, transaction: Option<i64>) {
        let mut reading = self.reading(connector);
        match (self.family(), transaction) {
            (Family::V16, transaction) => {
                if transaction.is_none() {
                    reading.power = 0;
                }
                let payload = v16::words::meter_values(connector, transaction, reading);
                self.enqueue("MeterValues", payload, Then::Nothing);
            }
            (Family::V2, None) => {
                let context = if self.asked { "Trigger" } else { "Sample.Clock" };
                let payload = v2::words::meter_values(connector, reading, context);
                self.enqueue("MeterValues", payload, Then::Nothing);
            }
            (Family::V2, Some(transaction)) => self.update_transaction(transaction, "MeterValuePeriodic"),
        }
    }

    pub(super) fn reading(&self, connector: u32) -> Reading {
        match self.running.iter().find(|running| running.connector == connector) {
            Some(running) => Reading { energy: running.meter(), power: POWER },
            None => {
                let energy = self.connectors.get(connector as usize).map_or(0, |state| state.meter);
                Reading { energy, power: 0 }
            }
        }
    }

    /// Takes a transaction off the list; gives the message that says so.
    fn end_transaction(&mut self, place: usize, reason: Stop) -> (&'static str, Value) {
        let message = match self.family() {
            Family::V16 => ("StopTransaction", v16::words::stop(&self.running[place], reason)),
            Family::V2 => ("TransactionEvent", self.ended_event(place, reason)),
        };
        let running = self.running.remove(place);
        if let Some(state) = self.connectors.get_mut(running.connector as usize) {
            state.meter = running.meter();
        }
        message
    }
}
