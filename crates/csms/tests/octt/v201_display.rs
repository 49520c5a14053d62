//! Block O: messages on the station's display.

use crate::steps_v201::{NOW, Session, Station, status};
use serde_json::{Value, json};

/// A message to be shown, with these fields beside the usual ones.
fn shown(id: i64, more: Value) -> Value {
    let mut message = json!({
        "id": id, "priority": "NormalCycle",
        "message": {"format": "UTF8", "language": "fi", "content": "Tervetuloa ⚡"}});
    message.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    message
}

async fn shows(station: &Station, id: i64, more: Value, answer: &str) {
    station.sends("SetDisplayMessage", json!({"message": shown(id, more)}), status(answer)).await;
}

/// The same on a fresh station.
async fn check(more: Value, answer: &str) {
    shows(&Station::booted().await, 1, more, answer).await;
}

/// The same for a transaction that runs.
async fn check_for_transaction(more: Value, answer: &str) {
    let station = Station::booted().await;
    let mut session = Session::charging(&station, 1).await;
    let mut message = json!({"transactionId": session.id});
    message.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    shows(&station, 1, message, answer).await;
    session.ends_locally().await;
}

/// Asks which messages there are, and takes as many parts as there are messages.
async fn gets(filter: Value, answer: &str, messages: i64) {
    let station = Station::booted().await;
    let mut request = json!({"requestId": 8});
    request.as_object_mut().unwrap().extend(filter.as_object().unwrap().clone());
    station.sends("GetDisplayMessages", request, status(answer)).await;
    for id in 1..=messages {
        let part = json!({"requestId": 8, "tbc": id < messages, "messageInfo": [shown(id, json!({}))]});
        station.tells("NotifyDisplayMessages", part).await;
    }
}

async fn clears(answer: &str) {
    let station = Station::booted().await;
    station.sends("ClearDisplayMessage", json!({"id": 1}), status(answer)).await;
}

#[tokio::test]
async fn tc_o_01_show() {
    check(json!({}), "Accepted").await;
}

#[tokio::test]
async fn tc_o_02_get_all() {
    gets(json!({}), "Accepted", 2).await;
}

#[tokio::test]
async fn tc_o_03_get_all_of_none() {
    gets(json!({}), "Unknown", 0).await;
}

#[tokio::test]
async fn tc_o_04_clear() {
    clears("Accepted").await;
}

#[tokio::test]
async fn tc_o_05_clear_an_unknown_one() {
    clears("Unknown").await;
}

#[tokio::test]
async fn tc_o_06_show_for_a_transaction() {
    check_for_transaction(json!({}), "Accepted").await;
}

#[tokio::test]
async fn tc_o_07_get_by_id() {
    gets(json!({"id": [1]}), "Accepted", 1).await;
}

#[tokio::test]
async fn tc_o_08_get_by_priority() {
    gets(json!({"priority": "NormalCycle"}), "Accepted", 1).await;
}

#[tokio::test]
async fn tc_o_09_get_by_state() {
    gets(json!({"state": "Charging"}), "Accepted", 1).await;
}

#[tokio::test]
async fn tc_o_10_show_for_an_unknown_transaction() {
    check(json!({"transactionId": "nobody-knows"}), "UnknownTransaction").await;
}

#[tokio::test]
async fn tc_o_11_get_by_what_matches_nothing() {
    gets(json!({"id": [99], "priority": "AlwaysFront", "state": "Faulted"}), "Unknown", 0).await;
}

#[tokio::test]
async fn tc_o_12_replace() {
    let station = Station::booted().await;
    shows(&station, 1, json!({}), "Accepted").await;
    shows(&station, 1, json!({"priority": "InFront"}), "Accepted").await;
}

#[tokio::test]
async fn tc_o_13_show_from_then_on() {
    check(json!({"startDateTime": NOW}), "Accepted").await;
}

#[tokio::test]
async fn tc_o_14_show_until_then() {
    check(json!({"endDateTime": "2036-11-26T10:00:00Z"}), "Accepted").await;
}

#[tokio::test]
async fn tc_o_17_priority_not_supported() {
    check(json!({"priority": "AlwaysFront"}), "NotSupportedPriority").await;
}

#[tokio::test]
async fn tc_o_18_state_not_supported() {
    check(json!({"state": "Unavailable"}), "NotSupportedState").await;
}

#[tokio::test]
async fn tc_o_19_format_not_supported() {
    let message = json!({"format": "HTML", "content": "<b>⚡</b>"});
    check(json!({"message": message}), "NotSupportedMessageFormat").await;
}

#[tokio::test]
async fn tc_o_25_show_in_a_state() {
    check(json!({"state": "Idle"}), "Accepted").await;
}

#[tokio::test]
async fn tc_o_26_show_rejected() {
    check(json!({}), "Rejected").await;
}

#[tokio::test]
async fn tc_o_27_show_for_a_transaction_from_then_on() {
    check_for_transaction(json!({"startDateTime": NOW}), "Accepted").await;
}

#[tokio::test]
async fn tc_o_28_show_for_a_transaction_until_then() {
    check_for_transaction(json!({"endDateTime": "2036-11-26T10:00:00Z"}), "Accepted").await;
}
