//! What chargers of 2.1 send, where it differs from 2.0.1.

use ocpp::v21::{ChargingProfilePurposeEnumType, Incoming, ReasonEnumType, TriggerReasonEnumType};
use ocpp::{ErrorCode, Oddities, Version};
use serde_json::{Value, json};

use crate::incoming_v201::{check, check_refused, with, without};
use crate::samples;

fn read(action: &str, payload: Value) -> Incoming {
    Incoming::read(action, payload, &mut Oddities::default()).unwrap_or_else(|error| panic!("{action}: {error}"))
}

#[test]
fn what_2_0_1_says_is_understood_on_2_1() {
    for (action, payload) in samples::messages(Version::V201) {
        assert_eq!(read(action, payload).action(), action);
    }
}

///
#[test]
fn a_limit_need_not_be_given() {
    let path = "/chargingProfile/0/chargingSchedule/0/chargingSchedulePeriod/0";
    let period = json!({"startPeriod": 0});
    let payload = with(Version::V21, "ReportChargingProfiles", path, period);
    check(Version::V21, "ReportChargingProfiles", payload.clone(), payload);
}

#[test]
fn new_words_are_told_apart() {
    let payload = with(Version::V21, "TransactionEvent", "/triggerReason", json!("LimitSet"));
    let Incoming::TransactionEvent(event) = read("TransactionEvent", payload) else {
        panic!("another message");
    };
    assert_eq!(event.trigger_reason, Some(TriggerReasonEnumType::LimitSet));
    assert_eq!(event.transaction_info.stopped_reason, Some(ReasonEnumType::ReqEnergyTransferRejected));
    let purposes: Vec<_> = ChargingProfilePurposeEnumType::KNOWN.iter().map(|purpose| purpose.as_str()).collect();
    assert_eq!(purposes[4..], ["PriorityCharging", "LocalGeneration"]);
}

/// A-54 and the odd fields of real chargers
#[test]
fn odd_fields_are_read_for_what_they_mean() {
    check(
        Version::V21,
        "NotifyPeriodicEventStream",
        json!({"data": [{"t": "0.5", "v": 230.1}], "id": "1", "pending": 0.0, "basetime": "t", "customData": {}}),
        json!({"data": [{"t": 0.5, "v": "230.1"}], "id": 1, "pending": 0, "basetime": "t"}),
    );
    check(
        Version::V21,
        "ReportDERControl",
        json!({"requestId": 1, "gradient": [{"id": "g"}], "tbc": "true"}),
        json!({"requestId": 1, "tbc": true}),
    );
    check(
        Version::V21,
        "NotifyDERAlarm",
        json!({"controlType": "voltvar", "gridEventFault": "Moles", "timestamp": "t"}),
        json!({"controlType": "VoltVar", "gridEventFault": "Moles", "timestamp": "t"}),
    );
}

///
#[test]
fn what_does_not_fit_is_refused() {
    let missing = |action: &str, path: &str, field: &str| {
        let payload = without(Version::V21, action, path);
        check_refused(Version::V21, action, payload, ErrorCode::OccurenceConstraintViolation, field);
    };
    // Only what decides; the rest costs only itself, see `lenient`.
    missing("VatNumberValidation", "/vatNumber", "vatNumber");
    missing("GetCertificateChainStatus", "/certificateStatusRequests", "certificateStatusRequests");
    for payload in [json!([]), json!(""), json!("x"), json!([5]), json!(5), json!(true), json!(null)] {
        for action in Incoming::ACTIONS {
            // Some writers make these of an empty object: enough where nothing decides.
            let is_empty = payload == json!([]) || payload == json!("");
            if is_empty && Incoming::read(action, json!({}), &mut Oddities::default()).is_ok() {
                let mut odd = Oddities::default();
                assert!(Incoming::read(action, payload.clone(), &mut odd).is_ok() && !odd.is_empty(), "{action}");
                continue;
            }
            check_refused(Version::V21, action, payload.clone(), ErrorCode::TypeConstraintViolation, "the payload");
        }
    }
}

///
#[test]
fn other_actions_are_refused_by_kind() {
    for action in ["", "Bogus", "StartTransaction", "batteryswap"] {
        assert_eq!(
            Incoming::read(action, json!({}), &mut Oddities::default()).unwrap_err().code,
            ErrorCode::NotImplemented,
            "{action}"
        );
    }
    for action in ["Reset", "AFRRSignal", "RequestBatterySwap", "NotifyWebPaymentStarted", "UsePriorityCharging"] {
        assert_eq!(
            Incoming::read(action, json!({}), &mut Oddities::default()).unwrap_err().code,
            ErrorCode::NotSupported,
            "{action}"
        );
    }
}

/// E-41
#[test]
fn urls_are_never_printed() {
    for (action, path) in [
        ("NotifySettlement", "/receiptUrl"),
        ("GetCertificateChainStatus", "/certificateStatusRequests/0/urls/0"),
        ("PublishFirmwareStatusNotification", "/location/0"),
    ] {
        let incoming = read(action, with(Version::V21, action, path, json!("ftp://u:canary@h")));
        assert!(!format!("{incoming:?}").contains("canary"), "{incoming:?}");
    }
}
