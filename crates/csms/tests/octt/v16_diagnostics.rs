//! OCPP 1.6, diagnostics.

use crate::charge_point::{ChargePoint, assert_steps};
use actions::{Command, Order, RequestDiagnostics, Verdict, request_diagnostics};
use serde_json::json;

const LOCATION: &str = "ftp://logs.example.com/in/";

/// GetDiagnostics, answered with a file, whose upload begins and ends so.
async fn uploads(last: &str, verdict: Verdict) -> Command {
    let mut cp = ChargePoint::booted().await;
    let command = cp.order(Order::RequestDiagnostics(RequestDiagnostics::now(LOCATION))).await;
    cp.is_asked("GetDiagnostics", json!({"location": LOCATION}), json!({"fileName": "diagnostics.zip"})).await;
    cp.tells("DiagnosticsStatusNotification", json!({"status": "Uploading"})).await;
    assert!(cp.command(&command).await.is_open());
    cp.tells("DiagnosticsStatusNotification", json!({"status": last})).await;
    let command = cp.ends(&command, verdict).await;
    cp.is_left_alone().await;
    command
}

#[tokio::test]
async fn tc_045_1_get_diagnostics() {
    //
    let command = uploads(
        "Uploaded",
        Verdict::RequestDiagnostics(request_diagnostics::Verdict::DiagnosticsUploaded {
            file: Some("diagnostics.zip".to_owned()),
        }),
    )
    .await;
    let steps = ["Ordered", "Sent", "The charger will upload diagnostics.zip", "Uploading", "Uploaded"];
    assert_steps(&command, &steps);
}

#[tokio::test]
async fn tc_045_2_get_diagnostics_upload_failed() {
    //
    let command =
        uploads("UploadFailed", Verdict::RequestDiagnostics(request_diagnostics::Verdict::UploadFailed)).await;
    let steps = ["Ordered", "Sent", "The charger will upload diagnostics.zip", "Uploading", "Upload failed"];
    assert_steps(&command, &steps);
}
