//! Resets on 2.x: at once, when nobody charges, of one EVSE, and with transactions that go on.

use charger_sim::{AfterReset, CallFailure, Handle, Protocol, Script};
use serde_json::{Value, json};

use crate::tiny_csms::{PATIENCE, TinyCsms, hear, said};

async fn charger(protocol: Protocol) -> (TinyCsms, Handle) {
    let csms = TinyCsms::start().await;
    let sim = csms.speaking(protocol, Script::default()).await;
    (csms, sim)
}

async fn reset(csms: &TinyCsms, sim: &Handle, request: Value) -> Value {
    csms.call(sim, "Reset", request).await[2]["status"].clone()
}

fn states(sim: &Handle, evse: i64) -> Vec<Value> {
    let told = said(sim, "StatusNotification").into_iter().filter(|status| status["evseId"] == evse);
    told.map(|status| status["connectorStatus"].clone()).collect()
}

#[tokio::test]
async fn an_immediate_reset_ends_transactions_first() {
    for protocol in [Protocol::V201, Protocol::V21] {
        let (csms, sim) = charger(protocol).await;
        sim.start_transaction(1, "TAG").await.unwrap();
        assert_eq!(reset(&csms, &sim, json!({"type": "Immediate"})).await, "Accepted");
        assert!(sim.wait_boots(2, PATIENCE).await);
        let ended = hear(&sim, "TransactionEvent", |event| event["eventType"] == "Ended").await;
        assert_eq!(ended["transactionInfo"]["stoppedReason"], "ImmediateReset");
        let sent: Vec<_> =
            sim.wire().iter().filter(|entry| entry.is_sent()).filter_map(|entry| entry.action()).collect();
        let place = |action: &str| sent.iter().rposition(|sent| sent == action);
        assert!(place("TransactionEvent") < place("BootNotification"));
        assert_eq!(said(&sim, "BootNotification")[1]["reason"], "RemoteReset");
    }
}

#[tokio::test]
async fn a_reset_waits_for_the_last_transaction() {
    let (csms, sim) = charger(Protocol::V201).await;
    for connector in [1, 2] {
        sim.start_transaction(connector, "TAG").await.unwrap();
    }
    assert_eq!(reset(&csms, &sim, json!({"type": "OnIdle"})).await, "Scheduled");
    sim.stop_transaction(1).await.unwrap();
    assert_eq!((sim.is_connected(), sim.status().boots), (true, 1));
    assert_eq!(sim.start_transaction(1, "TAG").await, Err(CallFailure::NoSuchConnector));
    sim.stop_transaction(2).await.unwrap();
    assert!(sim.wait_boots(2, PATIENCE).await);
    assert_eq!(said(&sim, "BootNotification")[1]["reason"], "ScheduledReset");
    assert_eq!(reset(&csms, &sim, json!({"type": "OnIdle"})).await, "Accepted");
    assert!(sim.wait_boots(3, PATIENCE).await);
    assert_eq!(said(&sim, "BootNotification")[2]["reason"], "RemoteReset");
}

#[tokio::test]
async fn one_evse_is_reset_alone() {
    let (csms, sim) = charger(Protocol::V201).await;
    sim.start_transaction(1, "TAG").await.unwrap();
    assert_eq!(reset(&csms, &sim, json!({"type": "OnIdle", "evseId": 2})).await, "Accepted");
    hear(&sim, "StatusNotification", |status| status["connectorStatus"] == "Unavailable").await;
    assert_eq!(reset(&csms, &sim, json!({"type": "OnIdle", "evseId": 1})).await, "Scheduled");
    sim.stop_transaction(1).await.unwrap();
    sim.wait_for(|_| states(&sim, 1).len() == 5 && states(&sim, 2).len() == 3, PATIENCE).await.unwrap();
    assert_eq!(states(&sim, 2), ["Available", "Unavailable", "Available"]);
    assert_eq!(states(&sim, 1), ["Available", "Occupied", "Available", "Unavailable", "Available"]);
    assert_eq!((sim.status().boots, sim.status().losses), (1, 0));
    assert_eq!(csms.call(&sim, "Reset", json!({"type": "OnIdle", "evseId": 3})).await[0], 4);
}

#[tokio::test]
async fn an_evse_may_not_be_resettable() {
    let csms = TinyCsms::start().await;
    let sim = csms.speaking(Protocol::V201, Script::default().setting("EVSE.AllowReset", "false")).await;
    assert_eq!(reset(&csms, &sim, json!({"type": "Immediate", "evseId": 1})).await, "Rejected");
}

#[tokio::test]
async fn transactions_go_on_after_a_reset_that_resumes() {
    let (csms, sim) = charger(Protocol::V21).await;
    sim.start_transaction(2, "TAG").await.unwrap();
    assert_eq!(reset(&csms, &sim, json!({"type": "ImmediateAndResume"})).await, "Accepted");
    assert!(sim.wait_boots(2, PATIENCE).await);
    let resumed = hear(&sim, "TransactionEvent", |event| event["triggerReason"] == "TxResumed").await;
    let started = &said(&sim, "TransactionEvent")[0];
    assert_eq!(resumed["transactionInfo"]["transactionId"], started["transactionInfo"]["transactionId"]);
    assert_eq!((&resumed["eventType"], &resumed["seqNo"]), (&json!("Updated"), &json!(1)));
    sim.stop_transaction(2).await.unwrap();
}

#[tokio::test]
async fn a_charger_can_accept_any_reset_and_stay_up() {
    let (csms, sim) = charger(Protocol::V21).await;
    sim.set_script(Script::default().after_reset(AfterReset::StaysUp));
    sim.start_transaction(1, "TAG").await.unwrap();
    for request in
        [json!({"type": "Immediate"}), json!({"type": "ImmediateAndResume"}), json!({"type": "Immediate", "evseId": 2})]
    {
        assert_eq!(reset(&csms, &sim, request).await, "Accepted");
    }
    sim.call("Heartbeat", json!({})).await.unwrap();
    assert_eq!(states(&sim, 2), ["Available"]);
    sim.stop_transaction(1).await.unwrap();
}
