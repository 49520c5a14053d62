//! The charger's own messages in the words of 1.6.

use serde_json::{Value, json};

use crate::charger::Plate;
use crate::clock;
use crate::machine::transactions::{Reading, RunningTransaction, Stop};

pub(in crate::machine) fn boot(plate: &Plate, firmware: &str) -> Value {
    json!({
        "chargePointVendor": plate.vendor,
        "chargePointModel": plate.model,
        "chargePointSerialNumber": plate.serial,
        "firmwareVersion": firmware,
    })
}

pub(in crate::machine) fn meter_values(connector: u32, transaction: Option<i64>, reading: Reading) -> Value {
    let mut payload = json!({"connectorId": connector, "meterValue": [{
        "timestamp": clock::now(),
        "sampledValue": [
            {"value": reading.energy.to_string(), "measurand": "Energy.Active.Import.Register", "unit": "Wh"},
            {"value": reading.power.to_string(), "measurand": "Power.Active.Import", "unit": "W"},
        ],
    }]});
    if let Some(transaction) = transaction {
        payload["transactionId"] = transaction.into();
    }
    payload
}

pub(in crate::machine) fn stop(running: &RunningTransaction, reason: Stop) -> Value {
    let reason = match reason {
        Stop::Local => "Local",
        Stop::Remote => "Remote",
        Stop::DeAuthorized => "DeAuthorized",
        Stop::Reset => "SoftReset",
        Stop::HardReset => "HardReset",
        Stop::Reboot => "Reboot",
        Stop::Unlock => "UnlockCommand",
    };
    json!({
        "transactionId": running.id, "idTag": running.id_tag, "meterStop": running.meter(),
        "timestamp": clock::now(), "reason": reason,
    })
}
