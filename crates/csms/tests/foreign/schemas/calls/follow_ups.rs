//! What we send without being ordered to: after profiles were cleared, in a silence, where no inventory comes, at an admission.

use super::super::orders::profile;
use super::super::speaking;
use crate::bench::{Bench, ME, PATIENCE};
use actions::{ClearProfiles, MessageText, Order, RequestDiagnostics, SendMessage, Signing, UpdateFirmware};
use charger_sim::{DiagnosticsScript, FirmwareScript, Protocol, Reply, Script, WireEntry};
use model::{Admission, StepKind, Treatment};
use std::time::Duration;

/// What is left is asked, on 1.6 of each connector; and what was set from here is restored.
pub async fn after_clearing(protocol: Protocol) -> Vec<WireEntry> {
    let bench = Bench::new().await;
    let (key, sim) = speaking(&bench, protocol, Script::default()).await;
    let payload = MessageText(profile(protocol).to_string());
    let set = SendMessage { action: "SetChargingProfile".to_owned(), payload, as_typed: false };
    let command = bench.order(&key, Order::SendMessage(set)).await;
    bench.settled(&key, &command).await;
    let cleared = bench.order(&key, Order::ClearChargingProfiles(ClearProfiles::default())).await;
    let told = |step: &model::Step| {
        matches!(step.kind, StepKind::Schedule { .. } | StepKind::NothingLimits | StepKind::StillLimited { .. })
    };
    let connectors = if protocol >= Protocol::V201 { 1 } else { 2 };
    let all_told = |page: &actions::ChargerPage| {
        page.command(&cleared).is_some_and(|it| it.steps.iter().filter(|step| told(step)).count() == connectors)
    };
    bench.wait(&key, all_told).await;
    let restored = bench.order(&key, Order::RestoreProfiles { cleared }).await;
    bench.settled(&key, &restored).await;
    assert_eq!(sim.sent_to_me("SetChargingProfile").len(), 2, "{protocol}");
    sim.wire()
}

/// How far is it? Of each kind of job that the version has.
pub async fn after_silence(protocol: Protocol) -> Vec<WireEntry> {
    let bench = Bench::with(|config| config.deadlines.silence = Duration::from_millis(50)).await;
    let script = Script::default()
        .firmware(FirmwareScript::reports(&["Downloading"]))
        .diagnostics(DiagnosticsScript { steps: Vec::new(), ..DiagnosticsScript::default() });
    let (key, sim) = speaking(&bench, protocol, script).await;
    let update = || UpdateFirmware::now("https://files.example.com/v2.bin");
    let mut orders = vec![
        Order::RequestDiagnostics(RequestDiagnostics::now("https://files.example.com/")),
        Order::UpdateFirmware(update()),
    ];
    if protocol == Protocol::V16Security {
        let certificate = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----".to_owned();
        let signing = Some(Signing { certificate, signature: "c2ln".to_owned() });
        orders.push(Order::UpdateFirmware(UpdateFirmware { signing, ..update() }));
    }
    for order in orders {
        let command = bench.order(&key, order).await;
        let asked = |step: &model::Step| matches!(step.kind, StepKind::AskedHowFar { answer: Some(_), .. });
        bench.wait(&key, |page| page.command(&command).is_some_and(|it| it.steps.iter().any(asked))).await;
        bench.csms.commands().stop_waiting(&ME, &command).await.unwrap();
    }
    sim.wire()
}

/// One that was held back is asked to boot again.
pub async fn after_admission(protocol: Protocol) -> Vec<WireEntry> {
    let bench = Bench::new().await;
    let key = bench.register("CP-1").await;
    let treat = |admission| {
        let (csms, key) = (bench.csms.clone(), key.clone());
        async move {
            let treatment = Treatment { admission, ..Treatment::default() };
            csms.chargers().treat(&ME, &key, treatment).await.unwrap();
        }
    };
    treat(Admission::Pending).await;
    let sim = bench.sim("CP-1").speaks(&[protocol]).start().await;
    bench.wait(&key, |page| page.charger.registered == Some(Admission::Pending)).await;
    treat(Admission::Accepted).await;
    assert!(sim.wait_for_call("TriggerMessage", PATIENCE).await.is_some(), "{protocol}");
    bench.wait(&key, |page| page.charger.registered == Some(Admission::Accepted)).await;
    sim.wire()
}

/// Where a charger has no inventory to report, it is asked for what matters.
pub async fn without_inventory(protocol: Protocol) -> Vec<WireEntry> {
    let bench = Bench::new().await;
    let script = Script::default().reply("GetBaseReport", Reply::status("NotSupported"));
    let (key, sim) = speaking(&bench, protocol, script).await;
    let command = bench.order(&key, Order::ReadConfiguration).await;
    bench.settled(&key, &command).await;
    // The first of them asks how much of it the charger takes at once.
    assert_eq!(sim.sent_to_me("GetVariables").len(), 2, "{protocol}");
    sim.wire()
}
