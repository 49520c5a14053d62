//! Firmware updates and diagnostics, all pretended.

use std::time::Duration;

use charger_sim::{Behaviour, DiagnosticsScript, FirmwareScript, FirmwareStep, Handle, NewVersion, Progress, Script};
use serde_json::{Value, json};

use crate::tiny_csms::{A_WHILE, PATIENCE, TinyCsms, said, statuses, wait_said};

const FIRMWARE: &str = "FirmwareStatusNotification";
const DIAGNOSTICS: &str = "DiagnosticsStatusNotification";

async fn charger(script: Script) -> (TinyCsms, Handle) {
    let csms = TinyCsms::start().await;
    let sim = csms.booted(csms.charger("CP-1").firmware("1.8.30").script(script)).await;
    (csms, sim)
}

fn update() -> Value {
    json!({"location": "ftp://user:pass@host/f.bin", "retrieveDate": "2020-01-01T00:00:00Z"})
}

fn versions(sim: &Handle) -> Vec<String> {
    let boots = said(sim, "BootNotification");
    boots.iter().map(|boot| boot["firmwareVersion"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_firmware_update_ends_with_a_new_version() {
    let (csms, sim) = charger(Script::default()).await;
    assert_eq!(csms.call(&sim, "UpdateFirmware", update()).await[2], json!({}));
    wait_said(&sim, FIRMWARE, "Installed").await;
    assert_eq!(statuses(&sim, FIRMWARE), ["Downloading", "Downloaded", "Installing", "Installed"]);
    assert_eq!(versions(&sim), ["1.8.30", "1.8.31"]);
    assert_eq!(sim.status().firmware, "1.8.31");
}

#[tokio::test]
async fn a_charger_can_lie_about_its_firmware() {
    let (csms, sim) = charger(Behaviour::LiesAboutFirmware.script()).await;
    csms.call(&sim, "UpdateFirmware", update()).await;
    assert!(sim.wait_boots(2, PATIENCE).await);
    assert_eq!(statuses(&sim, FIRMWARE).last().unwrap(), "Installed");
    assert_eq!(versions(&sim), ["1.8.30", "1.8.30"]);
}

#[tokio::test]
async fn a_plan_without_a_reboot_waits_for_one() {
    let firmware = FirmwareScript::reports(&["Installed"]).version(NewVersion::Is("2.0".to_owned()));
    let (csms, sim) = charger(Script::default().firmware(firmware)).await;
    csms.call(&sim, "UpdateFirmware", update()).await;
    wait_said(&sim, FIRMWARE, "Installed").await;
    tokio::time::sleep(A_WHILE).await;
    assert_eq!(sim.status().boots, 1);
    csms.call(&sim, "Reset", json!({"type": "Soft"})).await;
    assert!(sim.wait_boots(2, PATIENCE).await);
    assert_eq!(versions(&sim), ["1.8.30", "2.0"]);
}

#[tokio::test]
async fn installed_may_never_come() {
    let mut firmware = FirmwareScript::default();
    firmware.steps.pop();
    let (csms, sim) = charger(Script::default().firmware(firmware)).await;
    csms.call(&sim, "UpdateFirmware", update()).await;
    assert!(sim.wait_boots(2, PATIENCE).await);
    tokio::time::sleep(A_WHILE).await;
    assert_eq!(statuses(&sim, FIRMWARE), ["Downloading", "Downloaded", "Installing"]);
    assert_eq!(versions(&sim), ["1.8.30", "1.8.31"]);
}

#[tokio::test]
async fn statuses_may_come_before_the_answer() {
    let firmware = FirmwareScript { before_answer: 2, ..FirmwareScript::default() };
    let diagnostics = DiagnosticsScript { before_answer: 1, ..DiagnosticsScript::default() };
    let (csms, sim) = charger(Script::default().firmware(firmware).diagnostics(diagnostics)).await;
    for (action, report, early) in [("UpdateFirmware", FIRMWARE, 2), ("GetDiagnostics", DIAGNOSTICS, 1)] {
        let mark = sim.mark();
        let answer = csms.call(&sim, action, update()).await;
        let wire = sim.wire_since(mark);
        let answered = wire.iter().position(|entry| entry.is_sent() && entry.json() == answer).unwrap();
        let before = wire[..answered].iter().filter(|entry| entry.is_sent() && entry.is_call(report)).count();
        assert_eq!(before, early, "{action}");
        wait_said(&sim, report, if early == 2 { "Installed" } else { "Uploaded" }).await;
    }
}

#[tokio::test]
async fn a_download_waits_for_the_retrieve_date_unless_told_otherwise() {
    let (csms, sim) = charger(Script::default()).await;
    let update = json!({"location": "http://host/f.bin", "retrieveDate": "2099-01-01T00:00:00+01:00"});
    csms.call(&sim, "UpdateFirmware", update.clone()).await;
    tokio::time::sleep(A_WHILE).await;
    assert!(statuses(&sim, FIRMWARE).is_empty());
    let firmware = FirmwareScript { waits_for_retrieve_date: false, ..FirmwareScript::default() };
    sim.set_script(Script::default().firmware(firmware));
    csms.call(&sim, "UpdateFirmware", update).await;
    wait_said(&sim, FIRMWARE, "Downloading").await;
}

#[tokio::test]
async fn diagnostics_are_uploaded_or_there_are_none() {
    let (csms, sim) = charger(Script::default()).await;
    let answer = csms.call(&sim, "GetDiagnostics", json!({"location": "ftp://host/"})).await;
    assert_eq!(answer[2], json!({"fileName": "diagnostics.zip"}));
    wait_said(&sim, DIAGNOSTICS, "Uploaded").await;
    assert_eq!(statuses(&sim, DIAGNOSTICS), ["Uploading", "Uploaded"]);

    sim.set_script(Script::default().diagnostics(DiagnosticsScript { file_name: None, ..Default::default() }));
    assert_eq!(csms.call(&sim, "GetDiagnostics", json!({"location": "ftp://host/"})).await[2], json!({}));
    tokio::time::sleep(A_WHILE).await;
    assert_eq!(statuses(&sim, DIAGNOSTICS).len(), 2);
}

#[tokio::test]
async fn a_flood_of_uploading_is_a_flood() {
    let steps = vec![Progress::of("Uploading"), Progress::of("UploadFailed")];
    let diagnostics = DiagnosticsScript { steps, flood: 99, ..DiagnosticsScript::default() };
    let (csms, sim) = charger(Script::default().diagnostics(diagnostics)).await;
    csms.call(&sim, "GetDiagnostics", json!({"location": "ftp://host/"})).await;
    wait_said(&sim, DIAGNOSTICS, "UploadFailed").await;
    assert_eq!(statuses(&sim, DIAGNOSTICS).len(), 101);
}

#[tokio::test]
async fn a_triggered_status_tells_where_the_job_stands() {
    let steps = vec![
        FirmwareStep::report("Downloading"),
        FirmwareStep::Report { after: Duration::from_secs(600), status: "Downloaded".to_owned() },
    ];
    let firmware = FirmwareScript { steps, ..FirmwareScript::default() };
    let (csms, sim) = charger(Script::default().firmware(firmware)).await;
    let trigger = json!({"requestedMessage": FIRMWARE});
    csms.call(&sim, "TriggerMessage", trigger.clone()).await;
    wait_said(&sim, FIRMWARE, "Idle").await;
    csms.call(&sim, "UpdateFirmware", update()).await;
    wait_said(&sim, FIRMWARE, "Downloading").await;
    let mark = sim.mark();
    csms.call(&sim, "TriggerMessage", trigger).await;
    let told = sim.wait_for_after(mark, |entry| entry.is_sent() && entry.is_call(FIRMWARE), PATIENCE).await.unwrap();
    assert_eq!(told.payload()["status"], "Downloading");
}
