//! OCPP 1.6, core: power failures, and sessions that began or ended while the charger was offline.

use crate::charge_point::{AT, ChargePoint, TAG, UNKNOWN, VERSION};
use serde_json::json;

#[tokio::test]
async fn tc_032_1_power_failure_stops_transactions() {
    //
    let cp = ChargePoint::booted().await;
    let transaction = cp.charges(TAG).await;
    cp.reboots(VERSION).await;
    cp.reports(0, "Available").await;
    cp.reports(1, "Finishing").await;
    cp.reports(2, "Available").await;
    cp.stops(transaction, TAG, "PowerLoss").await;
    assert_eq!(cp.sessions().await, 0);
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_037_1_offline_start_transaction_valid_id_tag() {
    let cp = ChargePoint::booted().await;
    cp.reconnects().await;
    cp.starts(TAG, None).await;
    cp.reports(1, "Charging").await;
    assert_eq!(cp.sessions().await, 1);
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_037_3_offline_start_transaction_invalid_id_tag() {
    let cp = ChargePoint::booted().await;
    cp.reconnects().await;
    let start = json!({"connectorId": 1, "idTag": UNKNOWN, "meterStart": 100, "timestamp": AT});
    let answer = cp.says("StartTransaction", start).await;
    let transaction = answer["transactionId"].as_i64().expect("it is a transaction all the same");
    assert_eq!(answer, json!({"transactionId": transaction, "idTagInfo": {"status": "Invalid"}}));
    cp.reports(1, "Charging").await;
    let stop = json!({"transactionId": transaction, "meterStop": 110, "timestamp": AT, "reason": "DeAuthorized"});
    cp.tells("StopTransaction", stop).await;
    cp.reports(1, "Finishing").await;
    assert_eq!(cp.sessions().await, 0);
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_039_offline_transaction() {
    //
    let cp = ChargePoint::booted().await;
    cp.reconnects().await;
    let transaction = cp.starts(TAG, None).await;
    cp.stops(transaction, TAG, "Local").await;
    assert_eq!(cp.sessions().await, 0);
    // Lost on the way, the answers are asked for once more.
    cp.reconnects().await;
    assert_eq!(cp.starts(TAG, None).await, transaction);
    cp.stops(transaction, TAG, "Local").await;
    assert_eq!(cp.sessions().await, 0);
    cp.is_left_alone().await;
}
