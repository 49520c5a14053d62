//! Blocks D, I and P: local lists of cards, the running cost, and data of a vendor's own.

use crate::steps_v201::{CARD, NOW, Session, Station, accepted, token};
use serde_json::{Value, json};

async fn sends_list(version: i64, kind: &str, cards: Option<Value>) {
    let station = Station::booted().await;
    let mut list = json!({"versionNumber": version, "updateType": kind});
    if let Some(cards) = cards {
        list["localAuthorizationList"] = cards;
    }
    station.sends("SendLocalList", list, accepted()).await;
}

fn listed(card: &str) -> Value {
    json!({"idToken": token(card), "idTokenInfo": {"status": "Accepted"}})
}

#[tokio::test]
async fn tc_d_01_full_list() {
    sends_list(1, "Full", Some(json!([listed("CARD-1"), listed("CARD-2")]))).await;
}

#[tokio::test]
async fn tc_d_02_differential_update() {
    sends_list(2, "Differential", Some(json!([listed("CARD-3")]))).await;
}

#[tokio::test]
async fn tc_d_03_differential_removal() {
    sends_list(3, "Differential", Some(json!([{"idToken": token("CARD-3")}]))).await;
}

#[tokio::test]
async fn tc_d_04_full_and_empty() {
    sends_list(4, "Full", None).await;
}

async fn asks_version(version: i64) {
    let station = Station::booted().await;
    station.sends("GetLocalListVersion", json!({}), json!({"versionNumber": version})).await;
}

#[tokio::test]
async fn tc_d_08_list_version() {
    asks_version(4).await;
}

#[tokio::test]
async fn tc_d_09_no_list() {
    asks_version(0).await;
}

#[tokio::test]
async fn the_running_cost_is_told_by_hand() {
    let station = Station::booted().await;
    let mut session = Session::charging(&station, 1).await;
    for cost in [1.25, 2.5] {
        station.sends("CostUpdated", json!({"totalCost": cost, "transactionId": session.id}), json!({})).await;
        session.goes_on("MeterValuePeriodic", json!({"chargingState": "Charging"})).await;
    }
}

#[tokio::test]
async fn tc_p_02_data_of_an_unknown_vendor() {
    let station = Station::booted().await;
    for payload in [
        json!({"vendorId": "com.example", "messageId": "m", "data": {"any": [1, null, "thing"]}}),
        json!({"vendorId": "com.example"}),
    ] {
        assert_eq!(station.says("DataTransfer", payload).await, json!({"status": "UnknownVendorId"}));
    }
}

#[tokio::test]
async fn tc_p_03_custom_data_is_taken_along() {
    //
    let station = Station::booted().await;
    let custom = json!({"vendorId": "com.example", "answer": 42, "more": {"deep": [true]}});
    assert!(station.says("Heartbeat", json!({"customData": custom})).await["currentTime"].is_string());
    let mut card = token(CARD);
    card["customData"] = custom.clone();
    let answer = station.says("Authorize", json!({"idToken": card, "customData": custom})).await;
    assert_eq!(answer, json!({"idTokenInfo": {"status": "Accepted"}}));
    let payload = json!({
        "timestamp": NOW, "connectorStatus": "Occupied", "evseId": 1, "connectorId": 1, "customData": custom});
    station.tells("StatusNotification", payload).await;
    assert_eq!(station.connector(1).await.status, "Occupied");
}
