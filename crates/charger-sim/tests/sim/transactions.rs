//! Transactions, started here or from afar.

use std::time::Duration;

use charger_sim::{CallFailure, Script};
use serde_json::json;

use crate::tiny_csms::{PATIENCE, TinyCsms, said, statuses, wait_said};

#[tokio::test]
async fn a_transaction_runs_from_preparing_to_available() {
    let csms = TinyCsms::start().await;
    let script = Script::default().meter_values(Duration::from_millis(20));
    let sim = csms.booted(csms.charger("CP-1").script(script)).await;
    assert_eq!(sim.start_transaction(1, "TAG").await, Ok(1));
    assert_eq!(sim.start_transaction(1, "TAG").await, Err(CallFailure::NoSuchConnector));
    assert_eq!(sim.start_transaction(2, "TAG").await, Err(CallFailure::NoSuchConnector));
    let metered = |entry: &charger_sim::WireEntry| entry.is_sent() && entry.payload()["transactionId"] == 1;
    assert!(sim.wait_for(metered, PATIENCE).await.is_some());
    sim.stop_transaction(1).await.unwrap();
    assert_eq!(sim.stop_transaction(1).await, Err(CallFailure::NoSuchConnector));
    sim.report(1, "Faulted", "GroundFailure").await.unwrap();
    wait_said(&sim, "StatusNotification", "Faulted").await;
    let told = statuses(&sim, "StatusNotification");
    assert_eq!(told[2..], ["Preparing", "Charging", "Available", "Faulted"]);
    assert_eq!(said(&sim, "StopTransaction")[0]["reason"], "Local");
}

#[tokio::test]
async fn a_card_that_is_refused_stops_its_transaction() {
    let csms = TinyCsms::start().await;
    csms.answer("StartTransaction", json!({"transactionId": 5, "idTagInfo": {"status": "Blocked"}}));
    let sim = csms.booted(csms.charger("CP-1")).await;
    assert_eq!(sim.start_transaction(1, "TAG").await, Err(CallFailure::NotAuthorized("Blocked".to_owned())));
    let stop = sim.wait_for(|entry| entry.is_sent() && entry.is_call("StopTransaction"), PATIENCE).await.unwrap();
    assert_eq!((&stop.payload()["transactionId"], &stop.payload()["reason"]), (&json!(5), &json!("DeAuthorized")));
}

#[tokio::test]
async fn transactions_start_and_stop_from_afar() {
    let csms = TinyCsms::start().await;
    let sim = csms.booted(csms.charger("CP-1")).await;
    assert_eq!(csms.call(&sim, "RemoteStartTransaction", json!({"idTag": "T"})).await[2]["status"], "Accepted");
    wait_said(&sim, "StatusNotification", "Charging").await;
    assert_eq!(csms.call(&sim, "RemoteStartTransaction", json!({"idTag": "T"})).await[2]["status"], "Rejected");
    let change = json!({"connectorId": 1, "type": "Inoperative"});
    assert_eq!(csms.call(&sim, "ChangeAvailability", change).await[2]["status"], "Scheduled");
    assert_eq!(csms.call(&sim, "RemoteStopTransaction", json!({"transactionId": 1})).await[2]["status"], "Accepted");
    wait_said(&sim, "StatusNotification", "Unavailable").await;
    assert_eq!(said(&sim, "StopTransaction")[0]["reason"], "Remote");
}

#[tokio::test]
async fn an_unanswered_stop_is_sent_again_on_the_next_socket() {
    let csms = TinyCsms::start().await;
    let sim = csms.booted(csms.charger("CP-1")).await;
    sim.start_transaction(1, "TAG").await.unwrap();
    csms.answer("StopTransaction", serde_json::Value::Null);
    let other = sim.clone();
    let stopped = tokio::spawn(async move { other.stop_transaction(1).await });
    sim.wait_for(|entry| entry.is_sent() && entry.is_call("StopTransaction"), PATIENCE).await.unwrap();
    csms.answer("StopTransaction", json!({}));
    sim.reconnect(Duration::from_millis(20)).await;
    assert_eq!(stopped.await.unwrap(), Ok(()));
    let said = said(&sim, "StopTransaction");
    assert_eq!(said.len(), 2);
    assert_eq!(said[0], said[1]);
}
