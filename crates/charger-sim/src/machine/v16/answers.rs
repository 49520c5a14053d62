//! What a good charger answers to every CALL of OCPP 1.6, and when it refuses one.

use serde_json::{Value, json};

use crate::clock;
use crate::machine::Machine;
use crate::machine::answers::Call;
use crate::machine::profiles::Filter;
use crate::machine::requests::{CallRefusal, Fault, date, number, one_of, optional_number, refused, text, unknown};
use crate::protocol::Protocol;

impl Machine {
    /// The answer of a good charger. Changes nothing: what follows, follows the answer.
    pub(in crate::machine) fn plausible_v16(&self, call: &Call) -> Result<Value, CallRefusal> {
        let request = &call.payload;
        let status = |status: &str| Ok(json!({"status": status}));
        match call.action.as_str() {
            "Reset" => {
                one_of(request, "type", &["Soft", "Hard"])?;
                status("Accepted")
            }
            "ClearCache" => status("Accepted"),
            "UpdateFirmware" => {
                text(request, "location")?;
                date(request, "retrieveDate")?;
                optional_number(request, "retries")?;
                optional_number(request, "retryInterval")?;
                Ok(json!({}))
            }
            "GetDiagnostics" => {
                text(request, "location")?;
                Ok(self.script().file_name().map_or(json!({}), |name| json!({"fileName": name})))
            }
            "ClearChargingProfile" => status(self.clearing_status(&filter(request)?)),
            "SetChargingProfile" => {
                self.connector(request)?;
                if !request["csChargingProfiles"].is_object() {
                    return Err(refused(Fault::Occurrence, "csChargingProfiles is missing"));
                }
                status("Accepted")
            }
            "GetCompositeSchedule" => {
                let connector = self.connector(request)?;
                Ok(self.composite_schedule(i64::from(connector), number(request, "duration")?))
            }
            "ChangeAvailability" => {
                one_of(request, "type", &["Operative", "Inoperative"])?;
                let connector = self.connector(request)?;
                let busy = if connector == 0 { !self.running.is_empty() } else { self.is_charging(connector) };
                status(if busy { "Scheduled" } else { "Accepted" })
            }
            "ChangeConfiguration" => {
                let key = text(request, "key")?;
                text(request, "value")?;
                status(self.changing_status(key))
            }
            "GetConfiguration" => Ok(self.told_configuration(request)),
            "RemoteStartTransaction" => {
                text(request, "idTag")?;
                let named = request.get("connectorId").map(|_| self.connector(request)).transpose()?;
                status(if self.free_connector(named).is_some() { "Accepted" } else { "Rejected" })
            }
            "RemoteStopTransaction" => {
                let known = self.connector_of(number(request, "transactionId")?).is_some();
                status(if known { "Accepted" } else { "Rejected" })
            }
            "UnlockConnector" => {
                let connector = self.connector(request)?;
                status(if connector == 0 { "NotSupported" } else { "Unlocked" })
            }
            "TriggerMessage" => {
                let message = text(request, "requestedMessage")?;
                let known = [
                    "BootNotification",
                    "DiagnosticsStatusNotification",
                    "FirmwareStatusNotification",
                    "Heartbeat",
                    "MeterValues",
                    "StatusNotification",
                ];
                status(if known.contains(&message) { "Accepted" } else { "NotImplemented" })
            }
            "DataTransfer" => {
                text(request, "vendorId")?;
                status("UnknownVendorId")
            }
            "GetLocalListVersion" => Ok(json!({"listVersion": self.list_version})),
            "SendLocalList" => {
                number(request, "listVersion")?;
                status("Accepted")
            }
            "ReserveNow" => {
                let connector = self.connector(request)?;
                status(if connector == 0 || self.is_free(connector) { "Rejected" } else { "Occupied" })
            }
            "CancelReservation" => {
                number(request, "reservationId")?;
                status("Rejected")
            }
            "SignedUpdateFirmware" if self.protocol == Protocol::V16Security => self.answer_update(request),
            "ExtendedTriggerMessage" if self.protocol == Protocol::V16Security => {
                status(match text(request, "requestedMessage")? {
                    "BootNotification" if self.registered => "Rejected",
                    "BootNotification"
                    | "LogStatusNotification"
                    | "FirmwareStatusNotification"
                    | "Heartbeat"
                    | "MeterValues"
                    | "StatusNotification" => "Accepted",
                    _ => "NotImplemented",
                })
            }
            action if self.protocol == Protocol::V16Security => {
                self.answer_security(action, request).unwrap_or_else(|| Err(unknown(action)))
            }
            action => Err(unknown(action)),
        }
    }

    fn composite_schedule(&self, connector: i64, duration: i64) -> Value {
        let Some(limit) = self.composite_limit(connector) else { return json!({"status": "Rejected"}) };
        json!({
            "status": "Accepted", "connectorId": connector, "scheduleStart": clock::now(),
            "chargingSchedule": {
                "duration": duration, "chargingRateUnit": "A",
                "chargingSchedulePeriod": [{"startPeriod": 0, "limit": limit}],
            },
        })
    }

    /// The request's connector, if this charger has it.
    fn connector(&self, request: &Value) -> Result<u32, CallRefusal> {
        let connector = number(request, "connectorId")?;
        u32::try_from(connector)
            .ok()
            .filter(|connector| *connector <= self.plate.connectors)
            .ok_or_else(|| refused(Fault::Property, "there is no such connector"))
    }
}

/// What a ClearChargingProfile means.
pub(super) fn filter(request: &Value) -> Result<Filter, CallRefusal> {
    Ok(Filter {
        id: optional_number(request, "id")?,
        place: optional_number(request, "connectorId")?,
        purpose: request["chargingProfilePurpose"].as_str().map(str::to_owned),
        stack: optional_number(request, "stackLevel")?,
    })
}
