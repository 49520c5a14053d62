//! Block C: whom the station is told may charge, groups, and the station's own cache.

use crate::steps_v201::{CARD, Session, Station, accepted, status, token};
use actions::{Common, Order, Verdict, clear_cache};
use model::TokenStatus;
use serde_json::{Value, json};

/// Both ways to show a card: asked before, and told with the transaction.
async fn is_told(card: &str, listed: TokenStatus, told: &str) {
    let station = Station::booted().await;
    station.lists(card, listed, None).await;
    assert_eq!(station.authorizes(card).await, status(told));
    let mut session = Session::new(&station, 1);
    assert_eq!(session.with_card("Started", "Authorized", json!({}), card).await, status(told), "C12.FR.03");
}

#[tokio::test]
async fn tc_c_02_authorization_invalid() {
    is_told("CARD-2", TokenStatus::Invalid, "Invalid").await;
}

#[tokio::test]
async fn tc_c_06_authorization_blocked() {
    is_told("CARD-6", TokenStatus::Blocked, "Blocked").await;
}

#[tokio::test]
async fn tc_c_07_authorization_expired() {
    is_told("CARD-7", TokenStatus::Expired, "Expired").await;
}

/// The station let the card charge from its cache, without asking before.
async fn from_the_cache(card: &str, listed: TokenStatus, told: &str) {
    let station = Station::booted().await;
    station.lists(card, listed, None).await;
    station.reports(1, "Occupied").await;
    let mut session = Session::new(&station, 1);
    session.starts("CablePluggedIn", json!({"chargingState": "EVConnected"})).await;
    let info = json!({"chargingState": "EVConnected"});
    assert_eq!(session.with_card("Updated", "Authorized", info, card).await, status(told));
    if told == "Accepted" {
        session.goes_on("ChargingStateChanged", json!({"chargingState": "Charging"})).await;
    } else {
        session.ends("Deauthorized", "DeAuthorized").await;
    }
}

#[tokio::test]
async fn tc_c_08_from_the_cache_accepted() {
    from_the_cache("CARD-8", TokenStatus::Accepted, "Accepted").await;
}

#[tokio::test]
async fn tc_c_20_from_the_cache_invalid() {
    from_the_cache("CARD-20", TokenStatus::Invalid, "Invalid").await;
}

async fn clears_the_cache(answer: &str, verdict: impl Fn(&Verdict) -> bool) {
    let station = Station::booted().await;
    let (command, sent) = station.ordered(Order::ClearCache, "ClearCache", status(answer)).await;
    assert_eq!(sent, json!({}));
    let settled = station.settled(&command).await.verdict;
    assert!(verdict(&settled), "{settled:?}");
}

#[tokio::test]
async fn tc_c_37_clear_cache_accepted() {
    //
    clears_the_cache("Accepted", |verdict| {
        matches!(verdict, Verdict::ClearCache(clear_cache::Verdict::CacheCleared { .. }))
    })
    .await;
}

#[tokio::test]
async fn tc_c_38_clear_cache_rejected() {
    //
    clears_the_cache("Rejected", |verdict| *verdict == Verdict::Common(Common::Rejected)).await;
}

/// What is told of a card that belongs to a group.
fn in_group(status: &str, group: &str) -> Value {
    json!({"status": status, "groupIdToken": {"idToken": group, "type": "Central"}})
}

#[tokio::test]
async fn tc_c_39_two_cards_of_one_group() {
    let station = Station::booted().await;
    station.lists("CARD-A", TokenStatus::Accepted, Some("FAMILY")).await;
    station.lists("CARD-B", TokenStatus::Accepted, Some("FAMILY")).await;
    assert_eq!(station.authorizes("CARD-A").await, in_group("Accepted", "FAMILY"));
    let mut session = Session::new(&station, 1);
    let told = session.with_card("Started", "Authorized", json!({}), "CARD-A").await;
    assert_eq!(told, in_group("Accepted", "FAMILY"));
    session.goes_on("ChargingStateChanged", json!({"chargingState": "Charging"})).await;
    assert_eq!(station.authorizes("CARD-B").await, in_group("Accepted", "FAMILY"));
    let told = session.with_card("Updated", "StopAuthorized", json!({}), "CARD-B").await;
    assert_eq!(told, in_group("Accepted", "FAMILY"), "C09.FR.03");
    session.ends("EVCommunicationLost", "EVDisconnected").await;
}

/// A local list with a card of a group is sent; then the station tells only of the transaction that the card began.
async fn group_of_the_local_list(listed: TokenStatus, told: &str) {
    let station = Station::booted().await;
    station.lists("CARD-A", listed, Some("FAMILY")).await;
    let list = json!({"versionNumber": 1, "updateType": "Full", "localAuthorizationList": [
        {"idToken": token("CARD-A"), "idTokenInfo": in_group(told, "FAMILY")}]});
    station.sends("SendLocalList", list, accepted()).await;
    let mut session = Session::new(&station, 1);
    let answer = session.with_card("Started", "Authorized", json!({}), "CARD-A").await;
    assert_eq!(answer, in_group(told, "FAMILY"));
}

#[tokio::test]
async fn tc_c_40_group_of_the_local_list() {
    group_of_the_local_list(TokenStatus::Accepted, "Accepted").await;
}

#[tokio::test]
async fn tc_c_43_invalid_in_the_local_list() {
    group_of_the_local_list(TokenStatus::Invalid, "Invalid").await;
}

/// Stops these of the two EVSEs with a card of the master pass's group.
async fn master_pass(stopped: &[usize]) {
    let station = Station::booted().await;
    station.lists("OFFICER", TokenStatus::Accepted, Some("MASTER")).await;
    let mut sessions = [Session::charging(&station, 1).await, Session::charging(&station, 2).await];
    assert_eq!(station.authorizes("OFFICER").await, in_group("Accepted", "MASTER"));
    for n in stopped {
        let info = json!({"stoppedReason": "MasterPass", "chargingState": "EVConnected"});
        let told = sessions[*n].with_card("Ended", "StopAuthorized", info, "OFFICER").await;
        assert_eq!(told, in_group("Accepted", "MASTER"));
    }
    assert_eq!(station.running().await, 2 - stopped.len());
}

#[tokio::test]
async fn tc_c_47_master_pass_stops_all() {
    master_pass(&[0, 1]).await;
}

#[tokio::test]
async fn tc_c_48_master_pass_stops_one() {
    master_pass(&[0]).await;
}

#[tokio::test]
async fn tc_c_49_master_pass_without_a_screen() {
    master_pass(&[1, 0]).await;
}

#[tokio::test]
async fn tc_c_02_a_card_on_no_list_is_as_the_operator_says() {
    let station = Station::booted().await;
    assert_eq!(station.authorizes(CARD).await, accepted());
    let tokens = station.bench.csms.tokens();
    let organisation = tokens.organisation(&crate::bench::ME, "Nordic Charge").await.unwrap();
    tokens.accept_any(&crate::bench::ME, &organisation, false).await.unwrap();
    assert_eq!(station.authorizes(CARD).await, status("Invalid"));
}
