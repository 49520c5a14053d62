//! Update Firmware and Request Diagnostics, from the form's URL to what the charger shows.

use crate::bench::{Bench, DOUBT, PATIENCE, steps};
use crate::talk::asked;
use actions::{
    ChargerPage, Common, LocalTime, Order, RequestDiagnostics, Retries, UpdateFirmware, Verdict, request_diagnostics,
    update_firmware,
};
use charger_sim::{DiagnosticsScript, FirmwareScript, NewVersion, Progress, Reply, Script};
use model::{CommandKey, Delivery, DiagnosticsStatus, FirmwareStatus, RebootNeeded, Refusal, RefusalCode, StepKind};
use serde_json::json;
use std::time::Duration;

const QUICK: Duration = Duration::from_millis(50);

fn update() -> Order {
    update_from("ftp://user:s3cret-pw@server.com/firmware.bin", Retries::default())
}

fn update_from(url: &str, retries: Retries) -> Order {
    Order::UpdateFirmware(UpdateFirmware { retries, ..UpdateFirmware::now(url) })
}

fn diagnostics() -> Order {
    diagnostics_between(None, None)
}

fn diagnostics_between(from: Option<&str>, to: Option<&str>) -> Order {
    let time = |text: Option<&str>| text.map(|text| LocalTime(text.to_owned()));
    let url = "ftp://logs:s3cret-pw@server.com/in/";
    Order::RequestDiagnostics(RequestDiagnostics { from: time(from), to: time(to), ..RequestDiagnostics::now(url) })
}

fn firmware(script: FirmwareScript) -> Script {
    Script { firmware: script, ..Script::default() }
}

fn uploads(script: DiagnosticsScript) -> Script {
    Script { diagnostics: script, ..Script::default() }
}

async fn ends(order: Order, script: Script, wanted: impl Fn(&Verdict) -> bool) {
    let bench = Bench::new().await;
    let (key, _sim) = bench.charger(script).await;
    let command = bench.order(&key, order).await;
    let command = bench.settled(&key, &command).await;
    assert!(wanted(&command.verdict), "{:?} after {:#?}", command.verdict, steps(&command));
}

/// The same, where nothing is heard of it any more once its CALL has come so far.
async fn is_given_up(order: Order, script: Script, delivery: Delivery, wanted: impl Fn(&Verdict) -> bool) {
    let bench = Bench::new().await;
    let (key, _sim) = bench.charger(script).await;
    let deadlines = bench.config.deadlines;
    let wait = match &order {
        Order::UpdateFirmware(_) => deadlines.firmware,
        _upload => deadlines.diagnostics,
    };
    let command = bench.order(&key, order).await;
    if delivery == Delivery::TimedOut {
        bench.delivered(&key, &command, Delivery::Sent).await;
        bench.pass(deadlines.call);
    }
    bench.delivered(&key, &command, delivery).await;
    let command = bench.settled_after(&key, &command, wait).await;
    assert!(wanted(&command.verdict), "{:?} after {:#?}", command.verdict, steps(&command));
}

fn has_step(page: &ChargerPage, command: &CommandKey, wanted: impl Fn(&StepKind) -> bool) -> bool {
    page.command(command).is_some_and(|command| command.steps.iter().any(|step| wanted(&step.kind)))
}

#[tokio::test]
async fn an_update_is_proved_by_the_version_at_the_boot() {
    // A-08, B9, B7
    let way = FirmwareScript::reports(&["Downloading", "Downloaded", "Installing"])
        .reboot(QUICK)
        .then("Installed")
        .version(NewVersion::Is("1.8.32".to_owned()));
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(firmware(way)).await;
    let command = bench.order(&key, update()).await;
    let page = bench
        .wait(&key, |page| {
            has_step(page, &command, |kind| {
                matches!(kind, StepKind::Firmware { status: FirmwareStatus::Installed, .. })
            })
        })
        .await;
    let told = page.command(&command).unwrap();
    let Verdict::UpdateFirmware(update_firmware::Verdict::FirmwareUpdated { from, to, .. }) = &told.verdict else {
        panic!("{:?}", told.verdict)
    };
    assert_eq!((from.as_str(), to.as_str()), ("1.8.30", "1.8.32"));
    assert_eq!(page.charger.firmware.as_deref(), Some("1.8.32"));
    // The charger got the password; nobody else did.
    let payload = &sim.sent_to_me("UpdateFirmware")[0].payload;
    assert_eq!(payload["location"], json!("ftp://user:s3cret-pw@server.com/firmware.bin"));
    assert!(payload["retrieveDate"].as_str().unwrap().ends_with('Z'), "{payload}");
    assert!(payload.get("retries").is_none() && payload.get("retryInterval").is_none(), "{payload}");
    assert_eq!(told.subject, "ftp://***@server.com/firmware.bin");
    // Answered {} is "received", not "accepted".
    assert!(steps(told).iter().any(|step| step.starts_with("Received by the charger")), "{:#?}", steps(told));
    // G5: each report's frame belongs to the command.
    let reports: Vec<_> = page
        .trace
        .exchanges
        .iter()
        .filter(|e| e.call.action.as_deref() == Some("FirmwareStatusNotification"))
        .collect();
    assert_eq!(reports.len(), 4);
    assert!(reports.iter().all(|e| e.call.command.as_ref().is_some_and(|(key, _)| *key == command)));
}

#[tokio::test]
async fn retries_are_sent_when_they_are_given() {
    // B7
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(firmware(FirmwareScript::reports(&["DownloadFailed"]))).await;
    let retries = Retries { times: Some(3), interval_s: Some(0) };
    let command = bench.order(&key, update_from("http://server.com/a.bin", retries)).await;
    bench.told(&key, &command, "Download failed").await;
    bench.pass(DOUBT);
    bench.settled(&key, &command).await;
    let payload = &sim.sent_to_me("UpdateFirmware")[0].payload;
    assert_eq!((&payload["retries"], &payload["retryInterval"]), (&json!(3), &json!(0)));
}

#[tokio::test]
async fn a_second_update_is_refused_while_one_runs() {
    // B13
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(firmware(FirmwareScript::reports(&["Downloading"]))).await;
    let first = bench.order(&key, update()).await;
    let downloading = |kind: &StepKind| matches!(kind, StepKind::Firmware { status: FirmwareStatus::Downloading, .. });
    bench.wait(&key, |page| has_step(page, &first, downloading)).await;
    let refusal = bench.refusal(&key, update_from("http://server.com/other.bin", Retries::default())).await;
    assert_eq!(refusal.code, RefusalCode::AlreadyOpen);
    assert!(refusal.sentence.contains("Update Firmware") && refusal.sentence.contains("command line"), "{refusal:?}");
    // What the charger reports next still belongs to the first.
    sim.call("FirmwareStatusNotification", json!({"status": "DownloadFailed"})).await.unwrap();
    assert_eq!(
        bench.settled(&key, &first).await.verdict,
        Verdict::UpdateFirmware(update_firmware::Verdict::DownloadFailed)
    );
    assert_eq!(sim.sent_to_me("UpdateFirmware").len(), 1);
    assert_eq!(bench.page(&key).await.timeline.rows.len(), 1);
}

#[tokio::test]
async fn failures_of_an_update_are_terminal() {
    // A-09, B11
    let way = |statuses: &[&str]| firmware(FirmwareScript::reports(statuses));
    ends(update(), way(&["Downloading", "DownloadFailed"]), |v| {
        *v == Verdict::UpdateFirmware(update_firmware::Verdict::DownloadFailed)
    })
    .await;
    let statuses = ["Downloading", "Downloaded", "Installing", "InstallationFailed"];
    ends(update(), way(&statuses), |v| *v == Verdict::UpdateFirmware(update_firmware::Verdict::InstallationFailed))
        .await;
    let refused = Script::default().reply("UpdateFirmware", Reply::error("NotSupported", ""));
    ends(update(), refused, |v| matches!(v, Verdict::Common(Common::Failed { .. }))).await;
    let rejected = Script::default().reply("UpdateFirmware", Reply::status("Rejected"));
    ends(update(), rejected, |v| *v == Verdict::Common(Common::Rejected)).await;
}

#[tokio::test]
async fn installed_with_the_old_version_is_no_success() {
    // B10
    let way = FirmwareScript::reports(&["Downloading", "Downloaded", "Installing", "Installed"]).reboot(QUICK);
    ends(update(), firmware(way.version(NewVersion::Same)), |verdict| {
        matches!(
            verdict,
            Verdict::UpdateFirmware(update_firmware::Verdict::VersionUnchanged { reported_installed: true, .. })
        )
    })
    .await;
}

#[tokio::test]
async fn installed_without_a_boot_asks_for_a_reboot_and_stays_unconfirmed() {
    // decisions 11
    let bench = Bench::new().await;
    let way = FirmwareScript::reports(&["Downloading", "Downloaded", "Installing", "Installed"]);
    let (key, _sim) = bench.charger(firmware(way.version(NewVersion::Same))).await;
    let command = bench.order(&key, update()).await;
    bench.wait(&key, |page| page.charger.reboot_needed == Some(RebootNeeded::FirmwareInstalled)).await;
    let command = bench.settled_after(&key, &command, bench.config.deadlines.firmware).await;
    assert_eq!(command.verdict, Verdict::UpdateFirmware(update_firmware::Verdict::InstalledUnconfirmed));
}

#[tokio::test]
async fn silence_after_an_update_ends_at_the_deadline() {
    let nothing = FirmwareScript { steps: Vec::new(), ..FirmwareScript::default() };
    is_given_up(update(), firmware(nothing), Delivery::Answered, |v| {
        *v == Verdict::UpdateFirmware(update_firmware::Verdict::FirmwareStalled { last: None })
    })
    .await;
    let silent = Script::default().reply("UpdateFirmware", Reply::Silence);
    is_given_up(update(), silent, Delivery::TimedOut, |v| *v == Verdict::Common(Common::NoAnswer)).await;
    let dropped = Script::default().reply("UpdateFirmware", Reply::DropSocket);
    is_given_up(update(), dropped, Delivery::OutcomeUnknown, |v| *v == Verdict::Common(Common::OutcomeUnknown)).await;
}

#[tokio::test]
async fn a_status_that_belongs_to_no_command_stays_with_the_charger() {
    // A-10, A-11
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    assert_eq!(sim.call("FirmwareStatusNotification", json!({"status": "Installed"})).await.unwrap(), json!({}));
    assert_eq!(sim.call("DiagnosticsStatusNotification", json!({"status": "Uploaded"})).await.unwrap(), json!({}));
    let page = bench.page(&key).await;
    assert!(page.timeline.rows.is_empty());
    assert_eq!(page.charger.reboot_needed, None);
}

#[tokio::test]
async fn diagnostics_end_with_the_upload() {
    // A-15, C4, C5
    let bench = Bench::new().await;
    let way = DiagnosticsScript {
        file_name: Some("logs.zip".to_owned()),
        steps: vec![Progress::of("Uploading"), Progress::of("Uploaded")],
        flood: 60,
        ..DiagnosticsScript::default()
    };
    let (key, sim) = bench.charger(uploads(way)).await;
    let command = bench.order(&key, diagnostics_between(Some("2026-11-01T10:00"), Some("2026-11-02T10:00"))).await;
    let settled = bench.settled(&key, &command).await;
    assert_eq!(
        settled.verdict,
        Verdict::RequestDiagnostics(request_diagnostics::Verdict::DiagnosticsUploaded {
            file: Some("logs.zip".to_owned())
        })
    );
    let uploading: Vec<_> = settled
        .steps
        .iter()
        .filter(|step| matches!(step.kind, StepKind::Diagnostics { status: DiagnosticsStatus::Uploading, .. }))
        .collect();
    assert_eq!(uploading.len(), 1, "a flood is one step: {:#?}", steps(&settled));
    let StepKind::Diagnostics { count, .. } = uploading[0].kind else { unreachable!() };
    assert!(count >= 60, "{count}");
    // C7, B16: the site's time zone, sent as UTC.
    let payload = &sim.sent_to_me("GetDiagnostics")[0].payload;
    assert!(payload["startTime"].as_str().unwrap().starts_with("2026-11-01T08:00:00"), "{payload}");
    assert_eq!(payload["location"], json!("ftp://logs:s3cret-pw@server.com/in/"));
}

#[tokio::test]
async fn every_way_an_upload_can_end() {
    // C4, C6, A-15
    // A failure so soon is doubted first.
    let failing = DiagnosticsScript { steps: vec![Progress::of("UploadFailed")], ..DiagnosticsScript::default() };
    let bench = Bench::new().await;
    let (key, _sim) = bench.charger(uploads(failing)).await;
    let command = bench.order(&key, diagnostics()).await;
    bench.told(&key, &command, "Upload failed").await;
    bench.pass(DOUBT);
    let command = bench.settled(&key, &command).await;
    assert_eq!(command.verdict, Verdict::RequestDiagnostics(request_diagnostics::Verdict::UploadFailed));
    let nothing = DiagnosticsScript { file_name: None, ..DiagnosticsScript::default() };
    ends(diagnostics(), uploads(nothing), |v| {
        *v == Verdict::RequestDiagnostics(request_diagnostics::Verdict::NothingToUpload)
    })
    .await;
    let early = DiagnosticsScript { before_answer: 2, ..DiagnosticsScript::default() };
    ends(diagnostics(), uploads(early), |v| {
        matches!(v, Verdict::RequestDiagnostics(request_diagnostics::Verdict::DiagnosticsUploaded { .. }))
    })
    .await;
    let mute = DiagnosticsScript { steps: Vec::new(), ..DiagnosticsScript::default() };
    is_given_up(diagnostics(), uploads(mute), Delivery::Answered, |v| {
        *v == Verdict::RequestDiagnostics(request_diagnostics::Verdict::UploadStalled { last: None })
    })
    .await;
    let refused = Script::default().reply("GetDiagnostics", Reply::error("NotImplemented", ""));
    ends(diagnostics(), refused, |v| matches!(v, Verdict::Common(Common::Failed { .. }))).await;
    let silent = Script::default().reply("GetDiagnostics", Reply::Silence);
    is_given_up(diagnostics(), silent, Delivery::TimedOut, |v| *v == Verdict::Common(Common::NoAnswer)).await;
}

#[tokio::test]
async fn a_late_answer_to_a_diagnostics_request_is_taken() {
    // H4
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default().reply("GetDiagnostics", Reply::Silence)).await;
    let command = bench.order(&key, diagnostics()).await;
    bench.delivered(&key, &command, Delivery::Sent).await;
    bench.pass(bench.config.deadlines.call);
    bench.delivered(&key, &command, Delivery::TimedOut).await;
    let answer = json!([3, asked(&sim, "GetDiagnostics"), {"fileName": "logs.zip"}]);
    sim.send_text(&answer.to_string()).await.unwrap();
    for status in ["Uploading", "Uploaded"] {
        sim.call("DiagnosticsStatusNotification", json!({"status": status})).await.unwrap();
    }
    let settled = bench.settled(&key, &command).await;
    assert!(
        matches!(
            settled.verdict,
            Verdict::RequestDiagnostics(request_diagnostics::Verdict::DiagnosticsUploaded { .. })
        ),
        "{:?}",
        settled.verdict
    );
    assert!(steps(&settled).iter().any(|step| step.starts_with("Late answer")), "{:#?}", steps(&settled));
}

#[tokio::test]
async fn a_bad_url_or_time_is_refused_before_anything_is_sent() {
    // B2, C7, E-30, E-31, E-32; decisions 26, 34
    let bench = Bench::with(|config| config.allow_url_hosts.clear()).await;
    let (key, sim) = bench.charger(Script::default()).await;
    let check = async |order: Order, field: &str| {
        let Refusal { field: named, sentence, .. } = bench.refusal(&key, order).await;
        assert_eq!(named.as_deref(), Some(field), "{sentence}");
        assert!(!sentence.contains("s3cret"), "{sentence}");
    };
    for url in [
        "C:\\firmware.bin",
        "ftp://user:s3cret@",
        "http://",
        "ftp://server.com/a b.bin",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://127.0.0.1/a",
        "http://localhost./a",
        "http://2130706433/a",
        "http://169.254.169.254/latest",
        "http://[::1]/a",
        "just text",
    ] {
        check(update_from(url, Retries::default()), "url").await;
    }
    check(diagnostics_between(Some("2026-11-02T10:00"), Some("2026-11-01T10:00")), "to").await;
    // Helsinki: 03:00–04:00 on 2026-03-29 does not exist, 03:00–04:00 on 2026-10-25 is there twice.
    check(diagnostics_between(Some("2026-03-29T03:30"), None), "from").await;
    check(diagnostics_between(None, Some("2026-10-25T03:30")), "to").await;
    assert!(sim.wait_for(|entry| entry.is_received() && entry.is_call("UpdateFirmware"), QUICK).await.is_none());
    assert!(bench.page(&key).await.timeline.rows.is_empty());
    assert!(sim.wait_connected(PATIENCE).await);
}

/// K-10: a time that has passed, or a log that is not written yet, is refused with what was typed and what the clock shows.
#[tokio::test]
async fn a_time_that_has_passed_is_refused_with_both_readings() {
    let bench = Bench::new().await;
    let (key, sim) = bench.speaking(charger_sim::Protocol::V201, Script::default()).await;
    // As the site's clock shows it, so many minutes from now.
    let at = async |minutes: i64| {
        let ms = bench.page(&key).await.now + minutes * 60_000;
        let zone = jiff::tz::TimeZone::get("Europe/Helsinki").unwrap();
        let there = jiff::Timestamp::from_millisecond(ms).unwrap().to_zoned_datetime(zone);
        (there.strftime("%Y-%m-%dT%H:%M:%S").to_string(), there.strftime("%Y-%m-%d %H:%M:%S %:z").to_string())
    };
    let update = |fetch: Option<&str>, install: Option<&str>| {
        let local = |text: &str| actions::LocalTime(text.to_owned());
        let update = actions::UpdateFirmware::now("https://files.example.com/fw.bin");
        Order::UpdateFirmware(actions::UpdateFirmware {
            fetch_from: fetch.map(local),
            install_from: install.map(local),
            ..update
        })
    };
    let refused = async |order: Order, field: &str, parts: &[&str]| {
        let Refusal { field: named, sentence, .. } = bench.refusal(&key, order).await;
        assert_eq!(named.as_deref(), Some(field), "{sentence}");
        for part in parts {
            assert!(sentence.contains(part), "{sentence} lacks {part}");
        }
    };
    let (_, now) = at(0).await;
    let today = &now[..10];
    let long_ago = ["has passed", "2020-01-01 10:00:00 +02:00", "Europe/Helsinki", today, "Nothing was sent."];
    refused(update(Some("2020-01-01T10:00"), None), "fetch_from", &long_ago).await;
    refused(update(None, Some("2020-01-01T10:00")), "install_from", &long_ago).await;
    for minutes in [-6, -24 * 60] {
        let (typed, read) = at(minutes).await;
        refused(update(Some(typed.as_str()), None), "fetch_from", &[read.as_str()]).await;
        refused(update(None, Some(typed.as_str())), "install_from", &[read.as_str()]).await;
    }
    for minutes in [6, 24 * 60] {
        let (typed, read) = at(minutes).await;
        refused(diagnostics_between(Some(typed.as_str()), None), "from", &["lies ahead", read.as_str()]).await;
    }
    assert!(bench.page(&key).await.timeline.rows.is_empty());
    // Clocks differ a little, and a day's log may be asked for before the day is over.
    let ((just_passed, _), (soon, _), (tomorrow, _)) = (at(-4).await, at(4).await, at(24 * 60).await);
    for (order, action) in [
        (update(Some(just_passed.as_str()), Some(just_passed.as_str())), "UpdateFirmware"),
        (diagnostics_between(Some(soon.as_str()), Some(tomorrow.as_str())), "GetLog"),
    ] {
        bench.order(&key, order).await;
        let sent = sim.wait_for(|entry| entry.is_received() && entry.is_call(action), PATIENCE).await;
        assert!(sent.is_some(), "{action}");
    }
}

#[tokio::test]
async fn the_preview_is_the_frame_with_the_secret_masked() {
    let bench = Bench::new().await;
    let (key, _sim) = bench.charger(Script::default()).await;
    let preview = bench.csms.commands().preview(&crate::bench::ME, &key, &diagnostics()).await.unwrap().unwrap();
    assert_eq!(preview, [r#"[2,"…","GetDiagnostics",{"location":"ftp://***@server.com/in/"}]"#]);
}
