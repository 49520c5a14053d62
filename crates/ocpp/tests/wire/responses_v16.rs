//! The answers of chargers to our CALLs on 1.6.

use std::fmt::Debug;

use ocpp::ErrorCode;
use ocpp::v16::{
    ChangeConfigurationRequest, ChargingRateUnitType, ClearCacheRequest, ClearCacheStatus, ClearChargingProfileRequest,
    ClearChargingProfileStatus, ConfigurationStatus, GetCompositeScheduleRequest, GetCompositeScheduleStatus,
    GetConfigurationRequest, GetDiagnosticsRequest, GetLogRequest, LogStatusEnumType, Request, ResetRequest,
    ResetStatus, SignedUpdateFirmwareRequest, UpdateFirmwareRequest, UpdateFirmwareStatusEnumType, read_response,
};
use serde_json::{Value, json};

fn response<R: Request>(payload: Value) -> R::Response {
    read_response::<R>(payload.clone()).unwrap_or_else(|error| panic!("{payload}: {error}"))
}

fn check_refused<R: Request<Response: Debug>>(payload: Value, code: ErrorCode) {
    let error = read_response::<R>(payload.clone()).expect_err("is no answer to this action");
    assert_eq!(error.code, code, "{payload}: {error}");
}

#[test]
fn statuses_are_read() {
    let reset = |status: &str| response::<ResetRequest>(json!({"status": status})).status;
    assert_eq!(reset("Accepted"), ResetStatus::Accepted);
    assert_eq!(reset("Rejected"), ResetStatus::Rejected);
    assert_eq!(reset("Scheduled"), ResetStatus::Other("Scheduled".into()));
    let cache = response::<ClearCacheRequest>(json!({"status": "Rejected", "why": 1}));
    assert_eq!(cache.status, ClearCacheStatus::Rejected);
    let cleared = response::<ClearChargingProfileRequest>(json!({"status": "Unknown"}));
    assert_eq!(cleared.status, ClearChargingProfileStatus::Unknown);
}

#[test]
fn update_firmware_may_be_answered_with_a_status() {
    let status = |payload| response::<UpdateFirmwareRequest>(payload).status;
    assert_eq!(status(json!({})), None);
    assert_eq!(status(json!({"status": "Accepted"})).as_deref(), Some("Accepted"));
}

/// A-15, C4, G-03
#[test]
fn diagnostics_name_a_file_or_none() {
    let file = |payload| response::<GetDiagnosticsRequest>(payload).file_name;
    assert_eq!(file(json!({})), None);
    assert_eq!(file(json!({"fileName": null})), None);
    assert_eq!(file(json!({"fileName": "d.zip"})).as_deref(), Some("d.zip"));
    assert_eq!(file(json!({"fileName": "../../etc/passwd"})).as_deref(), Some("../../etc/passwd"));
}

///
#[test]
fn statuses_of_the_security_extension_are_read() {
    let firmware = response::<SignedUpdateFirmwareRequest>(json!({"status": "InvalidCertificate"}));
    assert_eq!(firmware.status, UpdateFirmwareStatusEnumType::InvalidCertificate);
    let log = response::<GetLogRequest>(json!({"status": "AcceptedCanceled", "filename": "log"}));
    assert_eq!((log.status, log.filename.as_deref()), (LogStatusEnumType::AcceptedCanceled, Some("log")));
}

#[test]
fn settings_are_read() {
    let answer = response::<GetConfigurationRequest>(json!({
        "configurationKey": [
            {"key": "HeartbeatInterval", "readonly": "false", "value": 300}, {"key": "AuthorizationKey", "readonly": false},
        ],
        "unknownKey": ["x"],
    }));
    let values: Vec<_> = answer.configuration_key.iter().map(|key| key.value.as_ref()).collect();
    assert_eq!(values[0].map(|value| value.as_str()), Some("300"));
    assert_eq!(values[1], None);
    assert!(!format!("{answer:?}").contains("300"));
    assert_eq!(answer.unknown_key, ["x"]);
    let changed = response::<ChangeConfigurationRequest>(json!({"status": "RebootRequired"}));
    assert_eq!(changed.status, ConfigurationStatus::RebootRequired);
}

/// E6
#[test]
fn a_composite_schedule_is_read() {
    let answer = response::<GetCompositeScheduleRequest>(json!({
        "status": "Accepted", "connectorId": "1", "scheduleStart": "2026-01-01T00:00:00",
        "chargingSchedule": {
            "duration": 86400.0, "chargingRateUnit": "a",
            "chargingSchedulePeriod": [{"startPeriod": "0", "limit": "16.0", "numberPhases": 3}, {"startPeriod": 60, "limit": 32}],
        },
    }));
    assert_eq!(answer.status, GetCompositeScheduleStatus::Accepted);
    assert_eq!(answer.connector_id, Some(1));
    let schedule = answer.charging_schedule.unwrap();
    assert_eq!(schedule.charging_rate_unit, Some(ChargingRateUnitType::A));
    let limits: Vec<_> =
        schedule.charging_schedule_period.iter().map(|period| (period.start_period, period.limit)).collect();
    assert_eq!(limits, [(Some(0), 16.0), (Some(60), 32.0)]);
    let rejected = response::<GetCompositeScheduleRequest>(json!({"status": "Rejected"}));
    assert_eq!(rejected.charging_schedule, None);
}

///
#[test]
fn an_answer_to_something_else_is_refused() {
    let missing = ErrorCode::OccurenceConstraintViolation;
    check_refused::<ResetRequest>(json!({}), missing);
    check_refused::<ResetRequest>(json!({"fileName": "d.zip"}), missing);
    check_refused::<ClearCacheRequest>(json!({"idTagInfo": {"status": "Accepted"}}), missing);
    let wrong = ErrorCode::TypeConstraintViolation;
    check_refused::<ResetRequest>(json!({"status": ["Accepted"]}), wrong);
    check_refused::<ResetRequest>(json!("Accepted"), wrong);
    // What the exchange hands over where an answer could not be represented.
    check_refused::<UpdateFirmwareRequest>(Value::Null, wrong);
    check_refused::<UpdateFirmwareRequest>(json!([]), wrong);
}
