//! Block L: firmware published by a local controller, and taken back.

use crate::steps_v201::{Station, accepted, status};
use serde_json::json;

const CHECKSUM: &str = "d41d8cd98f00b204e9800998ecf8427e";

/// Has it published; the controller reports these.
async fn publishes(statuses: &[&str]) {
    let station = Station::booted().await;
    let request = json!({
        "location": "https://files.example/a.bin", "checksum": CHECKSUM, "requestId": 17, "retries": 2,
        "retryInterval": 30});
    station.sends("PublishFirmware", request, accepted()).await;
    for status in statuses {
        let mut report = json!({"status": status, "requestId": 17});
        if *status == "Published" {
            report["location"] = json!(["http://192.168.0.2/a.bin", "ftp://192.168.0.2/a.bin"]);
        }
        station.tells("PublishFirmwareStatusNotification", report).await;
    }
}

async fn unpublishes(answer: &str) {
    let station = Station::booted().await;
    station.sends("UnpublishFirmware", json!({"checksum": CHECKSUM}), status(answer)).await;
}

#[tokio::test]
async fn tc_l_17_published() {
    publishes(&["Downloading", "Downloaded", "ChecksumVerified", "Published"]).await;
}

#[tokio::test]
async fn tc_l_19_invalid_checksum() {
    publishes(&["Downloading", "Downloaded", "InvalidChecksum"]).await;
}

#[tokio::test]
async fn tc_l_20_publish_failed() {
    publishes(&["Downloading", "Downloaded", "ChecksumVerified", "PublishFailed"]).await;
}

#[tokio::test]
async fn tc_l_21_unpublished() {
    unpublishes("Unpublished").await;
}

#[tokio::test]
async fn tc_l_22_unpublish_without_firmware() {
    unpublishes("NoFirmware").await;
}

#[tokio::test]
async fn tc_l_23_unpublish_while_it_downloads() {
    unpublishes("DownloadOngoing").await;
}

#[tokio::test]
async fn tc_l_24_publish_download_failed() {
    publishes(&["Downloading", "DownloadFailed"]).await;
}
