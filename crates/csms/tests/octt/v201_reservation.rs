//! Block H: reservations, and what the station tells of them.

use crate::steps_v201::{CARD, Session, Station, accepted, status, token};
use model::TokenStatus;
use serde_json::{Value, json};

const UNTIL: &str = "2036-11-26T10:00:00Z";

/// Reserves, with these fields beside the usual ones.
async fn reserves(station: &Station, id: i64, more: Value, answer: &str) {
    let mut request = json!({"id": id, "expiryDateTime": UNTIL, "idToken": token(CARD)});
    request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    station.sends("ReserveNow", request, status(answer)).await;
}

/// The card for which it was reserved is shown.
async fn is_used(station: &Station) {
    assert_eq!(station.authorizes(CARD).await, accepted());
    let mut session = Session::new(station, 1);
    let told = session.with_card("Started", "Authorized", json!({}), CARD).await;
    assert_eq!(told, accepted());
    let more = json!({"reservationId": 1, "evse": {"id": 1, "connectorId": 1}});
    let info = json!({"chargingState": "EVConnected"});
    assert_eq!(session.event("Updated", "CablePluggedIn", info, more).await, json!({}));
    assert_eq!(station.running().await, 1);
}

#[tokio::test]
async fn tc_h_01_an_evse_is_reserved() {
    let station = Station::booted().await;
    reserves(&station, 1, json!({"evseId": 1}), "Accepted").await;
    station.reports(1, "Reserved").await;
    is_used(&station).await;
}

#[tokio::test]
async fn tc_h_07_a_reservation_is_not_used() {
    let station = Station::booted().await;
    reserves(&station, 1, json!({"evseId": 1}), "Accepted").await;
    station.reports(1, "Reserved").await;
    let expired = json!({"reservationId": 1, "reservationUpdateStatus": "Expired"});
    station.tells("ReservationStatusUpdate", expired).await;
    station.reports(1, "Available").await;
}

#[tokio::test]
async fn tc_h_08_any_evse_is_reserved() {
    let station = Station::booted().await;
    reserves(&station, 1, json!({}), "Accepted").await;
    is_used(&station).await;
}

#[tokio::test]
async fn tc_h_14_every_evse_is_reserved() {
    let station = Station::booted().await;
    reserves(&station, 1, json!({}), "Accepted").await;
    reserves(&station, 2, json!({}), "Accepted").await;
    station.reports(1, "Reserved").await;
    station.reports(2, "Reserved").await;
    reserves(&station, 3, json!({}), "Occupied").await;
}

#[tokio::test]
async fn tc_h_15_a_kind_of_connector_is_reserved() {
    let station = Station::booted().await;
    reserves(&station, 1, json!({"connectorType": "cType2"}), "Accepted").await;
    is_used(&station).await;
}

#[tokio::test]
async fn tc_h_17_a_reservation_is_cancelled() {
    let station = Station::booted().await;
    reserves(&station, 1, json!({"evseId": 1}), "Accepted").await;
    station.reports(1, "Reserved").await;
    station.sends("CancelReservation", json!({"reservationId": 1}), accepted()).await;
    station.reports(1, "Available").await;
}

#[tokio::test]
async fn tc_h_19_reserved_for_a_group() {
    let station = Station::booted().await;
    station.lists("CARD-B", TokenStatus::Accepted, Some("FAMILY")).await;
    let group = json!({"idToken": "FAMILY", "type": "Central"});
    reserves(&station, 1, json!({"evseId": 1, "groupIdToken": group}), "Accepted").await;
    station.reports(1, "Reserved").await;
    let told = station.authorizes("CARD-B").await;
    assert_eq!(told, json!({"status": "Accepted", "groupIdToken": group}));
}

#[tokio::test]
async fn tc_h_20_a_faulted_station_cancels() {
    let station = Station::booted().await;
    reserves(&station, 1, json!({"evseId": 1}), "Accepted").await;
    station.reports(1, "Reserved").await;
    station.reports(1, "Faulted").await;
    let removed = json!({"reservationId": 1, "reservationUpdateStatus": "Removed"});
    station.tells("ReservationStatusUpdate", removed).await;
}

#[tokio::test]
async fn tc_h_22_a_reservation_is_rejected() {
    let station = Station::booted().await;
    reserves(&station, 1, json!({"evseId": 1}), "Rejected").await;
}
