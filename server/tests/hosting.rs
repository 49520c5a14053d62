//! The file host over HTTP, used by charger-sim and by curl.

mod common;
#[path = "hosting/dialects.rs"]
mod dialects;
#[path = "hosting/learnt.rs"]
mod learnt;
#[path = "hosting/turned_away.rs"]
mod turned_away;

use actions::{
    FileVerdict, Order, Reason, RequestDiagnostics, UpdateFirmware, Verdict, request_diagnostics, update_firmware,
};
use charger_sim::{FirmwareScript, Protocol, Script, TransferScript, UploadBy};
use common::files::{
    command, curl, curl_status, drop_box, facts, image, link, order, real, received, settled, sha256, stepped, upload,
    words,
};
use common::{PATIENCE, SITE, TestServer, add_charger, simulated};
use csms::Caller;
use model::{Ordered, StepKind};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

fn library(key: &model::FirmwareKey) -> Order {
    Order::UpdateFirmware(UpdateFirmware::of_library(key.clone()))
}

fn here() -> Order {
    Order::RequestDiagnostics(RequestDiagnostics::here())
}

fn fetched(command: &actions::Command) -> (i64, i64, i64) {
    let told = command.steps.iter().find_map(|step| match step.kind {
        StepKind::Fetched { bytes, total, requests, .. } => Some((bytes, total, requests)),
        _ => None,
    });
    told.unwrap_or_else(|| panic!("nothing was fetched: {}", words(command)))
}

#[tokio::test(flavor = "multi_thread")]
async fn firmware_of_the_library_is_fetched_and_the_version_proves_it() {
    // B1, B4, B6, B9, on every version of OCPP
    let server = TestServer::start().await;
    let file = image("1.9.0", 3_000_000);
    let key = upload(server.csms(), "terra-1.9.0.bin", &file, &facts("1.9.0")).await;
    for (n, protocol) in [Protocol::V16, Protocol::V16Security, Protocol::V201, Protocol::V21].into_iter().enumerate() {
        for (transfers, says) in [(TransferScript::default(), true), (TransferScript::default().silent(), false)] {
            let identity = format!("F-{n}-{says}");
            let charger = add_charger(server.csms(), &identity, SITE).await;
            let sim = simulated(&identity, &server.chargers_url(), real(transfers)).speaks(&[protocol]).start().await;
            assert!(sim.wait_booted(PATIENCE).await);
            let ordered = order(server.csms(), &charger, library(&key)).await;
            let transfer = sim.wait_transfer(0, PATIENCE).await.unwrap();
            assert_eq!((transfer.bytes, transfer.sha256.as_str()), (3_000_000, sha256(&file).as_str()), "{transfer}");
            let ended = settled(server.csms(), &charger, &ordered).await;
            assert!(
                matches!(&ended.verdict, Verdict::UpdateFirmware(update_firmware::Verdict::FirmwareUpdated { to, .. }) if to == "1.9.0"),
                "{protocol:?}: {}",
                words(&ended)
            );
            let all = |kind: &StepKind| matches!(kind, StepKind::Fetched { bytes: 3_000_000, total: 3_000_000, .. });
            stepped(server.csms(), &charger, &ordered, "all of it fetched", all).await;
            let told = ended.steps.iter().any(|step| matches!(step.kind, StepKind::Firmware { .. }));
            assert_eq!(told, says, "{}", words(&ended));
            sim.stop().await;
        }
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_that_broke_off_goes_on_and_ends_with_the_right_bytes() {
    // B4, G-13
    let server = TestServer::start().await;
    let file = image("1.9.1", 2_000_000);
    let key = upload(server.csms(), "fw.bin", &file, &facts("1.9.1")).await;
    let script = real(TransferScript::default().abort_after(700_000).resumes());
    let (charger, sim) = server.charger("F-RESUME", script).await;
    let ordered = order(server.csms(), &charger, library(&key)).await;
    let transfer = sim.wait_transfer(0, PATIENCE).await.unwrap();
    assert!(transfer.resumed && transfer.sha256 == sha256(&file), "{transfer}");
    let ended = settled(server.csms(), &charger, &ordered).await;
    assert!(
        matches!(ended.verdict, Verdict::UpdateFirmware(update_firmware::Verdict::FirmwareUpdated { .. })),
        "{}",
        words(&ended)
    );
    assert_eq!(fetched(&ended), (2_000_000, 2_000_000, 2));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn curl_fetches_whole_parts_and_heads_and_nothing_without_the_token() {
    // B3, B4, G-13
    let server = TestServer::start().await;
    let file = image("2.0.0", 500_000);
    let key = upload(server.csms(), "fw 2.0 (final).bin", &file, &facts("2.0.0")).await;
    let quiet = Script::default().firmware(FirmwareScript::reports(&[]));
    let (charger, sim) = server.charger("F-CURL", quiet).await;
    let (ordered, url) = link(&server, &charger, &sim, &key).await;
    assert!(url.len() <= 120 && !url.contains('?') && url.ends_with(".bin"), "{url}");
    let folder = server.folder.path();

    assert!(curl(folder, &["--output", "whole", &url]).await.status.success());
    assert_eq!(std::fs::read(folder.join("whole")).unwrap(), file);
    let head = String::from_utf8(curl(folder, &["--head", &url]).await.stdout).unwrap().to_lowercase();
    for line in
        ["200 ok", "content-length: 500000", "accept-ranges: bytes", "application/octet-stream", "nosniff", "sandbox"]
    {
        assert!(head.contains(line), "{line} in {head}");
    }
    std::fs::write(folder.join("part"), &file[..123_456]).unwrap();
    assert!(curl(folder, &["--continue-at", "-", "--output", "part", &url]).await.status.success());
    assert_eq!(std::fs::read(folder.join("part")).unwrap(), file);
    let tail = curl(folder, &["--range", "-10", &url]).await.stdout;
    assert_eq!(tail, &file[499_990..]);
    assert_eq!(curl_status(folder, &["--range", "500000-", &url]).await, "416");
    assert_eq!(curl_status(folder, &["--upload-file", "whole", &url]).await, "405");

    let (before, after) = url.rsplit_once('/').unwrap();
    assert_eq!(curl_status(folder, &[&format!("{before}X/{after}")]).await, "404");
    assert_eq!(curl_status(folder, &[&url.replace("/f/", "/d/")]).await, "404");
    let step = fetched(&command(server.csms(), &charger, &ordered).await);
    assert!(step.0 == 500_000 && step.2 >= 5, "{step:?}");

    // The link ends with its command.
    server.csms().commands().stop_waiting(&Caller::CommandLine, &ordered).await.unwrap();
    assert_eq!(curl_status(folder, &[&url]).await, "404");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_download_without_a_request_never_reached_us() {
    // B11
    let server = TestServer::start().await;
    let key = upload(server.csms(), "fw.bin", &image("2.0.1", 10_000), &facts("2.0.1")).await;
    let script = Script::default().firmware(FirmwareScript::reports(&["Downloading", "DownloadFailed"]));
    let (charger, _sim) = server.charger("F-NEVER", script).await;
    let ordered = order(server.csms(), &charger, library(&key)).await;
    let ended = settled(server.csms(), &charger, &ordered).await;
    assert_eq!(ended.verdict, Verdict::Files(FileVerdict::HostNotReached { status: "Download failed".to_owned() }));
    assert!(ended.verdict.words().contains("the charger never reached our file server"));
    assert!(ended.verdict.next_step(ended.kind).unwrap().contains("public address"));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_for_another_make_wants_an_override_with_a_reason() {
    // B14
    let server = TestServer::start().await;
    let other = model::FirmwareFacts { model: "Terra 54".to_owned(), ..facts("3.0") };
    let key = upload(server.csms(), "t54.bin", &image("3.0", 10_000), &other).await;
    let (charger, _sim) = server.charger("F-OTHER", real(TransferScript::default())).await;
    let check = async |anyway: bool, reason: Option<&str>, field: Option<&str>| {
        let Order::UpdateFirmware(mut update) = library(&key) else { unreachable!() };
        update.source = actions::FirmwareSource::Library { key: key.clone(), by: None, anyway };
        let (order, reason) = (Order::UpdateFirmware(update), Reason(reason.map(str::to_owned)));
        let answer = server.csms().commands().order(&Caller::CommandLine, &charger, order, reason, None).await.unwrap();
        match (&answer, field) {
            (Ordered::Refused(refusal), Some(field)) => {
                assert_eq!(refusal.field.as_deref(), Some(field), "{refusal:?}");
                None
            }
            (Ordered::Taken(command), None) => Some(command.clone()),
            _ => panic!("{answer:?}"),
        }
    };
    check(false, None, Some("anyway")).await;
    check(true, Some("why"), Some("reason")).await;
    let taken = check(true, Some("bench test"), None).await.unwrap();
    let ended = settled(server.csms(), &charger, &taken).await;
    assert!(words(&ended).contains("Ordered although the file is meant for ABB Terra 54"), "{}", words(&ended));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn diagnostics_come_here_by_one_click_on_every_version() {
    // C1, C2, C3: with and without a word of the charger, and however it is put
    let server = TestServer::start().await;
    let mut n = 0;
    for protocol in [Protocol::V16, Protocol::V16Security, Protocol::V201, Protocol::V21] {
        for upload in [UploadBy::Put, UploadBy::Post, UploadBy::Multipart] {
            n += 1;
            let script = TransferScript::default().upload(upload).appends_name(n % 2 == 0);
            let script = if n % 3 == 0 { script.silent() } else { script };
            let identity = format!("D-{n}");
            let charger = add_charger(server.csms(), &identity, SITE).await;
            let sim = simulated(&identity, &server.chargers_url(), real(script)).speaks(&[protocol]).start().await;
            assert!(sim.wait_booted(PATIENCE).await);
            let ordered = order(server.csms(), &charger, here()).await;
            let ended = settled(server.csms(), &charger, &ordered).await;
            let transfer = sim.wait_transfer(0, PATIENCE).await.unwrap();
            assert_eq!(received(&ended).1 as u64, transfer.bytes, "{protocol:?} {upload:?}");
            let list = server.csms().archives().list(&Caller::CommandLine, Some(&charger), None).await.unwrap();
            assert_eq!(list.rows.len(), 1);
            assert_eq!(list.rows[0].sha256, transfer.sha256, "{protocol:?} {upload:?}");
            assert!(list.rows[0].name.ends_with(".zip") || list.rows[0].name.starts_with("diagnostics-"));
            sim.stop().await;
        }
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_reported_as_uploaded_and_is_not_here_is_no_success() {
    // C4
    let server = TestServer::with(|config| config.csms.deadlines.arrival = Duration::from_millis(300)).await;
    let (charger, _sim) = server.charger("D-LIES", real(TransferScript::default().lies())).await;
    let ordered = order(server.csms(), &charger, here()).await;
    let ended = settled(server.csms(), &charger, &ordered).await;
    assert_eq!(
        ended.verdict,
        Verdict::RequestDiagnostics(request_diagnostics::Verdict::NothingArrived),
        "{}",
        words(&ended)
    );
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn curl_puts_one_file_and_the_address_ends_with_it() {
    // C2, G-01, G-02
    let server = TestServer::start().await;
    let folder = server.folder.path();
    std::fs::write(folder.join("logs.zip"), image("x", 5_000_000)).unwrap();
    std::fs::write(folder.join("empty"), "").unwrap();
    for (n, way) in ["put", "post", "multipart"].into_iter().enumerate() {
        let (charger, sim) = server.charger(&format!("D-CURL-{n}"), silent()).await;
        let (ordered, url) = drop_box(&server, &charger, &sim).await;
        assert!(url.len() <= 120 && url.ends_with('/'), "{url}");
        assert_eq!(curl_status(folder, &[&url]).await, "405");
        // Some clients ask first with nothing in hand.
        assert_eq!(curl_status(folder, &["--upload-file", "empty", &url]).await, "201");
        let named = format!("{url}..%2f..%2fetc%2fpasswd");
        let sent = match way {
            "put" => curl_status(folder, &["--upload-file", "logs.zip", &named]).await,
            "post" => curl_status(folder, &["--data-binary", "@logs.zip", &named]).await,
            _ => {
                curl_status(folder, &["--form", "note=x", "--form", "file=@logs.zip;filename=../../x.zip", &url]).await
            }
        };
        assert_eq!(sent, "201", "{way}");
        let ended = settled(server.csms(), &charger, &ordered).await;
        let name = if way == "multipart" { "x.zip" } else { "passwd" };
        assert_eq!(received(&ended), (name.to_owned(), 5_000_000), "{way}");
        // Whatever comes after the charger has said that this was all is nobody's.
        sim.call("DiagnosticsStatusNotification", serde_json::json!({"status": "Uploaded"})).await.unwrap();
        assert_eq!(curl_status(folder, &["--upload-file", "logs.zip", &url]).await, "404");
        assert_eq!(curl_status(folder, &["--head", &url]).await, "404");
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_broke_off_is_marked_and_goes_on() {
    // G-04, G-06, C2
    let server = TestServer::start().await;
    let file = image("x", 400_000);
    let (charger, sim) = server.charger("D-CUT", silent()).await;
    let (ordered, url) = drop_box(&server, &charger, &sim).await;
    // A length that promises more than comes.
    let (host, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut socket = TcpStream::connect(host).await.unwrap();
    let head = format!("PUT /{path}a.zip HTTP/1.1\r\nHost: {host}\r\nContent-Length: 400000\r\n\r\n");
    socket.write_all(head.as_bytes()).await.unwrap();
    socket.write_all(&file[..150_000]).await.unwrap();
    drop(socket);
    let cut = |kind: &StepKind| matches!(kind, StepKind::CutOff { .. });
    let told = stepped(server.csms(), &charger, &ordered, "the cut", cut).await;
    assert!(told.is_open());
    let none = server.csms().archives().list(&Caller::CommandLine, Some(&charger), None).await.unwrap();
    assert!(none.rows.is_empty(), "a part is never shown as whole");

    let folder = server.folder.path();
    let head = String::from_utf8(curl(folder, &["--head", &url]).await.stdout).unwrap().to_lowercase();
    let have: usize =
        head.lines().find_map(|line| line.strip_prefix("upload-offset: ")).unwrap().trim().parse().unwrap();
    assert!(have <= 150_000, "{head}");
    std::fs::write(folder.join("rest"), &file[have..]).unwrap();
    let beyond = "Content-Range: bytes 399999-399999/400000";
    assert_eq!(curl_status(folder, &["--request", "PUT", "--data-binary", "x", "--header", beyond, &url]).await, "416");
    let range = format!("Content-Range: bytes {have}-399999/400000");
    assert_eq!(curl_status(folder, &["--upload-file", "rest", "--header", &range, &url]).await, "201");
    let ended = settled(server.csms(), &charger, &ordered).await;
    assert_eq!(received(&ended).1, 400_000);
    let list = server.csms().archives().list(&Caller::CommandLine, Some(&charger), None).await.unwrap();
    assert_eq!(list.rows[0].sha256, sha256(&file));

    // The same by a charger that cuts its own upload.
    let script = real(TransferScript::default().abort_after(5_000).resumes());
    let (charger, sim) = server.charger("D-CUT-SIM", script).await;
    let ordered = order(server.csms(), &charger, here()).await;
    let ended = settled(server.csms(), &charger, &ordered).await;
    let transfer = sim.wait_transfer(0, PATIENCE).await.unwrap();
    assert!(transfer.tries > 1 && received(&ended).1 as u64 == transfer.bytes, "{transfer}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_taken_although_its_sender_does_not_wait_for_the_answer() {
    // C3
    let server = TestServer::start().await;
    let file = image("x", 300_000);
    for (n, closes_whole) in [false, true].into_iter().enumerate() {
        let (charger, sim) = server.charger(&format!("D-CLOSES-{n}"), silent()).await;
        let (ordered, url) = drop_box(&server, &charger, &sim).await;
        let (host, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
        let mut socket = TcpStream::connect(host).await.unwrap();
        let head = format!("PUT /{path}a.log HTTP/1.1\r\nHost: {host}\r\nContent-Length: 300000\r\n\r\n");
        socket.write_all(&[head.as_bytes(), &file].concat()).await.unwrap();
        if closes_whole {
            drop(socket);
        } else {
            socket.shutdown().await.unwrap();
            let mut answer = String::new();
            socket.read_to_string(&mut answer).await.unwrap();
            assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
        }
        let ended = settled(server.csms(), &charger, &ordered).await;
        assert_eq!(received(&ended).1, 300_000, "{}", words(&ended));
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_large_or_finds_no_room_is_refused_with_a_sentence() {
    // G-04, G-05, H17
    let check = async |change: fn(&mut server::config::Config), chunked: bool, status: &str, sentence: &str| {
        let server = TestServer::with(change).await;
        let (charger, sim) = server.charger("D-FULL", silent()).await;
        let (ordered, url) = drop_box(&server, &charger, &sim).await;
        let folder = server.folder.path();
        std::fs::write(folder.join("big"), image("x", 200_000)).unwrap();
        let mut arguments = vec!["--upload-file", "big"];
        if chunked {
            arguments.extend(["--header", "Transfer-Encoding: chunked"]);
        }
        arguments.push(&url);
        assert_eq!(curl_status(folder, &arguments).await, status, "{sentence}");
        let refused = |kind: &StepKind| matches!(kind, StepKind::NotTaken { .. } | StepKind::CutOff { .. });
        let told = stepped(server.csms(), &charger, &ordered, sentence, refused).await;
        assert!(words(&told).contains(sentence), "{}", words(&told));
        assert!(told.is_open());
        server.stop().await;
    };
    check(|config| config.csms.limits.upload_bytes = 100_000, false, "413", "larger than 100000 bytes").await;
    check(|config| config.csms.limits.upload_bytes = 100_000, true, "413", "larger than 100000 bytes").await;
    check(|config| config.csms.limits.organisation_bytes = 1_000, false, "507", "no room left").await;
    check(|config| config.csms.limits.disk_free = u64::MAX / 2, false, "507", "nearly full").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_was_changed_on_disk_is_not_served() {
    // G-12
    let server = TestServer::start().await;
    let file = image("2.1.0", 50_000);
    let key = upload(server.csms(), "fw.bin", &file, &facts("2.1.0")).await;
    let quiet = Script::default().firmware(FirmwareScript::reports(&[]));
    let (charger, sim) = server.charger("F-CHANGED", quiet).await;
    let (ordered, url) = link(&server, &charger, &sim, &key).await;
    let folder = server.folder.path();
    assert_eq!(curl_status(folder, &[&url]).await, "200");
    let mut changed = file.clone();
    changed[40_000] ^= 1;
    std::fs::write(server.folder.data().join("files/firmware").join(sha256(&file)), changed).unwrap();
    assert_eq!(curl_status(folder, &[&url]).await, "404");
    let told = command(server.csms(), &charger, &ordered).await;
    assert!(words(&told).contains("is not the one that was uploaded"), "{}", words(&told));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_downloads_at_once_and_slow_readers_are_served() {
    // G-13
    let server = TestServer::start().await;
    let file = image("2.2.0", 200_000);
    let key = upload(server.csms(), "fw.bin", &file, &facts("2.2.0")).await;
    let quiet = Script::default().firmware(FirmwareScript::reports(&[]));
    let mut urls = Vec::new();
    for n in 0..40 {
        let (charger, sim) = server.charger(&format!("F-MANY-{n}"), quiet.clone()).await;
        urls.push(link(&server, &charger, &sim, &key).await.1);
    }
    // A reader at 1 KiB a second is there all the while.
    let (host, path) = urls[0].strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut slow = TcpStream::connect(host).await.unwrap();
    slow.write_all(format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").as_bytes())
        .await
        .unwrap();
    let mut first = [0; 1024];
    slow.read_exact(&mut first).await.unwrap();
    let client = reqwest::Client::new();
    let downloads = urls.iter().cycle().take(200).map(|url| {
        let (client, url) = (client.clone(), url.clone());
        tokio::spawn(async move { client.get(url).send().await.unwrap().bytes().await.unwrap() })
    });
    for download in downloads.collect::<Vec<_>>() {
        assert_eq!(sha256(&download.await.unwrap()), sha256(&file));
    }
    let mut rest = Vec::new();
    slow.read_to_end(&mut rest).await.unwrap();
    let whole = [&first[..], &rest].concat();
    assert!(whole.ends_with(&file), "the slow reader got it whole, too");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_is_seen_nowhere_and_operators_urls_are_never_opened() {
    // E-33, E-41, E-49
    let server = TestServer::with(|config| config.csms.allow_url_hosts = vec!["127.0.0.1".to_owned()]).await;
    let trap = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/firmware.bin", trap.local_addr().unwrap());
    let (charger, sim) = server.charger("F-TOKEN", silent()).await;
    let (_, address) = drop_box(&server, &charger, &sim).await;
    let token = address.trim_end_matches('/').rsplit('/').next().unwrap().to_owned();
    assert!(token.len() >= 22, "{address}");
    order(server.csms(), &charger, Order::UpdateFirmware(UpdateFirmware::now(url))).await;
    assert!(sim.wait_for_call("UpdateFirmware", PATIENCE).await.is_some());
    sim.call("DataTransfer", serde_json::json!({"vendorId": "x", "data": format!("saw {address}")})).await.unwrap();
    let page = server
        .csms()
        .chargers()
        .page(&Caller::CommandLine, &charger, &model::TraceFilter::default())
        .await
        .unwrap()
        .unwrap();
    let seen = serde_json::to_string(&page).unwrap();
    assert!(seen.contains("/d/***/") && !seen.contains(&token), "the token shows");
    let data = server.folder.data();
    let nobody = tokio::time::timeout(Duration::from_millis(200), trap.accept()).await;
    assert!(nobody.is_err(), "somebody opened the operator's URL");
    let folder = server.folder;
    server.serving.end().await;
    for file in ["chargehand.db", "chargehand.db-wal"] {
        let bytes = std::fs::read(data.join(file)).unwrap_or_default();
        assert!(!bytes.windows(token.len()).any(|window| window == token.as_bytes()), "the token lies in {file}");
    }
    drop(folder);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_else_is_behind_the_doors_of_the_file_host() {
    let server = TestServer::start().await;
    let (charger, sim) = server.charger("D-DOORS", silent()).await;
    let (_, url) = drop_box(&server, &charger, &sim).await;
    let origin = url.split("/d/").next().unwrap();
    let client = reqwest::Client::new();
    for path in ["/", "/chargers", "/f/", "/f/x/y", "/d/x", "/d/x/y/z", "/api/reboot", "/sign-in", "/f/%2e%2e/x"] {
        let answer = client.get(format!("{origin}{path}")).send().await.unwrap();
        assert_eq!(answer.status(), 404, "{path}");
        assert!(answer.headers().get("server").is_none() && answer.headers().get("set-cookie").is_none(), "{path}");
        assert_eq!(answer.text().await.unwrap(), "There is nothing here.\n", "{path}");
    }
    let probe = client.get(format!("{origin}/probe/abc")).send().await.unwrap().text().await.unwrap();
    assert_eq!(probe, server.csms().hosted().probe("abc"));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_scan_does_not_clear_is_held_back() {
    // G-15
    use std::os::unix::fs::PermissionsExt;
    let check = async |script: &str, sentence: &str| {
        let scanners = common::Folder::new();
        let program = scanners.path().join("scan");
        std::fs::write(&program, script).unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700)).unwrap();
        let server = TestServer::with(|config| config.csms.scan = Some(program)).await;
        let (charger, sim) = server.charger("D-SCAN", silent()).await;
        let (ordered, url) = drop_box(&server, &charger, &sim).await;
        let folder = server.folder.path();
        std::fs::write(folder.join("logs.log"), "a line with malware-sample in it\n").unwrap();
        assert_eq!(curl_status(folder, &["--upload-file", "logs.log", &url]).await, "201");
        let ended = settled(server.csms(), &charger, &ordered).await;
        assert!(words(&ended).contains(sentence), "{}", words(&ended));
        let caller = Caller::CommandLine;
        let key = server.csms().archives().list(&caller, None, None).await.unwrap().rows[0].key.clone();
        assert!(server.csms().archives().file(&caller, &key).await.unwrap().is_none());
        let lines = server.csms().archives().lines(&caller, &key, 0, 1, true).await.unwrap().unwrap();
        assert!(lines.unwrap_err().contains("held back"));
        let page = server.csms().archives().page(&caller, &key).await.unwrap().unwrap();
        assert!(page.members.is_empty() && page.cut_short.unwrap().contains("held back"));
        server.stop().await;
    };
    check("#!/bin/sh\n! grep -q malware-sample \"$1\"\n", "Not taken: held back, since the scan found something in it")
        .await;
    check("#!/nowhere/interpreter\n", "Not taken: held back, since the scan could not be run").await;
}

/// Takes the request and does nothing about it.
fn silent() -> Script {
    let mut script = Script::default();
    script.diagnostics.steps = Vec::new();
    script
}
