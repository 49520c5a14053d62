//! Block E: where a transaction ends, and its status asked for.

use crate::steps_v201::{CARD, NOW, Session, Station, accepted, event, message, status, token};
use actions::{Verdict, send_message};
use model::{Outcome, StepKind, TokenStatus};
use serde_json::{Value, json};

fn state(state: &str) -> Value {
    json!({"chargingState": state})
}

/// A last event with a card, and nothing runs any more.
async fn ends_with_card(station: &Station, session: &mut Session<'_>, trigger: &str, reason: &str) {
    let info = json!({"chargingState": "EVConnected", "stoppedReason": reason});
    assert_eq!(session.with_card("Ended", trigger, info, CARD).await, accepted());
    assert_eq!(station.running().await, 0);
}

#[tokio::test]
async fn tc_e_07_ends_with_the_power_path() {
    let station = Station::booted().await;
    let mut session = Session::charging(&station, 1).await;
    ends_with_card(&station, &mut session, "StopAuthorized", "Local").await;
}

#[tokio::test]
async fn tc_e_08_ends_with_the_energy_after_the_card() {
    let station = Station::booted().await;
    let mut session = Session::charging(&station, 1).await;
    assert_eq!(session.with_card("Updated", "StopAuthorized", state("Charging"), CARD).await, accepted());
    session.ends("ChargingStateChanged", "Local").await;
}

#[tokio::test]
async fn tc_e_14_ends_with_the_cable_at_the_station() {
    let station = Station::booted().await;
    let mut session = Session::charging(&station, 1).await;
    session.ends_locally().await;
    assert_eq!(station.running().await, 0);
}

#[tokio::test]
async fn tc_e_15_ends_with_the_card() {
    let station = Station::booted().await;
    let mut session = Session::charging(&station, 1).await;
    ends_with_card(&station, &mut session, "StopAuthorized", "Local").await;
    station.reports(1, "Available").await;
}

#[tokio::test]
async fn tc_e_16_ends_since_the_card_is_invalid() {
    // E01.FR.11, E01.FR.12
    let station = Station::booted().await;
    station.lists("CARD-16", TokenStatus::Invalid, None).await;
    let mut session = Session::new(&station, 1);
    assert_eq!(session.with_card("Started", "Authorized", json!({}), "CARD-16").await, status("Invalid"));
    session.ends("Deauthorized", "DeAuthorized").await;
}

#[tokio::test]
async fn tc_e_17_ends_since_the_vehicle_left() {
    let station = Station::booted().await;
    let mut session = Session::charging(&station, 1).await;
    session.goes_on("ChargingStateChanged", state("SuspendedEV")).await;
    session.ends("EVCommunicationLost", "EVDisconnected").await;
}

#[tokio::test]
async fn tc_e_19_ends_with_the_parking_bay() {
    let station = Station::booted().await;
    let mut session = Session::charging(&station, 1).await;
    let told = session.with_card("Updated", "StopAuthorized", state("EVConnected"), CARD).await;
    assert_eq!(told, accepted());
    session.goes_on("EVCommunicationLost", state("Idle")).await;
    let component = json!({"name": "BayOccupancySensor", "evse": {"id": 1}});
    station.tells("NotifyEvent", event("Delta", component, "Active", "false")).await;
    session.ends("EVDeparted", "Local").await;
}

#[tokio::test]
async fn tc_e_20_ends_with_the_cable_at_the_vehicle() {
    let station = Station::booted().await;
    let mut session = Session::charging(&station, 1).await;
    session.ends("EVCommunicationLost", "EVDisconnected").await;
    station.reports(1, "Available").await;
}

#[tokio::test]
async fn tc_e_21_ends_from_afar() {
    let station = Station::booted().await;
    let mut session = Session::charging(&station, 1).await;
    station.sends("RequestStopTransaction", json!({"transactionId": session.id}), accepted()).await;
    session.ends("RemoteStop", "Remote").await;
}

#[tokio::test]
async fn tc_e_22_ends_with_the_energy_suspended_by_the_vehicle() {
    let station = Station::booted().await;
    let mut session = Session::charging(&station, 1).await;
    session.ends("ChargingStateChanged", "StoppedByEV").await;
}

#[tokio::test]
async fn tc_e_39_ends_since_no_cable_was_plugged_in() {
    let station = Station::booted().await;
    assert_eq!(station.authorizes(CARD).await, accepted());
    let mut session = Session::new(&station, 1);
    assert_eq!(session.with_card("Started", "Authorized", json!({}), CARD).await, accepted());
    session.ends("EVConnectTimeout", "Timeout").await;
}

/// Asks for a transaction's status, or whether anything waits.
async fn asks(station: &Station, request: Value, ongoing: Option<bool>, waiting: bool) {
    let mut answer = json!({"messagesInQueue": waiting});
    if let Some(ongoing) = ongoing {
        answer["ongoingIndicator"] = ongoing.into();
    }
    let (command, sent) =
        station.ordered(message("GetTransactionStatus", &request), "GetTransactionStatus", answer).await;
    assert_eq!(sent, request);
    let settled = station.settled(&command).await;
    assert_eq!(settled.verdict, Verdict::SendMessage(send_message::Verdict::Answered { status: None }));
    let answered = settled
        .steps
        .iter()
        .any(|step| matches!(&step.kind, StepKind::Answered { outcome: Outcome::Told { status: None }, .. }));
    assert!(answered, "{:?}", crate::bench::steps(&settled));
}

#[tokio::test]
async fn tc_e_29_status_ongoing_with_messages_waiting() {
    let station = Station::booted().await;
    let mut session = Session::charging(&station, 1).await;
    asks(&station, json!({"transactionId": session.id}), Some(true), true).await;
    // What waited.
    let more = json!({"offline": true, "meterValue": [{"timestamp": NOW, "sampledValue": [{"value": 2000}]}]});
    assert_eq!(session.event("Updated", "MeterValuePeriodic", state("Charging"), more).await, json!({}));
}

#[tokio::test]
async fn tc_e_30_status_ongoing_with_nothing_waiting() {
    let station = Station::booted().await;
    let session = Session::charging(&station, 1).await;
    asks(&station, json!({"transactionId": session.id}), Some(true), false).await;
}

#[tokio::test]
async fn tc_e_31_status_ended_with_messages_waiting() {
    let station = Station::booted().await;
    let mut session = Session::charging(&station, 1).await;
    asks(&station, json!({"transactionId": session.id}), Some(false), true).await;
    let info = json!({"chargingState": "EVConnected", "stoppedReason": "Local"});
    let more = json!({"offline": true, "idToken": token(CARD)});
    let told = session.event("Ended", "StopAuthorized", info, more).await;
    assert_eq!(told, json!({"idTokenInfo": accepted()}));
    assert_eq!(station.running().await, 0);
}

#[tokio::test]
async fn tc_e_33_anything_waiting() {
    let station = Station::booted().await;
    asks(&station, json!({}), None, true).await;
}

#[tokio::test]
async fn tc_e_34_nothing_waiting() {
    let station = Station::booted().await;
    asks(&station, json!({}), None, false).await;
}
