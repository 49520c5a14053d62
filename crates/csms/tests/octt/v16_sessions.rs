//! OCPP 1.6, core: boot, charging sessions, the authorization cache, data transfer.

use crate::bench::PATIENCE;
use crate::charge_point::{ChargePoint, TAG, VERSION, assert_booted, assert_steps, assert_time};
use actions::{Order, Verdict, clear_cache};
use charger_sim::WireEntry;
use serde_json::json;

#[tokio::test]
async fn tc_001_cold_boot_charge_point() {
    //
    let cp = ChargePoint::booted().await;
    let mut answers = Vec::new();
    for said in cp.sim.wire().into_iter().filter(|entry| entry.is_sent()) {
        let is_answer = |entry: &WireEntry| entry.is_received() && entry.id() == said.id();
        let answer = cp.sim.wait_for(is_answer, PATIENCE).await.expect("it is answered").json();
        assert_eq!(answer[0], 3, "{answer}");
        answers.push((said.action().unwrap(), answer[2].clone()));
    }
    assert_eq!(answers[0].0, "BootNotification");
    assert_booted(&answers[0].1);
    assert_eq!(answers[1..], [0, 1, 2].map(|_connector| ("StatusNotification".to_owned(), json!({}))));
    let answer = cp.says("Heartbeat", json!({})).await;
    assert_eq!(answer, json!({"currentTime": answer["currentTime"]}));
    assert_time(&answer["currentTime"]);
    let charger = cp.page().await.charger;
    assert!(charger.online && charger.firmware.as_deref() == Some(VERSION));
    assert!(charger.connectors.iter().all(|connector| connector.status == "Available"));
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_003_regular_charging_session_plugin_first() {
    let cp = ChargePoint::booted().await;
    cp.reports(1, "Preparing").await;
    cp.authorizes(TAG).await;
    let transaction = cp.starts(TAG, None).await;
    cp.reports(1, "Charging").await;
    assert_eq!(cp.sessions().await, 1);
    cp.authorizes(TAG).await;
    cp.stops(transaction, TAG, "Local").await;
    cp.reports(1, "Finishing").await;
    cp.reports(1, "Available").await;
    assert_eq!(cp.sessions().await, 0);
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_004_1_regular_charging_session_identification_first() {
    let cp = ChargePoint::booted().await;
    cp.authorizes(TAG).await;
    cp.reports(1, "Preparing").await;
    let transaction = cp.starts(TAG, None).await;
    cp.reports(1, "Charging").await;
    assert_eq!(cp.sessions().await, 1);
    cp.stops(transaction, TAG, "Local").await;
    cp.reports(1, "Finishing").await;
    cp.reports(1, "Available").await;
    assert_eq!(cp.sessions().await, 0);
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_004_2_identification_first_connection_time_out() {
    let cp = ChargePoint::booted().await;
    cp.authorizes(TAG).await;
    cp.reports(1, "Preparing").await;
    assert_eq!(cp.page().await.charger.plugs().next().unwrap().status, "Preparing");
    cp.reports(1, "Available").await;
    let charger = cp.page().await.charger;
    assert_eq!(charger.plugs().next().unwrap().status, "Available");
    assert!(charger.transactions.is_empty());
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_005_1_ev_side_disconnected() {
    let cp = ChargePoint::booted().await;
    let transaction = cp.charges(TAG).await;
    cp.reports(1, "SuspendedEV").await;
    assert_eq!(cp.sessions().await, 1);
    cp.stops(transaction, TAG, "EVDisconnected").await;
    cp.reports(1, "Finishing").await;
    cp.reports(1, "Available").await;
    assert_eq!(cp.sessions().await, 0);
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_007_regular_start_charging_session_cached_id() {
    let cp = ChargePoint::booted().await;
    cp.reports(1, "Preparing").await;
    cp.starts(TAG, None).await;
    cp.reports(1, "Charging").await;
    assert_eq!(cp.sessions().await, 1);
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_061_clear_authorization_data_in_cache() {
    //
    let mut cp = ChargePoint::booted().await;
    let command = cp.order(Order::ClearCache).await;
    cp.is_asked("ClearCache", json!({}), json!({"status": "Accepted"})).await;
    let command = cp.bench.settled(&cp.key, &command).await;
    assert!(
        matches!(command.verdict, Verdict::ClearCache(clear_cache::Verdict::CacheCleared { .. })),
        "{:?}",
        command.verdict
    );
    assert_steps(&command, &["Ordered", "Sent", "Accepted by the charger"]);
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_064_data_transfer_to_the_central_system() {
    let cp = ChargePoint::booted().await;
    let request = json!({"vendorId": "com.example.unknown", "messageId": "1", "data": "x"});
    assert_eq!(cp.says("DataTransfer", request).await, json!({"status": "UnknownVendorId"}));
    cp.is_left_alone().await;
}
