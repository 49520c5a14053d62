//! Transactions on 1.6: the Csms gives the id, so one begins with its answer.

use serde_json::{Value, json};
use tokio::time::Instant;

use crate::clock;
use crate::handle::{CallFailure, Tell};
use crate::machine::Machine;
use crate::machine::calls::Then;
use crate::machine::transactions::RunningTransaction;

impl Machine {
    pub(in crate::machine) fn start_v16(&mut self, connector: u32, id_tag: &str, tell: Option<Tell<i64>>) {
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

    pub(in crate::machine) fn take_started(
        &mut self,
        connector: u32,
        id_tag: String,
        meter_start: i64,
        tell: Option<Tell<i64>>,
        outcome: Result<Value, CallFailure>,
    ) {
        self.connectors[connector as usize].starting = false;
        let begun = outcome.and_then(|answer| {
            let id = answer["transactionId"].as_i64().unwrap_or(0);
            let events = Default::default();
            self.running.push(RunningTransaction { connector, id, id_tag, meter_start, since: Instant::now(), events });
            match answer["idTagInfo"]["status"].as_str() {
                None | Some("Accepted") => Ok(id),
                Some(status) => Err(CallFailure::NotAuthorized(status.to_owned())),
            }
        });
        self.take_begun(connector, tell, begun);
    }
}
