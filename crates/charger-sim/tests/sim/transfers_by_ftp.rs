//! Files really fetched and put, by FTP in the open and after AUTH TLS.

use charger_sim::{Protocol, Script, TransferScript, Transfers};
use serde_json::json;

use crate::file_server::sha256;
use crate::ftp_server::FtpServer;
use crate::tiny_csms::{PATIENCE, TinyCsms, wait_said};

fn file() -> Vec<u8> {
    [&b"chargehand-firmware-version: 7.7.7\n"[..], &[b'x'; 200_000]].concat()
}

fn really(transfers: TransferScript) -> Script {
    Script::default().transfers(Transfers::Real(transfers))
}

#[tokio::test]
async fn a_firmware_is_fetched_by_ftp() {
    async fn check(scheme: &str, script: TransferScript, restarts: bool, rest: &[&str]) {
        let server = FtpServer::start(&[("/a b/f.bin", &file())], restarts).await;
        let csms = TinyCsms::start().await;
        let resumed = script.resumes && restarts;
        let tries = if script.abort_after.is_some() { 2 } else { 1 };
        let sim = csms.speaking(Protocol::V16, really(script)).await;
        let location = format!("{scheme}://me:p%40ss@{}/a%20b/f.bin", server.address);
        let request = json!({"location": location, "retrieveDate": "2020-01-01T00:00:00Z"});
        csms.call(&sim, "UpdateFirmware", request).await;
        let transfer = sim.wait_transfer(0, PATIENCE).await.unwrap();
        assert_eq!((&transfer.outcome, transfer.tries, transfer.resumed), (&Ok(()), tries, resumed), "{scheme}");
        assert_eq!((transfer.bytes, transfer.sha256), (file().len() as u64, sha256(&file())));
        assert_eq!(server.commands("REST"), rest);
        assert_eq!(server.commands("PASS")[0], "PASS p@ss");
        assert_eq!(server.commands("AUTH").is_empty(), scheme == "ftp");
        wait_said(&sim, "FirmwareStatusNotification", "Installed").await;
        assert_eq!(sim.status().firmware, "7.7.7");
    }
    let plain = TransferScript::default;
    for scheme in ["ftp", "ftps"] {
        check(scheme, plain(), true, &[]).await;
        check(scheme, plain().abort_after(50_000), true, &[]).await;
        check(scheme, plain().abort_after(50_000).resumes(), true, &["REST 50000"]).await;
    }
    check("ftp", plain().abort_after(50_000).resumes(), false, &["REST 50000"]).await;
}

#[tokio::test]
async fn diagnostics_are_stored_by_ftp() {
    async fn check(scheme: &str, script: TransferScript, restarts: bool, stores: usize) {
        let server = FtpServer::start(&[], restarts).await;
        let csms = TinyCsms::start().await;
        let resumed = script.resumes && restarts;
        let sim = csms.speaking(Protocol::V16, really(script.upload_bytes(200_000))).await;
        let location = format!("{scheme}://{}/drop/box", server.address);
        csms.call(&sim, "GetDiagnostics", json!({"location": location})).await;
        let transfer = sim.wait_transfer(0, PATIENCE).await.unwrap();
        assert_eq!((&transfer.outcome, transfer.resumed), (&Ok(()), resumed), "{scheme}");
        let stored = server.file("/drop/box/diagnostics.log").unwrap();
        assert_eq!((stored.len(), sha256(&stored)), (200_000, transfer.sha256));
        assert_eq!(server.commands("STOR diagnostics.log").len(), stores, "{scheme}");
        wait_said(&sim, "DiagnosticsStatusNotification", "Uploaded").await;
    }
    let plain = TransferScript::default;
    for scheme in ["ftp", "ftps"] {
        check(scheme, plain(), true, 1).await;
        check(scheme, plain().abort_after(50_000), true, 2).await;
        check(scheme, plain().abort_after(50_000).resumes(), true, 2).await;
    }
    check("ftp", plain().abort_after(50_000).resumes(), false, 2).await;
}
