//! What tests of the file host share: an image in the library, orders whose files go through us, the address a charger was told.

use super::{PATIENCE, TestServer, eventually};
use actions::{Command, Order, Reason, RequestDiagnostics, UpdateFirmware, Verdict, request_diagnostics};
use charger_sim::{Handle, Script, TransferScript, Transfers};
use csms::{Caller, Csms, UploadOf};
use model::{ChargerKey, CommandKey, CommandQuery, FirmwareFacts, FirmwareKey, Ordered, StepKind};
use ring::digest::{SHA256, digest};
use std::path::Path;
use std::process::Output;
use tokio::process::Command as Process;

/// An image that says its version, filled up to a length with bytes that repeat only after a while.
pub fn image(version: &str, bytes: usize) -> Vec<u8> {
    let mut image = format!("chargehand-firmware-version: {version}\n").into_bytes();
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    while image.len() < bytes {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        image.extend_from_slice(&state.to_le_bytes());
    }
    image.truncate(bytes.max(version.len() + 40));
    image
}

pub fn sha256(bytes: &[u8]) -> String {
    digest(&SHA256, bytes).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

pub fn facts(version: &str) -> FirmwareFacts {
    FirmwareFacts {
        vendor: "ABB".to_owned(),
        model: "Terra 184".to_owned(),
        version: version.to_owned(),
        ..FirmwareFacts::default()
    }
}

/// Puts an image into the operator's library, in pieces as the console does.
pub async fn upload(csms: &Csms, name: &str, image: &[u8], facts: &FirmwareFacts) -> FirmwareKey {
    let (caller, library) = (Caller::CommandLine, csms.firmware());
    let of = UploadOf { name: name.to_owned(), bytes: image.len() as u64, modified: sha256(image) };
    let mut at = library.uploaded(&caller, &of).await.unwrap();
    for piece in image[at as usize..].chunks(1024 * 1024) {
        let mut uploading = library.upload_piece(&caller, &of, at).await.unwrap();
        uploading.write(piece).await.unwrap();
        at = uploading.end().await.unwrap();
    }
    library.finish(&caller, &of, None, facts).await.unwrap()
}

/// Transfers files really, quickly otherwise.
pub fn real(transfers: TransferScript) -> Script {
    Script { transfers: Transfers::Real(transfers), ..Script::default() }
}

pub async fn order(csms: &Csms, charger: &ChargerKey, order: Order) -> CommandKey {
    match csms.commands().order(&Caller::CommandLine, charger, order, Reason::default(), None).await.unwrap() {
        Ordered::Taken(key) => key,
        Ordered::Refused(refusal) => panic!("{refusal:?}"),
    }
}

pub async fn command(csms: &Csms, charger: &ChargerKey, key: &CommandKey) -> Command {
    let commands = csms.commands().list(&Caller::CommandLine, &CommandQuery::of_charger(charger)).await.unwrap();
    commands.rows.into_iter().find(|command| command.key == *key).unwrap()
}

/// The command once it has its verdict.
pub async fn settled(csms: &Csms, charger: &ChargerKey, key: &CommandKey) -> Command {
    eventually("a verdict", async || !command(csms, charger, key).await.is_open()).await;
    command(csms, charger, key).await
}

/// The command once one of its steps fits.
pub async fn stepped(
    csms: &Csms,
    charger: &ChargerKey,
    key: &CommandKey,
    what: &str,
    fits: fn(&StepKind) -> bool,
) -> Command {
    eventually(what, async || command(csms, charger, key).await.steps.iter().any(|step| fits(&step.kind))).await;
    command(csms, charger, key).await
}

pub fn words(command: &Command) -> String {
    command.steps.iter().map(|step| step.kind.words()).collect::<Vec<_>>().join("\n")
}

/// Orders diagnostics that are received here from a charger that only pretends, and gives the address that it was told.
pub async fn drop_box(server: &TestServer, key: &ChargerKey, sim: &Handle) -> (CommandKey, String) {
    let command = order(server.csms(), key, Order::RequestDiagnostics(RequestDiagnostics::here())).await;
    (command, told(sim, "GetDiagnostics").await)
}

/// Orders an image of the library from a charger that only pretends, and gives the address that it was told.
pub async fn link(server: &TestServer, key: &ChargerKey, sim: &Handle, image: &FirmwareKey) -> (CommandKey, String) {
    let command = order(server.csms(), key, Order::UpdateFirmware(UpdateFirmware::of_library(image.clone()))).await;
    (command, told(sim, "UpdateFirmware").await)
}

async fn told(sim: &Handle, action: &str) -> String {
    assert!(sim.wait_for_call(action, PATIENCE).await.is_some(), "no {action}");
    sim.sent_to_me(action).last().unwrap().payload["location"].as_str().unwrap().to_owned()
}

pub fn received(command: &Command) -> (String, i64) {
    match &command.verdict {
        Verdict::RequestDiagnostics(request_diagnostics::Verdict::DiagnosticsReceived { name, bytes, .. }) => {
            (name.clone(), *bytes)
        }
        other => panic!("{other:?}\n{}", words(command)),
    }
}

/// curl with these arguments in a folder.
pub async fn curl(folder: &Path, arguments: &[&str]) -> Output {
    let mut curl = Process::new("curl");
    curl.current_dir(folder).args(["--silent", "--show-error", "--max-time", "60"]).args(arguments);
    curl.output().await.expect("curl is installed")
}

/// The HTTP status that curl was answered with.
pub async fn curl_status(folder: &Path, arguments: &[&str]) -> String {
    let mut all = vec!["--output", "/dev/null", "--write-out", "%{http_code}"];
    all.extend(arguments);
    String::from_utf8(curl(folder, &all).await.stdout).unwrap()
}
