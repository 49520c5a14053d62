//! TriggerMessage and ExtendedTriggerMessage: what is asked for is sent.

use charger_sim::{Handle, Protocol, Script};
use serde_json::{Value, json};

use crate::tiny_csms::{PATIENCE, TinyCsms};

/// Asks for a message; gives the status, and the message if it is to come.
async fn ask(csms: &TinyCsms, sim: &Handle, action: &str, request: Value) -> (Value, Option<Value>) {
    let mark = sim.mark();
    let status = csms.call(sim, action, request.clone()).await[2]["status"].clone();
    if status != "Accepted" {
        return (status, None);
    }
    let message = request["requestedMessage"].as_str().unwrap();
    let sent = sim.wait_for_after(mark, |entry| entry.is_sent() && entry.is_call(message), PATIENCE).await.unwrap();
    (status, Some(sent.payload()))
}

#[tokio::test]
async fn a_2_x_charger_sends_what_it_is_asked_for() {
    for protocol in [Protocol::V201, Protocol::V21] {
        let csms = TinyCsms::start().await;
        let sim = csms.speaking(protocol, Script::default()).await;
        let ask = async |request: Value| ask(&csms, &sim, "TriggerMessage", request).await;
        let message = |name: &str| json!({"requestedMessage": name, "evse": {"id": 2, "connectorId": 1}});
        for name in ["Heartbeat", "FirmwareStatusNotification", "LogStatusNotification"] {
            assert!(ask(message(name)).await.1.is_some(), "{name}");
        }
        assert_eq!(ask(message("StatusNotification")).await.1.unwrap()["evseId"], 2);
        assert_eq!(ask(message("MeterValues")).await.1.unwrap()["evseId"], 2);
        assert_eq!(ask(message("TransactionEvent")).await.0, "Rejected");
        sim.start_transaction(2, "TAG").await.unwrap();
        let event = ask(message("TransactionEvent")).await.1.unwrap();
        assert_eq!((&event["eventType"], &event["triggerReason"]), (&json!("Updated"), &json!("Trigger")));
        assert_eq!(ask(message("BootNotification")).await.0, "Rejected");
        assert_eq!(ask(message("SignV2GCertificate")).await.0, "NotImplemented");
        assert_eq!(ask(json!({"requestedMessage": "MeterValues", "evse": {"id": 7}})).await.0, "Rejected");
    }
}

#[tokio::test]
async fn the_security_extension_has_its_own_trigger() {
    let csms = TinyCsms::start().await;
    let sim = csms.speaking(Protocol::V16Security, Script::default()).await;
    let ask = async |name: &str| ask(&csms, &sim, "ExtendedTriggerMessage", json!({"requestedMessage": name})).await;
    for name in ["Heartbeat", "StatusNotification", "MeterValues", "LogStatusNotification"] {
        assert!(ask(name).await.1.is_some(), "{name}");
    }
    assert_eq!(ask("BootNotification").await.0, "Rejected");
    assert_eq!(ask("SignChargePointCertificate").await.0, "NotImplemented");
}
