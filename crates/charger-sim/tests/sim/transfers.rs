//! Files really fetched and put, by HTTP.

use std::io::{Cursor, Read as _};
use std::time::Duration;

use charger_sim::{
    DiagnosticsScript, FirmwareScript, Handle, NewVersion, Protocol, Script, TransferDirection, TransferScript,
    Transfers, UploadBy,
};
use serde_json::{Value, json};
use zip::ZipArchive;

use crate::file_server::{FileServer, sha256};
use crate::tiny_csms::{PATIENCE, TinyCsms, hear, statuses, wait_said};

const FIRMWARE: &str = "FirmwareStatusNotification";
const DIAGNOSTICS: &str = "DiagnosticsStatusNotification";
const LOG: &str = "LogStatusNotification";

fn file() -> Vec<u8> {
    let noise = (0..300_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8);
    [b"\x7fELF\0chargehand-firmware-version: 7.7.7\0".to_vec(), noise.collect()].concat()
}

fn really(transfers: TransferScript) -> Script {
    Script::default().transfers(Transfers::Real(transfers))
}

async fn charger(script: Script) -> (TinyCsms, Handle) {
    let csms = TinyCsms::start().await;
    let sim = csms.speaking(Protocol::V16, script).await;
    (csms, sim)
}

async fn update(csms: &TinyCsms, sim: &Handle, location: &str) {
    let request = json!({"location": location, "retrieveDate": "2020-01-01T00:00:00Z"});
    assert_eq!(csms.call(sim, "UpdateFirmware", request).await[2], json!({}));
}

async fn get_diagnostics(csms: &TinyCsms, sim: &Handle, location: &str) -> Value {
    csms.call(sim, "GetDiagnostics", json!({"location": location})).await[2]["fileName"].clone()
}

#[tokio::test]
async fn a_firmware_is_fetched_and_brings_its_version() {
    let server = FileServer::start(&file()).await;
    let (csms, sim) = charger(really(TransferScript::default())).await;
    update(&csms, &sim, &format!("{}/f.bin", server.url)).await;
    wait_said(&sim, FIRMWARE, "Installed").await;
    assert_eq!(statuses(&sim, FIRMWARE), ["Downloading", "Downloaded", "Installing", "Installed"]);
    assert_eq!(sim.status().firmware, "7.7.7");
    let transfers = sim.transfers();
    assert_eq!(transfers.len(), 1);
    assert_eq!((transfers[0].direction, transfers[0].bytes), (TransferDirection::Fetched, file().len() as u64));
    assert_eq!(transfers[0].sha256, sha256(&file()));
    assert_eq!((transfers[0].tries, transfers[0].resumed, &transfers[0].outcome), (1, false, &Ok(())));
    assert_eq!(transfers[0].to_string(), format!("fetched {} bytes, sha256 {}", file().len(), sha256(&file())));
}

#[tokio::test]
async fn without_a_version_in_the_file_the_script_decides() {
    async fn check(file: &[u8], version: NewVersion, expected: &str) {
        let server = FileServer::start(file).await;
        let firmware = FirmwareScript::default().version(version);
        let (csms, sim) = charger(really(TransferScript::default()).firmware(firmware)).await;
        update(&csms, &sim, &server.url).await;
        wait_said(&sim, FIRMWARE, "Installed").await;
        assert_eq!(sim.status().firmware, expected);
    }
    check(b"nothing said", NewVersion::Next, "1.8.31").await;
    check(&file(), NewVersion::Is("9".to_owned()), "7.7.7").await;
    check(&file(), NewVersion::Same, "1.8.30").await;
}

#[tokio::test]
async fn a_cut_fetch_goes_on_or_starts_over() {
    async fn check(script: TransferScript, range: Option<&str>) {
        let server = FileServer::start(&file()).await;
        let (csms, sim) = charger(really(script.abort_after(100_000))).await;
        update(&csms, &sim, &format!("{}/f.bin", server.url)).await;
        let transfer = sim.wait_transfer(0, PATIENCE).await.unwrap();
        assert_eq!((transfer.tries, transfer.resumed), (2, range.is_some()));
        assert_eq!((transfer.sha256, transfer.outcome), (sha256(&file()), Ok(())));
        let asked = server.asked();
        assert_eq!(asked.len(), 2);
        assert_eq!(asked[1].header("range"), range);
        assert_eq!(asked[1].header("if-range"), range.map(|_| "\"e1\""));
    }
    check(TransferScript::default().resumes(), Some("bytes=100000-")).await;
    check(TransferScript::default(), None).await;
}

#[tokio::test]
async fn a_download_fails_after_its_last_try() {
    let server = FileServer::start(&file()).await;
    let (csms, sim) = charger(really(TransferScript::default())).await;
    (0..3).for_each(|_| server.refuse_next(503));
    let request = json!({"location": server.url, "retrieveDate": "2020-01-01T00:00:00Z", "retries": 2});
    csms.call(&sim, "UpdateFirmware", request).await;
    wait_said(&sim, FIRMWARE, "DownloadFailed").await;
    assert_eq!(statuses(&sim, FIRMWARE), ["Downloading", "DownloadFailed"]);
    let transfer = &sim.transfers()[0];
    assert_eq!((transfer.tries, &transfer.outcome), (3, &Err("the server answered 503".to_owned())));
    assert_eq!(transfer.to_string(), "failed http://127.0.0.1: the server answered 503");
    assert_eq!(sim.status().firmware, "1.8.30");
}

#[tokio::test]
async fn an_unknown_scheme_and_a_closed_port_fail() {
    async fn check(location: &str, why: &str) {
        let (csms, sim) = charger(really(TransferScript::default())).await;
        update(&csms, &sim, location).await;
        wait_said(&sim, FIRMWARE, "DownloadFailed").await;
        let failure = sim.transfers()[0].outcome.clone().unwrap_err();
        assert!(failure.contains(why), "{location}: {failure}");
        assert!(!failure.contains("secret"), "{failure}");
    }
    check("https://localhost/f.bin", "https").await;
    check("http://me:secret@127.0.0.1:1/f.bin", "refused").await;
    check("ftp://me:secret@127.0.0.1:1/f.bin", "refused").await;
    check("ftp://me:secret@127.0.0.1:1/", "no file").await;
}

#[tokio::test]
async fn what_is_not_on_this_machine_is_pretended() {
    let (csms, sim) = charger(really(TransferScript::default())).await;
    update(&csms, &sim, "http://firmware.example/f.bin").await;
    wait_said(&sim, FIRMWARE, "Installed").await;
    get_diagnostics(&csms, &sim, "ftp://user:pass@example.com/").await;
    wait_said(&sim, DIAGNOSTICS, "Uploaded").await;
    assert!(sim.transfers().is_empty());
}

#[tokio::test]
async fn diagnostics_are_put_under_their_name() {
    async fn check(by: UploadBy, appends: bool, folder: &str, line: &str) {
        let server = FileServer::start(&[]).await;
        let script = TransferScript::default().upload(by).appends_name(appends).extra("more.txt", b"more");
        let (csms, sim) = charger(really(script)).await;
        let location = format!("{}{folder}", server.url);
        assert_eq!(get_diagnostics(&csms, &sim, &location).await, "diagnostics.zip");
        wait_said(&sim, DIAGNOSTICS, "Uploaded").await;
        assert_eq!(statuses(&sim, DIAGNOSTICS), ["Uploading", "Uploaded"]);
        let asked = &server.asked()[0];
        assert_eq!(asked.line, line);
        let body = match by {
            UploadBy::Put | UploadBy::Post => asked.body.clone(),
            UploadBy::Multipart => {
                let boundary = asked.header("content-type").unwrap().split_once("boundary=").unwrap().1;
                let text = String::from_utf8_lossy(&asked.body);
                assert!(text.contains("name=\"file\"; filename=\"diagnostics.zip\""));
                let from = asked.body.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
                asked.body[from..asked.body.len() - boundary.len() - 8].to_vec()
            }
        };
        let transfer = &sim.transfers()[0];
        assert_eq!((transfer.direction, transfer.bytes), (TransferDirection::Put, body.len() as u64));
        assert_eq!(transfer.sha256, sha256(&body));
        let mut zip = ZipArchive::new(Cursor::new(body)).unwrap();
        let mut text = String::new();
        zip.by_name("charger.log").unwrap().read_to_string(&mut text).unwrap();
        assert!(text.contains("CP-1") && text.contains("1.8.30"));
        assert!(zip.by_name("more.txt").is_ok());
    }
    check(UploadBy::Put, true, "", "PUT /diagnostics.zip").await;
    check(UploadBy::Put, true, "/box?key=1", "PUT /box/diagnostics.zip?key=1").await;
    check(UploadBy::Post, false, "/box/", "POST /box/diagnostics.zip").await;
    check(UploadBy::Multipart, false, "/box", "POST /box").await;
}

#[tokio::test]
async fn a_cut_put_goes_on_or_starts_over() {
    async fn check(script: TransferScript, refusal: Option<u16>, begins: &[u64]) {
        let server = FileServer::start(&[]).await;
        let (csms, sim) = charger(really(script.upload_bytes(200_000).abort_after(70_000))).await;
        assert_eq!(get_diagnostics(&csms, &sim, &format!("{}/box/", server.url)).await, "diagnostics.log");
        let cut = &server.wait_asked(1).await[0];
        assert!(cut.body.len() <= 70_000, "{} bytes", cut.body.len());
        refusal.into_iter().for_each(|status| server.refuse_next(status));
        let transfer = sim.wait_transfer(0, PATIENCE).await.unwrap();
        assert_eq!((transfer.bytes, transfer.tries, transfer.outcome), (200_000, 2, Ok(())));
        let asked = server.asked();
        let lengths: Vec<u64> =
            asked.iter().map(|asked| asked.header("content-length").unwrap().parse().unwrap()).collect();
        assert_eq!(lengths, begins.iter().map(|begin| 200_000 - begin).collect::<Vec<_>>());
        assert_eq!(transfer.resumed, begins.last() != Some(&0));
        if begins[1] > 0 {
            assert_eq!(asked[1].header("content-range"), Some("bytes 70000-199999/200000"));
        }
        if transfer.resumed {
            assert_eq!(transfer.sha256, sha256(&[&cut.body[..], &asked[1].body].concat()));
        }
    }
    check(TransferScript::default().resumes(), None, &[0, 70_000]).await;
    check(TransferScript::default().resumes(), Some(416), &[0, 70_000, 0]).await;
    check(TransferScript::default(), None, &[0, 0]).await;
    check(TransferScript::default().resumes().upload(UploadBy::Post), None, &[0, 0]).await;
}

#[tokio::test]
async fn a_log_that_is_not_taken_has_failed() {
    let csms = TinyCsms::start().await;
    for (protocol, word) in [(Protocol::V16Security, "UploadFailure"), (Protocol::V201, "UploadFailure")] {
        let server = FileServer::start(&[]).await;
        server.refuse_next(507);
        let sim = csms.speaking(protocol, really(TransferScript::default())).await;
        let log = json!({"remoteLocation": format!("{}/box/", server.url)});
        let request = json!({"logType": "SecurityLog", "requestId": 5, "log": log});
        let answer = csms.call(&sim, "GetLog", request.clone()).await;
        assert_eq!(answer[2]["filename"], "SecurityLog-diagnostics.zip");
        let told = hear(&sim, LOG, |told| told["status"] == word).await;
        assert_eq!(told["requestId"], 5);
        csms.call(&sim, "GetLog", request).await;
        wait_said(&sim, LOG, "Uploaded").await;
        assert_eq!(server.asked()[1].line, "PUT /box/SecurityLog-diagnostics.zip");
        sim.stop().await;
    }
}

#[tokio::test]
async fn a_second_request_calls_the_first_off() {
    let csms = TinyCsms::start().await;
    let (mute, server) = (FileServer::mute().await, FileServer::start(&file()).await);
    let sim = csms.speaking(Protocol::V201, really(TransferScript::default())).await;
    let request = |id: i64, url: &str| {
        let firmware = json!({"location": format!("{url}/f"), "retrieveDateTime": "2020-01-01T00:00:00Z"});
        json!({"requestId": id, "firmware": firmware})
    };
    csms.call(&sim, "UpdateFirmware", request(1, &mute.url)).await;
    mute.wait_asked(1).await;
    // The loop is not held up meanwhile.
    assert_eq!(csms.call(&sim, "ClearCache", json!({})).await[2]["status"], "Accepted");
    let answer = csms.call(&sim, "UpdateFirmware", request(2, &server.url)).await;
    assert_eq!(answer[2]["status"], "AcceptedCanceled");
    assert_eq!(mute.wait_asked(2).await[1].line, "gone");
    wait_said(&sim, FIRMWARE, "Installed").await;
    assert_eq!(sim.transfers().len(), 1);

    let log = |id: i64, url: &str| json!({"logType": "DiagnosticsLog", "requestId": id, "log": {"remoteLocation": format!("{url}/")}});
    csms.call(&sim, "GetLog", log(3, &mute.url)).await;
    mute.wait_asked(3).await;
    assert_eq!(csms.call(&sim, "GetLog", log(4, &server.url)).await[2]["status"], "AcceptedCanceled");
    assert_eq!(mute.wait_asked(4).await[3].line, "gone");
    wait_said(&sim, LOG, "Uploaded").await;
}

#[tokio::test]
async fn a_transfer_outlives_the_socket_and_not_the_power() {
    let (mute, server) = (FileServer::mute().await, FileServer::start(&file()).await);
    let (csms, sim) = charger(really(TransferScript::default().bytes_per_second(1_000_000))).await;
    update(&csms, &sim, &format!("{}/f", server.url)).await;
    wait_said(&sim, FIRMWARE, "Downloading").await;
    sim.reconnect(Duration::from_millis(50)).await;
    wait_said(&sim, FIRMWARE, "Installed").await;
    assert_eq!(sim.status().firmware, "7.7.7");

    get_diagnostics(&csms, &sim, &mute.url).await;
    mute.wait_asked(1).await;
    sim.reboot(Duration::from_millis(50)).await;
    assert_eq!(mute.wait_asked(2).await[1].line, "gone");
    assert!(sim.wait_boots(3, PATIENCE).await);
    csms.call(&sim, "TriggerMessage", json!({"requestedMessage": DIAGNOSTICS})).await;
    wait_said(&sim, DIAGNOSTICS, "Idle").await;
    assert_eq!(sim.transfers().len(), 1);
}

#[tokio::test]
async fn a_charger_may_be_silent_about_files_or_lie() {
    let server = FileServer::start(&file()).await;
    let (csms, sim) = charger(really(TransferScript::default().silent())).await;
    update(&csms, &sim, &format!("{}/f", server.url)).await;
    assert!(sim.wait_boots(2, PATIENCE).await);
    get_diagnostics(&csms, &sim, &server.url).await;
    assert!(sim.wait_transfer(1, PATIENCE).await.is_some());
    assert!(statuses(&sim, FIRMWARE).is_empty() && statuses(&sim, DIAGNOSTICS).is_empty());
    assert_eq!(sim.status().firmware, "7.7.7");

    let asked = server.asked().len();
    sim.set_script(really(TransferScript::default().lies()).diagnostics(DiagnosticsScript::default()));
    update(&csms, &sim, &format!("{}/f", server.url)).await;
    wait_said(&sim, FIRMWARE, "Installed").await;
    get_diagnostics(&csms, &sim, &server.url).await;
    wait_said(&sim, DIAGNOSTICS, "Uploaded").await;
    assert_eq!((server.asked().len(), sim.transfers().len()), (asked, 2));
}
