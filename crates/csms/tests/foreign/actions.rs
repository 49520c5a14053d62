//! All five OCPP actions on chargers that other people's libraries play, which check our frames as they take them.

use crate::bench::{Bench, PASSWORD, steps};
use crate::charger::ForeignCharger;
use crate::tools::{node, python};
use model::{
    ChargerKey, ClearProfiles, Command, FirmwareStatus, Limit, LocalTime, Order, Reboot, RebootKind, RebootNeeded,
    RequestDiagnostics, Retries, StepKind, UpdateFirmware, Verdict,
};
use serde_json::{Value, json};

/// Percent-encoded in the address by one library and left as it is by the other.
const IDENTITY: &str = "DE*ACE*E-1 (Nord)";
const FIRMWARE_URL: &str = "ftp://fw:s%40cret-4711@files.example.com:2121/images/v2.bin";
const UPLOAD_URL: &str = "https://files.example.com/diagnostics/";

#[tokio::test]
async fn a_charger_on_the_python_library_does_all_five_actions() {
    does_all_five_actions(python("python_charger.py")).await;
}

#[tokio::test]
async fn a_charger_on_the_node_library_does_all_five_actions() {
    does_all_five_actions(node("node_charger.mjs")).await;
}

#[tokio::test]
async fn a_wrong_password_is_a_refusal_that_both_libraries_understand() {
    let bench = Bench::new().await;
    let key = bench.register(IDENTITY).await;
    for program in [python("python_charger.py"), node("node_charger.mjs")] {
        let mut charger = ForeignCharger::start(program, &bench.url(), IDENTITY, "another password");
        let refused = charger.wait_for("refused").await["message"].to_string();
        assert!(refused.contains("401") || refused.contains("Unauthorized"), "{refused}");
        assert!(charger.events("connected").is_empty());
        charger.finish().await;
    }
    assert!(!bench.page(&key).await.charger.online);
}

async fn does_all_five_actions(program: std::process::Command) {
    let bench = Bench::new().await;
    let key = bench.register(IDENTITY).await;
    let mut charger = ForeignCharger::start(program, &bench.url(), IDENTITY, PASSWORD);
    let booted = charger.wait_for("booted").await;
    assert_eq!(booted["status"], "Accepted");
    assert_eq!(bench.page(&key).await.charger.plugs().count(), 1);

    let cleared = settle(&bench, &key, Order::ClearCache).await;
    assert!(matches!(cleared.verdict, Verdict::CacheCleared { .. }), "{:?}", cleared.verdict);

    clears_its_profiles(&bench, &key).await;

    for kind in [RebootKind::Soft, RebootKind::Hard] {
        let rebooted = settle(&bench, &key, Order::Reboot(Reboot::now(kind))).await;
        assert!(matches!(rebooted.verdict, Verdict::Rebooted { downtime_ms: Some(_) }), "{:#?}", steps(&rebooted));
    }
    assert_eq!(bench.page(&key).await.charger.reboot_needed, None);

    let uploaded = settle(&bench, &key, diagnostics()).await;
    assert_eq!(uploaded.verdict, Verdict::DiagnosticsUploaded { file: Some("diagnostics.zip".to_owned()) });

    updates_its_firmware(&bench, &key).await;

    let mut calls = charger.calls();
    let sent_date = calls.last_mut().and_then(|(_, payload)| payload.as_object_mut()?.remove("retrieveDate"));
    assert!(sent_date.as_ref().and_then(Value::as_str).is_some_and(|date| date.ends_with('Z')), "{sent_date:?}");
    let expected = [
        ("ClearCache", json!({})),
        ("ClearChargingProfile", json!({})),
        ("GetCompositeSchedule", json!({"connectorId": 1, "duration": 86400})),
        ("Reset", json!({"type": "Soft"})),
        ("Reset", json!({"type": "Hard"})),
        (
            "GetDiagnostics",
            json!({
                "location": UPLOAD_URL, "retries": 2, "retryInterval": 30,
                "startTime": "2026-11-20T08:00:00Z", "stopTime": "2026-11-20T10:30:00Z",
            }),
        ),
        ("UpdateFirmware", json!({"location": FIRMWARE_URL, "retries": 3, "retryInterval": 60})),
    ];
    assert_eq!(calls, expected.map(|(action, payload)| (action.to_owned(), payload)));
    charger.finish().await;
}

/// E1: the verdict, the charger's schedule as evidence, and the badge until the next boot.
async fn clears_its_profiles(bench: &Bench, key: &ChargerKey) {
    let order = Order::ClearChargingProfiles(ClearProfiles::default());
    let cleared = settle(bench, key, order).await;
    assert_eq!(cleared.verdict, Verdict::ProfilesCleared);
    let schedule = StepKind::Schedule { connector: 1, limit: Limit::Limited { amount: "32 A".to_owned() } };
    let page = bench.wait(key, |page| shows(page.command(&cleared.key), &schedule)).await;
    assert_eq!(page.charger.reboot_needed, Some(RebootNeeded::ProfilesCleared));
}

/// The version at the next boot decides, and the report that follows it is told too.
async fn updates_its_firmware(bench: &Bench, key: &ChargerKey) {
    let updated = settle(bench, key, firmware()).await;
    match &updated.verdict {
        Verdict::FirmwareUpdated { from, to, .. } => assert_eq!((from.as_str(), to.as_str()), ("1.0.0", "2.0.0")),
        other => panic!("{other:?}: {:#?}", steps(&updated)),
    }
    let installed = StepKind::Firmware { status: FirmwareStatus::Installed, count: 1 };
    let page = bench.wait(key, |page| shows(page.command(&updated.key), &installed)).await;
    let told = steps(page.command(&updated.key).unwrap());
    for status in ["Downloading", "Downloaded", "Installing", "Booted with firmware 2.0.0"] {
        assert!(told.iter().any(|step| step.starts_with(status)), "no {status} in {told:#?}");
    }
    assert_eq!(page.charger.firmware.as_deref(), Some("2.0.0"));
}

async fn settle(bench: &Bench, key: &ChargerKey, order: Order) -> Command {
    let command = bench.order(key, order).await;
    bench.settled(key, &command).await
}

fn shows(command: Option<&Command>, kind: &StepKind) -> bool {
    command.is_some_and(|command| command.steps.iter().any(|step| step.kind == *kind))
}

fn diagnostics() -> Order {
    // In the site's time, which is Helsinki's.
    Order::RequestDiagnostics(RequestDiagnostics {
        from: Some(LocalTime("2026-11-20T10:00".to_owned())),
        to: Some(LocalTime("2026-11-20T12:30".to_owned())),
        retries: Retries { times: Some(2), interval_s: Some(30) },
        ..RequestDiagnostics::now(UPLOAD_URL)
    })
}

fn firmware() -> Order {
    Order::UpdateFirmware(UpdateFirmware {
        retries: Retries { times: Some(3), interval_s: Some(60) },
        ..UpdateFirmware::now(FIRMWARE_URL)
    })
}
