//! OCPP 1.6, core: reset and unlocking connectors.

use crate::charge_point::{ChargePoint, TAG, VERSION, assert_steps};
use actions::{Order, Reboot, RebootKind, Verdict, reboot};
use serde_json::json;

/// Reset of this type, accepted; then the charge point boots and tells its connectors. A tool that only pretends to
/// reboot keeps its socket: that is no reboot, and the command waits on for one (W-06; the case judges the messages alone).
async fn resets(kind: RebootKind, word: &str) {
    for keeps_socket in [false, true] {
        let mut cp = ChargePoint::booted().await;
        let command = cp.order(Order::Reboot(Reboot::now(kind))).await;
        cp.is_asked("Reset", json!({"type": word}), json!({"status": "Accepted"})).await;
        cp.bench.wait(&cp.key, |page| page.command(&command).is_some_and(|command| command.steps.len() == 3)).await;
        assert!(cp.command(&command).await.is_open(), "accepted is not rebooted");
        if !keeps_socket {
            cp.reconnects().await;
        }
        cp.boots(VERSION).await;
        cp.reports_all("Available").await;
        cp.is_left_alone().await;
        if keeps_socket {
            assert!(cp.command(&command).await.is_open(), "it was never away");
            continue;
        }
        let command = cp.bench.settled(&cp.key, &command).await;
        let Verdict::Reboot(reboot::Verdict::Rebooted { downtime_ms: Some(_), .. }) = command.verdict else {
            panic!("{:?}", command.verdict)
        };
        let steps = ["Ordered", "Sent", "Accepted by the charger", "Went offline", "Connected again"];
        assert_steps(&command, &[&steps[..], &["Booted with firmware 1.8.30"]].concat());
    }
}

/// UnlockConnector of this connector without a session, answered so.
async fn unlocks(connector: i64, status: &str) {
    let mut cp = ChargePoint::booted().await;
    let answer = json!({"status": status});
    let command = cp.is_sent("UnlockConnector", json!({"connectorId": connector}), answer).await;
    assert_steps(&command, &["Ordered", "Sent", &format!("The charger answered “{status}”")]);
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_013_hard_reset() {
    //
    resets(RebootKind::Hard, "Hard").await;
}

#[tokio::test]
async fn tc_014_soft_reset() {
    //
    resets(RebootKind::Soft, "Soft").await;
}

#[tokio::test]
async fn tc_017_1_unlock_connector_without_a_session() {
    unlocks(1, "Unlocked").await;
}

#[tokio::test]
async fn tc_017_2_unlock_connector_with_a_fixed_cable() {
    unlocks(1, "NotSupported").await;
}

#[tokio::test]
async fn tc_018_1_unlock_connector_with_a_session() {
    let mut cp = ChargePoint::booted().await;
    let transaction = cp.charges(TAG).await;
    cp.is_sent("UnlockConnector", json!({"connectorId": 1}), json!({"status": "Unlocked"})).await;
    cp.reports(1, "Finishing").await;
    cp.stops(transaction, TAG, "UnlockCommand").await;
    cp.reports(1, "Available").await;
    assert_eq!(cp.sessions().await, 0);
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_030_unlock_connector_unlock_failure() {
    unlocks(1, "UnlockFailed").await;
}

#[tokio::test]
async fn tc_031_unlock_connector_unknown_connector() {
    unlocks(7, "NotSupported").await;
}
