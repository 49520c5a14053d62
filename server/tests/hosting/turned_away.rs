//! What is refused at the door for HTTP stands on the command's timeline.

use super::common::TestServer;
use super::common::files::{command, curl_status, drop_box, facts, image, link, settled, upload, words};
use super::silent;
use actions::{Verdict, request_diagnostics, update_firmware};
use charger_sim::{FirmwareScript, Script};
use model::{StepKind, TurnedAway};
use serde_json::json;

/// Takes the update and says nothing of it by itself, so that what a test has it say comes in the test's order.
fn quiet() -> Script {
    Script::default().firmware(FirmwareScript::reports(&[]))
}

/// Reasons and counts that a command's timeline tells.
fn turned(command: &actions::Command) -> Vec<(TurnedAway, i64)> {
    let told = command.steps.iter().filter_map(|step| match step.kind {
        StepKind::TurnedAway { why, count, .. } => Some((why, count)),
        _ => None,
    });
    told.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_for_a_wrong_path_under_the_right_token_was_here() {
    // O-40: a request in vain a second before the charger gives up
    let server = TestServer::start().await;
    let folder = server.folder.path();
    let key = upload(server.csms(), "fw.bin", &image("2.0.1", 10_000), &facts("2.0.1")).await;
    for (n, wrong) in
        ["/TOKEN", "/TOKEN/fw.bin", "/files/f/TOKEN/fw.bin", "/F/TOKEN/", "/d/TOKEN/fw.bin"].into_iter().enumerate()
    {
        let (charger, sim) = server.charger(&format!("F-LOST-{n}"), quiet()).await;
        let (ordered, url) = link(&server, &charger, &sim, &key).await;
        let (origin, rest) = url.split_once("/f/").unwrap();
        let token = rest.split('/').next().unwrap();
        assert_eq!(curl_status(folder, &[&format!("{origin}{}", wrong.replace("TOKEN", token))]).await, "404");
        let told = command(server.csms(), &charger, &ordered).await;
        assert_eq!(turned(&told), [(TurnedAway::Path, 1)], "{wrong}: {}", words(&told));
        sim.call("FirmwareStatusNotification", json!({"status": "DownloadFailed"})).await.unwrap();
        let ended = settled(server.csms(), &charger, &ordered).await;
        assert_eq!(
            ended.verdict,
            Verdict::UpdateFirmware(update_firmware::Verdict::DownloadFailed),
            "{wrong}: {}",
            words(&ended)
        );
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_name_in_an_address_to_fetch_is_decoration() {
    // O-40
    let server = TestServer::start().await;
    let folder = server.folder.path();
    let file = image("2.0.1", 10_000);
    let key = upload(server.csms(), "fw.bin", &file, &facts("2.0.1")).await;
    let (charger, sim) = server.charger("F-NAMELESS", quiet()).await;
    let (ordered, url) = link(&server, &charger, &sim, &key).await;
    let without = url.strip_suffix("/fw.bin").unwrap();
    for path in ["", "/", "/fw.bin", "/other.bin", "//fw.bin", "/fw.bin/fw.bin", "/%FF", "/fw.bin?x=1"] {
        let got = super::curl(folder, &[&format!("{without}{path}")]).await.stdout;
        assert!(got == file, "{path}");
    }
    let told = command(server.csms(), &charger, &ordered).await;
    assert!(turned(&told).is_empty(), "{}", words(&told));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_method_that_is_not_taken_is_told_and_counted() {
    // O-41
    let server = TestServer::start().await;
    let folder = server.folder.path();
    std::fs::write(folder.join("a.log"), image("x", 20_000)).unwrap();
    let (charger, sim) = server.charger("D-METHODS", silent()).await;
    let (ordered, url) = drop_box(&server, &charger, &sim).await;
    let named = format!("{url}a.log");
    for method in ["PATCH", "DELETE", "OPTIONS", "PROPFIND", "PATCH", "PATCH"] {
        let arguments = ["--request", method, "--data-binary", "@a.log", &named];
        assert_eq!(curl_status(folder, &arguments).await, "405", "{method}");
    }
    assert_eq!(curl_status(folder, &[&named]).await, "405");
    let expected = [
        (TurnedAway::MethodPatch, 3),
        (TurnedAway::MethodDelete, 1),
        (TurnedAway::MethodOptions, 1),
        (TurnedAway::MethodOther, 1),
        (TurnedAway::MethodGet, 1),
    ];
    super::common::eventually("each refusal, counted", async || {
        turned(&command(server.csms(), &charger, &ordered).await) == expected
    })
    .await;
    let told = command(server.csms(), &charger, &ordered).await;
    assert!(words(&told).contains("Turned away over HTTP: it used PATCH, which is not taken here (3 times)"));
    assert!(told.is_open());
    // A method written small is understood.
    assert_eq!(curl_status(folder, &["--request", "put", "--data-binary", "@a.log", &named]).await, "201");

    let key = upload(server.csms(), "fw.bin", &image("2.0.1", 10_000), &facts("2.0.1")).await;
    let (charger, sim) = server.charger("F-METHODS", quiet()).await;
    let (ordered, url) = link(&server, &charger, &sim, &key).await;
    for method in ["PUT", "POST"] {
        assert_eq!(curl_status(folder, &["--request", method, "--data-binary", "x", &url]).await, "405");
    }
    assert_eq!(curl_status(folder, &["--range", "10000-", &url]).await, "416");
    let told = command(server.csms(), &charger, &ordered).await;
    let expected = [(TurnedAway::MethodPut, 1), (TurnedAway::MethodPost, 1), (TurnedAway::Range, 1)];
    assert_eq!(turned(&told), expected, "{}", words(&told));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_packed_unreadably_is_refused_and_told() {
    // O-46 and its neighbours; a form without a file
    let server = TestServer::start().await;
    let folder = server.folder.path();
    std::fs::write(folder.join("a.log"), image("x", 200_000)).unwrap();
    let packed = [
        ("br", TurnedAway::PackedBrotli),
        ("zstd", TurnedAway::PackedZstd),
        ("compress", TurnedAway::PackedCompress),
        ("aes128gcm", TurnedAway::PackedOtherwise),
    ];
    for (n, (coding, why)) in packed.into_iter().enumerate() {
        let (charger, sim) = server.charger(&format!("D-PACKED-{n}"), silent()).await;
        let (ordered, url) = drop_box(&server, &charger, &sim).await;
        let header = format!("Content-Encoding: {coding}");
        assert_eq!(curl_status(folder, &["--upload-file", "a.log", "--header", &header, &url]).await, "415");
        let told = command(server.csms(), &charger, &ordered).await;
        assert_eq!(turned(&told), [(why, 1)], "{}", words(&told));
        sim.call("DiagnosticsStatusNotification", json!({"status": "UploadFailed"})).await.unwrap();
        assert_eq!(
            settled(server.csms(), &charger, &ordered).await.verdict,
            Verdict::RequestDiagnostics(request_diagnostics::Verdict::UploadFailed)
        );
    }
    // A form whose head never ends.
    let endless = format!("--b\r\n{}", "Header: of many\r\n".repeat(3_000));
    std::fs::write(folder.join("endless"), endless).unwrap();
    let (charger, sim) = server.charger("D-ENDLESS", silent()).await;
    let (ordered, url) = drop_box(&server, &charger, &sim).await;
    let kind = "Content-Type: multipart/form-data; boundary=b";
    assert_eq!(curl_status(folder, &["--header", kind, "--data-binary", "@endless", &url]).await, "400");
    let told = command(server.csms(), &charger, &ordered).await;
    assert_eq!(turned(&told), [(TurnedAway::FormUnreadable, 1)], "{}", words(&told));
    server.stop().await;
}
