//! What a charger does after it has answered a CALL of 2.x.

use serde_json::Value;

use crate::machine::Machine;
use crate::machine::answers::Call;
use crate::machine::profiles::Held;
use crate::machine::transactions::{Cause, Stop};

impl Machine {
    pub(in crate::machine) fn follow_v2(&mut self, call: &Call, answer: &Value, accepted: bool) {
        let request = &call.payload;
        match call.action.as_str() {
            "SetVariables" => self.set_variables(request, answer),
            "Reset" if accepted || answer["status"] == "Scheduled" => self.follow_reset_v2(request, answer),
            "ChangeAvailability" if accepted || answer["status"] == "Scheduled" => {
                let evse = request["evse"]["id"].as_i64().and_then(|evse| self.evse(evse)).unwrap_or(0);
                self.change_availability(evse, request["operationalStatus"] == "Operative");
            }
            "UpdateFirmware" if !accepted => self.follow_refused_update(answer),
            _ if !accepted => {}
            "UpdateFirmware" => self.begin_firmware(request),
            "GetLog" => self.begin_log(),
            "SetChargingProfile" => self.hold_profile(Held::of_v2(request)),
            "ClearChargingProfile" => {
                if let Ok(filter) = super::profiles::filter(request) {
                    self.clear_profiles(&filter);
                }
            }
            "GetChargingProfiles" => self.report_profiles(request),
            "GetBaseReport" | "GetReport" => self.report_variables(request),
            "SendLocalList" => self.list_version = request["versionNumber"].as_i64().unwrap_or(0),
            "RequestStartTransaction" => {
                let named = request["evseId"].as_i64().and_then(|evse| self.evse(evse));
                if let Some(connector) = self.free_connector(named) {
                    let id_tag = request["idToken"]["idToken"].as_str().unwrap_or_default().to_owned();
                    self.start(connector, &id_tag, Cause::Remote(request["remoteStartId"].as_i64()), None);
                }
            }
            "RequestStopTransaction" => {
                if let Some(transaction) = self.named_transaction(request) {
                    self.stop_by_id(transaction, Stop::Remote);
                }
            }
            "TriggerMessage" => self.follow_trigger_v2(request),
            _ => {}
        }
    }

    /// The running transaction that a request names.
    pub(super) fn named_transaction(&self, request: &Value) -> Option<i64> {
        let name = request["transactionId"].as_str()?;
        self.running.iter().find(|running| running.events.name == name).map(|running| running.id)
    }
}
