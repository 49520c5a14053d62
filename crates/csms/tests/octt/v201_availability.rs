//! Block G: connectors' statuses, and the station, EVSEs and connectors taken out of service and back.

use crate::steps_v201::{NOW, Session, Station, accepted, event, status};
use serde_json::{Value, json};

/// What is meant: an EVSE, a connector of it, or nothing for the whole station.
#[derive(Clone, Copy)]
enum Target {
    Station,
    Evse,
    Connector,
}

impl Target {
    fn request(self, status: &str) -> Value {
        match self {
            Target::Station => json!({"operationalStatus": status}),
            Target::Evse => json!({"operationalStatus": status, "evse": {"id": 1}}),
            Target::Connector => json!({"operationalStatus": status, "evse": {"id": 1, "connectorId": 1}}),
        }
    }

    async fn reports(self, station: &Station, status: &str) {
        station.reports(1, status).await;
        if let Target::Station = self {
            station.reports(2, status).await;
        }
    }
}

async fn out_of_service(place: Target) {
    let station = Station::booted().await;
    station.sends("ChangeAvailability", place.request("Inoperative"), accepted()).await;
    place.reports(&station, "Unavailable").await;
}

async fn into_service(place: Target) {
    let station = Station::booted().await;
    place.reports(&station, "Unavailable").await;
    station.sends("ChangeAvailability", place.request("Operative"), accepted()).await;
    place.reports(&station, "Available").await;
}

async fn after_the_transaction(place: Target) {
    let station = Station::booted().await;
    let mut session = Session::charging(&station, 1).await;
    station.sends("ChangeAvailability", place.request("Inoperative"), status("Scheduled")).await;
    session.ends_locally().await;
    place.reports(&station, "Unavailable").await;
}

#[tokio::test]
async fn tc_g_01_status_notification() {
    let station = Station::booted().await;
    for reported in ["Occupied", "Reserved", "Unavailable", "Faulted", "Available"] {
        station.reports(1, reported).await;
        assert_eq!(station.connector(2).await.status, "Available");
    }
}

#[tokio::test]
async fn tc_g_03_evse_to_inoperative() {
    out_of_service(Target::Evse).await;
}

#[tokio::test]
async fn tc_g_04_evse_to_operative() {
    into_service(Target::Evse).await;
}

#[tokio::test]
async fn tc_g_05_station_to_inoperative() {
    out_of_service(Target::Station).await;
}

#[tokio::test]
async fn tc_g_06_station_to_operative() {
    into_service(Target::Station).await;
}

#[tokio::test]
async fn tc_g_07_connector_to_inoperative() {
    out_of_service(Target::Connector).await;
}

#[tokio::test]
async fn tc_g_08_connector_to_operative() {
    into_service(Target::Connector).await;
}

#[tokio::test]
async fn tc_g_11_evse_with_a_transaction() {
    after_the_transaction(Target::Evse).await;
}

#[tokio::test]
async fn tc_g_14_station_with_a_transaction() {
    after_the_transaction(Target::Station).await;
}

#[tokio::test]
async fn tc_g_17_connector_with_a_transaction() {
    after_the_transaction(Target::Connector).await;
}

#[tokio::test]
async fn tc_g_20_lock_failure() {
    let station = Station::booted().await;
    assert_eq!(station.authorizes(crate::steps_v201::CARD).await, accepted());
    station.reports(1, "Occupied").await;
    let component = json!({"name": "ConnectorPlugRetentionLock", "evse": {"id": 1, "connectorId": 1}});
    let mut lock = event("Alerting", component, "Problem", "true");
    lock["eventData"][0]["techCode"] = "LockFailure".into();
    station.tells("NotifyEvent", lock).await;
    let answer = json!({"timestamp": NOW, "connectorStatus": "Faulted", "evseId": 1, "connectorId": 1});
    station.tells("StatusNotification", answer).await;
    assert!(station.bench.page(&station.key).await.charger.is_faulted());
    assert_eq!(station.running().await, 0);
}
