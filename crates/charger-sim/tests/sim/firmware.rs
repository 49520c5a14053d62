//! Firmware updates that have a requestId: SignedUpdateFirmware, and UpdateFirmware of 2.x.

use charger_sim::{Behaviour, FirmwareScript, FirmwareStep, Handle, Protocol, Reply, Script, SecondRequest};
use serde_json::{Value, json};

use crate::tiny_csms::{PATIENCE, TinyCsms, hear, said, statuses, wait_said};

const WITH_IDS: [Protocol; 3] = [Protocol::V16Security, Protocol::V201, Protocol::V21];

/// The words of one version.
fn words(protocol: Protocol) -> (&'static str, &'static str) {
    match protocol {
        Protocol::V16 | Protocol::V201 | Protocol::V21 => ("UpdateFirmware", "FirmwareStatusNotification"),
        Protocol::V16Security => ("SignedUpdateFirmware", "SignedFirmwareStatusNotification"),
    }
}

fn update(request: i64) -> Value {
    json!({"requestId": request, "firmware": {
        "location": "http://host/f.bin", "retrieveDateTime": "2020-01-01T00:00:00Z", "signingCertificate": "C",
        "signature": "S"}})
}

async fn order(csms: &TinyCsms, sim: &Handle, request: Value) -> Value {
    let (action, _) = words(sim.protocol().unwrap());
    csms.call(sim, action, request).await[2]["status"].clone()
}

/// A plan that stands still after its first report.
fn endless() -> Script {
    let never = FirmwareStep::Report { after: std::time::Duration::from_secs(600), status: "Downloaded".to_owned() };
    Script::default().firmware(FirmwareScript {
        steps: vec![FirmwareStep::report("Downloading"), never],
        ..FirmwareScript::default()
    })
}

#[tokio::test]
async fn a_signed_update_is_reported_under_its_request() {
    for protocol in WITH_IDS {
        let csms = TinyCsms::start().await;
        let sim = csms.speaking(protocol, Script::default()).await;
        let (_, report) = words(protocol);
        assert_eq!(order(&csms, &sim, update(6)).await, "Accepted");
        wait_said(&sim, report, "Installed").await;
        let mut expected = vec!["Downloading", "Downloaded", "SignatureVerified", "Installing"];
        if protocol != Protocol::V16Security {
            expected.push("InstallRebooting");
        }
        expected.push("Installed");
        assert_eq!(statuses(&sim, report), expected, "{protocol}");
        assert!(said(&sim, report).iter().all(|told| told["requestId"] == 6));
        assert_eq!(sim.status().firmware, "1.8.31");
        if protocol != Protocol::V16Security {
            assert_eq!(said(&sim, "BootNotification")[1]["reason"], "FirmwareUpdate");
        }
    }
}

#[tokio::test]
async fn an_unsigned_update_verifies_nothing() {
    let csms = TinyCsms::start().await;
    let sim = csms
        .speaking(Protocol::V201, Script::default().firmware(FirmwareScript::reports(&["Downloaded", "Installing"])))
        .await;
    let firmware = json!({"location": "http://host/f.bin", "retrieveDateTime": "2020-01-01T00:00:00Z"});
    order(&csms, &sim, json!({"requestId": 6, "firmware": firmware})).await;
    wait_said(&sim, "FirmwareStatusNotification", "Installing").await;
    assert_eq!(statuses(&sim, "FirmwareStatusNotification"), ["Downloaded", "Installing"]);
}

#[tokio::test]
async fn every_status_can_be_reported() {
    let all = [
        "DownloadScheduled",
        "Downloading",
        "DownloadPaused",
        "DownloadFailed",
        "Downloaded",
        "SignatureVerified",
        "InvalidSignature",
        "InstallScheduled",
        "Installing",
        "InstallRebooting",
        "InstallVerificationFailed",
        "InstallationFailed",
        "Installed",
    ];
    let csms = TinyCsms::start().await;
    let sim = csms.speaking(Protocol::V21, Script::default().firmware(FirmwareScript::reports(&all))).await;
    order(&csms, &sim, update(6)).await;
    wait_said(&sim, "FirmwareStatusNotification", "Installed").await;
    assert_eq!(statuses(&sim, "FirmwareStatusNotification"), all);
    hear(&sim, "SecurityEventNotification", |event| event["type"] == "InvalidFirmwareSignature").await;
}

#[tokio::test]
async fn a_second_update_takes_the_place_of_the_first_or_is_refused() {
    for protocol in WITH_IDS {
        let csms = TinyCsms::start().await;
        let sim = csms.speaking(protocol, endless()).await;
        let (_, report) = words(protocol);
        assert_eq!(order(&csms, &sim, update(6)).await, "Accepted");
        wait_said(&sim, report, "Downloading").await;
        let mut refusing = endless();
        refusing.firmware.second = SecondRequest::Refused;
        sim.set_script(refusing);
        assert_eq!(order(&csms, &sim, update(7)).await, "Rejected", "{protocol}");
        sim.set_script(Script::default());
        assert_eq!(order(&csms, &sim, update(8)).await, "AcceptedCanceled", "{protocol}");
        wait_said(&sim, report, "Installed").await;
        let told = said(&sim, report);
        assert_eq!(told.iter().filter(|told| told["requestId"] == 6).count(), 1);
        assert!(told[1..].iter().all(|told| told["requestId"] == 8));
    }
}

#[tokio::test]
async fn a_charger_can_lie_about_its_firmware_on_every_version() {
    for protocol in WITH_IDS {
        let csms = TinyCsms::start().await;
        let sim = csms.speaking(protocol, Behaviour::LiesAboutFirmware.script()).await;
        order(&csms, &sim, update(6)).await;
        assert!(sim.wait_boots(2, PATIENCE).await);
        assert_eq!(statuses(&sim, words(protocol).1).last().unwrap(), "Installed");
        assert_eq!(sim.status().firmware, "1.8.30");
    }
}

#[tokio::test]
async fn an_update_for_later_is_scheduled() {
    let csms = TinyCsms::start().await;
    let sim = csms.speaking(Protocol::V201, Script::default()).await;
    let mut request = update(6);
    request["firmware"]["installDateTime"] = "2099-01-01T00:00:00Z".into();
    order(&csms, &sim, request.clone()).await;
    wait_said(&sim, "FirmwareStatusNotification", "InstallScheduled").await;
    request["requestId"] = 7.into();
    request["firmware"]["retrieveDateTime"] = "2098-01-01T00:00:00Z".into();
    assert_eq!(order(&csms, &sim, request).await, "AcceptedCanceled");
    let last = hear(&sim, "FirmwareStatusNotification", |told| told["status"] == "DownloadScheduled").await;
    assert_eq!(last["requestId"], 7);
    assert_eq!(
        statuses(&sim, "FirmwareStatusNotification"),
        ["Downloading", "Downloaded", "SignatureVerified", "InstallScheduled", "DownloadScheduled"]
    );
}

#[tokio::test]
async fn a_bad_certificate_is_refused_and_told() {
    for protocol in WITH_IDS {
        let csms = TinyCsms::start().await;
        let (action, _) = words(protocol);
        let sim = csms.speaking(protocol, Script::default().reply(action, Reply::status("InvalidCertificate"))).await;
        assert_eq!(order(&csms, &sim, update(6)).await, "InvalidCertificate");
        hear(&sim, "SecurityEventNotification", |event| event["type"] == "InvalidFirmwareSigningCertificate").await;
    }
}

#[tokio::test]
async fn a_triggered_status_names_the_request_while_it_runs() {
    for protocol in WITH_IDS {
        let csms = TinyCsms::start().await;
        let sim = csms.speaking(protocol, endless()).await;
        let (_, report) = words(protocol);
        let action = if protocol == Protocol::V16Security { "ExtendedTriggerMessage" } else { "TriggerMessage" };
        let trigger = json!({"requestedMessage": "FirmwareStatusNotification"});
        csms.call(&sim, action, trigger.clone()).await;
        wait_said(&sim, report, "Idle").await;
        order(&csms, &sim, update(6)).await;
        wait_said(&sim, report, "Downloading").await;
        let mark = sim.mark();
        csms.call(&sim, action, trigger).await;
        let told = sim.wait_for_after(mark, |entry| entry.is_sent() && entry.is_call(report), PATIENCE).await.unwrap();
        assert_eq!(told.payload(), json!({"status": "Downloading", "requestId": 6}), "{protocol}");
    }
}
