//! OCPP 1.6, core: id tags that may not charge, and a connector that does not lock.

use crate::charge_point::{AT, BLOCKED, ChargePoint, EXPIRED, TAG, UNKNOWN};
use serde_json::{Value, json};

/// Neither authorized nor, if it starts all the same, accepted.
async fn refuses(tag: &str, info: Value) {
    let cp = ChargePoint::booted().await;
    cp.reports(1, "Preparing").await;
    assert_eq!(cp.says("Authorize", json!({"idTag": tag})).await, json!({"idTagInfo": info}));
    let start = json!({"connectorId": 1, "idTag": tag, "meterStart": 100, "timestamp": AT});
    assert_eq!(cp.says("StartTransaction", start).await["idTagInfo"], info);
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_023_1_authorize_invalid() {
    refuses(UNKNOWN, json!({"status": "Invalid"})).await;
}

#[tokio::test]
async fn tc_023_2_authorize_expired() {
    refuses(EXPIRED, json!({"status": "Expired", "expiryDate": "2020-01-31T00:00:00Z"})).await;
}

#[tokio::test]
async fn tc_023_3_authorize_blocked() {
    refuses(BLOCKED, json!({"status": "Blocked"})).await;
}

#[tokio::test]
async fn tc_024_start_charging_session_lock_failure() {
    let cp = ChargePoint::booted().await;
    cp.authorizes(TAG).await;
    cp.reports(1, "Preparing").await;
    let failure = json!({"connectorId": 1, "errorCode": "ConnectorLockFailure", "status": "Faulted", "timestamp": AT});
    cp.tells("StatusNotification", failure).await;
    let charger = cp.page().await.charger;
    assert!(charger.is_faulted() && charger.transactions.is_empty());
    assert_eq!(charger.plugs().next().unwrap().error.as_deref(), Some("ConnectorLockFailure"));
    cp.is_left_alone().await;
}
