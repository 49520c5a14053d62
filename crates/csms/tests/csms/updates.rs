//! an update that is fetched or installed guards a reboot as a session does.

use crate::bench::{Bench, ME, PATIENCE, steps};
use crate::talk::asked;
use actions::{Common, Order, OrderForm, Reason, Reboot, RebootKind, Verdict, reboot};
use charger_sim::{FirmwareScript, Handle, Protocol, Script};
use model::{ChargerKey, Hold, Ordered, Refusal, RefusalCode, StepKind};
use serde_json::json;

const NOW: Reboot = Reboot::now(RebootKind::Soft);

fn update() -> Order {
    let form = OrderForm { url: Some("http://127.0.0.1:1/fw.bin".to_owned()), ..OrderForm::default() };
    form.order(model::CommandKind::UpdateFirmware).unwrap()
}

async fn says(sim: &Handle, protocol: Protocol, status: &str) {
    let mut told = json!({"status": status});
    if protocol >= Protocol::V201 {
        told["requestId"] = json!(1);
    }
    sim.call("FirmwareStatusNotification", told).await.unwrap();
}

async fn reboot(bench: &Bench, key: &ChargerKey, reboot: Reboot, reason: &str) -> Result<model::CommandKey, Refusal> {
    let reason = Reason(Some(reason.to_owned()).filter(|reason| !reason.is_empty()));
    match bench.csms.commands().order(&ME, key, Order::Reboot(reboot), reason, None).await.unwrap() {
        Ordered::Taken(command) => Ok(command),
        Ordered::Refused(refusal) => Err(refusal),
    }
}

/// asked for the tick and a reason, in every version, whether the update was ordered here or not.
#[tokio::test]
async fn a_reboot_does_not_interrupt_an_update_without_being_told_to() {
    for (protocol, ordered) in [(Protocol::V16, true), (Protocol::V16, false), (Protocol::V201, true)] {
        let bench = Bench::new().await;
        let (key, sim) = bench.speaking(protocol, Script::default().firmware(FirmwareScript::reports(&[]))).await;
        if ordered {
            bench.order(&key, update()).await;
            bench.wait(&key, |page| page.charger.updating.is_some()).await;
        }
        for (status, guarded) in [("Downloading", true), ("Downloaded", false), ("Installing", true)] {
            says(&sim, protocol, status).await;
            bench.wait(&key, |page| page.charger.updating.is_some() == guarded).await;
        }
        let refused = reboot(&bench, &key, NOW, "").await.unwrap_err();
        assert_eq!((refused.code, refused.field.as_deref()), (RefusalCode::UpdateRunning, Some("interrupt_update")));
        let ticked = Reboot { interrupt_update: true, ..NOW };
        let refused = reboot(&bench, &key, ticked, "so").await.unwrap_err();
        assert_eq!(refused.field.as_deref(), Some("reason"));
        assert!(sim.sent_to_me("Reset").is_empty());
        let command = reboot(&bench, &key, ticked, "it hangs for an hour").await.unwrap();
        assert!(
            matches!(bench.settled(&key, &command).await.verdict, Verdict::Reboot(reboot::Verdict::Rebooted { .. })),
            "{protocol}"
        );
    }
}

/// what waits for a reboot is not interrupted by it.
#[tokio::test]
async fn an_update_that_waits_for_a_reboot_guards_nothing() {
    for status in ["Downloaded", "Installed", "InstallRebooting"] {
        let bench = Bench::new().await;
        let (key, sim) = bench.speaking(Protocol::V201, Script::default().firmware(FirmwareScript::reports(&[]))).await;
        bench.order(&key, update()).await;
        bench.wait(&key, |page| page.charger.updating.is_some()).await;
        says(&sim, Protocol::V201, status).await;
        bench.wait(&key, |page| page.charger.updating.is_none()).await;
        assert!(reboot(&bench, &key, NOW, "").await.is_ok(), "{status}");
    }
}

/// When idle waits for the update too, says so, and goes when that is over.
#[tokio::test]
async fn a_reboot_when_idle_waits_for_the_update() {
    let bench = Bench::new().await;
    let (key, sim) = bench.speaking(Protocol::V16, Script::default().firmware(FirmwareScript::reports(&[]))).await;
    bench.order(&key, update()).await;
    bench.wait(&key, |page| page.charger.updating.is_some()).await;
    says(&sim, Protocol::V16, "Downloading").await;
    let command = reboot(&bench, &key, Reboot { when_idle: true, ..NOW }, "").await.unwrap();
    let held = |step: &model::Step| matches!(&step.kind, StepKind::WaitsFor { holds } if matches!(holds[..], [Hold::Update { .. }]));
    let page = bench.wait(&key, |page| page.command(&command).is_some_and(|it| it.steps.iter().any(held))).await;
    assert!(
        page.charger.open.iter().any(|open| open.state == "Reboot waits for the update"),
        "{:?}",
        page.charger.open
    );
    assert!(sim.sent_to_me("Reset").is_empty());
    says(&sim, Protocol::V16, "Installed").await;
    assert!(sim.wait_boots(2, PATIENCE).await, "it reboots");
    let command = bench.settled(&key, &command).await;
    assert!(matches!(command.verdict, Verdict::Reboot(reboot::Verdict::Rebooted { .. })), "{:#?}", steps(&command));
}

/// the update began after the reboot was ordered and before its turn came.
#[tokio::test]
async fn a_reboot_behind_an_update_in_the_queue_is_not_sent() {
    let bench = Bench::new().await;
    let quiet = FirmwareScript::reports(&[]);
    let script = Script::default().firmware(quiet).reply("ClearCache", charger_sim::Reply::Silence);
    let (key, sim) = bench.charger(script).await;
    bench.order(&key, Order::ClearCache).await;
    bench.order(&key, update()).await;
    // Nothing is fetched yet, so that nobody is asked.
    let command = reboot(&bench, &key, NOW, "").await.unwrap();
    assert!(sim.wait_for_call("ClearCache", PATIENCE).await.is_some());
    let yes = json!([3, asked(&sim, "ClearCache"), {"status": "Accepted"}]);
    sim.send_text(&yes.to_string()).await.unwrap();
    let command = bench.settled(&key, &command).await;
    assert_eq!(command.verdict, Verdict::Common(Common::NeverSent), "{:#?}", steps(&command));
    assert!(steps(&command).concat().contains("an update of its firmware began first"));
    assert!(sim.sent_to_me("Reset").is_empty());
}
