//! What a good charger answers to every CALL of OCPP 1.6, and when it refuses one.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Machine;
use super::answers::{Call, Refused};

/// Configuration keys that ChangeConfiguration may not change.
const READ_ONLY: [&str; 4] =
    ["NumberOfConnectors", "SupportedFeatureProfiles", "SupportedFileTransferProtocols", "ChargeProfileMaxStackLevel"];

/// Taken, never shown.
const WRITE_ONLY: &str = "AuthorizationKey";

/// The keys of a new charger.
pub(super) fn configuration() -> BTreeMap<String, String> {
    [
        ("AuthorizeRemoteTxRequests", "true"),
        ("ChargeProfileMaxStackLevel", "10"),
        ("ClockAlignedDataInterval", "0"),
        ("ConnectionTimeOut", "60"),
        ("HeartbeatInterval", "300"),
        ("LocalAuthorizeOffline", "true"),
        ("MeterValueSampleInterval", "60"),
        ("NumberOfConnectors", "1"),
        ("ResetRetries", "1"),
        ("StopTransactionOnInvalidId", "true"),
        (
            "SupportedFeatureProfiles",
            "Core,FirmwareManagement,LocalAuthListManagement,SmartCharging,RemoteTrigger,Reservation",
        ),
        ("SupportedFileTransferProtocols", "FTP,FTPS,HTTP,HTTPS"),
        ("WebSocketPingInterval", "0"),
    ]
    .map(|(key, value)| (key.to_owned(), value.to_owned()))
    .into()
}

impl Machine {
    /// The answer of a good charger. Changes nothing: what follows, follows the answer.
    pub(super) fn plausible(&self, call: &Call) -> Result<Value, Refused> {
        let request = &call.payload;
        if !request.is_object() {
            return Err(refused("FormationViolation", "the payload is no object"));
        }
        let status = |status: &str| Ok(json!({"status": status}));
        match call.action.as_str() {
            "Reset" => {
                one_of(request, "type", &["Soft", "Hard"])?;
                status("Accepted")
            }
            "ClearCache" => status("Accepted"),
            "UpdateFirmware" => {
                text(request, "location")?;
                let date = text(request, "retrieveDate")?;
                if crate::clock::parse(date).is_none() {
                    return Err(refused("PropertyConstraintViolation", "retrieveDate is no date"));
                }
                optional_number(request, "retries")?;
                optional_number(request, "retryInterval")?;
                Ok(json!({}))
            }
            "GetDiagnostics" => {
                text(request, "location")?;
                Ok(self.script().diagnostics.file_name.as_ref().map_or(json!({}), |name| json!({"fileName": name})))
            }
            "ClearChargingProfile" => {
                for name in ["id", "connectorId", "stackLevel"] {
                    optional_number(request, name)?;
                }
                let unknown = self.script().profiles.unknown_when_empty && !self.matches_profile(request);
                status(if unknown { "Unknown" } else { "Accepted" })
            }
            "SetChargingProfile" => {
                self.connector(request)?;
                if !request["csChargingProfiles"].is_object() {
                    return Err(refused("OccurenceConstraintViolation", "csChargingProfiles is missing"));
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
                status(match key {
                    WRITE_ONLY => "Accepted",
                    key if READ_ONLY.contains(&key) => "Rejected",
                    key if self.configuration.contains_key(key) => "Accepted",
                    _ => "NotSupported",
                })
            }
            "GetConfiguration" => Ok(self.told_configuration(request)),
            "RemoteStartTransaction" => {
                text(request, "idTag")?;
                let free = match request.get("connectorId") {
                    Some(_) => self.is_free(self.connector(request)?),
                    None => (1..=self.plate.connectors).any(|connector| self.is_free(connector)),
                };
                status(if free { "Accepted" } else { "Rejected" })
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
            action => Err(refused("NotImplemented", &format!("{action} is not known to this charger"))),
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

    pub(super) fn change_configuration(&mut self, request: &Value) {
        let text = |name: &str| request[name].as_str().unwrap_or_default().to_owned();
        let (key, value) = (text("key"), text("value"));
        if key == "HeartbeatInterval"
            && let Ok(seconds @ 1..) = value.parse()
        {
            self.interval = std::time::Duration::from_secs(seconds);
        }
        if key != WRITE_ONLY {
            self.configuration.insert(key, value);
        }
    }

    fn told_configuration(&self, request: &Value) -> Value {
        let tell = |key: &str, value: &str| {
            let value = if key == "NumberOfConnectors" { self.plate.connectors.to_string() } else { value.to_owned() };
            json!({"key": key, "readonly": READ_ONLY.contains(&key), "value": value})
        };
        let wanted: Vec<&str> = request["key"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        if wanted.is_empty() {
            let all: Vec<Value> = self.configuration.iter().map(|(key, value)| tell(key, value)).collect();
            return json!({"configurationKey": all, "unknownKey": []});
        }
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        for key in wanted {
            match self.configuration.get(key) {
                Some(value) => known.push(tell(key, value)),
                None => unknown.push(key),
            }
        }
        json!({"configurationKey": known, "unknownKey": unknown})
    }

    /// The request's connector, if this charger has it.
    fn connector(&self, request: &Value) -> Result<u32, Refused> {
        let connector = number(request, "connectorId")?;
        u32::try_from(connector)
            .ok()
            .filter(|connector| *connector <= self.plate.connectors)
            .ok_or_else(|| refused("PropertyConstraintViolation", "there is no such connector"))
    }
}

fn text<'a>(request: &'a Value, name: &str) -> Result<&'a str, Refused> {
    match request.get(name) {
        Some(Value::String(text)) => Ok(text),
        Some(_) => Err(refused("TypeConstraintViolation", &format!("{name} is no text"))),
        None => Err(refused("OccurenceConstraintViolation", &format!("{name} is missing"))),
    }
}

fn one_of(request: &Value, name: &str, known: &[&str]) -> Result<(), Refused> {
    if known.contains(&text(request, name)?) {
        Ok(())
    } else {
        Err(refused("PropertyConstraintViolation", &format!("{name} is none of {}", known.join(", "))))
    }
}

fn number(request: &Value, name: &str) -> Result<i64, Refused> {
    optional_number(request, name)?
        .ok_or_else(|| refused("OccurenceConstraintViolation", &format!("{name} is missing")))
}

fn optional_number(request: &Value, name: &str) -> Result<Option<i64>, Refused> {
    match request.get(name) {
        None => Ok(None),
        Some(value) => match value.as_i64() {
            Some(number) => Ok(Some(number)),
            None => Err(refused("TypeConstraintViolation", &format!("{name} is no whole number"))),
        },
    }
}

fn refused(code: &'static str, description: &str) -> Refused {
    Refused { code, description: description.to_owned() }
}
