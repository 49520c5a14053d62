//! Block F: started and stopped from afar, unlocked, and asked to say something.

use crate::steps_v201::{CARD, NOW, Session, Station, accepted, message, status, token};
use actions::{Common, Order, RequestDiagnostics, UpdateFirmware, Verdict};
use serde_json::{Value, json};

fn state(state: &str) -> Value {
    json!({"chargingState": state})
}

/// Orders a start on EVSE 1, which the station accepts.
async fn starts_from_afar(station: &Station, answer: Value) {
    let request = json!({"idToken": token(CARD), "remoteStartId": 4711, "evseId": 1});
    station.sends("RequestStartTransaction", request, answer).await;
}

#[tokio::test]
async fn tc_f_01_remote_start_with_the_cable_first() {
    let station = Station::booted().await;
    station.reports(1, "Occupied").await;
    let mut session = Session::new(&station, 1);
    session.starts("CablePluggedIn", state("EVConnected")).await;
    starts_from_afar(&station, json!({"status": "Accepted", "transactionId": session.id})).await;
    let info = json!({"chargingState": "EVConnected", "remoteStartId": 4711});
    assert_eq!(session.with_card("Updated", "RemoteStart", info, CARD).await, accepted());
    session.goes_on("ChargingStateChanged", state("Charging")).await;
    assert_eq!(station.running().await, 1);
}

#[tokio::test]
async fn tc_f_02_remote_start_first_and_authorized() {
    let station = Station::booted().await;
    starts_from_afar(&station, accepted()).await;
    assert_eq!(station.authorizes(CARD).await, accepted());
    begins_with_the_order(&station).await;
}

#[tokio::test]
async fn tc_f_03_remote_start_first_without_authorization() {
    let station = Station::booted().await;
    starts_from_afar(&station, accepted()).await;
    begins_with_the_order(&station).await;
}

async fn begins_with_the_order(station: &Station) {
    let mut session = Session::new(station, 1);
    let told = session.with_card("Started", "RemoteStart", json!({"remoteStartId": 4711}), CARD).await;
    assert_eq!(told, accepted());
    station.reports(1, "Occupied").await;
    session.goes_on("CablePluggedIn", state("EVConnected")).await;
    session.goes_on("ChargingStateChanged", state("Charging")).await;
    assert_eq!(station.running().await, 1);
}

#[tokio::test]
async fn tc_f_04_remote_start_and_no_cable() {
    let station = Station::booted().await;
    starts_from_afar(&station, accepted()).await;
    let mut session = Session::new(&station, 1);
    let told = session.with_card("Started", "RemoteStart", json!({"remoteStartId": 4711}), CARD).await;
    assert_eq!(told, accepted());
    session.ends("EVConnectTimeout", "Timeout").await;
}

#[tokio::test]
async fn tc_f_06_unlock_without_a_transaction() {
    let station = Station::booted().await;
    station.sends("UnlockConnector", json!({"evseId": 1, "connectorId": 1}), status("Unlocked")).await;
}

fn trigger(message: &str, evse: Option<i64>) -> Value {
    match evse {
        Some(evse) => json!({"requestedMessage": message, "evse": {"id": evse}}),
        None => json!({"requestedMessage": message}),
    }
}

async fn meter_values(station: &Station, evse: i64) {
    let sampled = json!([{"value": 1500, "context": "Trigger"}]);
    let payload = json!({"evseId": evse, "meterValue": [{"timestamp": NOW, "sampledValue": sampled}]});
    station.tells("MeterValues", payload).await;
}

#[tokio::test]
async fn tc_f_11_trigger_meter_values_of_one_evse() {
    let station = Station::booted().await;
    station.triggered(trigger("MeterValues", Some(1))).await;
    meter_values(&station, 1).await;
}

#[tokio::test]
async fn tc_f_12_trigger_meter_values_of_all() {
    let station = Station::booted().await;
    station.triggered(trigger("MeterValues", None)).await;
    meter_values(&station, 1).await;
    meter_values(&station, 2).await;
}

async fn tells_when_triggered(session: &mut Session<'_>) {
    let more = json!({"meterValue": [{"timestamp": NOW, "sampledValue": [{"value": 1500, "context": "Trigger"}]}]});
    assert_eq!(session.event("Updated", "Trigger", state("Charging"), more).await, json!({}));
}

#[tokio::test]
async fn tc_f_13_trigger_transaction_event_of_one_evse() {
    let station = Station::booted().await;
    let mut session = Session::charging(&station, 1).await;
    station.triggered(trigger("TransactionEvent", Some(1))).await;
    tells_when_triggered(&mut session).await;
}

#[tokio::test]
async fn tc_f_14_trigger_transaction_events_of_all() {
    let station = Station::booted().await;
    let mut sessions = [Session::charging(&station, 1).await, Session::charging(&station, 2).await];
    station.triggered(trigger("TransactionEvent", None)).await;
    for session in &mut sessions {
        tells_when_triggered(session).await;
    }
    let page = station.bench.page(&station.key).await;
    let energy: Vec<_> = page.charger.transactions.iter().map(|transaction| transaction.energy_wh).collect();
    // Counted from the first reading on: nothing was told at the start.
    assert_eq!(energy, [Some(0), Some(0)]);
}

#[tokio::test]
async fn tc_f_15_trigger_log_status_while_idle() {
    let station = Station::booted().await;
    station.triggered(trigger("LogStatusNotification", None)).await;
    station.tells("LogStatusNotification", json!({"status": "Idle"})).await;
}

#[tokio::test]
async fn tc_f_18_trigger_firmware_status_while_idle() {
    let station = Station::booted().await;
    station.triggered(trigger("FirmwareStatusNotification", None)).await;
    station.tells("FirmwareStatusNotification", json!({"status": "Idle"})).await;
}

#[tokio::test]
async fn tc_f_18_idle_ends_nothing_that_is_open() {
    // decisions 11
    let station = Station::booted().await;
    let url = "https://files.example/a.bin";
    let order = Order::UpdateFirmware(UpdateFirmware::now(url));
    let (update, _) = station.ordered(order, "UpdateFirmware", accepted()).await;
    let order = Order::RequestDiagnostics(RequestDiagnostics::now(url));
    let (log, _) = station.ordered(order, "GetLog", accepted()).await;
    station.tells("FirmwareStatusNotification", json!({"status": "Idle"})).await;
    station.tells("LogStatusNotification", json!({"status": "Idle"})).await;
    for command in [update, log] {
        assert_eq!(station.command(&command).await.verdict, Verdict::Common(Common::Pending));
    }
}

#[tokio::test]
async fn tc_f_20_trigger_heartbeat() {
    let station = Station::booted().await;
    station.triggered(trigger("Heartbeat", None)).await;
    let answer = station.says("Heartbeat", json!({})).await;
    let now = answer["currentTime"].as_str().unwrap();
    assert!(now.ends_with('Z') && now.parse::<jiff::Timestamp>().is_ok(), "{now}");
    assert_eq!(answer, json!({"currentTime": now}));
}

async fn trigger_status(reported: &str) {
    let station = Station::booted().await;
    let request = json!({"requestedMessage": "StatusNotification", "evse": {"id": 1, "connectorId": 1}});
    station.triggered(request).await;
    station.reports(1, reported).await;
}

#[tokio::test]
async fn tc_f_23_trigger_status_available() {
    trigger_status("Available").await;
}

#[tokio::test]
async fn tc_f_24_trigger_status_occupied() {
    trigger_status("Occupied").await;
}

#[tokio::test]
async fn tc_f_27_trigger_not_implemented() {
    let station = Station::booted().await;
    let request = trigger("SignCombinedCertificate", None);
    station.sends("TriggerMessage", request, status("NotImplemented")).await;
}

#[tokio::test]
async fn tc_f_27_an_accepted_station_is_not_asked_to_boot() {
    // F06.FR.17
    let station = Station::booted().await;
    let request = trigger("BootNotification", None);
    let refusal = station.bench.refusal(&station.key, message("TriggerMessage", &request)).await;
    assert_eq!(refusal.field.as_deref(), Some("payload"));
    assert!(station.sim.sent_to_me("TriggerMessage").is_empty());
}
