//! kill -9 at any moment of an action: afterwards the action is there, in a true state, and was sent at most once.

mod common;

use actions::{Command, Verdict, reboot, request_diagnostics};
use charger_sim::{Handle, Reply, Script};
use common::browser::Browser;
use common::process::{ServerProcess, free_port};
use common::{Folder, PATIENCE, SITE, add_charger, eventually, populate, simulated};
use csms::{Caller, Csms};
use model::{ChargerKey, CommandQuery, Delivery, Exchange, StepKind, TraceFilter};
use std::time::Duration;

/// A folder with people and one charger, and that charger, which finds the server again after each start.
struct Stage {
    folder: Folder,
    chargers: String,
    key: ChargerKey,
    charger: Handle,
}

impl Stage {
    async fn set(script: Script) -> Self {
        let folder = Folder::new();
        let csms = open(&folder).await;
        populate(&csms).await;
        let key = add_charger(&csms, "CP-1", SITE).await;
        csms.close().await;
        let chargers = format!("127.0.0.1:{}", free_port());
        let charger = simulated("CP-1", &format!("ws://{chargers}/ocpp"), script).start().await;
        Self { folder, chargers, key, charger }
    }

    fn start(&self) -> ServerProcess {
        ServerProcess::start(&self.folder, &["--chargers", &self.chargers])
    }

    async fn signed_in(&self, running: &ServerProcess) -> Browser {
        let browser = Browser::new(&running.console());
        browser.sign_in(common::DESK).await;
        browser
    }

    async fn order(&self, browser: &Browser, path: &str, once: &str) -> String {
        let fields = [("charger", self.key.as_str()), ("once", once), ("kind", "Soft")];
        let ordered = browser.ask(path, &fields).await;
        ordered["Taken"].as_str().unwrap_or_else(|| panic!("{ordered}")).to_owned()
    }

    /// As the database has it, beside whatever runs on it.
    async fn commands(&self) -> Vec<Command> {
        let csms = open(&self.folder).await;
        let found = csms.commands().list(&Caller::CommandLine, &CommandQuery::of_charger(&self.key)).await.unwrap();
        csms.close().await;
        found.rows
    }

    async fn only_command(&self) -> Command {
        let mut all = self.commands().await;
        assert_eq!(all.len(), 1, "{all:?}");
        all.remove(0)
    }
}

async fn open(folder: &Folder) -> Csms {
    Csms::open(common::config(folder).csms).await.unwrap()
}

/// D-03, H3: the CALL was written and never answered. Not sent again; settled by the boot that follows.
#[tokio::test]
async fn a_reboot_cut_off_before_its_answer_is_settled_by_the_boot() {
    let stage = Stage::set(Script::default().reply("Reset", Reply::Silence)).await;
    let running = stage.start();
    assert!(stage.charger.wait_booted(PATIENCE).await);
    let browser = stage.signed_in(&running).await;
    stage.order(&browser, "/api/reboot", "once-1").await;
    assert!(stage.charger.wait_for_call("Reset", PATIENCE).await.is_some());
    running.kill();
    assert!(stage.charger.wait_disconnected(PATIENCE).await);

    let running = stage.start();
    assert!(stage.charger.wait_connected(PATIENCE).await);
    let command = stage.only_command().await;
    assert_eq!(command.delivery, Delivery::OutcomeUnknown, "{command:?}");
    stage.charger.reboot(Duration::from_millis(100)).await;
    eventually("the boot settles the reboot", async || !stage.only_command().await.is_open()).await;
    let command = stage.only_command().await;
    assert!(matches!(command.verdict, Verdict::Reboot(reboot::Verdict::Rebooted { .. })), "{:?}", command.verdict);
    assert_eq!(stage.charger.sent_to_me("Reset").len(), 1, "sent once, over all connections");
    // The same form posted again after the crash is the same order (D-06).
    let browser = stage.signed_in(&running).await;
    let again = stage.order(&browser, "/api/reboot", "once-1").await;
    assert_eq!(again, command.key.to_string());
    assert_eq!(stage.charger.sent_to_me("Reset").len(), 1);
    stage.charger.stop().await;
}

/// K-14: killed between CALL and answer, the answer never comes, and nobody waits for it: in the last message and in the trace.
#[tokio::test]
async fn an_answer_that_a_kill_has_cut_off_is_said_never_to_have_come() {
    let stage = Stage::set(Script::default().reply("Reset", Reply::Silence)).await;
    let running = stage.start();
    assert!(stage.charger.wait_booted(PATIENCE).await);
    let browser = stage.signed_in(&running).await;
    stage.order(&browser, "/api/reboot", "once-1").await;
    let last = async || {
        let csms = open(&stage.folder).await;
        let page = csms.chargers().page(&Caller::CommandLine, &stage.key, &TraceFilter::default()).await.unwrap();
        csms.close().await;
        page.expect("the charger is there")
    };
    let is_reset = |exchange: &Exchange| exchange.call.action.as_deref() == Some("Reset");
    eventually("the CALL is in the trace", async || last().await.last.as_ref().is_some_and(is_reset)).await;
    running.kill();
    assert!(stage.charger.wait_disconnected(PATIENCE).await);
    let _running = stage.start();
    assert!(stage.charger.wait_connected(PATIENCE).await);
    let page = last().await;
    let told = page.last.filter(is_reset).expect("nothing was said since");
    assert_eq!(told.missing_answer(), Some("The answer never came: Chargehand was restarted"));
    let traced = page.trace.exchanges.iter().find(|exchange| is_reset(exchange)).expect("the trace has it, too");
    assert!(traced.unanswered);
    stage.charger.stop().await;
}

/// D-01, D-02, D-05: whenever the process ends, what was accepted is recorded, and nothing is sent twice.
#[tokio::test]
async fn killed_at_any_moment_an_order_is_kept_and_sent_at_most_once() {
    let stage = Stage::set(Script::default()).await;
    let mut accepted = Vec::new();
    for (round, delay) in [0, 1, 2, 4, 8, 15, 30, 60].into_iter().enumerate() {
        let mark = stage.charger.status().boots;
        let running = stage.start();
        assert!(stage.charger.wait_boots(mark.max(1), PATIENCE).await && stage.charger.wait_connected(PATIENCE).await);
        let browser = stage.signed_in(&running).await;
        let path = if round % 2 == 0 { "/api/clear-cache" } else { "/api/reboot" };
        let once = format!("round-{round}");
        let fields = [("charger", stage.key.as_str()), ("once", once.as_str()), ("kind", "Soft")];
        // The online state is committed a moment after the connection.
        let mut ordered = serde_json::Value::Null;
        for _ in 0..200 {
            ordered = browser.ask(path, &fields).await;
            if ordered.get("Taken").is_some() || ordered["Refused"]["code"] == "already-open" {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        // A reboot that was cut off before it left is still waited for, and nobody may order another meanwhile.
        if ordered["Refused"]["code"] != "already-open" {
            accepted.push(ordered["Taken"].as_str().unwrap_or_else(|| panic!("{ordered}")).to_owned());
        }
        tokio::time::sleep(Duration::from_millis(delay)).await;
        running.kill();
        assert!(stage.charger.wait_disconnected(PATIENCE).await);
    }
    assert!(accepted.len() >= 5, "every Clear Cache and the first reboot");
    let running = stage.start();
    assert!(stage.charger.wait_connected(PATIENCE).await);
    let commands = stage.commands().await;
    for key in &accepted {
        let command = commands.iter().find(|command| command.key.as_str() == key);
        let command = command.unwrap_or_else(|| panic!("{key} was accepted and is gone"));
        let settled = !matches!(command.delivery, Delivery::Queued | Delivery::Dispatching | Delivery::Sent);
        assert!(settled, "nothing is left half-way by a restart: {command:?}");
    }
    let sent = stage.charger.sent_to_me("ClearCache").len() + stage.charger.sent_to_me("Reset").len();
    assert!(sent <= accepted.len(), "{sent} were sent for {} orders", accepted.len());
    let (status, ..) = running.end("TERM");
    assert!(status.success());
    stage.charger.stop().await;
}

/// What was answered before the end keeps its deadline and its verdict.
#[tokio::test]
async fn what_was_settled_stays_settled() {
    let stage = Stage::set(Script::default()).await;
    let running = stage.start();
    assert!(stage.charger.wait_booted(PATIENCE).await);
    let browser = stage.signed_in(&running).await;
    stage.order(&browser, "/api/clear-cache", "once-1").await;
    eventually("the verdict", async || !stage.only_command().await.is_open()).await;
    let before = stage.only_command().await;
    running.kill();
    let running = stage.start();
    let after = stage.only_command().await;
    assert_eq!((before.verdict, before.steps.len()), (after.verdict, after.steps.len()));
    drop(running);
    stage.charger.stop().await;
}

/// G-07: in the middle of an upload. What came is no archive; the rest is taken at the same address after the start.
#[tokio::test]
async fn an_upload_cut_off_by_a_kill_goes_on_after_the_start() {
    use tokio::io::AsyncWriteExt;
    let mut script = Script::default();
    script.diagnostics.steps = Vec::new();
    let stage = Stage::set(script).await;
    let files = format!("127.0.0.1:{}", free_port());
    let start = || ServerProcess::start(&stage.folder, &["--chargers", &stage.chargers, "--files", &files]);
    let running = start();
    assert!(stage.charger.wait_booted(PATIENCE).await);
    let browser = stage.signed_in(&running).await;
    stage.order(&browser, "/api/request-diagnostics", "once-1").await;
    assert!(stage.charger.wait_for_call("GetDiagnostics", PATIENCE).await.is_some());
    let url = stage.charger.sent_to_me("GetDiagnostics")[0].payload["location"].as_str().unwrap().to_owned();
    let path = url.strip_prefix(&format!("http://{files}")).unwrap().to_owned();
    let mut socket = tokio::net::TcpStream::connect(&files).await.unwrap();
    let head = format!("PUT {path}a.log HTTP/1.1\r\nHost: {files}\r\nContent-Length: 1000\r\n\r\n");
    socket.write_all(head.as_bytes()).await.unwrap();
    socket.write_all(&[b'a'; 400]).await.unwrap();
    let arrived = async || {
        let step = |step: &model::Step| matches!(step.kind, StepKind::Receiving { bytes: 400, .. });
        stage.only_command().await.steps.iter().any(step)
    };
    eventually("the beginning is told", arrived).await;
    running.kill();

    let running = start();
    let told = stage.only_command().await;
    assert!(
        told.steps
            .iter()
            .any(|step| step.kind.words() == "The file broke off after 400 bytes: Chargehand was restarted"),
        "{told:#?}"
    );
    assert!(told.is_open());
    let csms = open(&stage.folder).await;
    assert!(csms.archives().list(&Caller::CommandLine, None, None).await.unwrap().rows.is_empty());
    let rest = reqwest::Client::new()
        .put(&url)
        .header("Content-Range", "bytes 400-999/1000")
        .body(vec![b'b'; 600])
        .send()
        .await
        .unwrap();
    assert_eq!(rest.status(), 201);
    let archive = csms.archives().list(&Caller::CommandLine, None, None).await.unwrap().rows.remove(0);
    let (_, file) = csms.archives().file(&Caller::CommandLine, &archive.key).await.unwrap().unwrap();
    assert_eq!(std::fs::read(file).unwrap(), [[b'a'; 400].as_slice(), &[b'b'; 600]].concat());
    assert!(matches!(
        stage.only_command().await.verdict,
        Verdict::RequestDiagnostics(request_diagnostics::Verdict::DiagnosticsReceived { bytes: 1000, .. })
    ));
    csms.close().await;
    drop(running);
}
