//! The oddities of real chargers, put into otherwise good payloads.

use serde_json::{Map, Value};

use crate::script::OddFields;

/// Bends the payload of one of the charger's own CALLs.
pub(super) fn bend(odd: &OddFields, action: &str, payload: &mut Value) {
    let Value::Object(fields) = payload else { return };
    if odd.occupied && fields.get("status").is_some_and(|status| status == "Charging" || status == "Preparing") {
        replace(fields, "status", "Occupied");
    }
    if odd.error_code_error && fields.contains_key("errorCode") {
        replace(fields, "errorCode", "Error");
    }
    if odd.long_plate
        && action == "BootNotification"
        && let Some(Value::Object(station)) = fields.get_mut("chargingStation")
    {
        replace(
            station,
            "vendorName",
            "A Vendor Whose Name Does Not Fit Into The Fifty Characters That Newer Versions Allow",
        );
        replace(station, "model", "A Model Whose Name Does Not Fit Into Twenty Characters Either");
    } else if odd.long_plate && action == "BootNotification" {
        replace(fields, "chargePointVendor", "A Vendor Whose Name Does Not Fit Into Twenty Characters");
        replace(fields, "chargePointModel", "A Model Whose Name Does Not Fit Into Twenty Characters Either");
    }
    if odd.timestamps_without_zone
        && let Some(Value::String(timestamp)) = fields.get_mut("timestamp")
    {
        timestamp.truncate("2026-11-23T18:49:00".len());
    }
    if odd.numbers_as_text {
        for value in fields.values_mut() {
            if value.is_number() {
                *value = Value::String(value.to_string());
            }
        }
    }
}

fn replace(fields: &mut Map<String, Value>, name: &str, value: &str) {
    fields.insert(name.to_owned(), Value::String(value.to_owned()));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_oddity_bends_its_own_fields() {
        fn check(odd: OddFields, mut payload: Value, expected: &Value) {
            bend(&odd, "StatusNotification", &mut payload);
            assert_eq!(&payload, expected);
        }
        let good = || json!({"connectorId": 1, "status": "Charging", "errorCode": "NoError", "timestamp": "2026-11-23T18:49:00.123Z"});
        let with = |name: &str, value: &str| {
            let mut payload = good();
            payload[name] = value.into();
            payload
        };
        let none = OddFields::default();
        check(none, good(), &good());
        check(OddFields { occupied: true, ..none }, good(), &with("status", "Occupied"));
        check(OddFields { error_code_error: true, ..none }, good(), &with("errorCode", "Error"));
        check(OddFields { numbers_as_text: true, ..none }, good(), &with("connectorId", "1"));
        check(OddFields { timestamps_without_zone: true, ..none }, good(), &with("timestamp", "2026-11-23T18:49:00"));
    }
}
