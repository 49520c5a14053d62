//! What people see of definitions: examples, outlines, and what each is for.

use ocpp::definition::{Edition, Line, find, requests};
use serde_json::{Value, json};

#[test]
fn every_example_fits_its_own_definition() {
    for edition in Edition::ALL {
        for definition in requests(*edition) {
            let example = definition.example();
            assert_eq!(definition.check(&example), Ok(()), "{edition:?} {} {example}", definition.action);
        }
    }
}

#[test]
fn examples_read_like_messages() {
    let check = |edition: Edition, action: &str, expected: Value| {
        assert_eq!(find(edition, action).unwrap().example(), expected, "{action}");
    };
    check(Edition::V16, "ClearCache", json!({}));
    check(Edition::V16, "Reset", json!({"type": "Soft"}));
    check(Edition::V16, "ChangeConfiguration", json!({"key": "HeartbeatInterval", "value": "300"}));
    check(Edition::V16, "GetDiagnostics", json!({"location": "https://files.example.com/uploads/"}));
    check(
        Edition::V16,
        "ReserveNow",
        json!({"connectorId": 1, "expiryDate": "2035-12-31T23:59:59Z", "idTag": "04A1B2C3D4E5F6", "reservationId": 1}),
    );
    check(
        Edition::V16,
        "SetChargingProfile",
        json!({
            "connectorId": 1,
            "csChargingProfiles": {
                "chargingProfileId": 1,
                "stackLevel": 0,
                "chargingProfilePurpose": "TxDefaultProfile",
                "chargingProfileKind": "Relative",
                "chargingSchedule": {
                    "chargingRateUnit": "A",
                    "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 16}],
                },
            },
        }),
    );
    check(
        Edition::V201,
        "GetVariables",
        json!({"getVariableData": [{"component": {"name": "OCPPCommCtrlr"}, "variable": {"name": "HeartbeatInterval"}}]}),
    );
    check(
        Edition::V21,
        "RequestStartTransaction",
        json!({"idToken": {"idToken": "04A1B2C3D4E5F6", "type": "ISO14443"}, "remoteStartId": 1}),
    );
}

#[test]
fn an_outline_tells_each_field_in_plain_words() {
    let check = |edition: Edition, action: &str, expected: &[(&str, bool, &str)]| {
        let expected: Vec<Line> = expected
            .iter()
            .map(|(path, required, kind)| Line { path: (*path).into(), required: *required, kind: (*kind).into() })
            .collect();
        assert_eq!(find(edition, action).unwrap().outline(), expected, "{action}");
    };
    check(Edition::V16, "Reset", &[("type", true, "Soft or Hard")]);
    check(Edition::V16, "ClearCache", &[]);
    check(
        Edition::V16,
        "DataTransfer",
        &[
            ("vendorId", true, "text up to 255 characters"),
            ("messageId", false, "text up to 50 characters"),
            ("data", false, "text"),
        ],
    );
    check(Edition::V16, "GetConfiguration", &[("key", false, "list of text up to 50 characters")]);
    check(
        Edition::V21,
        "GetReport",
        &[
            ("requestId", true, "whole number"),
            ("componentVariable", false, "list of 1 or more: group"),
            ("componentVariable[].component", true, "group"),
            ("componentVariable[].component.name", true, "text up to 50 characters"),
            ("componentVariable[].component.evse", false, "group"),
            ("componentVariable[].component.evse.id", true, "whole number, at least 0"),
            ("componentVariable[].component.evse.connectorId", false, "whole number, at least 0"),
            ("componentVariable[].component.instance", false, "text up to 50 characters"),
            ("componentVariable[].variable", false, "group"),
            ("componentVariable[].variable.name", true, "text up to 50 characters"),
            ("componentVariable[].variable.instance", false, "text up to 50 characters"),
            ("componentCriteria", false, "list of 1 to 4: Active, Available, Enabled or Problem"),
        ],
    );
}

#[test]
fn requests_come_sorted_with_a_line_of_what_they_are_for() {
    for (edition, count) in [(Edition::V16, 19), (Edition::V16Security, 26), (Edition::V201, 40), (Edition::V21, 55)] {
        let found: Vec<_> = requests(edition).collect();
        assert_eq!(found.len(), count, "{edition:?}");
        assert!(found.is_sorted_by(|one, next| one.action < next.action), "{edition:?}");
        for definition in found {
            let about = definition.about;
            assert!(about.ends_with('.') && (10..=120).contains(&about.len()), "{}: {about}", definition.action);
            assert_eq!(find(edition, definition.action).map(|found| found.about), Some(about));
        }
    }
    assert!(find(Edition::V16, "GetLog").is_none());
    assert!(find(Edition::V201, "reset").is_none());
}
