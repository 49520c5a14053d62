//! Every kind of frame that we send, held against the published schemas.

use crate::bench::{Bench, PATIENCE};
use crate::tools::python;
use charger_sim::{AfterReset, DiagnosticsScript, FirmwareScript, Handle, ResetScript, Script, WireEntry};
use model::{
    ChargerKey, ClearProfiles, LocalTime, Order, ProfilePurpose, Reboot, RebootKind, RequestDiagnostics, Retries,
    StepKind, UpdateFirmware,
};
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashMap};
use std::fs::{self, File};
use std::time::Duration;

/// Longest message id and error description of OCPP-J 1.6, 4.2.
const ID_MAX: usize = 36;
const DESCRIPTION_MAX: usize = 255;

/// What the schemas cover, as check_frames.py names it: our CALLs, then our answers.
const EXPECTED: [&str; 16] = [
    "ClearCache",
    "ClearChargingProfile",
    "GetCompositeSchedule",
    "GetDiagnostics",
    "Reset",
    "UpdateFirmware",
    "Authorize.conf",
    "BootNotification.conf",
    "DataTransfer.conf",
    "DiagnosticsStatusNotification.conf",
    "FirmwareStatusNotification.conf",
    "Heartbeat.conf",
    "MeterValues.conf",
    "StartTransaction.conf",
    "StatusNotification.conf",
    "StopTransaction.conf",
];

#[tokio::test]
async fn every_frame_we_send_is_valid_by_the_published_schemas() {
    // A-45
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(quick()).await;
    says_everything(&sim).await;
    for order in every_order() {
        let command = bench.order(&key, order).await;
        bench.settled(&key, &command).await;
    }
    clears_what_it_holds(&bench, &key, &sim).await;
    provoke_errors(&sim).await;

    let payloads = our_payloads(&sim.wire());
    let named: BTreeSet<&str> = payloads.iter().map(|line| line.split_once('\t').unwrap().0).collect();
    assert_eq!(named, BTreeSet::from(EXPECTED));
    let lines: Vec<&str> = payloads.iter().map(String::as_str).collect();
    if let Err(findings) = check_frames(&bench, &lines) {
        panic!("the schemas refuse what we sent:\n{findings}");
    }
    our_frames_are_shaped_well(&sim.wire());
}

#[tokio::test]
async fn the_check_finds_what_is_wrong() {
    let bench = Bench::new().await;
    for bad in [
        r#"Reset	{"type":"Warm"}"#,
        r#"ClearChargingProfile	{"stackLevel":null}"#,
        r#"UpdateFirmware	{"location":"no address","retrieveDate":"2026-11-23T10:00:00Z"}"#,
        r#"UpdateFirmware	{"location":"ftp://a.example/f","retrieveDate":"2026-11-23T10:00:00"}"#,
        r#"Heartbeat.conf	{}"#,
        r#"Reboot	{}"#,
    ] {
        assert!(check_frames(&bench, &[r#"ClearCache	{}"#, bad]).is_err(), "{bad}");
    }
    check_frames(&bench, &[r#"ClearCache	{}"#]).unwrap();
}

/// Every action comes to its end as soon as it is answered, or shortly after.
fn quick() -> Script {
    let mut script = Script::default();
    script.reset = ResetScript { after: AfterReset::Reboot { offline: Duration::from_millis(20) }, ..script.reset };
    script.firmware = FirmwareScript::reports(&["DownloadFailed"]);
    script.firmware.waits_for_retrieve_date = false;
    script.diagnostics = DiagnosticsScript { file_name: None, ..script.diagnostics };
    script
}

/// All five OCPP actions with every combination of their options, zeros among them.
fn every_order() -> Vec<Order> {
    let mut orders = vec![Order::ClearCache];
    orders.extend([RebootKind::Soft, RebootKind::Hard].map(|kind| Order::Reboot(Reboot::now(kind))));
    let retries: Vec<Retries> = pairs(&[None, Some(1), Some(i64::from(i32::MAX))], &[None, Some(0), Some(60)])
        .map(|(times, interval_s)| Retries { times, interval_s })
        .collect();
    for (retries, fetch_from) in pairs(&retries, &[None, Some("2027-01-15T04:00"), Some("2026-07-01T04:00:30")]) {
        let update = UpdateFirmware::now("ftp://fw:se%20cret@files.example.com/v2.bin");
        orders.push(Order::UpdateFirmware(UpdateFirmware { fetch_from: fetch_from.map(local), retries, ..update }));
    }
    for (retries, (from, to)) in pairs(&retries, &[(false, false), (true, false), (false, true), (true, true)]) {
        orders.push(Order::RequestDiagnostics(RequestDiagnostics {
            from: from.then(|| local("2026-11-20T10:00")),
            to: to.then(|| local("2026-11-20T12:30:15")),
            retries,
            ..RequestDiagnostics::now("https://files.example.com/")
        }));
    }
    for url in [
        "FTP://Files.Example.com",
        "ftps://user@files.example.com:990/in/",
        "sftp://user:p%40ss:word@[2001:db8::1]:2222/in",
        "http://192.0.2.7:8080/put?token=abcdef0123&x=%C3%BC",
        "https://files.example.com/a%20b/ü/(1)'[2].bin?q=~x,%7B",
    ] {
        orders.push(Order::RequestDiagnostics(RequestDiagnostics::now(url)));
    }
    let purposes = [None].into_iter().chain(ProfilePurpose::ALL[..3].iter().copied().map(Some));
    for purpose in purposes {
        for (id, connector) in pairs(&[None, Some(0), Some(-1)], &[None, Some(0), Some(2)]) {
            for stack_level in [None, Some(0)] {
                let criteria = ClearProfiles { id, connector, purpose, stack_level };
                // All at once is ordered by itself, while the charger still holds something.
                if !criteria.is_all() {
                    orders.push(Order::ClearChargingProfiles(criteria));
                }
            }
        }
    }
    orders
}

/// With a profile that matches, so that each connector is asked for its schedule.
async fn clears_what_it_holds(bench: &Bench, key: &ChargerKey, sim: &Handle) {
    let mut script = sim.script();
    script.profiles.unknown_when_empty = false;
    sim.set_script(script);
    let command = bench.order(key, Order::ClearChargingProfiles(ClearProfiles::default())).await;
    bench
        .wait(key, |page| {
            let steps = &page.command(&command).unwrap().steps;
            steps.iter().filter(|step| matches!(step.kind, StepKind::Schedule { .. })).count() == 2
        })
        .await;
}

/// Each message that a 1.6 charger has of its own, with and without what is optional.
async fn says_everything(sim: &Handle) {
    let say = async |action: &str, payload: Value| {
        let answered = sim.call(action, payload.clone()).await;
        answered.unwrap_or_else(|failure| panic!("{action} {payload}: {failure}"))
    };
    say("BootNotification", json!({"chargePointVendor": "ABB", "chargePointModel": "Terra 184"})).await;
    say("Heartbeat", json!({})).await;
    for status in [
        "Available",
        "Preparing",
        "Charging",
        "SuspendedEV",
        "SuspendedEVSE",
        "Finishing",
        "Reserved",
        "Unavailable",
        "Faulted",
    ] {
        say("StatusNotification", json!({"connectorId": 1, "errorCode": "NoError", "status": status})).await;
    }
    say("Authorize", json!({"idTag": "TAG-1"})).await;
    for (connector, tag) in [(1, json!({"idTag": "TAG-1"})), (2, json!({}))] {
        let at = |minute: u32| format!("2026-11-23T10:{minute:02}:00Z");
        let start = json!({"connectorId": connector, "idTag": "TAG-1", "meterStart": 0, "timestamp": at(0)});
        let transaction = say("StartTransaction", start).await["transactionId"].clone();
        let reading = json!({"timestamp": at(1), "sampledValue": [{"value": "12.5", "unit": "kWh"}]});
        let values = json!({"connectorId": connector, "transactionId": transaction, "meterValue": [reading]});
        say("MeterValues", values).await;
        let mut stop = json!({"transactionId": transaction, "meterStop": 12_500, "timestamp": at(2)});
        stop.as_object_mut().unwrap().extend(tag.as_object().unwrap().clone());
        say("StopTransaction", stop).await;
    }
    say("DataTransfer", json!({"vendorId": "com.example"})).await;
    say("DataTransfer", json!({"vendorId": "com.example", "messageId": "hello", "data": "x"})).await;
    for status in
        ["Downloading", "Downloaded", "Installing", "Installed", "DownloadFailed", "InstallationFailed", "Idle"]
    {
        say("FirmwareStatusNotification", json!({"status": status})).await;
    }
    for status in ["Uploading", "Uploaded", "UploadFailed", "Idle"] {
        say("DiagnosticsStatusNotification", json!({"status": status})).await;
    }
}

/// What we answer with a CALLERROR.
async fn provoke_errors(sim: &Handle) {
    let mark = sim.mark();
    for (action, payload) in [
        ("SecurityEventNotification", json!({"type": "x", "timestamp": "2026-11-23T10:00:00Z"})),
        ("Reset", json!({"type": "Soft"})),
        ("BootNotification", json!({"chargePointVendor": "ABB"})),
        ("MeterValues", json!({"connectorId": {}, "meterValue": []})),
        ("Heartbeat", json!([])),
        ("<b>\u{202e}No</b>", json!({"long": "x".repeat(5_000)})),
    ] {
        assert!(sim.call(action, payload).await.is_err(), "{action}");
    }
    for text in [r#"[2,"one-1"]"#, r#"[2,"one-2","Heartbeat"]"#, r#"[2,"one-3",7,{}]"#] {
        sim.send_text(text).await.unwrap();
    }
    let last = |entry: &WireEntry| entry.is_received() && entry.id().as_deref() == Some("one-3");
    assert!(sim.wait_for_after(mark, last, PATIENCE).await.is_some());
}

/// Each distinct payload of ours, as check_frames.py reads it.
fn our_payloads(wire: &[WireEntry]) -> BTreeSet<String> {
    let asked: HashMap<String, String> =
        wire.iter().filter(|entry| entry.is_sent()).filter_map(|entry| Some((entry.id()?, entry.action()?))).collect();
    let ours = wire.iter().filter(|entry| entry.is_received());
    ours.filter_map(|entry| {
        let name = match entry.json()[0].as_i64() {
            Some(2) => entry.action()?,
            Some(3) => format!("{}.conf", asked[&entry.id()?]),
            _error => return None,
        };
        Some(format!("{name}\t{}", entry.payload()))
    })
    .collect()
}

/// The envelopes, which no schema covers: OCPP-J 1.6, 4.2.
fn our_frames_are_shaped_well(wire: &[WireEntry]) {
    let codes = ocpp::rpc::ErrorCode::ALL.map(|code| code.name(ocpp::Version::V16));
    let mut errors = 0;
    for entry in wire.iter().filter(|entry| entry.is_received()) {
        let frame = entry.json();
        let (frame, text) = (frame.as_array().unwrap(), &entry.text);
        let characters = |place: usize| frame[place].as_str().unwrap().chars().count();
        assert!((1..=ID_MAX).contains(&characters(1)), "{text}");
        match (frame[0].as_i64(), frame.len()) {
            (Some(2), 4) => assert!(characters(2) > 0 && frame[3].is_object(), "{text}"),
            (Some(3), 3) => assert!(frame[2].is_object(), "{text}"),
            (Some(4), 5) => {
                errors += 1;
                assert!(codes.iter().any(|code| frame[2] == *code), "{text}");
                assert!(characters(3) <= DESCRIPTION_MAX && frame[4].is_object(), "{text}");
            }
            _ => panic!("no frame of OCPP-J: {text}"),
        }
    }
    assert_eq!(errors, 9, "every provoked error is among them");
}

/// What the schemas find in these lines.
fn check_frames(bench: &Bench, lines: &[&str]) -> Result<(), String> {
    let file = bench.folder.path().join("frames.txt");
    fs::write(&file, lines.join("\n")).unwrap();
    let output = python("check_frames.py").stdin(File::open(&file).unwrap()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    if output.status.success() && said.contains(&format!("{} payloads checked, 0 failed", lines.len())) {
        return Ok(());
    }
    Err(format!("{said}{}", String::from_utf8_lossy(&output.stderr)))
}

fn local(text: &str) -> LocalTime {
    LocalTime(text.to_owned())
}

/// Each of the first with each of the second.
fn pairs<A: Copy, B: Copy>(first: &[A], second: &[B]) -> impl Iterator<Item = (A, B)> {
    let pairs: Vec<(A, B)> = first.iter().flat_map(|a| second.iter().map(|b| (*a, *b))).collect();
    pairs.into_iter()
}
