//! The lines that operators read of OCPP 2.x.

mod from_charger;
mod to_charger;

use crate::plain;
use model::Direction;
use ocpp::Version;
use proptest::prelude::*;
use serde_json::{Value, json};
use words::is_unprintable;

const SESSION: &str = "7f1d3c52-8a0e-4b6c-9d41-2e5f60718293";

fn from(action: &str, payload: Value, expected: &str) {
    let line = plain::plain(Version::V21, Direction::FromCharger, action, &payload);
    assert_eq!(line, expected, "{action} {payload}");
}

fn to(action: &str, payload: Value, expected: &str) {
    let line = plain::plain(Version::V21, Direction::ToCharger, action, &payload);
    assert_eq!(line, expected, "{action} {payload}");
}

fn answer(action: &str, payload: Value, expected: &str) {
    assert_eq!(plain::plain_answer(Version::V21, action, Ok(&payload)), expected, "{action} {payload}");
}

#[test]
fn answers_have_a_plain_line() {
    answer("Reset", json!({"status": "Scheduled"}), "Scheduled");
    answer("Reset", json!({"status": "Rejected", "statusInfo": {"reasonCode": "NotEnabled"}}), "Rejected, not enabled");
    answer("UpdateFirmware", json!({"status": "AcceptedCanceled"}), "Accepted canceled");
    answer("CostUpdated", json!({}), "Received");
    answer("CostUpdated", json!(null), "Received");
    answer("ClearChargingProfile", json!({"status": "Unknown"}), "Nothing matched");
    answer("GetLog", json!({"status": "Accepted", "filename": "a.zip"}), "Accepted, will upload a.zip");
    answer("GetCompositeSchedule", json!({"status": "Accepted", "schedule": {}}), "Accepted, with a schedule");
    answer(
        "RequestStartTransaction",
        json!({"status": "Accepted", "transactionId": SESSION}),
        "Accepted, session 7f1d3c52…",
    );
    answer("GetLocalListVersion", json!({"versionNumber": 0}), "No local list");
    answer(
        "GetTransactionStatus",
        json!({"ongoingIndicator": true, "messagesInQueue": false}),
        "Session goes on, no messages are waiting",
    );
    answer("GetTransactionStatus", json!({"messagesInQueue": true}), "Messages are waiting");
    answer(
        "GetInstalledCertificateIds",
        json!({"status": "Accepted", "certificateHashDataChain": [1]}),
        "Accepted, 1 certificate",
    );
    answer("ClearChargingProfile", json!({"status": "Accepted"}), "Accepted");
    answer("GetInstalledCertificateIds", json!({"status": "NotFound"}), "Not found");
    answer("GetTariffs", json!({"status": "Accepted", "tariffAssignments": [1]}), "Accepted, 1 tariff");
    answer("GetTariffs", json!({"status": "Accepted", "tariffAssignments": []}), "Accepted");
    answer("GetPeriodicEventStream", json!({"constantStreamData": [1, 2]}), "2 streams");
    for (action, list) in [
        ("SetVariableMonitoring", "setMonitoringResult"),
        ("ClearVariableMonitoring", "clearMonitoringResult"),
        ("ClearTariffs", "clearTariffsResult"),
    ] {
        answer(action, json!({list: [{"status": "Accepted"}, {"status": "Accepted"}]}), "2 accepted");
    }
    let result = |status: &str| json!({"attributeStatus": status, "attributeValue": "hunter2"});
    answer("GetVariables", json!({"getVariableResult": [result("Accepted")]}), "Accepted");
    answer(
        "SetVariables",
        json!({"setVariableResult": [result("Accepted"), result("RebootRequired"), result("Accepted")]}),
        "2 accepted, 1 reboot required",
    );
    answer("Authorize", json!({"idTokenInfo": {"status": "NoCredit"}}), "Token no credit");
    answer(
        "TransactionEvent",
        json!({"idTokenInfo": {"status": "Accepted"}, "totalCost": 3.5}),
        "Received, token accepted, cost so far 3.5",
    );
    answer("Heartbeat", json!({"currentTime": "2026-11-23T08:00:00Z"}), "It is 2026-11-23T08:00:00Z");
    answer("BootNotification", json!({"status": "Accepted", "interval": 300}), "Accepted");
    assert_eq!(plain::plain_answer(Version::V21, "Reset", Err(("SecurityError", "no"))), "Error SecurityError: no");
}

proptest! {
    /// B-12: what chargers write cannot turn or hide the line.
    #[test]
    fn any_payload_has_a_line(
        action in "BootNotification|TransactionEvent|MeterValues|NotifyEvent|Reset|GetVariables|SetChargingProfile|\\PC{0,20}",
        name in "evse|evseId|meterValue|eventData|idToken|transactionInfo|getVariableData|chargingProfile|statusInfo|status",
        text in any::<String>(),
        number in any::<f64>(),
        depth in 0usize..4,
    ) {
        let mut value = json!([text, number]);
        (0..depth).for_each(|_| value = json!({"sampledValue": [value.clone()], "component": value.clone(), "transactionId": text}));
        for inner in [value.clone(), json!([value]), json!(text), json!(number)] {
            let payload = json!({ &name: inner });
            for line in [
                plain::plain(Version::V21, Direction::FromCharger, &action, &payload),
                plain::plain(Version::V21, Direction::ToCharger, &action, &payload),
                plain::plain_answer(Version::V21, &action, Ok(&payload)),
                plain::plain_answer(Version::V21, &action, Err((&text, &text))),
                plain::plain(Version::V21, Direction::ToCharger, &action, &inner),
            ] {
                prop_assert!(!line.is_empty() && !line.chars().any(is_unprintable));
            }
        }
    }
}
