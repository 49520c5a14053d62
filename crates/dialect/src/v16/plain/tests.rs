//! The lines that operators read.

use crate::plain;
use model::Direction;
use ocpp::Version;
use proptest::prelude::*;
use serde_json::{Value, json};
use words::is_unprintable;

fn plain(direction: Direction, action: &str, payload: &Value) -> String {
    plain::plain(Version::V16, direction, action, payload)
}

fn plain_answer(action: &str, result: Result<&Value, (&str, &str)>) -> String {
    plain::plain_answer(Version::V16, action, result)
}

/// G10, A-55.
#[test]
fn requests_have_a_plain_line() {
    let from = |action: &str, payload: Value, expected: &str| {
        assert_eq!(plain(Direction::FromCharger, action, &payload), expected, "{action} {payload}");
    };
    from("DiagnosticsStatusNotification", json!({"status": "Uploaded"}), "Diagnostics: uploaded");
    from("DiagnosticsStatusNotification", json!({"status": "Idle"}), "Diagnostics: not uploading");
    from("FirmwareStatusNotification", json!({"status": "Downloading"}), "Firmware: downloading");
    from("FirmwareStatusNotification", json!({"status": "InstallationFailed"}), "Firmware: installation failed");
    from("FirmwareStatusNotification", json!({"status": "InstallRebooting"}), "Firmware: rebooting to install");
    from("FirmwareStatusNotification", json!({}), "Firmware: unknown");
    from(
        "StatusNotification",
        json!({"connectorId": 2, "errorCode": "NoError", "status": "Charging"}),
        "Connector 2: charging",
    );
    from(
        "StatusNotification",
        json!({"connectorId": 0, "errorCode": "NoError", "status": "Available"}),
        "Charger: available",
    );
    from("StatusNotification", json!({"connectorId": "1", "status": "SuspendedEV"}), "Connector 1: paused by the car");
    from(
        "StatusNotification",
        json!({"connectorId": 1, "errorCode": "GroundFailure", "status": "Faulted", "vendorErrorCode": "E12", "info": "RCD"}),
        "Connector 1: faulted, ground failure, E12, RCD",
    );
    from(
        "StatusNotification",
        json!({"connectorId": 1, "errorCode": "EVCommunicationError"}),
        "Connector 1: unknown, EV communication error",
    );
    from("Heartbeat", json!({}), "Heartbeat");
    from(
        "BootNotification",
        json!({"chargePointVendor": "ABB", "chargePointModel": "Terra 184", "firmwareVersion": "1.8.30"}),
        "Booted: ABB Terra 184, 1.8.30",
    );
    from("BootNotification", json!(null), "Booted");
    from("Authorize", json!({"idTag": "04A1"}), "May tag 04A1 charge?");
    from("StartTransaction", json!({"connectorId": 1, "idTag": "04A1"}), "Session started on connector 1 by tag 04A1");
    from(
        "StopTransaction",
        json!({"transactionId": 12, "reason": "EVDisconnected", "meterStop": 12345}),
        "Session 12 stopped, EV disconnected, meter at 12.3 kWh",
    );
    from(
        "DataTransfer",
        json!({"vendorId": "com.acme", "messageId": "x", "data": "secret"}),
        "Data transfer: com.acme, x",
    );
    from("SomethingNew", json!({"status": "VeryOdd"}), "Something new, very odd");
    from("", json!([]), "A message without a name");
    let to = |action: &str, payload: Value, expected: &str| {
        assert_eq!(plain(Direction::ToCharger, action, &payload), expected, "{action} {payload}");
    };
    to("Reset", json!({"type": "Soft"}), "Reboot, soft");
    to("UpdateFirmware", json!({"location": "ftp://user:pass@server.com:21/x"}), "Update firmware from server.com:21");
    to("GetDiagnostics", json!({"location": "ftp://***@server.com/logs"}), "Send diagnostics to server.com");
    to("GetDiagnostics", json!({"location": 5}), "Send diagnostics to 5");
    to("ClearCache", json!({}), "Clear cache");
    to("ClearChargingProfile", json!({}), "Clear charging profiles: all");
    to(
        "ClearChargingProfile",
        json!({"connectorId": 0, "stackLevel": 0}),
        "Clear charging profiles: connector 0, stack level 0",
    );
    to("GetCompositeSchedule", json!({"connectorId": 1}), "Ask for the charging schedule of connector 1");
    to("TriggerMessage", json!({"requestedMessage": "Heartbeat"}), "Ask for Heartbeat");
    to("ChangeConfiguration", json!({"key": "AuthorizationKey", "value": "hunter2"}), "Set AuthorizationKey");
    to(
        "ChangeAvailability",
        json!({"connectorId": 1, "type": "Inoperative"}),
        "Change availability: connector 1, inoperative",
    );
    to("UnlockConnector", json!({"connectorId": 1}), "Unlock connector 1");
    to("SendLocalList", json!({}), "Send local list");
    to("GetConfiguration", json!({"key": ["A", "B"]}), "Read configuration: A, B");
    to("GetConfiguration", json!({"key": []}), "Read the whole configuration");
    to("GetConfiguration", json!({}), "Read the whole configuration");
    to(
        "RemoteStartTransaction",
        json!({"connectorId": 1, "idTag": "04A1"}),
        "Start a session on connector 1 with tag 04A1",
    );
    to("RemoteStopTransaction", json!({"transactionId": 12}), "Stop session 12");
    to("DataTransfer", json!({"vendorId": "com.acme"}), "Data transfer: com.acme");
    from(
        "SecurityEventNotification",
        json!({"type": "TamperDetectionActivated"}),
        "Security event: tamper detection activated",
    );
}

#[test]
fn meter_values_tell_the_power() {
    let check = |samples: Value, expected: &str| {
        let payload = json!({"connectorId": 1, "meterValue": [{"sampledValue": []}, {"sampledValue": samples}]});
        assert_eq!(plain(Direction::FromCharger, "MeterValues", &payload), expected, "{payload}");
    };
    let power = "Power.Active.Import";
    check(json!([{"value": "7400", "measurand": power, "unit": "W"}]), "Meter values: connector 1, 7.4 kW");
    check(json!([{"value": 11, "measurand": power, "unit": "kW"}]), "Meter values: connector 1, 11 kW");
    check(
        json!([{"value": "1000", "measurand": power, "phase": "L1"}, {"value": "1500", "measurand": power, "phase": "L2"}]),
        "Meter values: connector 1, 2.5 kW",
    );
    check(json!([{"value": "12345"}]), "Meter values: connector 1, 12.3 kWh");
    check(json!([{"value": "1e999"}, {"value": []}]), "Meter values: connector 1");
    check(json!([{"value": "22", "measurand": "Temperature"}]), "Meter values: connector 1");
}

#[test]
fn answers_have_a_plain_line() {
    let check = |action: &str, payload: Value, expected: &str| {
        assert_eq!(plain_answer(action, Ok(&payload)), expected, "{action} {payload}");
    };
    check("Reset", json!({"status": "Accepted"}), "Accepted");
    check("ClearCache", json!({"status": "Rejected"}), "Rejected");
    check("UpdateFirmware", json!({}), "Received");
    check("UpdateFirmware", json!(null), "Received");
    check("ClearChargingProfile", json!({"status": "Unknown"}), "Nothing matched");
    check("ClearChargingProfile", json!({"status": "Accepted"}), "Accepted");
    check("StopTransaction", json!({"idTagInfo": {"status": "Accepted"}}), "Received, tag accepted");
    check("StopTransaction", json!({}), "Received");
    check("GetConfiguration", json!({"configurationKey": [1, 2]}), "2 settings");
    check("GetDiagnostics", json!({"fileName": "a.zip"}), "Will upload a.zip");
    check("GetDiagnostics", json!({}), "Nothing to upload");
    check(
        "StartTransaction",
        json!({"transactionId": 12, "idTagInfo": {"status": "Accepted"}}),
        "Session 12, tag accepted",
    );
    check("Authorize", json!({"idTagInfo": {"status": "ConcurrentTx"}}), "Tag concurrent tx");
    check("Heartbeat", json!({"currentTime": "2026-11-23T08:00:00Z"}), "It is 2026-11-23T08:00:00Z");
    check("BootNotification", json!({"status": "Accepted", "interval": 300}), "Accepted");
    check("GetCompositeSchedule", json!({"status": "Accepted", "chargingSchedule": {}}), "Accepted, with a schedule");
    assert_eq!(plain_answer("Reset", Err(("NotImplemented", ""))), "Error NotImplemented");
    assert_eq!(plain_answer("Reset", Err(("GenericError", "no\nway"))), "Error GenericError: no way");
    assert_eq!(plain_answer("Reset", Err(("", ""))), "Error without a code");
}

/// B-12: what chargers write cannot turn or hide the line.
#[test]
fn lines_are_printable() {
    let payload = json!({"chargePointVendor": "A\u{202e}B", "chargePointModel": "x\u{1b}[31m\r\n"});
    assert_eq!(plain(Direction::FromCharger, "BootNotification", &payload), "Booted: A�B x�[31m  ");
}

proptest! {
    #[test]
    fn any_payload_has_a_line(
        action in "BootNotification|StatusNotification|MeterValues|StopTransaction|Reset|UpdateFirmware|GetConfiguration|\\PC{0,20}",
        name in "connectorId|status|meterValue|location|idTag|type|key|meterStop|idTagInfo",
        text in any::<String>(),
        number in any::<f64>(),
        depth in 0usize..4,
    ) {
        let mut value = json!([text, number]);
        (0..depth).for_each(|_| value = json!({"sampledValue": [value.clone()], "value": value.clone(), "status": text}));
        for inner in [value.clone(), json!([value]), json!(text), json!(number)] {
            let payload = json!({ &name: inner });
            for line in [
                plain(Direction::FromCharger, &action, &payload),
                plain(Direction::ToCharger, &action, &payload),
                plain_answer(&action, Ok(&payload)),
                plain_answer(&action, Err((&text, &text))),
                plain(Direction::ToCharger, &action, &inner),
            ] {
                prop_assert!(!line.chars().any(is_unprintable));
            }
        }
    }
}
