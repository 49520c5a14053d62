//! OCPP 1.6 with the security extension: certificates, events, the security log, signed firmware, the chargers' door.

use crate::bench::{Bench, PASSWORD, PATIENCE};
use crate::charge_point::{AT, ChargePoint, VERSION, assert_booted, assert_steps, assert_time};
use actions::{Order, RequestDiagnostics, Signing, UpdateFirmware, Verdict, request_diagnostics, update_firmware};
use charger_sim::Knock;
use model::{CommandKey, LogKind};
use serde_json::{Value, json};

const LOCATION: &str = "https://firmware.example.com/1.9.0.bin";
const NEXT: &str = "1.9.0";
const SIGNATURE: &str = "TUVRQ0lFMTVURVNUU0lHTkFUVVJF";
const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----\nMIIBkTCB+wIUEjRWeJQ=\n-----END CERTIFICATE-----\n";

/// The security event of the charger, answered, and listed as one that somebody should look at or not.
async fn event(cp: &ChargePoint, kind: &str, critical: bool) {
    cp.tells("SecurityEventNotification", json!({"type": kind, "timestamp": AT})).await;
    let page = cp.page().await;
    let newest = page.security.first().expect("the event is listed");
    assert_eq!((newest.kind.as_str(), newest.critical), (kind, critical), "A-36");
}

/// InstallCertificate of this type, accepted and then found among those installed.
async fn installs(kind: &str) {
    let mut cp = ChargePoint::booted_with_security().await;
    let request = json!({"certificateType": kind, "certificate": CERTIFICATE});
    cp.is_sent("InstallCertificate", request, json!({"status": "Accepted"})).await;
    let answer = json!({"status": "Accepted", "certificateHashData": [hash("SHA256")]});
    cp.is_sent("GetInstalledCertificateIds", json!({"certificateType": kind}), answer).await;
    cp.is_left_alone().await;
}

fn hash(algorithm: &str) -> Value {
    json!({"hashAlgorithm": algorithm, "issuerNameHash": "aabbccdd", "issuerKeyHash": "eeff0011", "serialNumber": "3039"})
}

/// SignedUpdateFirmware has come and is accepted; gives the command and its request id.
async fn update(cp: &mut ChargePoint) -> (CommandKey, Value) {
    let signing = Signing { certificate: CERTIFICATE.to_owned(), signature: SIGNATURE.to_owned() };
    let order = UpdateFirmware { signing: Some(signing), ..UpdateFirmware::now(LOCATION) };
    let command = cp.order(Order::UpdateFirmware(order)).await;
    let asked = cp.asked().await;
    assert_eq!(asked.action, "SignedUpdateFirmware");
    let (request, retrieve) = (&asked.payload["requestId"], &asked.payload["firmware"]["retrieveDateTime"]);
    assert!(request.is_i64(), "{request}");
    assert_time(retrieve);
    let firmware = json!({
        "location": LOCATION, "retrieveDateTime": retrieve, "signingCertificate": CERTIFICATE, "signature": SIGNATURE,
    });
    assert_eq!(asked.payload, json!({"requestId": request, "firmware": firmware}), "A-14");
    cp.answers(&asked, json!({"status": "Accepted"})).await;
    (command, request.clone())
}

/// The firmware's status under this request id, answered.
async fn firmware(cp: &ChargePoint, request: &Value, status: &str) {
    cp.tells("SignedFirmwareStatusNotification", json!({"status": status, "requestId": request})).await;
}

#[tokio::test]
async fn tc_075_1_install_a_manufacturer_root_certificate() {
    installs("ManufacturerRootCertificate").await;
}

#[tokio::test]
async fn tc_075_2_install_a_central_system_root_certificate() {
    installs("CentralSystemRootCertificate").await;
}

#[tokio::test]
async fn tc_076_delete_a_specific_certificate() {
    let mut cp = ChargePoint::booted_with_security().await;
    for algorithm in ["SHA256", "SHA384", "SHA512"] {
        let kind = json!("CentralSystemRootCertificate");
        let request = json!({"certificateType": kind, "certificate": CERTIFICATE});
        cp.is_sent("InstallCertificate", request, json!({"status": "Accepted"})).await;
        let answer = json!({"status": "Accepted", "certificateHashData": [hash(algorithm)]});
        cp.is_sent("GetInstalledCertificateIds", json!({"certificateType": kind}), answer).await;
        let request = json!({"certificateHashData": hash(algorithm)});
        cp.is_sent("DeleteCertificate", request, json!({"status": "Accepted"})).await;
        let answer = json!({"status": "NotFound"});
        cp.is_sent("GetInstalledCertificateIds", json!({"certificateType": kind}), answer).await;
    }
    cp.is_left_alone().await;
}

#[tokio::test]
async fn the_event_of_an_invalid_charge_point_certificate() {
    // What is left of TC_077 without the signing that comes before it.
    let mut cp = ChargePoint::booted_with_security().await;
    let request = json!({"certificateChain": CERTIFICATE});
    cp.is_sent("CertificateSigned", request, json!({"status": "Rejected"})).await;
    event(&cp, "InvalidChargePointCertificate", true).await;
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_078_invalid_central_system_certificate_event() {
    let mut cp = ChargePoint::booted_with_security().await;
    let request = json!({"certificateType": "CentralSystemRootCertificate", "certificate": CERTIFICATE});
    cp.is_sent("InstallCertificate", request, json!({"status": "Rejected"})).await;
    event(&cp, "InvalidCentralSystemCertificate", true).await;
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_079_get_security_log() {
    //
    let mut cp = ChargePoint::booted_with_security().await;
    let location = "ftp://logs.example.com/in/";
    let order = RequestDiagnostics { log: LogKind::Security, ..RequestDiagnostics::now(location) };
    let command = cp.order(Order::RequestDiagnostics(order)).await;
    let asked = cp.asked().await;
    let request = asked.payload["requestId"].clone();
    assert!(request.is_i64(), "{request}");
    let log = json!({"remoteLocation": location});
    assert_eq!(asked.action, "GetLog");
    assert_eq!(asked.payload, json!({"logType": "SecurityLog", "requestId": request, "log": log}));
    cp.answers(&asked, json!({"status": "Accepted", "filename": "security.log"})).await;
    cp.tells("LogStatusNotification", json!({"status": "Uploading", "requestId": request})).await;
    assert!(cp.command(&command).await.is_open());
    cp.tells("LogStatusNotification", json!({"status": "Uploaded", "requestId": request})).await;
    let verdict = Verdict::RequestDiagnostics(request_diagnostics::Verdict::DiagnosticsUploaded {
        file: Some("security.log".to_owned()),
    });
    let command = cp.ends(&command, verdict).await;
    assert_steps(&command, &["Ordered", "Sent", "The charger will upload security.log", "Uploading", "Uploaded"]);
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_080_secure_firmware_update() {
    //
    let mut cp = ChargePoint::booted_with_security().await;
    let (command, request) = update(&mut cp).await;
    for status in ["Downloading", "Downloaded", "SignatureVerified"] {
        firmware(&cp, &request, status).await;
    }
    cp.reports_all("Unavailable").await;
    firmware(&cp, &request, "Installing").await;
    firmware(&cp, &request, "InstallRebooting").await;
    assert!(cp.command(&command).await.is_open());
    cp.reboots(NEXT).await;
    event(&cp, "FirmwareUpdated", false).await;
    cp.reports_all("Available").await;
    firmware(&cp, &request, "Installed").await;
    let command = cp.bench.settled(&cp.key, &command).await;
    let Verdict::UpdateFirmware(update_firmware::Verdict::FirmwareUpdated { from, to, .. }) = &command.verdict else {
        panic!("{:?}", command.verdict)
    };
    assert_eq!((from.as_str(), to.as_str()), (VERSION, NEXT));
    let steps = [
        "Ordered",
        "Sent",
        "Accepted by the charger",
        "Downloading",
        "Downloaded",
        "Signature verified",
        "Installing",
        "Rebooting to install",
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
async fn tc_081_secure_firmware_update_invalid_signature() {
    //
    let mut cp = ChargePoint::booted_with_security().await;
    let (command, request) = update(&mut cp).await;
    for status in ["Downloading", "Downloaded", "InvalidSignature"] {
        firmware(&cp, &request, status).await;
    }
    event(&cp, "InvalidFirmwareSignature", true).await;
    let command = cp.ends(&command, Verdict::UpdateFirmware(update_firmware::Verdict::InvalidSignature)).await;
    let steps = ["Ordered", "Sent", "Accepted by the charger", "Downloading", "Downloaded", "Signature invalid"];
    assert_steps(&command, &steps);
    cp.is_left_alone().await;
}

#[tokio::test]
async fn tc_085_basic_authentication_valid_combination() {
    //
    let bench = Bench::new().await;
    let key = bench.register("CP-1").await;
    let knock = || Knock::new(&format!("{}/CP-1", bench.url()));
    let status = async |knock: Knock| knock.send().await.unwrap().status;
    assert_eq!(status(knock().basic("CP-1", b"another-key-0001")).await, 401);
    assert_eq!(status(knock()).await, 401);
    assert_eq!(status(knock().basic("CP-1", PASSWORD.as_bytes())).await, 101);
    let sim = bench.sim("CP-1").start().await;
    assert!(sim.wait_booted(PATIENCE).await);
    let boot = sim.wait_for(|entry| entry.is_sent() && entry.is_call("BootNotification"), PATIENCE).await.unwrap();
    let answer = sim.wait_for(|entry| entry.is_received() && entry.id() == boot.id(), PATIENCE).await.unwrap();
    assert_booted(&answer.payload());
    bench.wait(&key, |page| page.charger.plugs().count() == 2).await;
}

#[tokio::test]
async fn tc_088_web_socket_sub_protocol_negotiation() {
    //
    let bench = Bench::new().await;
    bench.register("CP-1").await;
    let offer = async |protocols: &str| {
        let knock = Knock::new(&format!("{}/CP-1", bench.url())).basic("CP-1", PASSWORD.as_bytes());
        knock.header("Sec-WebSocket-Protocol", protocols).send().await.unwrap()
    };
    let refused = offer("ocpp0.1").await;
    assert_eq!((refused.status, refused.header("Sec-WebSocket-Protocol")), (400, None));
    let taken = offer("ocpp0.1,ocpp1.6").await;
    assert_eq!((taken.status, taken.header("Sec-WebSocket-Protocol")), (101, Some("ocpp1.6")));
}
