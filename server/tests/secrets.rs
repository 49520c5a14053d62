//! The canary: a password typed into a URL is on the wire to the charger, and nowhere else at all.

mod common;

use charger_sim::{FirmwareScript, Reply, Script};
use common::browser::{Browser, location};
use common::process::{ServerProcess, free_port};
use common::{DESK, Folder, PATIENCE, SITE, add_charger, eventually, populate, simulated};
use csms::{Caller, Csms};
use model::CommandQuery;
use serde_json::json;
use std::path::Path;
use std::time::Duration;

/// Each must be found nowhere but on the charger's wire.
const CANARIES: [&str; 5] = ["canary-u", "canary-p", "canary%2Dp", "canary-d", "canary-token"];
const FIRMWARE: &str = "ftp://canary-u:canary-p@files.example/terra-1.8.33.bin";
const UPLOAD: &str = "https://files.example/upload?X-Amz-Signature=canary-token";
const BROKEN: &str = "ftp://canary-u:canary-p@localhost/terra.bin";

/// Every file below, with the canaries in it.
fn leaks(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(leaks(&path));
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        for canary in CANARIES {
            if bytes.windows(canary.len()).any(|window| window == canary.as_bytes()) {
                found.push(format!("{canary} in {}", path.display()));
            }
        }
    }
    found
}

fn clean(what: &str, text: &str) {
    for canary in CANARIES {
        assert!(!text.contains(canary), "{canary} in {what}: {text}");
    }
}

/// E-41, E-42, E-43.
#[tokio::test]
async fn a_password_in_a_url_is_on_the_wire_and_nowhere_else() {
    let folder = Folder::new();
    let csms = Csms::open(common::config(&folder).csms).await.unwrap();
    populate(&csms).await;
    let key = add_charger(&csms, "CP-1", SITE).await;
    csms.close().await;
    let chargers = format!("127.0.0.1:{}", free_port());
    let running = ServerProcess::start(&folder, &["--log", "trace", "--chargers", &chargers]);
    // This charger repeats the URL in its answer's description.
    let script =
        Script::default().reply("GetDiagnostics", Reply::error("GenericError", &format!("cannot reach {UPLOAD}")));
    // Nor does it reboot for its new firmware while it is to say more.
    let script = script.firmware(FirmwareScript::reports(&["Downloading"]));
    let charger = simulated("CP-1", &format!("ws://{chargers}/ocpp"), script).start().await;
    assert!(charger.wait_booted(PATIENCE).await);
    let browser = Browser::new(&running.console());
    browser.sign_in(DESK).await;
    let mut stream = browser.stream(&format!("?charger={key}&after=0")).await;

    let form = |url: &'static str, once: &'static str| {
        [("charger", key.0.clone()), ("once", once.to_owned()), ("url", url.to_owned())]
    };
    let post = async |path: &str, fields: [(&str, String); 3]| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let response = browser.post(path, &fields).await;
        assert_eq!(response.status(), 303, "{path}");
        clean("Location", location(&response));
        location(&response).to_owned()
    };
    let preview = async |action: &str, url: &str| {
        let fields = [("charger", key.as_str()), ("order", action), ("url", url)];
        let response = browser.form("/api/preview", &fields, "application/json").send().await.unwrap();
        clean("the preview", &response.text().await.unwrap());
    };
    preview("update-firmware", FIRMWARE).await;
    let refused = post("/api/update-firmware", form(BROKEN, "once-0")).await;
    assert!(refused.contains("refused="), "{refused}");
    clean("the refusal's page", &browser.page(refused.split('#').next().unwrap()).await);

    let taken = post("/api/update-firmware", form(FIRMWARE, "once-1")).await;
    assert!(taken.contains("#command-"), "{taken}");
    let frame = charger.wait_for_call("UpdateFirmware", PATIENCE).await.expect("the frame");
    assert_eq!(frame.payload()["location"], FIRMWARE, "the charger gets the URL whole");
    post("/api/request-diagnostics", form(UPLOAD, "once-2")).await;
    let frame = charger.wait_for_call("GetDiagnostics", PATIENCE).await.expect("the frame");
    assert_eq!(frame.payload()["location"], UPLOAD);

    let echoes = [
        format!("fetching {FIRMWARE}"),
        "the password canary-p is wrong".to_owned(),
        "ftp://canary-u:canary%2Dp@files.example/".to_owned(),
        "https://other.example/?sig=canary-d&token=canary-token".to_owned(),
    ];
    for echo in echoes {
        charger.call("DataTransfer", json!({"vendorId": "test", "data": echo})).await.unwrap();
    }
    // With the escapes that JSON allows.
    charger
        .send_text(
            r#"[2,"esc-1","DataTransfer",{"vendorId":"t","data":"ftp:\/\/canary\u002du:canary\u002dp@files.example"}]"#,
        )
        .await
        .unwrap();
    charger
        .send_text(r#"[2,"odd-1","FirmwareStatusNotification",{"status":"ftp://canary-u:canary-p@files.example"}]"#)
        .await
        .unwrap();
    let payload = json!({"vendorId": "test", "data": "the end of the echoes"});
    charger.call("DataTransfer", payload).await.unwrap();

    stream.find(|event| event.data.contains("the end of the echoes")).await;
    clean("the stream", &stream.raw);
    assert!(stream.raw.contains("***"), "{}", stream.raw);
    for path in [format!("/chargers/{key}"), "/actions".to_owned(), "/chargers".to_owned()] {
        let html = browser.page(&path).await;
        clean(&path, &html);
    }
    assert!(browser.page(&format!("/chargers/{key}")).await.contains("ftp://***@files.example/terra-1.8.33.bin"));
    charger.call("FirmwareStatusNotification", json!({"status": "DownloadFailed"})).await.unwrap();
    charger.reboot(Duration::from_millis(100)).await;
    eventually("both have their verdict", async || {
        let csms = Csms::open(common::config(&folder).csms).await.unwrap();
        let query = CommandQuery::of_charger(&key);
        let commands = csms.commands().list(&Caller::CommandLine, &query).await.unwrap();
        csms.close().await;
        clean("the commands", &format!("{commands:?}"));
        commands.rows.len() == 2 && commands.rows.iter().any(|command| !command.is_open())
    })
    .await;

    let (status, _, out, err) = running.end("TERM");
    assert!(status.success());
    clean("standard output", &out);
    clean("standard error", &err);
    assert!(err.contains("TRACE") || err.contains("DEBUG"), "the log was at trace: {err}");
    assert_eq!(leaks(&folder.data()), Vec::<String>::new());
    charger.stop().await;
}

/// The sessions, the people's and the chargers' passwords are not in the folder either (E-47).
#[tokio::test]
async fn no_password_and_no_session_stands_in_the_data_folder() {
    let folder = Folder::new();
    let csms = Csms::open(common::config(&folder).csms).await.unwrap();
    populate(&csms).await;
    add_charger(&csms, "CP-1", SITE).await;
    csms.close().await;
    let running = ServerProcess::start(&folder, &["--log", "trace"]);
    let browser = Browser::new(&running.console());
    let response = browser.post("/sign-in", &[("email", DESK), ("password", common::PASSWORD)]).await;
    let cookie = response.headers()["set-cookie"].to_str().unwrap();
    let session = cookie.trim_start_matches("chargehand=").split(';').next().unwrap().to_owned();
    browser.page("/chargers").await;
    let charger = simulated("CP-1", &running.chargers(), Script::default()).start().await;
    assert!(charger.wait_booted(PATIENCE).await);
    charger.stop().await;
    let (_, _, out, err) = running.end("TERM");
    for secret in [session.as_str(), common::PASSWORD, common::CHARGER_PASSWORD] {
        for (what, text) in [("output", &out), ("log", &err)] {
            assert!(!text.contains(secret), "{what}");
        }
        for entry in std::fs::read_dir(folder.data()).unwrap() {
            let path = entry.unwrap().path();
            let bytes = std::fs::read(&path).unwrap_or_default();
            assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{}", path.display());
        }
    }
}
