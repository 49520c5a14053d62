//! OCPP 1.6, remote trigger.

use crate::charge_point::{AT, ChargePoint, assert_time};
use serde_json::{Value, json};

/// TriggerMessage for this, accepted.
async fn trigger(cp: &mut ChargePoint, request: Value) {
    cp.is_sent("TriggerMessage", request, json!({"status": "Accepted"})).await;
}

#[tokio::test]
async fn tc_054_trigger_message() {
    let mut cp = ChargePoint::booted().await;
    trigger(&mut cp, json!({"requestedMessage": "MeterValues", "connectorId": 1})).await;
    let values = json!([{"timestamp": AT, "sampledValue": [{"value": "100", "context": "Trigger"}]}]);
    cp.tells("MeterValues", json!({"connectorId": 1, "meterValue": values})).await;

    trigger(&mut cp, json!({"requestedMessage": "Heartbeat"})).await;
    assert_time(&cp.says("Heartbeat", json!({})).await["currentTime"]);

    trigger(&mut cp, json!({"requestedMessage": "StatusNotification", "connectorId": 1})).await;
    cp.reports(1, "Available").await;

    trigger(&mut cp, json!({"requestedMessage": "DiagnosticsStatusNotification"})).await;
    cp.tells("DiagnosticsStatusNotification", json!({"status": "Idle"})).await;

    trigger(&mut cp, json!({"requestedMessage": "FirmwareStatusNotification"})).await;
    cp.firmware("Idle").await;
    // The tool may not know this one.
    let request = json!({"requestedMessage": "FirmwareStatusNotification"});
    cp.is_sent("TriggerMessage", request, json!({"status": "NotImplemented"})).await;
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_055_trigger_message_rejected() {
    let mut cp = ChargePoint::booted().await;
    cp.is_sent("TriggerMessage", json!({"requestedMessage": "MeterValues"}), json!({"status": "Rejected"})).await;
    cp.is_left_alone().await;
}
