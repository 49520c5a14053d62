//! A charger that is not ours, made of the crate ocpp-charge-point, against our own doors: it really fetches firmware, really uploads
//! diagnostics and really reboots, in two versions of OCPP and by two protocols.

mod common;

use actions::{
    FirmwareSource, Order, Reboot, RebootKind, Receiver, RequestDiagnostics, UpdateFirmware, Verdict, reboot,
    update_firmware,
};
use common::files::{facts, image, order, received, settled, upload, words};
use common::{CHARGER_PASSWORD, Folder, SITE, TestServer, add_charger, eventually};
use csms::Caller;
use model::{ChargerKey, FileProtocol, FirmwareFacts, StepKind};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::Stdio;
use tokio::process::{Child, Command};

const IMAGE_BYTES: usize = 300_000;

fn program() -> PathBuf {
    let own = std::env::current_exe().expect("a test is a program");
    let program = own.parent().and_then(|deps| deps.parent()).expect("it lies in target").join("foreign-charger");
    assert!(program.exists(), "build the workspace first: {} is missing", program.display());
    program
}

struct Foreign {
    key: ChargerKey,
    folder: Folder,
    _process: Child,
}

async fn foreign(server: &TestServer, identity: &str, version: &str) -> Foreign {
    let folder = Folder::new();
    let key = add_charger(server.csms(), identity, SITE).await;
    let mut command = Command::new(program());
    command
        .args(["--url", &server.chargers_url(), "--identity", identity, "--password", CHARGER_PASSWORD])
        .args(["--version", version, "--firmware", "1.0.0", "--folder"])
        .arg(folder.path())
        .stdout(Stdio::null())
        .kill_on_drop(true);
    let process = command.spawn().expect("it starts");
    let foreign = Foreign { key, folder, _process: process };
    eventually("its boot", async || foreign.firmware(server).await.as_deref() == Some("1.0.0")).await;
    foreign
}

impl Foreign {
    async fn firmware(&self, server: &TestServer) -> Option<String> {
        let charger = server.csms().chargers().get(&Caller::CommandLine, &self.key).await.unwrap().unwrap();
        charger.firmware.filter(|_| charger.online)
    }
}

async fn does_all(version: &str, by: FileProtocol) {
    let server = TestServer::with(|config| config.files.ftp = Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))).await;
    let csms = server.csms();
    let charger = foreign(&server, "FOREIGN-1", version).await;

    for kind in [RebootKind::Soft, RebootKind::Hard] {
        let command = order(csms, &charger.key, Order::Reboot(Reboot::now(kind))).await;
        let command = settled(csms, &charger.key, &command).await;
        assert!(
            matches!(command.verdict, Verdict::Reboot(reboot::Verdict::Rebooted { .. })),
            "{:?}\n{}",
            command.verdict,
            words(&command)
        );
        assert!(command.steps.iter().any(|step| step.kind == StepKind::WentOffline), "{}", words(&command));
    }

    let content = image("2.0.0", IMAGE_BYTES);
    let of = FirmwareFacts { vendor: "Flowion".to_owned(), model: "Foreign One".to_owned(), ..facts("2.0.0") };
    let firmware = upload(csms, "fw.bin", &content, &of).await;
    let source = FirmwareSource::Library { key: firmware.clone(), by: Some(by), anyway: false };
    let update = UpdateFirmware { source, ..UpdateFirmware::of_library(firmware) };
    let command = order(csms, &charger.key, Order::UpdateFirmware(update)).await;
    let command = settled(csms, &charger.key, &command).await;
    let Verdict::UpdateFirmware(update_firmware::Verdict::FirmwareUpdated { from, to, .. }) = &command.verdict else {
        panic!("{:?}\n{}", command.verdict, words(&command))
    };
    assert_eq!((from.as_str(), to.as_str()), ("1.0.0", "2.0.0"));
    assert_eq!(std::fs::read(charger.folder.path().join("firmware.bin")).unwrap(), content);
    eventually("it runs the new one", async || charger.firmware(&server).await.as_deref() == Some("2.0.0")).await;

    let request = RequestDiagnostics { receiver: Receiver::Here { by: Some(by) }, ..RequestDiagnostics::here() };
    let command = order(csms, &charger.key, Order::RequestDiagnostics(request)).await;
    let command = settled(csms, &charger.key, &command).await;
    let (name, bytes) = received(&command);
    assert_eq!(name, "diagnostics.log");
    assert!(bytes > 60_000, "{bytes}");
    let learnt = csms.chargers().get(&Caller::CommandLine, &charger.key).await.unwrap().unwrap().learnt_protocol;
    assert_eq!(learnt.map(|learnt| learnt.protocol), Some(by));
    drop(charger);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_charger_of_1_6_does_all_by_http() {
    does_all("1.6", FileProtocol::Http).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_charger_of_1_6_does_all_by_ftp() {
    does_all("1.6", FileProtocol::Ftp).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_charger_of_2_0_1_does_all_by_http() {
    does_all("2.0.1", FileProtocol::Http).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_charger_of_2_0_1_does_all_by_ftp() {
    does_all("2.0.1", FileProtocol::Ftp).await;
}
