//! OCPP 1.6, firmware management.

use crate::charge_point::{ChargePoint, VERSION, assert_steps, assert_time};
use actions::{Order, UpdateFirmware, Verdict, update_firmware};
use model::CommandKey;
use serde_json::json;

const LOCATION: &str = "https://firmware.example.com/1.9.0.bin";
const NEXT: &str = "1.9.0";

/// UpdateFirmware has come and is answered.
async fn update(cp: &mut ChargePoint) -> CommandKey {
    let command = cp.order(Order::UpdateFirmware(UpdateFirmware::now(LOCATION))).await;
    let asked = cp.asked().await;
    let retrieve = &asked.payload["retrieveDate"];
    assert_time(retrieve);
    assert_eq!(asked.action, "UpdateFirmware");
    assert_eq!(asked.payload, json!({"location": LOCATION, "retrieveDate": retrieve}));
    cp.answers(&asked, json!({})).await;
    command
}

#[tokio::test]
async fn tc_044_1_firmware_download_and_install() {
    //
    let mut cp = ChargePoint::booted().await;
    let command = update(&mut cp).await;
    cp.firmware("Downloading").await;
    cp.firmware("Downloaded").await;
    cp.reports_all("Unavailable").await;
    cp.firmware("Installing").await;
    assert!(cp.command(&command).await.is_open());
    cp.reboots(NEXT).await;
    cp.reports_all("Available").await;
    cp.firmware("Installed").await;
    let command = cp.bench.settled(&cp.key, &command).await;
    let Verdict::UpdateFirmware(update_firmware::Verdict::FirmwareUpdated { from, to, .. }) = &command.verdict else {
        panic!("{:?}", command.verdict)
    };
    assert_eq!((from.as_str(), to.as_str()), (VERSION, NEXT));
    let steps = [
        "Ordered",
        "Sent",
        "Received by the charger",
        "Downloading",
        "Downloaded",
        "Installing",
        "Went offline",
        "Connected again",
        "Booted with firmware 1.9.0",
        "Firmware 1.8.30 → 1.9.0",
        "Installed",
    ];
    assert_steps(&command, &steps);
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_044_2_firmware_download_failed() {
    //
    let mut cp = ChargePoint::booted().await;
    let command = update(&mut cp).await;
    cp.firmware("Downloading").await;
    cp.firmware("DownloadFailed").await;
    let command = cp.ends(&command, Verdict::UpdateFirmware(update_firmware::Verdict::DownloadFailed)).await;
    assert_steps(&command, &["Ordered", "Sent", "Received by the charger", "Downloading", "Download failed"]);
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_044_3_firmware_installation_failed() {
    //
    let mut cp = ChargePoint::booted().await;
    let command = update(&mut cp).await;
    cp.firmware("Downloading").await;
    cp.firmware("Downloaded").await;
    cp.reports_all("Unavailable").await;
    cp.firmware("Installing").await;
    cp.reboots(VERSION).await;
    cp.reports_all("Available").await;
    cp.firmware("InstallationFailed").await;
    cp.bench
        .wait(&cp.key, |page| {
            page.command(&command)
                .is_some_and(|c| c.verdict == Verdict::UpdateFirmware(update_firmware::Verdict::InstallationFailed))
        })
        .await;
    cp.is_left_alone().await;
}
