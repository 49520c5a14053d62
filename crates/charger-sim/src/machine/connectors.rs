//! Connectors: their state, and telling it. States have the words of 1.6; 2.x knows fewer.

use serde_json::json;

use crate::clock;
use crate::handle::CallFailure;
use crate::protocol::Family;

use super::Machine;
use super::calls::Then;
use super::v2;

pub(super) struct Connector {
    pub(super) status: String,
    pub(super) operative: bool,
    pub(super) meter: i64,
    /// A StartTransaction is on its way.
    pub(super) starting: bool,
    /// Its EVSE is being reset alone.
    pub(super) restarting: bool,
}

impl Connector {
    pub(super) fn free() -> Connector {
        Connector { status: "Available".to_owned(), operative: true, meter: 1_000, starting: false, restarting: false }
    }

    /// The status of a connector that nobody uses.
    pub(super) fn resting_status(&self) -> &'static str {
        if self.operative && !self.restarting { "Available" } else { "Unavailable" }
    }
}

impl Machine {
    pub(super) fn is_free(&self, connector: u32) -> bool {
        connector > 0
            && self
                .connectors
                .get(connector as usize)
                .is_some_and(|state| !state.starting && !state.restarting && state.operative)
            && !self.is_charging(connector)
            // A reset that waits for the end of transactions lets no other begin.
            && !self.scheduled_resets.iter().any(|evse| *evse == 0 || *evse == connector)
    }

    /// This connector if it is named and free, else any free one.
    pub(super) fn free_connector(&self, named: Option<u32>) -> Option<u32> {
        match named {
            Some(connector) => Some(connector).filter(|connector| self.is_free(*connector)),
            None => (1..=self.plate.connectors).find(|connector| self.is_free(*connector)),
        }
    }

    /// Queues the StatusNotification of a connector as it is.
    pub(super) fn tell_connector(&mut self, connector: u32) {
        if let Some(Connector { status, .. }) = self.connectors.get(connector as usize) {
            let status = status.clone();
            self.tell_status(connector, &status, "NoError");
        }
    }

    fn tell_status(&mut self, connector: u32, status: &str, error_code: &str) {
        let payload = match self.family() {
            Family::V16 => json!({
                "connectorId": connector, "status": status, "errorCode": error_code, "timestamp": clock::now(),
            }),
            // Only connectors have a status there.
            Family::V2 if connector == 0 => return,
            Family::V2 => v2::words::status(connector, status),
        };
        self.enqueue("StatusNotification", payload, Then::Nothing);
        if self.family() == Family::V2 && error_code != "NoError" {
            self.events += 1;
            let payload = v2::words::problem(self.events, connector, error_code);
            self.enqueue("NotifyEvent", payload, Then::Nothing);
        }
    }

    /// Sets a connector's state and tells the Csms.
    pub(super) fn report(&mut self, connector: u32, status: &str, error_code: &str) -> Result<(), CallFailure> {
        if connector == 0 && self.family() == Family::V2 {
            return Err(CallFailure::NoSuchConnector);
        }
        let state = self.connectors.get_mut(connector as usize).ok_or(CallFailure::NoSuchConnector)?;
        status.clone_into(&mut state.status);
        self.tell_status(connector, status, error_code);
        Ok(())
    }

    /// Sets a connector's state and tells it, on 2.x only where it is another state there.
    pub(super) fn set_status(&mut self, connector: u32, status: &str) {
        let family = self.family();
        if let Some(state) = self.connectors.get_mut(connector as usize) {
            let same = v2::words::connector_status(&state.status) == v2::words::connector_status(status);
            status.clone_into(&mut state.status);
            if family == Family::V16 || !same {
                self.tell_connector(connector);
            }
        }
    }

    /// Back to Available, or Unavailable.
    pub(super) fn rest(&mut self, connector: u32) {
        if let Some(state) = self.connectors.get(connector as usize) {
            self.set_status(connector, state.resting_status());
        }
    }

    pub(super) fn change_availability(&mut self, connector: u32, operative: bool) {
        let last = self.plate.connectors;
        let meant = if connector == 0 { 0..=last } else { connector..=connector };
        for connector in meant {
            if let Some(state) = self.connectors.get_mut(connector as usize) {
                state.operative = operative;
            }
            if !self.is_charging(connector) {
                self.rest(connector);
            }
        }
    }
}
