//! Jobs about files, step by step as the script says, and how they are reported.

mod firmware;
mod uploads;

use serde_json::{Value, json};

pub(super) use self::firmware::FirmwareJob;
pub(super) use self::uploads::UploadJob;

/// The last status that was reported of a kind of job.
#[derive(Clone, Debug)]
pub(super) struct LastStatus {
    /// The message that reports it.
    action: &'static str,
    /// The job's requestId, where requests have one.
    request: Option<i64>,
    status: String,
}

impl LastStatus {
    pub(super) fn nothing(action: &'static str) -> LastStatus {
        LastStatus { action, request: None, status: "Idle".to_owned() }
    }

    fn payload(&self) -> Value {
        payload(&self.status, self.request)
    }

    /// What a triggered report of this action says: the last status, or Idle without a job or once it has ended.
    fn at_rest(&self, action: &str, ends: &[&str]) -> Value {
        if self.action != action || self.status == "Idle" || ends.contains(&self.status.as_str()) {
            payload("Idle", None)
        } else {
            self.payload()
        }
    }
}

fn payload(status: &str, request: Option<i64>) -> Value {
    match request {
        Some(request) => json!({"status": status, "requestId": request}),
        None => json!({"status": status}),
    }
}
