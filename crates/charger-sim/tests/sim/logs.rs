//! GetLog: uploads under a requestId, and a second one while the first runs.

use std::time::Duration;

use charger_sim::{DiagnosticsScript, Handle, Progress, Protocol, Script};
use serde_json::{Value, json};

use crate::tiny_csms::{TinyCsms, hear, said, statuses, wait_said};

const WITH_LOGS: [Protocol; 3] = [Protocol::V16Security, Protocol::V201, Protocol::V21];
const LOG: &str = "LogStatusNotification";

async fn get_log(csms: &TinyCsms, sim: &Handle, kind: &str, request: i64) -> Value {
    let payload = json!({"logType": kind, "requestId": request, "log": {"remoteLocation": "ftp://host/"}});
    csms.call(sim, "GetLog", payload).await[2].clone()
}

#[tokio::test]
async fn a_log_is_uploaded_under_its_request() {
    for protocol in WITH_LOGS {
        let csms = TinyCsms::start().await;
        let sim = csms.speaking(protocol, Script::default()).await;
        for (request, kind) in [(3, "DiagnosticsLog"), (4, "SecurityLog")] {
            let answer = get_log(&csms, &sim, kind, request).await;
            assert_eq!(answer["status"], "Accepted");
            assert!(answer["filename"].as_str().unwrap().contains(kind));
            hear(&sim, LOG, |told| told["status"] == "Uploaded" && told["requestId"] == request).await;
        }
        assert_eq!(statuses(&sim, LOG), ["Uploading", "Uploaded", "Uploading", "Uploaded"], "{protocol}");
    }
}

#[tokio::test]
async fn a_failed_upload_has_the_name_that_logs_have() {
    for protocol in WITH_LOGS {
        let csms = TinyCsms::start().await;
        let steps = vec![Progress::of("Uploading"), Progress::of("UploadFailed")];
        let diagnostics = DiagnosticsScript { steps, ..DiagnosticsScript::default() };
        let sim = csms.speaking(protocol, Script::default().diagnostics(diagnostics)).await;
        get_log(&csms, &sim, "DiagnosticsLog", 3).await;
        wait_said(&sim, LOG, "UploadFailure").await;
    }
}

#[tokio::test]
async fn a_second_log_ends_the_first() {
    for protocol in WITH_LOGS {
        let csms = TinyCsms::start().await;
        let never = Progress { after: Duration::from_secs(600), status: "Uploaded".to_owned() };
        let diagnostics =
            DiagnosticsScript { steps: vec![Progress::of("Uploading"), never], ..DiagnosticsScript::default() };
        let sim = csms.speaking(protocol, Script::default().diagnostics(diagnostics)).await;
        get_log(&csms, &sim, "DiagnosticsLog", 3).await;
        wait_said(&sim, LOG, "Uploading").await;
        sim.set_script(Script::default());
        assert_eq!(get_log(&csms, &sim, "DiagnosticsLog", 4).await["status"], "AcceptedCanceled");
        wait_said(&sim, LOG, "Uploaded").await;
        let told = said(&sim, LOG);
        let of_first: Vec<_> = told.iter().filter(|told| told["requestId"] == 3).map(|told| &told["status"]).collect();
        // 1.6 has no word for it.
        let expected: &[&str] =
            if protocol == Protocol::V16Security { &["Uploading"] } else { &["Uploading", "AcceptedCanceled"] };
        assert_eq!(of_first, expected, "{protocol}");
    }
}
