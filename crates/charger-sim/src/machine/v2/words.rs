//! The charger's own messages in the words of 2.x. EVSE n has the one connector 1.

use serde_json::{Value, json};

use crate::charger::Plate;
use crate::clock;
use crate::machine::transactions::Reading;

pub(in crate::machine) fn boot(plate: &Plate, firmware: &str, reason: &str) -> Value {
    json!({
        "chargingStation": {
            "model": plate.model, "vendorName": plate.vendor, "serialNumber": plate.serial,
            "firmwareVersion": firmware,
        },
        "reason": reason,
    })
}

pub(in crate::machine) fn status(evse: u32, status: &str) -> Value {
    json!({
        "timestamp": clock::now(), "connectorStatus": connector_status(status), "evseId": evse, "connectorId": 1,
    })
}

/// The status of 2.x for one of 1.6: whatever somebody uses is Occupied.
pub(in crate::machine) fn connector_status(status: &str) -> &str {
    match status {
        "Available" | "Reserved" | "Unavailable" | "Faulted" => status,
        _ => "Occupied",
    }
}

/// A NotifyEvent about a connector; the error of 1.6 is its techCode.
pub(in crate::machine) fn problem(number: i64, evse: u32, error: &str) -> Value {
    let now = clock::now();
    json!({"generatedAt": now, "seqNo": 0, "tbc": false, "eventData": [{
        "eventId": number, "timestamp": now, "trigger": "Alerting", "actualValue": "true", "techCode": error,
        "eventNotificationType": "HardWiredNotification",
        "component": {"name": "Connector", "evse": {"id": evse, "connectorId": 1}},
        "variable": {"name": "Problem"},
    }]})
}

pub(in crate::machine) fn meter_values(evse: u32, reading: Reading, context: &str) -> Value {
    json!({"evseId": evse, "meterValue": [meter_value(reading, context)]})
}

pub(super) fn meter_value(reading: Reading, context: &str) -> Value {
    json!({
        "timestamp": clock::now(),
        "sampledValue": [
            {"value": reading.energy, "context": context, "measurand": "Energy.Active.Import.Register",
             "unitOfMeasure": {"unit": "Wh"}},
            {"value": reading.power, "context": context, "measurand": "Power.Active.Import",
             "unitOfMeasure": {"unit": "W"}},
        ],
    })
}
