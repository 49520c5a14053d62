//! The answers of chargers to our CALLs on 2.0.1 and 2.1.

use std::fmt::Debug;

use ocpp::v201::*;
use ocpp::{ErrorCode, v21};
use serde_json::{Value, json};

fn response<R: Request>(payload: Value) -> R::Response {
    read_response::<R>(payload.clone()).unwrap_or_else(|error| panic!("{payload}: {error}"))
}

fn check_refused<R: Request<Response: Debug>>(payload: Value, code: ErrorCode) {
    let error = read_response::<R>(payload.clone()).expect_err("is no answer to this action");
    assert_eq!(error.code, code, "{payload}: {error}");
}

///
#[test]
fn statuses_are_read() {
    let reset = |status: &str| response::<ResetRequest>(json!({"status": status})).status;
    assert_eq!(reset("Scheduled"), ResetStatusEnumType::Scheduled);
    assert_eq!(reset("rejected"), ResetStatusEnumType::Rejected);
    assert_eq!(reset("Later"), ResetStatusEnumType::Other("Later".into()));
    let firmware = |status: &str| response::<UpdateFirmwareRequest>(json!({"status": status})).status;
    assert_eq!(firmware("AcceptedCanceled"), UpdateFirmwareStatusEnumType::AcceptedCanceled);
    assert_eq!(firmware("RevokedCertificate"), UpdateFirmwareStatusEnumType::RevokedCertificate);
    let profiles = response::<v21::GetChargingProfilesRequest>(json!({"status": "NoProfiles"}));
    assert_eq!(profiles.status, GetChargingProfileStatusEnumType::NoProfiles);
    let cleared = response::<v21::ClearChargingProfileRequest>(json!({"status": "Unknown"}));
    assert_eq!(cleared.status, ClearChargingProfileStatusEnumType::Unknown);
    let report = response::<GetBaseReportRequest>(json!({"status": "EmptyResultSet"}));
    assert_eq!(report.status, GenericDeviceModelStatusEnumType::EmptyResultSet);
    let trigger = response::<v21::TriggerMessageRequest>(json!({"status": "NotImplemented"}));
    assert_eq!(trigger.status, TriggerMessageStatusEnumType::NotImplemented);
}

///
#[test]
fn the_reason_of_a_status_is_kept() {
    let answer = response::<ResetRequest>(json!({
        "status": "Rejected", "statusInfo": {"reasonCode": "InTransaction", "additionalInfo": "<b>"}, "customData": {},
    }));
    let info = answer.status_info.unwrap();
    assert_eq!((info.reason_code.as_str(), info.additional_info.as_deref()), ("InTransaction", Some("<b>")));
    let answer = response::<ClearCacheRequest>(json!({"status": "Rejected", "statusInfo": null}));
    assert_eq!(answer.status_info, None);
}

///
#[test]
fn a_log_is_named_or_not() {
    let file = |payload| response::<v21::GetLogRequest>(payload).filename;
    assert_eq!(file(json!({"status": "Accepted"})), None);
    assert_eq!(file(json!({"status": "Accepted", "filename": "../log"})).as_deref(), Some("../log"));
}

#[test]
fn variables_are_read_one_by_one() {
    let (component, variable) = (json!({"name": "OCPPCommCtrlr"}), json!({"name": "HeartbeatInterval"}));
    let answer = response::<GetVariablesRequest>(json!({"getVariableResult": [
        {"attributeStatus": "Accepted", "attributeValue": 300, "component": component, "variable": variable},
        {"attributeStatus": "UnknownVariable", "component": component, "variable": variable},
    ]}));
    let values: Vec<_> = answer.get_variable_result.iter().map(|result| result.attribute_value.as_ref()).collect();
    assert_eq!(values[0].map(|value| value.as_str()), Some("300"));
    assert_eq!(values[1], None);
    assert!(!format!("{answer:?}").contains("300"));
    let answer = response::<SetVariablesRequest>(json!({"setVariableResult": [
        {"attributeStatus": "RebootRequired", "component": component, "variable": variable},
    ]}));
    assert_eq!(answer.set_variable_result[0].attribute_status, SetVariableStatusEnumType::RebootRequired);
}

///
#[test]
fn an_answer_to_something_else_is_refused() {
    let missing = ErrorCode::OccurenceConstraintViolation;
    check_refused::<ResetRequest>(json!({}), missing);
    check_refused::<UpdateFirmwareRequest>(json!({}), missing);
    check_refused::<GetVariablesRequest>(json!({"status": "Accepted"}), missing);
    let wrong = ErrorCode::TypeConstraintViolation;
    check_refused::<GetLogRequest>(json!({"status": ["Accepted"]}), wrong);
    check_refused::<ClearCacheRequest>(Value::Null, wrong);
}
