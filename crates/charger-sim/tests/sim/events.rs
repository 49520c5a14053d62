//! Transactions on 2.x: one name and a row of numbered events, also across a cut.

use std::time::Duration;

use charger_sim::{CallFailure, Handle, Protocol, Script};
use serde_json::{Value, json};

use crate::tiny_csms::{TinyCsms, hear, said};

async fn charger(script: Script) -> (TinyCsms, Handle) {
    let csms = TinyCsms::start().await;
    let sim = csms.speaking(Protocol::V201, script).await;
    (csms, sim)
}

fn kinds(sim: &Handle) -> Vec<Value> {
    said(sim, "TransactionEvent").iter().map(|event| event["eventType"].clone()).collect()
}

#[tokio::test]
async fn a_transaction_is_a_row_of_events() {
    let (_csms, sim) = charger(Script::default().meter_values(Duration::from_millis(20))).await;
    assert_eq!(sim.start_transaction(1, "TAG").await, Ok(1));
    assert_eq!(sim.start_transaction(1, "TAG").await, Err(CallFailure::NoSuchConnector));
    hear(&sim, "TransactionEvent", |event| event["eventType"] == "Updated").await;
    sim.stop_transaction(1).await.unwrap();
    let events = said(&sim, "TransactionEvent");
    let name = events[0]["transactionInfo"]["transactionId"].as_str().unwrap();
    assert_eq!(name.len(), 36);
    for (number, event) in events.iter().enumerate() {
        assert_eq!((&event["seqNo"], &event["transactionInfo"]["transactionId"]), (&json!(number), &json!(name)));
        assert_eq!(event["evse"], json!({"id": 1, "connectorId": 1}));
        assert_eq!(event["meterValue"][0]["sampledValue"][0]["measurand"], "Energy.Active.Import.Register");
        assert!(event.get("offline").is_none());
    }
    assert_eq!(events[0]["idToken"], json!({"idToken": "TAG", "type": "ISO14443"}));
    let last = events.last().unwrap();
    assert_eq!((&last["eventType"], &last["transactionInfo"]["stoppedReason"]), (&json!("Ended"), &json!("Local")));
    assert_eq!(sim.start_transaction(1, "TAG").await, Ok(2));
    let second = said(&sim, "TransactionEvent").last().unwrap()["transactionInfo"]["transactionId"].clone();
    assert_ne!(second, name);
}

#[tokio::test]
async fn a_card_that_is_refused_ends_its_transaction() {
    let (csms, sim) = charger(Script::default()).await;
    csms.answer("TransactionEvent", json!({"idTokenInfo": {"status": "Blocked"}}));
    assert_eq!(sim.start_transaction(1, "TAG").await, Err(CallFailure::NotAuthorized("Blocked".to_owned())));
    let ended = hear(&sim, "TransactionEvent", |event| event["eventType"] == "Ended").await;
    assert_eq!(ended["transactionInfo"]["stoppedReason"], "DeAuthorized");
    csms.answer("TransactionEvent", json!("InternalError"));
    assert!(matches!(sim.start_transaction(1, "TAG").await, Err(CallFailure::Error { .. })));
    assert_eq!(kinds(&sim), ["Started", "Ended", "Started"]);
}

#[tokio::test]
async fn a_transaction_survives_a_cut_and_tells_what_happened_meanwhile() {
    let (_csms, sim) = charger(Script::default()).await;
    sim.start_transaction(1, "TAG").await.unwrap();
    sim.cut().await;
    let other = sim.clone();
    let stopped = tokio::spawn(async move { other.stop_transaction(1).await });
    tokio::task::yield_now().await;
    sim.set_firmware("1.8.30").await;
    sim.connect().await;
    assert_eq!(stopped.await.unwrap(), Ok(()));
    let events = said(&sim, "TransactionEvent");
    assert_eq!(events[0]["transactionInfo"]["transactionId"], events[1]["transactionInfo"]["transactionId"]);
    assert_eq!(
        (&events[1]["eventType"], &events[1]["seqNo"], &events[1]["offline"]),
        (&json!("Ended"), &json!(1), &json!(true))
    );
    assert_eq!(sim.status().boots, 1);
}

#[tokio::test]
async fn readings_taken_offline_are_sent_afterwards() {
    let (_csms, sim) = charger(Script::default().meter_values(Duration::from_millis(10))).await;
    sim.start_transaction(1, "TAG").await.unwrap();
    sim.reconnect(Duration::from_millis(100)).await;
    hear(&sim, "TransactionEvent", |event| event["offline"] == true).await;
    sim.stop_transaction(1).await.unwrap();
    let numbers: Vec<_> = said(&sim, "TransactionEvent").iter().map(|event| event["seqNo"].as_u64().unwrap()).collect();
    // One that was on the wire when it was cut is sent twice.
    assert!(numbers.windows(2).all(|two| two[1] == two[0] + 1 || two[1] == two[0]), "{numbers:?}");
}

#[tokio::test]
async fn transactions_start_and_stop_from_afar() {
    let (csms, sim) = charger(Script::default()).await;
    let start = json!({"remoteStartId": 9, "evseId": 2, "idToken": {"idToken": "TAG", "type": "Central"}});
    assert_eq!(csms.call(&sim, "RequestStartTransaction", start.clone()).await[2]["status"], "Accepted");
    let started = hear(&sim, "TransactionEvent", |event| event["triggerReason"] == "RemoteStart").await;
    assert_eq!((&started["transactionInfo"]["remoteStartId"], &started["evse"]["id"]), (&json!(9), &json!(2)));
    assert_eq!(csms.call(&sim, "RequestStartTransaction", start).await[2]["status"], "Rejected");
    let change = json!({"operationalStatus": "Inoperative", "evse": {"id": 2}});
    assert_eq!(csms.call(&sim, "ChangeAvailability", change).await[2]["status"], "Scheduled");
    let unlock = json!({"evseId": 2, "connectorId": 1});
    assert_eq!(csms.call(&sim, "UnlockConnector", unlock).await[2]["status"], "OngoingAuthorizedTransaction");
    let stop = json!({"transactionId": started["transactionInfo"]["transactionId"]});
    assert_eq!(csms.call(&sim, "GetTransactionStatus", stop.clone()).await[2]["ongoingIndicator"], true);
    assert_eq!(csms.call(&sim, "RequestStopTransaction", stop.clone()).await[2]["status"], "Accepted");
    hear(&sim, "StatusNotification", |status| status["connectorStatus"] == "Unavailable").await;
    let ended = hear(&sim, "TransactionEvent", |event| event["eventType"] == "Ended").await;
    assert_eq!(
        (&ended["triggerReason"], &ended["transactionInfo"]["stoppedReason"]),
        (&json!("RemoteStop"), &json!("Remote"))
    );
    assert_eq!(csms.call(&sim, "RequestStopTransaction", stop).await[2]["status"], "Rejected");
}
