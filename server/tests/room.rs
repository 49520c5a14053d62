//! Room for files, where many want it at once and where there is none left.

mod common;

use charger_sim::Script;
use common::browser::Browser;
use common::files::{drop_box, stepped, words};
use common::process::ServerProcess;
use common::{DESK, Folder, PATIENCE, SITE, TestServer, add_charger, eventually, populate, simulated};
use csms::Csms;
use futures::StreamExt;
use futures::stream::iter;
use model::{ChargerKey, CommandKey, StepKind};
use serde_json::json;
use std::fs::File;
use std::io::Write;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Says nothing of an upload by itself.
fn silent() -> Script {
    let mut script = Script::default();
    script.diagnostics.steps = Vec::new();
    script
}

/// A charger's upload of which half is on its way.
struct Half {
    charger: ChargerKey,
    command: CommandKey,
    url: String,
    /// Once the half is on its way.
    socket: Option<TcpStream>,
    /// The words it was refused with, before the rest was sent.
    refused: Option<String>,
}

const UPLOADS: usize = 1_000;
const ROOM_FOR: usize = 600;
const BYTES: usize = 32 * 1024;

impl Half {
    /// Orders diagnostics from a charger.
    async fn ordered(server: &TestServer, number: usize) -> Self {
        let (charger, sim) = server.charger(&format!("R-{number}"), silent()).await;
        let (command, url) = drop_box(server, &charger, &sim).await;
        sim.stop().await;
        Self { charger, command, url, socket: None, refused: None }
    }

    async fn sent(mut self) -> Self {
        let (host, path) = self.url.strip_prefix("http://").and_then(|url| url.split_once('/')).unwrap();
        let mut socket = TcpStream::connect(host).await.unwrap();
        let head = format!("PUT /{path}a.log HTTP/1.1\r\nHost: {host}\r\nContent-Length: {BYTES}\r\n\r\n");
        socket.write_all(head.as_bytes()).await.unwrap();
        socket.write_all(&vec![b'a'; BYTES / 2]).await.unwrap();
        self.socket = Some(socket);
        self
    }

    /// Waits until the upload is under way or refused.
    async fn begun(mut self, server: &TestServer) -> Self {
        let told = |kind: &StepKind| matches!(kind, StepKind::Receiving { bytes: 1.., .. } | StepKind::NotTaken { .. });
        let command = stepped(server.csms(), &self.charger, &self.command, "begun or refused", told).await;
        if command.steps.iter().any(|step| matches!(step.kind, StepKind::NotTaken { .. })) {
            self.refused = Some(words(&command));
        }
        self
    }

    /// Sends the rest; the status line.
    async fn end(self) -> String {
        let mut socket = self.socket.unwrap();
        let _ = socket.write_all(&vec![b'b'; BYTES / 2]).await;
        let mut answer = vec![0; 12];
        socket.read_exact(&mut answer).await.unwrap();
        String::from_utf8(answer).unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_uploads_at_once_take_no_more_than_the_organisations_room() {
    // G-05
    let server =
        TestServer::with(|config| config.csms.limits.organisation_bytes = (ROOM_FOR * BYTES + BYTES / 2) as u64).await;
    let ordered = iter(0..UPLOADS).map(|number| Half::ordered(&server, number)).buffer_unordered(32);
    let halves: Vec<Half> = ordered.collect().await;
    // Soon after each other: who says nothing for a minute is cut off.
    let halves: Vec<Half> = iter(halves).map(Half::sent).buffer_unordered(64).collect().await;
    let halves: Vec<Half> = iter(halves).map(|half| half.begun(&server)).buffer_unordered(32).collect().await;
    let refused: Vec<&String> = halves.iter().filter_map(|half| half.refused.as_ref()).collect();
    assert_eq!(refused.len(), UPLOADS - ROOM_FOR, "refused before the rest was sent");
    assert!(refused.iter().all(|words| words.contains("no room left for files")), "{}", refused[0]);

    // All of them wait for their second half, and chargers are served.
    let (_, sim) = server.charger("R-OTHER", Script::default()).await;
    assert!(sim.call("Heartbeat", json!({})).await.unwrap()["currentTime"].is_string());

    let ends: Vec<String> = iter(halves).map(Half::end).buffer_unordered(UPLOADS).collect().await;
    let of = |status: &str| ends.iter().filter(|end| end.as_str() == status).count();
    assert_eq!((of("HTTP/1.1 201"), of("HTTP/1.1 507")), (ROOM_FOR, UPLOADS - ROOM_FOR));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_is_full_ends_an_upload_in_a_sentence_and_nothing_is_lost() {
    // G-05
    let folder = Folder::new();
    let csms = Csms::open(common::config(&folder).csms).await.unwrap();
    populate(&csms).await;
    let key = add_charger(&csms, "R-FULL", SITE).await;
    csms.close().await;
    let Some(running) = ServerProcess::on_small_disk(&folder, 24, &["--limit-disk-free", "0"]) else {
        eprintln!("not tried: this machine does not let a test mount a disk of its own");
        return;
    };
    let sim = simulated("R-FULL", &running.chargers(), silent()).start().await;
    assert!(sim.wait_booted(PATIENCE).await);
    let browser = Browser::new(&running.console());
    browser.sign_in(DESK).await;
    let fields = [("charger", key.as_str()), ("once", "first")];
    let ordered = browser.ask("/api/request-diagnostics", &fields).await;
    assert!(ordered["Taken"].is_string(), "{ordered}");
    assert!(sim.wait_for_call("GetDiagnostics", PATIENCE).await.is_some());
    let url = sim.sent_to_me("GetDiagnostics")[0].payload["location"].as_str().unwrap().to_owned();
    let (host, path) = url.strip_prefix("http://").and_then(|url| url.split_once('/')).unwrap();

    // In the middle of an upload everything else fills the disk.
    let mut socket = TcpStream::connect(host).await.unwrap();
    let bytes = 2 * 1024 * 1024;
    let head = format!("PUT /{path}a.log HTTP/1.1\r\nHost: {host}\r\nContent-Length: {bytes}\r\n\r\n");
    socket.write_all(head.as_bytes()).await.unwrap();
    socket.write_all(&vec![b'a'; bytes / 2]).await.unwrap();
    let page = format!("/chargers/{key}");
    eventually("half of it", async || browser.page(&page).await.contains("1.0 MB")).await;
    let filler = running.inside(&folder.data()).join("filler");
    fill(&filler);
    socket.write_all(&vec![b'b'; bytes / 2]).await.unwrap();
    let mut answer = vec![0; 12];
    socket.read_exact(&mut answer).await.unwrap();
    assert_eq!(String::from_utf8(answer).unwrap(), "HTTP/1.1 507");
    eventually("its sentence", async || browser.page(&page).await.contains("disk of Chargehand is nearly full")).await;

    // Not even a row has room: an order is refused in a sentence, and the charger is answered all the same.
    fill(&filler);
    let order = browser.form("/api/clear-cache", &[("charger", key.as_str()), ("once", "second")], "application/json");
    let refused = order.send().await.unwrap();
    assert_eq!(refused.status(), 500);
    let sentence = refused.text().await.unwrap();
    assert!(sentence.contains("reference"), "{sentence}");
    assert!(sim.call("Heartbeat", json!({})).await.unwrap()["currentTime"].is_string());

    // With room again everything goes on, and the charger's second try arrives.
    std::fs::remove_file(&filler).unwrap();
    let fields = [("charger", key.as_str()), ("once", "second")];
    eventually("an order is taken again", async || {
        let order = browser.form("/api/clear-cache", &fields, "application/json").send().await.unwrap();
        order.status() == 200
    })
    .await;
    assert_eq!(reqwest::Client::new().put(&url).body(vec![b'c'; bytes]).send().await.unwrap().status(), 201);
    eventually("the verdict", async || browser.page(&page).await.contains("2.0 MB")).await;
    assert_eq!(sim.sent_to_me("ClearCache").len(), 1);
    sim.stop().await;
    let (status, ..) = running.end("TERM");
    assert!(status.success());
}

/// Writes until nothing more goes in.
fn fill(path: &std::path::Path) {
    let mut file = File::options().append(true).create(true).open(path).unwrap();
    for size in [64 * 1024, 4096, 1] {
        while file.write(&vec![0; size]).is_ok_and(|written| written > 0) {}
    }
}
