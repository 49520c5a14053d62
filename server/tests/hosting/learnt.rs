//! The protocol that really worked is learnt, comes first, and is forgotten by a click; a failed transfer is offered by another.

use super::common::files::{curl_status, order, received, settled, stepped};
use super::common::{TestServer, eventually};
use super::silent;
use actions::{FileVerdict, Order, OrderForm, Reason, Receiver, RequestDiagnostics, Verdict};
use charger_sim::{Handle, Reply};
use csms::Caller;
use model::{ChargerKey, CommandKey, CommandKind, FileProtocol, LearntProtocol, Ordered, StepKind};
use serde_json::json;
use std::net::{Ipv4Addr, SocketAddr};

async fn both() -> TestServer {
    TestServer::with(|config| config.files.ftp = Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))).await
}

/// Orders diagnostics, and gives the address that the charger is told.
async fn ask(server: &TestServer, (key, sim): &(ChargerKey, Handle), by: Option<FileProtocol>) -> (CommandKey, String) {
    let before = sim.sent_to_me("GetDiagnostics").len();
    let request = RequestDiagnostics { receiver: Receiver::Here { by }, ..RequestDiagnostics::here() };
    let ordered = order(server.csms(), key, Order::RequestDiagnostics(request)).await;
    (ordered, told(sim, before).await)
}

async fn told(sim: &Handle, before: usize) -> String {
    eventually("a request", async || sim.sent_to_me("GetDiagnostics").len() > before).await;
    sim.sent_to_me("GetDiagnostics").last().unwrap().payload["location"].as_str().unwrap().to_owned()
}

async fn learnt(server: &TestServer, charger: &ChargerKey) -> Option<LearntProtocol> {
    server.csms().chargers().get(&Caller::CommandLine, charger).await.unwrap().unwrap().learnt_protocol
}

#[tokio::test(flavor = "multi_thread")]
async fn what_worked_comes_first_until_it_is_forgotten() {
    //
    let server = both().await;
    let folder = server.folder.path();
    std::fs::write(folder.join("a.log"), "a log\n").unwrap();
    let charger = server.charger("L-1", silent()).await;
    // By HTTP it fails; the same is offered by FTP, with the form's own fields.
    let (failed, url) = ask(&server, &charger, None).await;
    assert!(url.starts_with("http://"), "{url}");
    charger.1.call("DiagnosticsStatusNotification", json!({"status": "UploadFailed"})).await.unwrap();
    let ended = settled(server.csms(), &charger.0, &failed).await;
    assert!(matches!(ended.verdict, Verdict::Files(FileVerdict::HostNotReached { .. })), "{:?}", ended.verdict);
    let hosted = ended.hosted.clone().unwrap();
    assert_eq!((hosted.protocol, hosted.came), (Some(FileProtocol::Http), false));
    let fields = [&hosted.again[..], &[("by".to_owned(), "ftp".to_owned())]].concat();
    let form = OrderForm::read(|name| fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()));
    let before = charger.1.sent_to_me("GetDiagnostics").len();
    let again = order(server.csms(), &charger.0, form.order(CommandKind::RequestDiagnostics).unwrap()).await;
    let url = told(&charger.1, before).await;
    assert!(url.starts_with("ftp://"), "{url}");
    assert_eq!(learnt(&server, &charger.0).await, None);
    assert_eq!(curl_status(folder, &["--upload-file", "a.log", &url]).await, "226");
    received(&settled(server.csms(), &charger.0, &again).await);
    // It comes first, for this charger and for others of its model.
    let ftp = |of_model| Some(LearntProtocol { protocol: FileProtocol::Ftp, of_model });
    assert_eq!(learnt(&server, &charger.0).await, ftp(false));
    let (next, url) = ask(&server, &charger, None).await;
    assert!(url.starts_with("ftp://"), "{url}");
    server.csms().commands().stop_waiting(&Caller::CommandLine, &next).await.unwrap();
    let other = server.charger("L-2", silent()).await;
    assert_eq!(learnt(&server, &other.0).await, ftp(true));
    let (next_of_other, url) = ask(&server, &other, None).await;
    assert!(url.starts_with("ftp://"), "{url}");
    server.csms().commands().stop_waiting(&Caller::CommandLine, &next_of_other).await.unwrap();
    // Forgotten.
    server.csms().hosted().forget(&Caller::CommandLine, &charger.0).await.unwrap();
    assert_eq!((learnt(&server, &charger.0).await, learnt(&server, &other.0).await), (None, None));
    let (_, url) = ask(&server, &charger, None).await;
    assert!(url.starts_with("http://"), "{url}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_protocol_that_the_charger_does_not_name_can_be_chosen() {
    //
    let server = both().await;
    let settings =
        json!({"configurationKey": [{"key": "SupportedFileTransferProtocols", "readonly": true, "value": "FTPS"}]});
    let script = silent().reply("GetConfiguration", Reply::Payload(settings));
    let charger = server.charger("L-NAMES", script).await;
    let caller = Caller::CommandLine;
    // It may be reading already, by itself.
    server
        .csms()
        .commands()
        .order(&caller, &charger.0, Order::ReadConfiguration, Reason::default(), None)
        .await
        .unwrap();
    eventually("its protocols", async || {
        let known = server.csms().chargers().get(&caller, &charger.0).await.unwrap().unwrap().known;
        known.file_protocols == ["ftps"]
    })
    .await;
    // By itself nothing is chosen, and the refusal says what is missing.
    let itself = Order::RequestDiagnostics(RequestDiagnostics::here());
    let answer = server.csms().commands().order(&caller, &charger.0, itself, Reason::default(), None).await.unwrap();
    let Ordered::Refused(refusal) = answer else { panic!("{answer:?}") };
    assert!(refusal.sentence.contains("FTP is on, and FTPS wants a certificate"), "{refusal:?}");
    let (ordered, url) = ask(&server, &charger, Some(FileProtocol::Ftp)).await;
    assert!(url.starts_with("ftp://"), "{url}");
    let unnamed = |step: &StepKind| matches!(step, StepKind::NotNamed { protocol: FileProtocol::Ftp });
    stepped(server.csms(), &charger.0, &ordered, "the warning", unnamed).await;
    server.stop().await;
}
