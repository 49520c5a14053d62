//! Block E: where a transaction starts, and what the Csms makes of every order of its events.

use crate::steps_v201::{CARD, NOW, Session, Station, accepted, event, status};
use model::TokenStatus;
use serde_json::{Value, json};

fn state(state: &str) -> Value {
    json!({"chargingState": state})
}

#[tokio::test]
async fn tc_e_01_starts_with_the_power_path() {
    let station = Station::booted().await;
    assert_eq!(station.authorizes(CARD).await, accepted());
    station.reports(1, "Occupied").await;
    let mut session = Session::new(&station, 1);
    let told = session.with_card("Started", "ChargingStateChanged", state("SuspendedEVSE"), CARD).await;
    assert_eq!(told, accepted());
    session.goes_on("ChargingStateChanged", state("Charging")).await;
    assert_eq!(station.running().await, 1);
}

#[tokio::test]
async fn tc_e_02_starts_with_the_energy() {
    let station = Station::booted().await;
    assert_eq!(station.authorizes(CARD).await, accepted());
    station.reports(1, "Occupied").await;
    let mut session = Session::new(&station, 1);
    let told = session.with_card("Started", "ChargingStateChanged", state("Charging"), CARD).await;
    assert_eq!(told, accepted());
    let page = station.bench.page(&station.key).await;
    assert_eq!((page.charger.transactions[0].evse, page.charger.transactions[0].connector), (1, 1));
}

#[tokio::test]
async fn tc_e_03_cable_first() {
    let station = Station::booted().await;
    let session = Session::charging(&station, 1).await;
    assert_eq!((session.id.as_str(), station.running().await), ("session-1", 1));
}

#[tokio::test]
async fn tc_e_04_authorization_first() {
    let station = Station::booted().await;
    let mut session = card_first(&station).await;
    plugged_in(&station, &mut session).await;
    session.goes_on("ChargingStateChanged", state("Charging")).await;
    assert_eq!(station.running().await, 1);
}

/// The state Authorized before a cable is plugged in.
async fn card_first(station: &Station) -> Session<'_> {
    assert_eq!(station.authorizes(CARD).await, accepted());
    let mut session = Session::new(station, 1);
    assert_eq!(session.with_card("Started", "Authorized", json!({}), CARD).await, accepted());
    session
}

/// The state EVConnectedPreSession after that.
async fn plugged_in(station: &Station, session: &mut Session<'_>) {
    station.reports(1, "Occupied").await;
    session.goes_on("CablePluggedIn", state("EVConnected")).await;
}

#[tokio::test]
async fn tc_e_09_starts_with_the_cable() {
    let station = Station::booted().await;
    station.reports(1, "Occupied").await;
    let mut session = Session::new(&station, 1);
    session.starts("CablePluggedIn", state("EVConnected")).await;
    session.authorized(CARD).await;
    assert_eq!(station.running().await, 1);
}

#[tokio::test]
async fn tc_e_10_starts_with_the_card() {
    let station = Station::booted().await;
    card_first(&station).await;
    assert_eq!(station.running().await, 1);
}

/// A meter value with a signature.
fn signed() -> Value {
    json!({"meterValue": [{"timestamp": NOW, "sampledValue": [{
        "value": 1500.0, "context": "Transaction.Begin",
        "signedMeterValue": {"signedMeterData": "AQID", "signingMethod": "", "encodingMethod": "OCMF", "publicKey": ""},
        "unitOfMeasure": {"unit": "Wh"}}]}]})
}

#[tokio::test]
async fn tc_e_11_starts_with_signed_data() {
    let station = Station::booted().await;
    assert_eq!(station.authorizes(CARD).await, accepted());
    station.reports(1, "Occupied").await;
    let mut session = Session::new(&station, 1);
    let mut more = signed();
    more["evse"] = json!({"id": 1, "connectorId": 1});
    assert_eq!(session.event("Started", "SignedDataReceived", state("EVConnected"), more).await, json!({}));
    session.goes_on("ChargingStateChanged", state("Charging")).await;
    assert_eq!(station.running().await, 1);
}

/// The sensor of the parking bay says that somebody is there, or gone.
async fn bay(station: &Station, occupied: bool) {
    let component = json!({"name": "BayOccupancySensor", "evse": {"id": 1}});
    station.tells("NotifyEvent", event("Delta", component, "Active", &occupied.to_string())).await;
}

#[tokio::test]
async fn tc_e_12_starts_with_the_parking_bay() {
    let station = Station::booted().await;
    bay(&station, true).await;
    let mut session = Session::new(&station, 1);
    session.starts("EVDetected", json!({})).await;
    plugged_in(&station, &mut session).await;
    session.authorized(CARD).await;
    assert_eq!(station.running().await, 1);
}

#[tokio::test]
async fn tc_e_38_ev_is_not_ready() {
    let station = Station::booted().await;
    let mut session = card_first(&station).await;
    plugged_in(&station, &mut session).await;
    session.goes_on("ChargingStateChanged", state("SuspendedEV")).await;
    assert_eq!(station.running().await, 1);
}

#[tokio::test]
async fn tc_e_26_cable_out_at_the_vehicle_suspends() {
    let station = Station::booted().await;
    let mut session = Session::charging(&station, 1).await;
    session.goes_on("EVCommunicationLost", state("Idle")).await;
    assert_eq!(station.running().await, 1);
    session.goes_on("CablePluggedIn", state("EVConnected")).await;
    session.goes_on("ChargingStateChanged", state("Charging")).await;
    assert_eq!(station.running().await, 1);
}

#[tokio::test]
async fn tc_e_53_sequence_begins_at_zero_in_each_transaction() {
    let station = Station::booted().await;
    Session::charging(&station, 1).await.ends_locally().await;
    station.reports(1, "Occupied").await;
    let mut session = Session::new(&station, 1);
    session.id = "session-of-another-day".to_owned();
    session.starts("CablePluggedIn", state("EVConnected")).await;
    session.authorized(CARD).await;
    assert_eq!(station.running().await, 1);
}

/// A transaction that ran while the station was offline is told afterwards.
async fn told_afterwards(card: &str) -> (Station, Value) {
    let station = Station::booted().await;
    station.lists("CARD-OLD", TokenStatus::Invalid, None).await;
    let mut session = Session::new(&station, 2);
    let more = json!({
        "offline": true, "evse": {"id": 2, "connectorId": 1}, "idToken": {"idToken": card, "type": "ISO14443"}});
    let answer = session.event("Started", "Authorized", state("EVConnected"), more).await;
    let told = session.event("Updated", "ChargingStateChanged", state("Charging"), json!({"offline": true})).await;
    assert_eq!(told, json!({}));
    assert_eq!(station.running().await, 1);
    let info = json!({"chargingState": "Idle", "stoppedReason": "Local"});
    assert_eq!(session.event("Ended", "StopAuthorized", info, json!({"offline": true})).await, json!({}));
    assert_eq!(station.running().await, 0);
    (station, answer)
}

#[tokio::test]
async fn tc_e_03_told_after_it_was_offline() {
    // C-16
    assert_eq!(told_afterwards(CARD).await.1, json!({"idTokenInfo": accepted()}));
    assert_eq!(told_afterwards("CARD-OLD").await.1, json!({"idTokenInfo": status("Invalid")}));
}

#[tokio::test]
async fn tc_e_03_an_event_told_twice_counts_once() {
    //
    let station = Station::booted().await;
    let mut session = Session::new(&station, 1);
    session.starts("CablePluggedIn", state("EVConnected")).await;
    let again = json!({
        "eventType": "Started", "timestamp": NOW, "triggerReason": "CablePluggedIn", "seqNo": 0,
        "transactionInfo": {"transactionId": session.id, "chargingState": "EVConnected"},
        "evse": {"id": 1, "connectorId": 1}});
    station.tells("TransactionEvent", again).await;
    assert_eq!(station.running().await, 1);
}
