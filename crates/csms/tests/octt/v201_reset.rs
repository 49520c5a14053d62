//! Block B, Reset: of the station or of one EVSE, at once or when it is idle.

use crate::bench::steps;
use crate::steps_v201::{Session, Station, accepted, status};
use actions::{Command, Common, Order, Reason, Reboot, RebootKind, Verdict, reboot};
use model::{CommandKey, Ordered};
use serde_json::{Value, json};

fn reset(kind: RebootKind, evse: Option<i64>) -> Order {
    Order::Reboot(Reboot { evse, ..Reboot::now(kind) })
}

/// A reset that may cut sessions off, which wants a reason.
async fn reset_now(station: &Station, evse: Option<i64>, answer: Value) -> (CommandKey, Value) {
    station.answers("Reset", &answer);
    let order = Order::Reboot(Reboot { evse, end_session: true, ..Reboot::now(RebootKind::Hard) });
    let reason = Reason(Some("compliance test".to_owned()));
    let caller = crate::bench::ME;
    let ordered = station.bench.csms.commands().order(&caller, &station.key, order, reason, None).await.unwrap();
    let Ordered::Taken(command) = ordered else { panic!("{ordered:?}") };
    let call = station.sim.wait_for_call("Reset", crate::bench::PATIENCE).await.unwrap();
    (command, call.payload())
}

fn told(command: &Command, step: &str) -> bool {
    steps(command).iter().any(|told| told.starts_with(step))
}

/// Out of service and back: what an EVSE that restarts alone reports.
async fn evse_restarts(station: &Station, evse: i64) {
    station.reports(evse, "Unavailable").await;
    station.reports(evse, "Available").await;
}

#[tokio::test]
async fn tc_b_20_reset_on_idle_without_a_transaction() {
    // A-06, A2
    let station = Station::booted().await;
    let (command, sent) = station.ordered(reset(RebootKind::Soft, None), "Reset", accepted()).await;
    assert_eq!(sent, json!({"type": "OnIdle"}));
    station.boots("RemoteReset").await;
    let command = station.settled(&command).await;
    assert!(
        matches!(command.verdict, Verdict::Reboot(reboot::Verdict::Rebooted { downtime_ms: Some(_), .. })),
        "{:?}",
        command.verdict
    );
    assert!(told(&command, "Accepted by the charger") && told(&command, "Booted"), "{:?}", steps(&command));
}

#[tokio::test]
async fn tc_b_21_reset_on_idle_with_a_transaction() {
    // A-06, A8
    let station = Station::booted().await;
    let mut session = Session::charging(&station, 1).await;
    let (command, sent) = station.ordered(reset(RebootKind::Soft, None), "Reset", status("Scheduled")).await;
    assert_eq!(sent, json!({"type": "OnIdle"}));
    session.ends_locally().await;
    let waiting = station.command(&command).await;
    assert_eq!(waiting.verdict, Verdict::Common(Common::Pending));
    assert_eq!(waiting.standing(), "Waiting for its sessions to end");
    station.boots("ScheduledReset").await;
    assert!(matches!(station.settled(&command).await.verdict, Verdict::Reboot(reboot::Verdict::Rebooted { .. })));
}

#[tokio::test]
async fn tc_b_22_reset_immediate_with_a_transaction() {
    //
    let station = Station::booted().await;
    let mut session = Session::charging(&station, 1).await;
    let (command, sent) = reset_now(&station, None, accepted()).await;
    assert_eq!(sent, json!({"type": "Immediate"}));
    session.ends("ResetCommand", "ImmediateReset").await;
    station.boots("RemoteReset").await;
    assert!(matches!(station.settled(&command).await.verdict, Verdict::Reboot(reboot::Verdict::Rebooted { .. })));
}

#[tokio::test]
async fn tc_b_25_reset_of_an_evse_without_a_transaction() {
    // A2
    let station = Station::booted().await;
    let (command, sent) = station.ordered(reset(RebootKind::Soft, Some(1)), "Reset", accepted()).await;
    assert_eq!(sent, json!({"type": "OnIdle", "evseId": 1}));
    station.bench.wait(&station.key, |page| told(page.command(&command).unwrap(), "Only EVSE 1 restarts")).await;
    evse_restarts(&station, 1).await;
    assert_eq!(station.settled(&command).await.verdict, Verdict::Reboot(reboot::Verdict::EvseRestarted { evse: 1 }));
    assert_eq!(station.sim.status().boots, 1, "the station stays up");
}

#[tokio::test]
async fn tc_b_26_reset_of_an_evse_on_idle_with_a_transaction() {
    let station = Station::booted().await;
    let mut session = Session::charging(&station, 1).await;
    let (command, sent) = station.ordered(reset(RebootKind::Soft, Some(1)), "Reset", status("Scheduled")).await;
    assert_eq!(sent, json!({"type": "OnIdle", "evseId": 1}));
    session.ends_locally().await;
    assert_eq!(station.command(&command).await.verdict, Verdict::Common(Common::Pending));
    evse_restarts(&station, 1).await;
    assert_eq!(station.settled(&command).await.verdict, Verdict::Reboot(reboot::Verdict::EvseRestarted { evse: 1 }));
}

#[tokio::test]
async fn tc_b_27_reset_of_an_evse_immediate_with_a_transaction() {
    let station = Station::booted().await;
    let mut session = Session::charging(&station, 1).await;
    let mut other = Session::charging(&station, 2).await;
    let (command, sent) = reset_now(&station, Some(1), accepted()).await;
    assert_eq!(sent, json!({"type": "Immediate", "evseId": 1}));
    session.ends("ResetCommand", "ImmediateReset").await;
    evse_restarts(&station, 1).await;
    assert_eq!(station.settled(&command).await.verdict, Verdict::Reboot(reboot::Verdict::EvseRestarted { evse: 1 }));
    assert_eq!(station.running().await, 1, "the other EVSE charges on");
    other.ends_locally().await;
}
