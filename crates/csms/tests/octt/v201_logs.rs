//! Block N: logs and what is known of a customer.

use crate::steps_v201::{NOW, Station, accepted, status, token};
use actions::{Common, Order, RequestDiagnostics, Retries, Verdict, request_diagnostics};
use model::{CommandKey, LogKind, StepKind};
use serde_json::{Value, json};

const PLACE: &str = "https://files.example/logs/";

/// Orders a log; the request must be whole, and is answered so. Gives its request id too.
async fn log_ordered(station: &Station, log: LogKind, replace: bool, answer: Value) -> (CommandKey, Value) {
    let retries = Retries { times: Some(2), interval_s: Some(30) };
    let order =
        Order::RequestDiagnostics(RequestDiagnostics { log, replace, retries, ..RequestDiagnostics::now(PLACE) });
    let (command, sent) = station.ordered(order, "GetLog", answer).await;
    let request = sent["requestId"].clone();
    assert!(request.is_i64(), "{sent}");
    let kind = match log {
        LogKind::Diagnostics => "DiagnosticsLog",
        LogKind::Security => "SecurityLog",
        LogKind::DataCollector => "DataCollectorLog",
    };
    let expected = json!({
        "logType": kind, "requestId": request, "log": {"remoteLocation": PLACE}, "retries": 2, "retryInterval": 30});
    assert_eq!(sent, expected);
    (command, request)
}

/// The station's answer with a file.
fn will_upload(status: &str, file: &str) -> Value {
    json!({"status": status, "filename": file})
}

async fn reports(station: &Station, request: &Value, statuses: &[&str]) {
    for status in statuses {
        station.tells("LogStatusNotification", json!({"status": status, "requestId": request})).await;
    }
}

async fn uploads(log: LogKind) {
    let station = Station::booted().await;
    let (command, request) = log_ordered(&station, log, false, will_upload("Accepted", "log.zip")).await;
    reports(&station, &request, &["Uploading", "Uploaded"]).await;
    let settled = station.settled(&command).await;
    assert_eq!(
        settled.verdict,
        Verdict::RequestDiagnostics(request_diagnostics::Verdict::DiagnosticsUploaded {
            file: Some("log.zip".to_owned())
        })
    );
    let told = settled.steps.iter().filter(|step| matches!(step.kind, StepKind::Diagnostics { .. })).count();
    assert_eq!(told, 2);
}

#[tokio::test]
async fn tc_n_25_diagnostics_log() {
    // A-16, C1
    uploads(LogKind::Diagnostics).await;
}

#[tokio::test]
async fn tc_n_34_log_rejected() {
    let station = Station::booted().await;
    let answer = json!({"status": "Rejected", "statusInfo": {"reasonCode": "Busy", "additionalInfo": "later"}});
    let (command, _) = log_ordered(&station, LogKind::Diagnostics, false, answer).await;
    let settled = station.settled(&command).await;
    assert_eq!(settled.verdict, Verdict::Common(Common::Rejected));
    let told = settled.steps.iter().any(|step| step.kind.words().ends_with("Busy, later"));
    assert!(told, "A7: {:?}", crate::bench::steps(&settled));
}

#[tokio::test]
async fn tc_n_35_security_log() {
    // A-16, C12
    uploads(LogKind::Security).await;
}

#[tokio::test]
async fn tc_n_36_second_request_cancels_the_first() {
    //
    let station = Station::booted().await;
    let (first, before) = log_ordered(&station, LogKind::Diagnostics, false, will_upload("Accepted", "1.zip")).await;
    reports(&station, &before, &["Uploading"]).await;
    let answer = will_upload("AcceptedCanceled", "2.zip");
    let (second, request) = log_ordered(&station, LogKind::Diagnostics, true, answer).await;
    assert_ne!(request, before);
    reports(&station, &before, &["AcceptedCanceled"]).await;
    reports(&station, &request, &["Uploading", "Uploaded"]).await;
    assert!(matches!(station.settled(&first).await.verdict, Verdict::Common(Common::Replaced { .. })));
    let uploaded = Verdict::RequestDiagnostics(request_diagnostics::Verdict::DiagnosticsUploaded {
        file: Some("2.zip".to_owned()),
    });
    assert_eq!(station.settled(&second).await.verdict, uploaded);
}

/// Asks about a customer, and takes what is told.
async fn customer(who: Value, (report, clear): (bool, bool), answer: &str, told: &[&str]) {
    let station = Station::booted().await;
    let mut request = json!({"requestId": 27, "report": report, "clear": clear});
    request.as_object_mut().unwrap().extend(who.as_object().unwrap().clone());
    station.sends("CustomerInformation", request, status(answer)).await;
    for (number, data) in told.iter().enumerate() {
        let more = number + 1 < told.len();
        let payload = json!({"data": data, "tbc": more, "seqNo": number, "generatedAt": NOW, "requestId": 27});
        station.tells("NotifyCustomerInformation", payload).await;
    }
}

fn by_card() -> Value {
    json!({"idToken": token("CARD-1")})
}

#[tokio::test]
async fn tc_n_27_customer_with_data() {
    customer(by_card(), (true, false), "Accepted", &["CARD-1, two sessions"]).await;
}

#[tokio::test]
async fn tc_n_28_customer_without_data() {
    customer(by_card(), (true, false), "Accepted", &[""]).await;
}

#[tokio::test]
async fn tc_n_29_customer_not_accepted() {
    customer(by_card(), (true, false), "Rejected", &[]).await;
}

#[tokio::test]
async fn tc_n_30_clear_and_report_with_data() {
    customer(by_card(), (true, true), "Accepted", &["CARD-1, one session", "CARD-1, another"]).await;
}

#[tokio::test]
async fn tc_n_31_clear_and_report_without_data() {
    customer(by_card(), (true, true), "Accepted", &[""]).await;
}

#[tokio::test]
async fn tc_n_32_clear_without_a_report() {
    // The station still says that it is done.
    customer(by_card(), (false, true), "Accepted", &[""]).await;
}

#[tokio::test]
async fn tc_n_46_clear_and_update_the_local_list() {
    let station = Station::booted().await;
    let request = json!({"requestId": 46, "report": true, "clear": true, "idToken": token("CARD-1")});
    station.sends("CustomerInformation", request, accepted()).await;
    let payload = json!({"data": "CARD-1", "tbc": false, "seqNo": 0, "generatedAt": NOW, "requestId": 46});
    station.tells("NotifyCustomerInformation", payload).await;
    let list = json!({"versionNumber": 2, "updateType": "Differential", "localAuthorizationList": [
        {"idToken": token("CARD-1")}]});
    station.sends("SendLocalList", list, accepted()).await;
}

#[tokio::test]
async fn tc_n_62_customer_by_identifier() {
    customer(json!({"customerIdentifier": "OpenChargeAlliance"}), (true, true), "Accepted", &["one session"]).await;
}

#[tokio::test]
async fn tc_n_63_customer_by_certificate() {
    let certificate = json!({
        "hashAlgorithm": "SHA256", "issuerNameHash": "a1".repeat(32), "issuerKeyHash": "b2".repeat(32),
        "serialNumber": "1F"});
    customer(json!({"customerCertificate": certificate}), (true, true), "Accepted", &["one session"]).await;
}
