//! Whom chargers and operators can trust: who signed an image, and a file host that is encrypted.

mod common;

use actions::{MessageText, Order, Reason, SendMessage, Signing, UpdateFirmware, Verdict, update_firmware};
use charger_sim::{FirmwareScript, Handle, Protocol, Script, TransferScript};
use common::files::{curl, drop_box, facts, image, link, order, real, received, settled, upload, words};
use common::{PATIENCE, SITE, TestServer, add_charger, config, eventually, simulated};
use csms::{Caller, ChangeRefusal, FirmwareLibrary, Signers, UploadOf};
use model::{ChargerKey, FirmwareFacts, Ordered};
use server::serve::RunningServer;
use std::path::Path;
use std::process::Command;

/// What was signed, by whom, and who else can sign.
const IMAGE: &[u8] = b"an image";
const EC: &str = include_str!("../../crates/csms/src/files/signature/ec.pem");
const SIGNED_BY_EC: &str =
    "MEUCIQC1UC6BD1ZycPCRiMpNsF/a0UCcIG68mA2eWVuu8oB64QIgESY4VK1V4uMV/cIJ/JHg8BmQrGNAida+KEiPScawhAA=";
const RSA: &str = include_str!("../../crates/csms/src/files/signature/rsa.pem");

fn signed(certificate: &str) -> FirmwareFacts {
    FirmwareFacts { certificate: certificate.to_owned(), signature: SIGNED_BY_EC.to_owned(), ..facts("1.9.0") }
}

async fn refused(library: &FirmwareLibrary<'_>, of: &UploadOf, facts: &FirmwareFacts) -> String {
    match library.finish(&Caller::CommandLine, of, None, facts).await {
        Err(ChangeRefusal::Because(sentence)) => sentence,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_firmware_of_known_signers_is_taken_and_sent_where_they_are_named() {
    // E-35
    let server = TestServer::start().await;
    let quiet = Script::default().firmware(FirmwareScript::reports(&[]));
    let (waiting, sim) = server.charger("T-WAITS", quiet).await;
    let unsigned = upload(server.csms(), "old.bin", &image("1.8.0", 10_000), &facts("1.8.0")).await;
    let (_, url) = link(&server, &waiting, &sim, &unsigned).await;
    let path = url.strip_prefix("http://").unwrap().split_once('/').unwrap().1.to_owned();
    let fetched = async |server: &TestServer| {
        let url = format!("http://{}/{path}", server.serving.files().unwrap());
        reqwest::get(url).await.unwrap().status().as_u16()
    };
    assert_eq!(fetched(&server).await, 200);
    let TestServer { serving, folder } = server;
    serving.end().await;
    let mut config = config(&folder);
    config.csms.signers = Some(Signers::read(EC.as_bytes()).unwrap());
    let server = TestServer { serving: RunningServer::begin(config).await.unwrap(), folder };
    let (library, caller) = (server.csms().firmware(), Caller::CommandLine);
    assert_eq!(fetched(&server).await, 404, "ordered before, and not sent any more");

    // Into the library.
    let of = UploadOf { name: "new.bin".to_owned(), bytes: IMAGE.len() as u64, modified: "7".to_owned() };
    let mut uploading = library.upload_piece(&caller, &of, 0).await.unwrap();
    uploading.write(IMAGE).await.unwrap();
    uploading.end().await.unwrap();
    assert!(refused(&library, &of, &facts("1.9.0")).await.starts_with("Only signed firmware is taken and sent here"));
    assert!(refused(&library, &of, &signed(RSA)).await.starts_with("Whoever signed this is not known here"));
    let known = library.finish(&caller, &of, None, &signed(EC)).await.unwrap();

    // Out of it, and by URL, and by hand.
    let charger = async |identity: &str, protocol: Protocol| {
        let key = add_charger(server.csms(), identity, SITE).await;
        let url = server.chargers_url();
        let sim = simulated(identity, &url, real(TransferScript::default())).speaks(&[protocol]).start().await;
        assert!(sim.wait_booted(PATIENCE).await);
        (key, sim)
    };
    let (plain, _old) = charger("T-PLAIN", Protocol::V16).await;
    let (newer, _new) = charger("T-NEWER", Protocol::V201).await;
    let check = async |charger: &ChargerKey, order: Order, field: &str| {
        let ordered = server.csms().commands().order(&caller, charger, order, Reason::default(), None).await.unwrap();
        match ordered {
            Ordered::Refused(refusal) => assert_eq!(refusal.field.as_deref(), Some(field), "{refusal:?}"),
            Ordered::Taken(_) => panic!("taken, and {field} should be refused"),
        }
    };
    let by_url = |certificate: Option<&str>| {
        let signing = certificate
            .map(|certificate| Signing { certificate: certificate.to_owned(), signature: SIGNED_BY_EC.to_owned() });
        Order::UpdateFirmware(UpdateFirmware { signing, ..UpdateFirmware::now("http://files.example.com/fw.bin") })
    };
    check(&plain, by_url(None), "url").await;
    check(&newer, by_url(None), "certificate").await;
    check(&newer, by_url(Some(RSA)), "certificate").await;
    check(&plain, Order::UpdateFirmware(UpdateFirmware::of_library(unsigned)), "firmware").await;
    for action in ["UpdateFirmware", "updatefirmware", "PublishFirmware"] {
        let message = SendMessage { action: action.to_owned(), payload: MessageText("{}".to_owned()), as_typed: true };
        check(&plain, Order::SendMessage(message), "action").await;
    }
    for charger in [&plain, &newer] {
        let ordered =
            order(server.csms(), charger, Order::UpdateFirmware(UpdateFirmware::of_library(known.clone()))).await;
        let ended = settled(server.csms(), charger, &ordered).await;
        assert!(
            matches!(
                ended.verdict,
                Verdict::UpdateFirmware(update_firmware::Verdict::FirmwareUpdated { .. })
                    | Verdict::UpdateFirmware(update_firmware::Verdict::VersionUnchanged { .. })
            ),
            "{}",
            words(&ended)
        );
    }
    server.stop().await;
}

/// A pair of certificate and key for this machine, as an authority of its own.
fn make_pair(folder: &Path, name: &str) {
    let made = Command::new("openssl")
        .current_dir(folder)
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"])
        .args(["-subj", &format!("/CN={name}"), "-addext", "subjectAltName=IP:127.0.0.1"])
        .args(["-keyout", "new.key", "-out", "new.pem"])
        .output()
        .expect("openssl is installed");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    // The certificate last: who reads in between finds a pair that does not go together.
    std::fs::rename(folder.join("new.key"), folder.join("files.key")).unwrap();
    std::fs::rename(folder.join("new.pem"), folder.join("files.pem")).unwrap();
}

fn silent() -> Script {
    let mut script = Script::default();
    script.diagnostics.steps = Vec::new();
    script
}

#[tokio::test(flavor = "multi_thread")]
async fn files_travel_encrypted_with_a_certificate_that_may_be_renewed() {
    // B4, C2, C-20
    let pairs = common::Folder::new();
    make_pair(pairs.path(), "first");
    let pair = (pairs.path().join("files.pem"), pairs.path().join("files.key"));
    let server = TestServer::with(|config| config.files.web_tls = Some(pair.clone())).await;
    let put = async |charger: &ChargerKey, sim: &Handle, bytes: usize| {
        let (ordered, url) = drop_box(&server, charger, sim).await;
        assert!(url.starts_with("https://127.0.0.1:") && url.len() <= 120, "{url}");
        let folder = pairs.path();
        std::fs::write(folder.join("a.log"), vec![b'a'; bytes]).unwrap();
        let put = curl(folder, &["--verbose", "--cacert", "files.pem", "--upload-file", "a.log", &url]).await;
        let told = String::from_utf8_lossy(&put.stderr).into_owned();
        let ended = settled(server.csms(), charger, &ordered).await;
        assert_eq!(received(&ended).1, bytes as i64, "{}", words(&ended));
        // What is not encrypted is not understood.
        let plain = curl(folder, &[&url.replace("https://", "http://")]).await;
        assert!(!plain.status.success());
        told
    };
    let (charger, sim) = server.charger("T-HTTPS", silent()).await;
    let told = put(&charger, &sim, 200_000).await;
    assert!(told.contains("CN=first") && told.contains("TLSv1.3"), "{told}");
    make_pair(pairs.path(), "second");
    let (charger, sim) = server.charger("T-RENEWED", silent()).await;
    assert!(put(&charger, &sim, 1_000).await.contains("CN=second"));
    // Half a renewal leaves what was there, and its other half is seen although its time is older.
    let good = std::fs::read(&pair.0).unwrap();
    std::fs::write(pairs.path().join("second.pem"), &good).unwrap();
    let other = pairs.path().join("other");
    std::fs::create_dir(&other).unwrap();
    make_pair(&other, "third");
    std::fs::copy(other.join("files.pem"), &pair.0).unwrap();
    let (charger, sim) = server.charger("T-HALF", silent()).await;
    let (_, url) = drop_box(&server, &charger, &sim).await;
    let head = curl(pairs.path(), &["--cacert", "second.pem", "--head", &url]).await;
    assert!(String::from_utf8_lossy(&head.stdout).starts_with("HTTP/1.1 200"), "{head:?}");
    std::fs::rename(other.join("files.key"), &pair.1).unwrap();
    eventually("the third", async || {
        let head = curl(pairs.path(), &["--cacert", "files.pem", "--head", &url]).await;
        String::from_utf8_lossy(&head.stdout).starts_with("HTTP/1.1 200")
    })
    .await;
    server.stop().await;
}
