//! OCPP 1.6, core: sessions started and stopped from afar.

use crate::charge_point::{ChargePoint, TAG, assert_steps};
use serde_json::json;

/// RemoteStartTransaction on connector 1, answered so.
async fn remote_start(cp: &mut ChargePoint, status: &str) {
    let request = json!({"idTag": TAG, "connectorId": 1});
    let command = cp.is_sent("RemoteStartTransaction", request, json!({"status": status})).await;
    assert_steps(&command, &["Ordered", "Sent", &format!("The charger answered “{status}”")]);
}

#[tokio::test]
async fn tc_010_remote_start_cable_plugged_in_first() {
    let mut cp = ChargePoint::booted().await;
    cp.reports(1, "Preparing").await;
    remote_start(&mut cp, "Accepted").await;
    cp.authorizes(TAG).await;
    cp.starts(TAG, None).await;
    cp.reports(1, "Charging").await;
    assert_eq!(cp.sessions().await, 1);
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_011_1_remote_start_first() {
    let mut cp = ChargePoint::booted().await;
    remote_start(&mut cp, "Accepted").await;
    cp.authorizes(TAG).await;
    cp.reports(1, "Preparing").await;
    cp.starts(TAG, None).await;
    cp.reports(1, "Charging").await;
    assert_eq!(cp.sessions().await, 1);
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_011_2_remote_start_time_out() {
    let mut cp = ChargePoint::booted().await;
    remote_start(&mut cp, "Accepted").await;
    cp.authorizes(TAG).await;
    cp.reports(1, "Preparing").await;
    cp.reports(1, "Available").await;
    assert_eq!(cp.sessions().await, 0);
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_012_remote_stop_charging_session() {
    let mut cp = ChargePoint::booted().await;
    let transaction = cp.charges(TAG).await;
    let request = json!({"transactionId": transaction});
    cp.is_sent("RemoteStopTransaction", request, json!({"status": "Accepted"})).await;
    cp.stops(transaction, TAG, "Remote").await;
    cp.reports(1, "Finishing").await;
    assert_eq!(cp.sessions().await, 0);
    cp.reports(1, "Available").await;
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_026_remote_start_rejected() {
    let mut cp = ChargePoint::booted().await;
    remote_start(&mut cp, "Rejected").await;
    assert_eq!(cp.sessions().await, 0);
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_028_remote_stop_rejected() {
    let mut cp = ChargePoint::booted().await;
    let transaction = cp.charges(TAG).await;
    let request = json!({"transactionId": transaction + 1});
    cp.is_sent("RemoteStopTransaction", request, json!({"status": "Rejected"})).await;
    assert_eq!(cp.sessions().await, 1, "the session goes on");
    cp.is_left_alone().await;
}
