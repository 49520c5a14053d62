//! What a good charger answers to the CALLs of 2.0.1 and 2.1, and when it refuses one.

use serde_json::{Value, json};

use crate::machine::Machine;
use crate::machine::answers::Call;
use crate::machine::requests::{
    CallRefusal, Fault, list, number, object, one_of, optional_number, refused, text, unknown,
};

impl Machine {
    /// The answer of a good charger. Changes nothing: what follows, follows the answer.
    pub(in crate::machine) fn plausible_v2(&self, call: &Call) -> Result<Value, CallRefusal> {
        let request = &call.payload;
        let status = |status: &str| Ok(json!({"status": status}));
        match call.action.as_str() {
            "Reset" => self.answer_reset(request),
            "UpdateFirmware" => self.answer_update(request),
            "ClearCache" => status("Accepted"),
            "SetChargingProfile" => self.answer_set_profile(request),
            "ClearChargingProfile" => status(self.clearing_status(&super::profiles::filter(request)?)),
            "GetChargingProfiles" => self.answer_get_profiles(request),
            "GetCompositeSchedule" => self.answer_schedule(request),
            "GetVariables" => self.answer_get_variables(request),
            "SetVariables" => self.answer_set_variables(request),
            "GetBaseReport" | "GetReport" => self.answer_report(&call.action, request),
            "TriggerMessage" => self.answer_trigger(request),
            "RequestStartTransaction" => {
                number(request, "remoteStartId")?;
                text(object(request, "idToken")?, "idToken")?;
                let named = optional_number(request, "evseId")?;
                let free = match named {
                    Some(named) => self.evse(named).is_some_and(|evse| self.is_free(evse)),
                    None => self.free_connector(None).is_some(),
                };
                Ok(if free {
                    json!({"status": "Accepted"})
                } else {
                    json!({"status": "Rejected", "statusInfo": {"reasonCode": "TxInProgress"}})
                })
            }
            "RequestStopTransaction" => {
                text(request, "transactionId")?;
                Ok(match self.named_transaction(request) {
                    Some(_) => json!({"status": "Accepted"}),
                    None => json!({"status": "Rejected", "statusInfo": {"reasonCode": "TxNotFound"}}),
                })
            }
            "GetTransactionStatus" => {
                let waiting = self.queue.iter().any(|waiting| waiting.is_about_transaction());
                Ok(match request.get("transactionId") {
                    Some(_) => {
                        let ongoing = self.named_transaction(request).is_some();
                        json!({"ongoingIndicator": ongoing, "messagesInQueue": waiting})
                    }
                    None => json!({"messagesInQueue": waiting}),
                })
            }
            "ChangeAvailability" => {
                one_of(request, "operationalStatus", &["Operative", "Inoperative"])?;
                let busy = match request.get("evse") {
                    Some(evse) => self.is_charging(self.known_evse(evse, "id")?),
                    None => !self.running.is_empty(),
                };
                status(if busy && request["operationalStatus"] == "Inoperative" { "Scheduled" } else { "Accepted" })
            }
            "UnlockConnector" => {
                let (evse, connector) = (number(request, "evseId")?, number(request, "connectorId")?);
                status(match self.evse(evse) {
                    Some(evse) if connector == 1 && self.is_charging(evse) => "OngoingAuthorizedTransaction",
                    Some(_) if connector == 1 => "Unlocked",
                    Some(_) | None => "UnknownConnector",
                })
            }
            "DataTransfer" => {
                text(request, "vendorId")?;
                status("UnknownVendorId")
            }
            "GetLocalListVersion" => Ok(json!({"versionNumber": self.list_version})),
            "SendLocalList" => {
                number(request, "versionNumber")?;
                status("Accepted")
            }
            "ReserveNow" => {
                number(request, "id")?;
                let free = match request.get("evseId") {
                    Some(_) => self.is_free(self.known_evse(request, "evseId")?),
                    None => self.free_connector(None).is_some(),
                };
                // Reservations are switched off, see ReservationCtrlr.
                status(if free { "Rejected" } else { "Occupied" })
            }
            "CancelReservation" => {
                number(request, "reservationId")?;
                status("Rejected")
            }
            "SetNetworkProfile" => {
                number(request, "configurationSlot")?;
                status("Rejected")
            }
            "CostUpdated" => Ok(json!({})),
            "ClearVariableMonitoring" => {
                let ids = list(request, "id")?.iter();
                let results: Vec<Value> = ids.map(|id| json!({"id": id, "status": "NotFound"})).collect();
                Ok(json!({"clearMonitoringResult": results}))
            }
            action => self.answer_security(action, request).unwrap_or_else(|| Err(unknown(action))),
        }
    }

    /// The EVSE in this field.
    fn known_evse(&self, request: &Value, name: &str) -> Result<u32, CallRefusal> {
        self.evse(number(request, name)?).ok_or_else(|| refused(Fault::Property, "there is no such EVSE"))
    }
}
