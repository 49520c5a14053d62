//! OCPP 1.6, local authorization list management.

use crate::charge_point::{ChargePoint, IN_GROUP, TAG, accepted, assert_steps};
use actions::{Common, Verdict};
use serde_json::{Value, json};

/// GetLocalListVersion, answered with this version.
async fn version(cp: &mut ChargePoint, version: i64) {
    let command = cp.is_sent("GetLocalListVersion", json!({}), json!({"listVersion": version})).await;
    assert_steps(&command, &["Ordered", "Sent", "The charger answered"]);
    let trace = cp.page().await.trace;
    let asked = trace.exchanges.iter().find(|exchange| exchange.call.action.as_deref() == Some("GetLocalListVersion"));
    let answer = asked.and_then(|exchange| exchange.answer.as_ref()).expect("the trace has the answer");
    assert!(answer.text.contains(&format!("{{\"listVersion\":{version}}}")), "{}", answer.text);
}

fn list(kind: &str, version: i64, tags: &[&str]) -> Value {
    let entries: Vec<Value> = tags.iter().map(|tag| json!({"idTag": tag, "idTagInfo": accepted(tag)})).collect();
    json!({"listVersion": version, "updateType": kind, "localAuthorizationList": entries})
}

/// SendLocalList, answered so.
async fn sends(cp: &mut ChargePoint, list: Value, status: &str) {
    let command = cp.is_sent("SendLocalList", list, json!({"status": status})).await;
    assert_steps(&command, &["Ordered", "Sent", &format!("The charger answered “{status}”")]);
}

#[tokio::test]
async fn tc_042_1_get_local_list_version_not_supported() {
    let mut cp = ChargePoint::booted().await;
    version(&mut cp, -1).await;
    // A charger without the feature profile may refuse the question as well.
    let command = cp.send("GetLocalListVersion", json!({})).await;
    let asked = cp.asked().await;
    assert_eq!((asked.action.as_str(), &asked.payload), ("GetLocalListVersion", &json!({})));
    cp.answers_with_error(&asked, "NotSupported").await;
    cp.ends(&command, Verdict::Common(Common::Failed { code: "NotSupported".to_owned(), description: String::new() }))
        .await;
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_042_2_get_local_list_version_empty() {
    let mut cp = ChargePoint::booted().await;
    version(&mut cp, 0).await;
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_043_1_send_local_list_not_supported() {
    let mut cp = ChargePoint::booted().await;
    sends(&mut cp, list("Full", 1, &[TAG]), "NotSupported").await;
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_043_3_send_local_list_failed() {
    let mut cp = ChargePoint::booted().await;
    sends(&mut cp, list("Full", 1, &[TAG]), "Failed").await;
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_043_4_send_local_list_full() {
    let mut cp = ChargePoint::booted().await;
    sends(&mut cp, list("Full", 1, &[TAG, IN_GROUP[0]]), "Accepted").await;
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_043_5_send_local_list_differential() {
    let mut cp = ChargePoint::booted().await;
    sends(&mut cp, list("Full", 1, &[TAG]), "Accepted").await;
    version(&mut cp, 1).await;
    sends(&mut cp, list("Differential", 2, &[IN_GROUP[0]]), "Accepted").await;
    cp.is_left_alone().await;
}
