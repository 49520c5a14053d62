//! What chargers of 1.6 send, as the specification has it and as they really do.

use ocpp::v16::{
    ChargePointErrorCode, ChargePointStatus, DiagnosticsStatus, FirmwareStatus, FirmwareStatusEnumType, Incoming,
    Reason, UploadLogStatusEnumType,
};
use ocpp::{ErrorCode, Oddities, Version};
use serde_json::{Value, json};

use crate::samples;

/// A payload that is refused: the code, and the field the description begins with.
fn check_refused(action: &str, payload: Value, code: ErrorCode, field: &str) {
    let error = Incoming::read(action, payload.clone(), &mut Oddities::default()).expect_err(action);
    assert_eq!(error.code, code, "{action} {payload}: {error}");
    let named = error.description.starts_with(&format!("{field} "));
    assert!(named, "{action} {payload}: {error}");
}

/// A payload, and the payload it is read as, written again.
fn check(action: &str, payload: Value, expected: Value) {
    let incoming = Incoming::read(action, payload.clone(), &mut Oddities::default());
    let incoming = incoming.unwrap_or_else(|error| panic!("{action} {payload}: {error}"));
    assert_eq!(incoming.action(), action);
    assert_eq!(json!(incoming), expected, "{action} {payload}");
}

fn check_kept(action: &str, payload: Value) {
    check(action, payload.clone(), payload);
}

#[test]
fn whole_messages_are_kept_whole() {
    let messages = samples::messages(Version::V16);
    assert_eq!(messages.len(), Incoming::ACTIONS.len());
    for (action, payload) in messages {
        check_kept(action, payload);
    }
}

/// A-52, and the odd fields of real chargers
#[test]
fn odd_fields_are_read_for_what_they_mean() {
    let status = json!({"connectorId": 1, "errorCode": "NoError", "status": "Available"});
    for connector in [json!("1"), json!(1.0), json!(" 1 "), json!("1.0")] {
        check(
            "StatusNotification",
            json!({"connectorId": connector, "errorCode": "NoError", "status": "Available"}),
            status.clone(),
        );
    }
    check(
        "StatusNotification",
        json!({
            "connectorId": 1, "errorCode": "noError", "status": "AVAILABLE", "info": null, "custom": {"deep": [1e300]},
        }),
        status,
    );
    check_kept("StatusNotification", json!({"connectorId": 1, "errorCode": "Error", "status": "Occupied"}));
    check_kept("StatusNotification", json!({"connectorId": 0, "status": "Available"}));
    let vendor = "a vendor whose name is longer than twenty characters";
    check(
        "BootNotification",
        json!({"chargePointVendor": vendor, "chargePointModel": 42, "firmwareVersion": 1.5, "iccid": true}),
        json!({"chargePointVendor": vendor, "chargePointModel": "42", "firmwareVersion": "1.5", "iccid": "true"}),
    );
    check(
        "MeterValues",
        json!({
            "connectorId": "1", "transactionId": "7",
            "meterValue": [{"sampledValue": [{"value": 12.5}, {"value": "13"}, {"value": -1}]}, {}],
        }),
        json!({
            "connectorId": 1, "transactionId": 7,
            "meterValue": [{"sampledValue": [{"value": "12.5"}, {"value": "13"}, {"value": "-1"}]}, {"sampledValue": []}],
        }),
    );
    check(
        "StopTransaction",
        json!({"transactionId": "7", "meterStop": "1234.9", "timestamp": "t", "transactionData": null}),
        json!({"transactionId": 7, "meterStop": 1234, "timestamp": "t"}),
    );
    check(
        "StartTransaction",
        json!({"connectorId": 1, "idTag": 12345678, "meterStart": 9007199254740993_i64, "timestamp": 1000000}),
        json!({"connectorId": 1, "idTag": "12345678", "meterStart": 9007199254740993_i64, "timestamp": "1000000"}),
    );
    check_kept("DataTransfer", json!({"vendorId": "V", "data": {"a": [1, 2.5, null]}}));
    check("Heartbeat", json!({"vendor": 1}), json!({}));
}

#[test]
fn words_are_told_apart() {
    let status = |payload| match Incoming::read("StatusNotification", payload, &mut Oddities::default()) {
        Ok(Incoming::StatusNotification(request)) => (request.status, request.error_code),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        status(json!({"connectorId": 1, "errorCode": "Error", "status": "Occupied"})),
        (ChargePointStatus::Other("Occupied".into()), Some(ChargePointErrorCode::Other("Error".into())))
    );
    assert_eq!(
        status(json!({"connectorId": 1, "errorCode": "GroundFailure", "status": "Faulted"})),
        (ChargePointStatus::Faulted, Some(ChargePointErrorCode::GroundFailure))
    );
    assert_eq!(FirmwareStatus::from("Installed".to_owned()), FirmwareStatus::Installed);
    assert_eq!(DiagnosticsStatus::from("uploadfailed".to_owned()), DiagnosticsStatus::UploadFailed);
    assert_eq!(UploadLogStatusEnumType::from("uploadFailure".to_owned()), UploadLogStatusEnumType::UploadFailure);
    assert_eq!(FirmwareStatusEnumType::KNOWN.len(), 14);
    assert_eq!(Reason::from("Other".to_owned()).as_str(), "Other");
    assert_eq!(Reason::from("DeAuthorized".to_owned()), Reason::DeAuthorized);
}

/// of what decides. The rest costs only itself, as chargers send a refused message for ever; see `lenient`.
#[test]
fn a_missing_field_that_decides_is_an_occurence_violation() {
    let missing = ErrorCode::OccurenceConstraintViolation;
    check_refused("Authorize", json!({"idTag": null}), missing, "idTag");
    check_refused("StatusNotification", json!({"connectorId": 1}), missing, "status");
    check_refused("StatusNotification", json!({"status": "Available"}), missing, "connectorId");
    check_refused("StartTransaction", json!({"connectorId": 1, "meterStart": 1}), missing, "idTag");
    check_refused("FirmwareStatusNotification", json!({}), missing, "status");
    check_refused("SecurityEventNotification", json!({"timestamp": "t"}), missing, "type");
}

/// A-52, B-06
#[test]
fn a_wrong_type_is_a_type_violation() {
    let wrong = ErrorCode::TypeConstraintViolation;
    for payload in [json!([]), json!(""), json!("x"), json!([5]), json!(5), json!(true), json!(null)] {
        for action in Incoming::ACTIONS {
            // Some writers make these of an empty object: enough where nothing decides.
            let is_empty = payload == json!([]) || payload == json!("");
            if is_empty && Incoming::read(action, json!({}), &mut Oddities::default()).is_ok() {
                let mut odd = Oddities::default();
                assert!(Incoming::read(action, payload.clone(), &mut odd).is_ok() && !odd.is_empty(), "{action}");
                continue;
            }
            check_refused(action, payload.clone(), wrong, "the payload");
        }
    }
    check_refused("Authorize", json!({"idTag": {"a": 1}}), wrong, "idTag");
    check_refused("Authorize", json!({"idTag": ["x"]}), wrong, "idTag");
    check_refused("FirmwareStatusNotification", json!({"status": []}), wrong, "status");
    for connector in [json!("one"), json!(1.5), json!([]), json!(true), json!(""), json!("NaN")] {
        check_refused(
            "StatusNotification",
            json!({"connectorId": connector, "status": "Available"}),
            wrong,
            "connectorId",
        );
    }
}

/// B-09, B-28: of what decides; a meter reading that cannot be is left out.
#[test]
fn a_number_out_of_range_is_a_property_violation() {
    let beyond = ErrorCode::PropertyConstraintViolation;
    let parse = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    for number in ["-1", "4294967296", "18446744073709551616", "1e300", "\"1e400\"", "\"-1\""] {
        check_refused(
            "StatusNotification",
            json!({"connectorId": parse(number), "status": "Available"}),
            beyond,
            "connectorId",
        );
    }
    for number in ["18446744073709551615", "9223372036854775808", "-1e19", "1e300", "\"1e400\""] {
        check(
            "StopTransaction",
            json!({"transactionId": 1, "meterStop": parse(number), "timestamp": "t"}),
            json!({"transactionId": 1, "timestamp": "t"}),
        );
    }
    check(
        "StopTransaction",
        json!({"transactionId": -1, "meterStop": parse("-0"), "timestamp": "t"}),
        json!({"transactionId": -1, "meterStop": 0, "timestamp": "t"}),
    );
}

/// A-46, B-05
#[test]
fn other_actions_are_refused_by_kind() {
    for action in ["", "Bogus", "heartbeat", "__proto__", "'; DROP TABLE x", &"A".repeat(10_000)] {
        let error = Incoming::read(action, json!([]), &mut Oddities::default()).unwrap_err();
        assert_eq!(error.code, ErrorCode::NotImplemented, "{action:.40}");
        assert!(error.description.len() < 100, "the action is not echoed");
    }
    for action in ["Reset", "SignedUpdateFirmware", "UpdateFirmware", "GetLog"] {
        let error = Incoming::read(action, json!({}), &mut Oddities::default()).unwrap_err();
        assert_eq!(error.code, ErrorCode::NotSupported, "{action}");
    }
}

/// B-26
#[test]
fn a_description_never_quotes_the_charger() {
    let hostile = "ftp://u:canary@h";
    for (action, payload) in [
        ("Authorize", json!({"idTag": [hostile]})),
        ("StatusNotification", json!({"connectorId": hostile, "status": "Available"})),
        ("StatusNotification", json!({"connectorId": 1, "status": {"a": hostile}})),
        ("Heartbeat", json!(hostile)),
    ] {
        let error = Incoming::read(action, payload, &mut Oddities::default()).unwrap_err();
        assert!(!error.to_string().contains("canary"), "{error}");
    }
}

/// A4
#[test]
fn the_energy_register_is_found_among_readings() {
    let check = |sample: Value, expected: Option<f64>| {
        let payload = json!({"connectorId": 1, "meterValue": [{"sampledValue": [sample]}]});
        let Ok(Incoming::MeterValues(request)) = Incoming::read("MeterValues", payload, &mut Oddities::default())
        else {
            panic!("not read: {sample}");
        };
        let sample = &request.meter_value[0].sampled_value[0];
        assert_eq!(sample.energy_wh(), expected, "{sample:?}");
    };
    check(json!({"value": "1500"}), Some(1500.0));
    check(json!({"value": 1.5, "unit": "kWh"}), Some(1500.0));
    let register = "Energy.Active.Import.Register";
    check(json!({"value": "7", "measurand": register, "unit": "Wh"}), Some(7.0));
    check(json!({"value": "7", "measurand": register, "phase": "L1"}), None);
    check(json!({"value": "7", "measurand": "Power.Active.Import", "unit": "W"}), None);
    check(json!({"value": "7", "unit": "V"}), None);
    check(json!({"value": "signed:abc"}), None);
    check(json!({"value": "inf"}), None);
}
