//! Resets, and every way in which one can go.

use std::time::Duration;

use charger_sim::{AfterReset, Handle, HardStops, Reply, Script};
use serde_json::{Value, json};

use crate::tiny_csms::{A_WHILE, PATIENCE, TinyCsms, answer_to, said};

const OFFLINE: Duration = Duration::from_millis(100);

/// Orders a reset of a charger with this script; gives the charger and the payload of its answer.
async fn reset(script: Script, kind: &str) -> (TinyCsms, Handle, Value) {
    let csms = TinyCsms::start().await;
    let sim = csms.booted(csms.charger("CP-1").script(script)).await;
    let answer = csms.call(&sim, "Reset", json!({"type": kind})).await;
    (csms, sim, answer)
}

#[tokio::test]
async fn an_accepted_reset_is_followed_by_a_boot() {
    for kind in ["Soft", "Hard"] {
        let (_csms, sim, answer) = reset(Script::default(), kind).await;
        assert_eq!(answer[2], json!({"status": "Accepted"}));
        assert!(sim.wait_boots(2, PATIENCE).await, "{kind}");
        assert_eq!(sim.status().losses, 1);
        assert_eq!(sim.sent_to_me("Reset")[0].payload, json!({"type": kind}));
    }
}

#[tokio::test]
async fn a_rejected_or_failed_reset_changes_nothing() {
    async fn check(reply: Reply, expected: Value) {
        let (_csms, sim, answer) = reset(Script::default().reply("Reset", reply), "Soft").await;
        assert_eq!(answer.as_array().unwrap()[2..], expected.as_array().unwrap()[..]);
        tokio::time::sleep(A_WHILE).await;
        assert_eq!((sim.status().boots, sim.status().losses), (1, 0));
    }
    check(Reply::status("Rejected"), json!([{"status": "Rejected"}])).await;
    check(Reply::Payload(json!({"odd": 1, "status": 7})), json!([{"odd": 1, "status": 7}])).await;
    check(Reply::error("InternalError", "no"), json!(["InternalError", "no", {}])).await;
}

#[tokio::test]
async fn a_charger_can_accept_and_stay_up() {
    let (_csms, sim, answer) = reset(Script::default().after_reset(AfterReset::StaysUp), "Soft").await;
    assert_eq!(answer[2]["status"], "Accepted");
    tokio::time::sleep(A_WHILE).await;
    assert_eq!((sim.status().boots, sim.status().losses), (1, 0));
}

#[tokio::test]
async fn a_charger_can_come_back_without_a_boot() {
    let script = Script::default().after_reset(AfterReset::ReconnectWithoutBoot { offline: OFFLINE });
    let (_csms, sim, _) = reset(script, "Soft").await;
    assert!(sim.wait_until(|status| status.connections == 2 && status.booted, PATIENCE).await);
    tokio::time::sleep(A_WHILE).await;
    assert_eq!(said(&sim, "BootNotification").len(), 1);
}

#[tokio::test]
async fn a_charger_can_drop_before_its_answer() {
    let csms = TinyCsms::start().await;
    let script = Script::default().after_reset(AfterReset::DropsBeforeAnswer { offline: OFFLINE });
    let sim = csms.booted(csms.charger("CP-1").script(script)).await;
    let id = csms.send("CP-1", "Reset", json!({"type": "Hard"}));
    assert!(sim.wait_boots(2, PATIENCE).await);
    assert!(!sim.wire().iter().any(|entry| entry.is_sent() && entry.id().as_ref() == Some(&id)));
}

#[tokio::test]
async fn a_soft_reset_stops_transactions_before_it_goes_down() {
    let csms = TinyCsms::start().await;
    let sim = csms.booted(csms.charger("CP-1").connectors(2)).await;
    for connector in [1, 2] {
        sim.start_transaction(connector, "TAG").await.unwrap();
    }
    csms.call(&sim, "Reset", json!({"type": "Soft"})).await;
    assert!(sim.wait_boots(2, PATIENCE).await);
    let wire: Vec<_> = sim.wire().iter().filter(|entry| entry.is_sent()).filter_map(|entry| entry.action()).collect();
    let place = |action: &str| wire.iter().rposition(|sent| sent == action).unwrap();
    assert!(place("StopTransaction") < place("BootNotification"));
    let reasons: Vec<_> = said(&sim, "StopTransaction").iter().map(|stop| stop["reason"].clone()).collect();
    assert_eq!(reasons, ["SoftReset", "SoftReset"]);
}

#[tokio::test]
async fn a_hard_reset_stops_transactions_late_twice_or_never() {
    async fn check(stops: HardStops, before: usize, after: usize) {
        let csms = TinyCsms::start().await;
        csms.answer("StopTransaction", Value::Null);
        let sim = csms.booted(csms.charger("CP-1").script(Script::default().hard_stops(stops))).await;
        sim.start_transaction(1, "TAG").await.unwrap();
        csms.call(&sim, "Reset", json!({"type": "Hard"})).await;
        assert!(sim.wait_disconnected(PATIENCE).await);
        assert_eq!(said(&sim, "StopTransaction").len(), before, "{stops:?}");
        assert!(sim.wait_boots(2, PATIENCE).await);
        tokio::time::sleep(A_WHILE).await;
        let said = said(&sim, "StopTransaction");
        assert_eq!(said.len(), before + after, "{stops:?}");
        assert!(said.windows(2).all(|two| two[0] == two[1]));
    }
    check(HardStops::AfterBoot, 0, 1).await;
    check(HardStops::SentTwice, 1, 1).await;
    check(HardStops::Lost, 0, 0).await;
}

#[tokio::test]
async fn a_late_answer_is_still_an_answer() {
    let csms = TinyCsms::start().await;
    let script = Script::default().answer_delay(Duration::from_millis(300));
    let sim = csms.booted(csms.charger("CP-1").script(script)).await;
    let id = csms.send("CP-1", "Reset", json!({"type": "Soft"}));
    let asked = sim.wait_for_call("Reset", PATIENCE).await.unwrap();
    answer_to(&sim, &id).await.unwrap();
    let answered = sim.wire().into_iter().find(|entry| entry.is_sent() && entry.id().as_ref() == Some(&id)).unwrap();
    assert!(answered.at.duration_since(asked.at).unwrap() >= Duration::from_millis(280));
    assert!(sim.wait_boots(2, PATIENCE).await);
}

#[tokio::test]
async fn a_spontaneous_reboot_needs_no_order() {
    let csms = TinyCsms::start().await;
    let sim = csms.booted(csms.charger("CP-1").firmware("1.0")).await;
    sim.set_firmware("1.1").await;
    sim.reboot(OFFLINE).await;
    assert!(sim.wait_boots(2, PATIENCE).await);
    assert_eq!(said(&sim, "BootNotification")[1]["firmwareVersion"], "1.1");
    sim.reconnect(OFFLINE).await;
    assert!(sim.wait_until(|status| status.connections == 3, PATIENCE).await);
    assert_eq!(sim.status().boots, 2);
}
