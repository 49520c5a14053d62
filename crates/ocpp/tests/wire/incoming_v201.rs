//! What chargers of 2.0.1 send, as the specification has it and as they really do.

use ocpp::v201::{
    BootReasonEnumType, ConnectorStatusEnumType, FirmwareStatusEnumType, IdTokenEnumType, Incoming,
    TransactionEventEnumType, UploadLogStatusEnumType,
};
use ocpp::{ErrorCode, Oddities, Version};
use serde_json::{Value, json};

use crate::samples;

/// A payload that is refused: the code, and the field the description begins with.
pub fn check_refused(version: Version, action: &str, payload: Value, code: ErrorCode, field: &str) {
    let error = samples::read(version, action, payload.clone()).expect_err(action);
    assert_eq!(error.code, code, "{action} {payload}: {error}");
    let named = error.description.starts_with(&format!("{field} "));
    assert!(named, "{action} {payload}: {error}");
}

/// A payload, and the payload it is read as, written again.
pub fn check(version: Version, action: &str, payload: Value, expected: Value) {
    let read = samples::read(version, action, payload.clone());
    let read = read.unwrap_or_else(|error| panic!("{action} {payload}: {error}"));
    assert_eq!(read, expected, "{action} {payload}");
}

fn refused(action: &str, payload: Value, code: ErrorCode, field: &str) {
    check_refused(Version::V201, action, payload, code, field);
}

fn kept(action: &str, payload: Value) {
    check(Version::V201, action, payload.clone(), payload);
}

/// The payload of a sample without the field at a path such as `/evse/id`.
pub fn without(version: Version, action: &str, path: &str) -> Value {
    let (parent, field) = path.rsplit_once('/').unwrap();
    let mut payload = sample(version, action);
    let parent = payload.pointer_mut(parent).unwrap();
    parent.as_object_mut().unwrap().remove(field).unwrap_or_else(|| panic!("{action} has no {path}"));
    payload
}

/// The payload of a sample with another value at a path.
pub fn with(version: Version, action: &str, path: &str, value: Value) -> Value {
    let mut payload = sample(version, action);
    *payload.pointer_mut(path).unwrap_or_else(|| panic!("{action} has no {path}")) = value;
    payload
}

fn sample(version: Version, action: &str) -> Value {
    let found = samples::messages(version).into_iter().find(|(name, _)| *name == action);
    found.unwrap_or_else(|| panic!("no sample of {action}")).1
}

#[test]
fn every_message_is_kept_whole() {
    for version in Version::ALL {
        let messages = samples::messages(version);
        let mut sampled: Vec<_> = messages.iter().map(|(action, _)| *action).collect();
        let mut read = samples::actions(version).to_vec();
        sampled.sort_unstable();
        read.sort_unstable();
        assert_eq!(sampled, read);
        for (action, payload) in messages {
            check(version, action, payload.clone(), payload);
        }
    }
}

#[test]
fn an_incoming_message_names_its_action() {
    for (action, payload) in samples::messages(Version::V201) {
        assert_eq!(Incoming::read(action, payload, &mut Oddities::default()).unwrap().action(), action);
    }
}

///
#[test]
fn the_least_that_is_allowed_is_read() {
    kept("BootNotification", json!({"chargingStation": {"model": "M", "vendorName": "V"}, "reason": "PowerUp"}));
    kept("FirmwareStatusNotification", json!({"status": "Idle"}));
    kept("LogStatusNotification", json!({"status": "Idle"}));
    kept("Authorize", json!({"idToken": {"idToken": "", "type": "NoAuthorization"}}));
    kept(
        "TransactionEvent",
        json!({
            "eventType": "Started", "timestamp": "2026-01-01T00:00:00Z", "triggerReason": "CablePluggedIn", "seqNo": 0,
            "transactionInfo": {"transactionId": "t"},
        }),
    );
    kept("NotifyReport", json!({"requestId": 1, "generatedAt": "2026-01-01T00:00:00Z", "seqNo": 0}));
    kept("MeterValues", json!({"evseId": 0, "meterValue": [{"timestamp": "t", "sampledValue": [{"value": 1.0}]}]}));
    kept("DataTransfer", json!({"vendorId": "V"}));
}

/// and the odd fields of real chargers
#[test]
fn odd_fields_are_read_for_what_they_mean() {
    let check = |action, payload, expected| check(Version::V201, action, payload, expected);
    let status = |evse: Value, status: &str| json!({"timestamp": "t", "connectorStatus": status, "evseId": evse, "connectorId": 1});
    for evse in [json!("1"), json!(1.0), json!(" 1 ")] {
        check("StatusNotification", status(evse, "AVAILABLE"), status(json!(1), "Available"));
    }
    check(
        "BootNotification",
        json!({
            "reason": "powerup", "customData": {"vendorId": "V", "x": [1]}, "more": true,
            "chargingStation": {
                "model": "a model whose name is longer than twenty characters", "vendorName": 7, "modem": null,
                "customData": {"vendorId": "V"},
            },
        }),
        json!({
            "reason": "PowerUp",
            "chargingStation": {"model": "a model whose name is longer than twenty characters", "vendorName": "7"},
        }),
    );
    check(
        "MeterValues",
        json!({"evseId": "1", "meterValue": [{"timestamp": 5, "sampledValue": [{"value": "12.5"}, {"value": 3}]}]}),
        json!({"evseId": 1, "meterValue": [{"timestamp": "5", "sampledValue": [{"value": 12.5}, {"value": 3.0}]}]}),
    );
    check(
        "TransactionEvent",
        json!({
            "eventType": "Updated", "timestamp": "t", "triggerReason": "Bored", "seqNo": "3", "offline": "false",
            "meterValue": [], "transactionInfo": {"transactionId": 17, "chargingState": "charging"},
        }),
        json!({
            "eventType": "Updated", "timestamp": "t", "triggerReason": "Bored", "seqNo": 3, "offline": false,
            "transactionInfo": {"transactionId": "17", "chargingState": "Charging"},
        }),
    );
    kept("SecurityEventNotification", json!({"type": "MyOwnEvent", "timestamp": "t"}));
    check("Heartbeat", json!({"vendor": 1}), json!({}));
}

#[test]
fn words_are_told_apart() {
    let read = |action: &str, payload| Incoming::read(action, payload, &mut Oddities::default()).unwrap();
    let Incoming::StatusNotification(status) = read("StatusNotification", sample(Version::V201, "StatusNotification"))
    else {
        panic!("another message");
    };
    assert_eq!(status.connector_status, ConnectorStatusEnumType::Occupied);
    let Incoming::TransactionEvent(event) = read("TransactionEvent", sample(Version::V201, "TransactionEvent")) else {
        panic!("another message");
    };
    assert_eq!(event.event_type, TransactionEventEnumType::Ended);
    assert_eq!(IdTokenEnumType::from("EMAID".to_owned()), IdTokenEnumType::EMaid);
    assert_eq!(IdTokenEnumType::EMaid.as_str(), "eMAID");
    assert_eq!(IdTokenEnumType::from("DirectPayment".to_owned()).as_str(), "DirectPayment");
    assert_eq!(BootReasonEnumType::from("Reboot".to_owned()), BootReasonEnumType::Other("Reboot".into()));
    assert_eq!((FirmwareStatusEnumType::KNOWN.len(), UploadLogStatusEnumType::KNOWN.len()), (14, 8));
}

/// of what decides. The rest costs only itself, as chargers send a refused message for ever; see `lenient`.
#[test]
fn a_missing_field_that_decides_is_an_occurrence_violation() {
    let check = |action: &str, path: &str| {
        let payload = without(Version::V201, action, path);
        let field = path.trim_start_matches('/').replace("/0", "[0]").replace('/', ".");
        refused(action, payload, ErrorCode::OccurenceConstraintViolation, &field);
    };
    check("StatusNotification", "/evseId");
    check("StatusNotification", "/connectorStatus");
    check("Authorize", "/idToken");
    check("Authorize", "/idToken/idToken");
    check("FirmwareStatusNotification", "/status");
    check("TransactionEvent", "/eventType");
    check("TransactionEvent", "/transactionInfo/transactionId");
    check("SecurityEventNotification", "/type");
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
            refused(action, payload.clone(), wrong, "the payload");
        }
    }
    let check = |action: &str, path: &str, value: Value| {
        let field = path.trim_start_matches('/').replace('/', ".");
        refused(action, with(Version::V201, action, path, value), wrong, &field);
    };
    check("StatusNotification", "/evseId", json!("one"));
    check("TransactionEvent", "/eventType", json!([]));
    check("TransactionEvent", "/transactionInfo", json!("t-1"));
    check("LogStatusNotification", "/status", json!({}));
}

/// A-52, B-09
#[test]
fn a_value_that_cannot_be_is_a_property_violation() {
    let check = |action: &str, path: &str, value: Value| {
        let field = path.trim_start_matches('/').replace('/', ".");
        let payload = with(Version::V201, action, path, value);
        refused(action, payload, ErrorCode::PropertyConstraintViolation, &field);
    };
    check("TransactionEvent", "/eventType", json!("Paused"));
    check("StatusNotification", "/evseId", json!(-1));
    check("StatusNotification", "/evseId", json!(4294967296_i64));
}

/// A-46, B-05
#[test]
fn other_actions_are_refused_by_kind() {
    for action in ["", "Bogus", "heartbeat", "StartTransaction", "NotifyDERAlarm", "BatterySwap"] {
        let error = Incoming::read(action, json!([]), &mut Oddities::default()).unwrap_err();
        assert_eq!(error.code, ErrorCode::NotImplemented, "{action}");
    }
    for action in ["Reset", "GetVariables", "SetVariables", "CostUpdated", "UnpublishFirmware"] {
        let error = Incoming::read(action, json!({}), &mut Oddities::default()).unwrap_err();
        assert_eq!(error.code, ErrorCode::NotSupported, "{action}");
    }
}

/// A4
#[test]
fn the_energy_register_is_found_among_readings() {
    let check = |sample: Value, expected: Option<f64>| {
        let payload = json!({"evseId": 1, "meterValue": [{"timestamp": "t", "sampledValue": [sample]}]});
        let Ok(Incoming::MeterValues(request)) = Incoming::read("MeterValues", payload, &mut Oddities::default())
        else {
            panic!("not read: {sample}");
        };
        let sample = &request.meter_value[0].sampled_value[0];
        assert_eq!(sample.energy_wh(), expected, "{sample:?}");
    };
    check(json!({"value": 1500}), Some(1500.0));
    check(json!({"value": "1.5", "unitOfMeasure": {"unit": "kWh"}}), Some(1500.0));
    check(json!({"value": 1.5, "unitOfMeasure": {"multiplier": 3}}), Some(1500.0));
    check(json!({"value": 15, "unitOfMeasure": {"unit": "kWh", "multiplier": -1}}), Some(1500.0));
    check(json!({"value": 7, "measurand": "Energy.Active.Import.Register", "unitOfMeasure": {}}), Some(7.0));
    check(json!({"value": 7, "measurand": "Energy.Active.Import.Register", "phase": "L1"}), None);
    check(json!({"value": 7, "measurand": "Power.Active.Import", "unitOfMeasure": {"unit": "W"}}), None);
    check(json!({"value": 7, "unitOfMeasure": {"unit": "V"}}), None);
    check(json!({"value": 7, "unitOfMeasure": {"multiplier": 2147483647}}), None);
}

/// B-26, E-41
#[test]
fn urls_and_values_are_never_printed() {
    let check = |action: &str, path: &str| {
        let payload = with(Version::V201, action, path, json!("ftp://u:canary@h"));
        let incoming = Incoming::read(action, payload, &mut Oddities::default()).unwrap();
        assert!(!format!("{incoming:?}").contains("canary"), "{incoming:?}");
    };
    check("PublishFirmwareStatusNotification", "/location/0");
    check("NotifyReport", "/reportData/0/variableAttribute/0/value");
    check("GetCertificateStatus", "/ocspRequestData/responderURL");
    let error =
        Incoming::read("Authorize", json!({"idToken": ["ftp://u:canary@h"]}), &mut Oddities::default()).unwrap_err();
    assert!(!error.to_string().contains("canary"), "{error}");
}
