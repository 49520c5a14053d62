//! What a payload is told that does not fit.

use ocpp::definition::{Edition, find};
use proptest::prelude::*;
use serde_json::{Value, json};

/// The faults, each as a sentence.
fn faults(edition: Edition, action: &str, payload: &Value) -> Vec<String> {
    let definition = find(edition, action).unwrap_or_else(|| panic!("{action} is defined"));
    definition.check(payload).err().unwrap_or_default().iter().map(ToString::to_string).collect()
}

fn check(edition: Edition, action: &str, payload: Value, expected: &[&str]) {
    assert_eq!(faults(edition, action, &payload), expected, "{action} {payload}");
}

#[test]
fn what_fits_is_let_through() {
    check(Edition::V16, "Reset", json!({"type": "Hard"}), &[]);
    check(Edition::V16, "ClearCache", json!({}), &[]);
    check(Edition::V16, "GetConfiguration", json!({"key": []}), &[]);
    check(
        Edition::V16,
        "UpdateFirmware",
        json!({"location": "ftp://user:pass@files.example.com/x", "retrieveDate": "2026-11-23T08:00:00+01:00", "retries": 3}),
        &[],
    );
    check(Edition::V21, "Reset", json!({"type": "ImmediateAndResume", "evseId": 1}), &[]);
    check(Edition::V201, "DataTransfer", json!({"vendorId": "a", "data": {"any": [1, null]}}), &[]);
}

#[test]
fn each_fault_is_a_plain_sentence_with_its_path() {
    let v16 = |action: &str, payload: Value, expected: &str| check(Edition::V16, action, payload, &[expected]);
    v16("Reset", json!({}), "type is missing");
    v16("Reset", json!([]), "The message must be an object: { … }");
    v16("Reset", json!({"type": "Cold"}), "type must be one of Soft, Hard");
    v16("Reset", json!({"type": null}), "type must be one of Soft, Hard");
    v16("ClearCache", json!({"all": true}), "all is no field of this message");
    v16("UnlockConnector", json!({"connectorId": "1"}), "connectorId must be a whole number");
    v16("UnlockConnector", json!({"connectorId": 1.5}), "connectorId must be a whole number");
    v16("UnlockConnector", json!({"connectorId": 3_000_000_000_u64}), "connectorId must be at most 2147483647");
    v16("UnlockConnector", json!({"connectorId": u64::MAX}), "connectorId must be at most 2147483647");
    v16("DataTransfer", json!({"vendorId": 5}), "vendorId must be a text");
    v16(
        "ChangeConfiguration",
        json!({"key": "ä".repeat(60), "value": "1"}),
        "key has 60 characters, at most 50 are allowed",
    );
    v16(
        "GetDiagnostics",
        json!({"location": "files.example.com/x y"}),
        "location must be an address such as https://example.com/file",
    );
    v16(
        "GetDiagnostics",
        json!({"location": "ftp://a/", "startTime": "yesterday"}),
        "startTime must be a time such as 2026-01-01T00:00:00Z",
    );
    v16("GetConfiguration", json!({"key": "a"}), "key must be a list: [ … ]");
    check(
        Edition::V16,
        "UnlockConnector",
        json!({"connectorid": 1}),
        &["connectorId is missing", "connectorid is no field of this message; connectorId is"],
    );
}

#[test]
fn faults_deep_inside_have_the_whole_path() {
    let mut profile = find(Edition::V16, "SetChargingProfile").unwrap().example();
    profile["csChargingProfiles"]["chargingSchedule"]["chargingSchedulePeriod"][0]["limit"] = json!(16.25);
    check(
        Edition::V16,
        "SetChargingProfile",
        profile,
        &["csChargingProfiles.chargingSchedule.chargingSchedulePeriod[0].limit must have at most one decimal"],
    );
    let mut profile = find(Edition::V21, "SetChargingProfile").unwrap().example();
    let schedule = profile["chargingProfile"]["chargingSchedule"][0].take();
    profile["chargingProfile"]["chargingSchedule"] = json!([schedule, schedule, schedule, schedule]);
    profile["chargingProfile"]["chargingSchedule"][2]["chargingSchedulePeriod"] = json!([]);
    profile["chargingProfile"]["chargingSchedule"][1]["chargingSchedulePeriod"][0] =
        json!({"startPeriod": 0, "dischargeLimit": 5, "numberPhases": 4});
    profile["evseId"] = json!(-1);
    check(
        Edition::V21,
        "SetChargingProfile",
        profile,
        &[
            "evseId must be at least 0",
            "chargingProfile.chargingSchedule has 4 items, at most 3 are allowed",
            "chargingProfile.chargingSchedule[1].chargingSchedulePeriod[0].numberPhases must be at most 3",
            "chargingProfile.chargingSchedule[1].chargingSchedulePeriod[0].dischargeLimit must be at most 0",
            "chargingProfile.chargingSchedule[2].chargingSchedulePeriod has 0 items, at least 1 must be there",
        ],
    );
}

#[test]
fn limits_have_at_most_one_decimal_on_1_6() {
    for limit in [json!(16), json!(0.1), json!(7.4), json!(32.3), json!(-0.7), json!(11_000.5), json!(1e9)] {
        let mut profile = find(Edition::V16, "SetChargingProfile").unwrap().example();
        profile["csChargingProfiles"]["chargingSchedule"]["minChargingRate"] = limit;
        check(Edition::V16, "SetChargingProfile", profile, &[]);
    }
}

#[test]
fn custom_data_may_be_anywhere_on_2_x_and_nowhere_on_1_6() {
    let data = json!({"vendorId": "com.example", "more": [1]});
    check(Edition::V201, "ClearCache", json!({ "customData": data }), &[]);
    check(
        Edition::V21,
        "TriggerMessage",
        json!({"requestedMessage": "Heartbeat", "evse": {"id": 1, "customData": data}}),
        &[],
    );
    check(Edition::V201, "ClearCache", json!({"customData": {}}), &["customData.vendorId is missing"]);
    check(Edition::V201, "ClearCache", json!({"customData": 1}), &["customData must be an object: { … }"]);
    check(Edition::V16, "ClearCache", json!({ "customData": data }), &["customData is no field of this message"]);
}

#[test]
fn times_are_points_in_time() {
    let fits = |time: &str| faults(Edition::V21, "AFRRSignal", &json!({"timestamp": time, "signal": 0})).is_empty();
    for time in [
        "2026-11-23T08:00:00Z",
        "2026-11-23t08:00:00.123456z",
        "2024-02-29T23:59:60-12:30",
        "2000-02-29T00:00:00+00:00",
    ] {
        assert!(fits(time), "{time}");
    }
    for time in [
        "",
        "2026-11-23",
        "2026-11-23T08:00:00",
        "2026-11-23T08:00Z",
        "2026-13-01T08:00:00Z",
        "2026-00-01T08:00:00Z",
        "2026-04-31T08:00:00Z",
        "2026-02-29T08:00:00Z",
        "1900-02-29T08:00:00Z",
        "2026-11-23T24:00:00Z",
        "2026-11-23T08:00:00.Z",
        "2026-11-23T08:00:00+0100",
        "2026-11-23T08:00:00Z ",
        "+026-11-23T08:00:00Z",
        "2026-11-2éT08:00:00Z",
    ] {
        assert!(!fits(time), "{time}");
    }
}

#[test]
fn faults_are_bounded_and_quote_no_value() {
    let secret = "hunter2";
    let many: Vec<Value> = (0..10_000).map(|_| json!({"idTag": 5, "x": secret})).collect();
    let told = faults(
        Edition::V16,
        "SendLocalList",
        &json!({"listVersion": secret, "updateType": secret, "localAuthorizationList": many}),
    );
    assert_eq!(told.len(), 50);
    assert!(told.iter().all(|fault| !fault.contains(secret)));
    let told = faults(Edition::V16, "ClearCache", &json!({ "\n".repeat(1_000): 1 }));
    assert_eq!(told, ["\u{fffd}".repeat(50) + " is no field of this message"]);
}

proptest! {
    #[test]
    fn any_payload_is_checked(
        action in "Reset|SetChargingProfile|SendLocalList|DataTransfer|GetVariables|SetNetworkProfile",
        name in "type|customData|chargingProfile|csChargingProfiles|localAuthorizationList|getVariableData|connectionData",
        text in any::<String>(),
        number in any::<f64>(),
    ) {
        for inner in [json!(text), json!(number), json!([text, number]), json!({ "evse": text }), json!(null)] {
            for payload in [json!({ &name: inner }), json!({ &name: [inner] }), inner] {
                for edition in Edition::ALL {
                    if let Some(definition) = find(*edition, &action) {
                        let told = definition.check(&payload).err().unwrap_or_default();
                        prop_assert!(told.len() <= 50);
                    }
                }
            }
        }
    }
}
