//! OCPP 1.6, reservation.

use crate::charge_point::{ChargePoint, GROUP, IN_GROUP, TAG, assert_steps};
use serde_json::{Value, json};

const EXPIRES: &str = "2026-11-23T11:00:00Z";
const RESERVATION: i64 = 17;

fn request(connector: i64) -> Value {
    json!({"connectorId": connector, "expiryDate": EXPIRES, "idTag": TAG, "reservationId": RESERVATION})
}

/// ReserveNow, answered so.
async fn reserves(cp: &mut ChargePoint, request: Value, status: &str) {
    let command = cp.is_sent("ReserveNow", request, json!({"status": status})).await;
    assert_steps(&command, &["Ordered", "Sent", &format!("The charger answered “{status}”")]);
}

/// A connector's status as it is known here.
async fn status(cp: &ChargePoint, connector: i64) -> String {
    let charger = cp.page().await.charger;
    charger.connectors.into_iter().find(|known| known.id == connector).expect("the connector is known").status
}

/// Connector 1 cannot be reserved, for this reason.
async fn cannot_reserve(reason: &str) {
    let mut cp = ChargePoint::booted().await;
    reserves(&mut cp, request(1), reason).await;
    cp.is_left_alone().await;
}

/// Authorizes and charges under the reservation.
async fn charges(cp: &ChargePoint, tag: &str) {
    cp.authorizes(tag).await;
    cp.reports(1, "Preparing").await;
    cp.starts(tag, Some(RESERVATION)).await;
    cp.reports(1, "Charging").await;
    assert_eq!(cp.sessions().await, 1);
}

#[tokio::test]
async fn tc_046_reservation_of_a_connector_transaction() {
    let mut cp = ChargePoint::booted().await;
    reserves(&mut cp, request(1), "Accepted").await;
    cp.reports(1, "Reserved").await;
    assert_eq!(status(&cp, 1).await, "Reserved");
    charges(&cp, TAG).await;
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_047_reservation_of_a_connector_expire() {
    let mut cp = ChargePoint::booted().await;
    reserves(&mut cp, request(1), "Accepted").await;
    cp.reports(1, "Reserved").await;
    cp.reports(1, "Available").await;
    assert_eq!(status(&cp, 1).await, "Available");
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_048_1_reservation_faulted() {
    cannot_reserve("Faulted").await;
}

#[tokio::test]
async fn tc_048_2_reservation_occupied() {
    let mut cp = ChargePoint::booted().await;
    cp.reports(1, "Preparing").await;
    reserves(&mut cp, request(1), "Occupied").await;
    assert_eq!(status(&cp, 1).await, "Preparing");
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_048_3_reservation_unavailable() {
    let mut cp = ChargePoint::booted().await;
    let change = json!({"connectorId": 1, "type": "Inoperative"});
    cp.is_sent("ChangeAvailability", change, json!({"status": "Accepted"})).await;
    cp.reports(1, "Unavailable").await;
    reserves(&mut cp, request(1), "Unavailable").await;
    assert_eq!(status(&cp, 1).await, "Unavailable");
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_048_4_reservation_rejected() {
    cannot_reserve("Rejected").await;
}

#[tokio::test]
async fn tc_049_reservation_of_a_charge_point_transaction() {
    let mut cp = ChargePoint::booted().await;
    reserves(&mut cp, request(0), "Accepted").await;
    cp.reports(0, "Reserved").await;
    assert_eq!(status(&cp, 0).await, "Reserved");
    charges(&cp, TAG).await;
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_051_cancel_reservation() {
    let mut cp = ChargePoint::booted().await;
    reserves(&mut cp, request(1), "Accepted").await;
    cp.reports(1, "Reserved").await;
    let cancel = json!({"reservationId": RESERVATION});
    cp.is_sent("CancelReservation", cancel, json!({"status": "Accepted"})).await;
    cp.reports(1, "Available").await;
    assert_eq!(status(&cp, 1).await, "Available");
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_052_cancel_reservation_rejected() {
    let mut cp = ChargePoint::booted().await;
    let cancel = json!({"reservationId": RESERVATION});
    cp.is_sent("CancelReservation", cancel, json!({"status": "Rejected"})).await;
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_053_use_a_reserved_connector_with_parent_id_tag() {
    let mut cp = ChargePoint::booted().await;
    let mut request = request(1);
    request["idTag"] = json!(IN_GROUP[0]);
    request["parentIdTag"] = json!(GROUP);
    reserves(&mut cp, request, "Accepted").await;
    cp.reports(1, "Reserved").await;
    // Another tag, whose parent the central system names in its answers.
    charges(&cp, IN_GROUP[1]).await;
    cp.is_left_alone().await;
}
