//! Block M: certificates installed, listed and deleted, as far as it takes messages.

use crate::steps_v201::{NOW, Station, accepted, status};
use serde_json::{Value, json};

const ROOT: &str = "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIU\n-----END CERTIFICATE-----\n";

async fn installs(kind: &str, answer: &str) {
    let station = Station::booted().await;
    let request = json!({"certificateType": kind, "certificate": ROOT});
    station.sends("InstallCertificate", request, status(answer)).await;
}

#[tokio::test]
async fn tc_m_01_install_csms_root() {
    installs("CSMSRootCertificate", "Accepted").await;
}

#[tokio::test]
async fn tc_m_02_install_manufacturer_root() {
    installs("ManufacturerRootCertificate", "Accepted").await;
}

#[tokio::test]
async fn tc_m_03_install_v2g_root() {
    installs("V2GRootCertificate", "Accepted").await;
}

#[tokio::test]
async fn tc_m_04_install_mo_root() {
    installs("MORootCertificate", "Accepted").await;
}

#[tokio::test]
async fn tc_m_05_install_failed() {
    installs("CSMSRootCertificate", "Failed").await;
}

fn hashes() -> Value {
    json!({
        "hashAlgorithm": "SHA256", "issuerNameHash": "a1".repeat(32), "issuerKeyHash": "b2".repeat(32),
        "serialNumber": "1F"})
}

/// Asks which of these are there; one of each is.
async fn lists(kinds: &[&str]) {
    let station = Station::booted().await;
    let request = if kinds.is_empty() { json!({}) } else { json!({"certificateType": kinds}) };
    let chain = |kind: &&str| json!({"certificateType": kind, "certificateHashData": hashes()});
    let chains: Vec<Value> = kinds.iter().map(chain).collect();
    let mut answer = accepted();
    answer["certificateHashDataChain"] =
        if chains.is_empty() { json!([chain(&"CSMSRootCertificate")]) } else { json!(chains) };
    station.sends("GetInstalledCertificateIds", request, answer).await;
}

#[tokio::test]
async fn tc_m_12_list_csms_roots() {
    lists(&["CSMSRootCertificate"]).await;
}

#[tokio::test]
async fn tc_m_13_list_manufacturer_roots() {
    lists(&["ManufacturerRootCertificate"]).await;
}

#[tokio::test]
async fn tc_m_14_list_v2g_roots() {
    lists(&["V2GRootCertificate"]).await;
}

#[tokio::test]
async fn tc_m_15_list_v2g_chains() {
    lists(&["V2GCertificateChain"]).await;
}

#[tokio::test]
async fn tc_m_16_list_mo_roots() {
    lists(&["MORootCertificate"]).await;
}

#[tokio::test]
async fn tc_m_17_list_two_kinds() {
    lists(&["CSMSRootCertificate", "ManufacturerRootCertificate"]).await;
}

#[tokio::test]
async fn tc_m_18_list_every_kind() {
    lists(&[]).await;
    lists(&[
        "V2GRootCertificate",
        "MORootCertificate",
        "CSMSRootCertificate",
        "V2GCertificateChain",
        "ManufacturerRootCertificate",
    ])
    .await;
}

#[tokio::test]
async fn tc_m_19_list_nothing() {
    let station = Station::booted().await;
    let request = json!({"certificateType": ["MORootCertificate"]});
    station.sends("GetInstalledCertificateIds", request, status("NotFound")).await;
}

/// Asks which are there, and has the one that is deleted.
async fn deletes(answer: &str) -> Station {
    let station = Station::booted().await;
    let chain = json!([{"certificateType": "ManufacturerRootCertificate", "certificateHashData": hashes()}]);
    let there = json!({"status": "Accepted", "certificateHashDataChain": chain});
    let request = json!({"certificateType": ["ManufacturerRootCertificate"]});
    station.sends("GetInstalledCertificateIds", request, there).await;
    station.sends("DeleteCertificate", json!({"certificateHashData": hashes()}), status(answer)).await;
    station
}

#[tokio::test]
async fn tc_m_20_delete() {
    let station = deletes("Accepted").await;
    let event = json!({"type": "ReconfigurationOfSecurityParameters", "timestamp": NOW});
    station.tells("SecurityEventNotification", event).await;
    let page = station.bench.page(&station.key).await;
    assert_eq!(page.security[0].kind, "ReconfigurationOfSecurityParameters", "A-36");
}

#[tokio::test]
async fn tc_m_21_delete_failed() {
    deletes("Failed").await;
}
