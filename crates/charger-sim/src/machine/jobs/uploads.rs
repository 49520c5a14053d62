//! Uploads of diagnostics and logs: GetDiagnostics of 1.6, GetLog everywhere else.

use std::collections::VecDeque;

use serde_json::{Value, json};

use crate::machine::Machine;
use crate::machine::agenda::Step;
use crate::machine::calls::Then;
use crate::machine::requests::{Refused, number, object, one_of, text};
use crate::protocol::{Family, Protocol};
use crate::script::Progress;

use super::{Told, payload};

const DIAGNOSTICS: &str = "DiagnosticsStatusNotification";
const LOG: &str = "LogStatusNotification";

/// After these a triggered report says Idle.
const ENDS: [&str; 7] = [
    "Uploaded",
    "UploadFailed",
    "UploadFailure",
    "BadMessage",
    "PermissionDenied",
    "NotSupportedOperation",
    "AcceptedCanceled",
];

pub(in crate::machine) struct UploadJob {
    number: u64,
    steps: VecDeque<Progress>,
    flood: usize,
    action: &'static str,
    request: Option<i64>,
    /// The requestId of the upload that this one ended.
    canceled: Option<i64>,
}

impl Machine {
    /// The answer to a GetLog.
    pub(in crate::machine) fn answer_log(&self, request: &Value) -> Result<Value, Refused> {
        let kinds: &[&str] = match self.protocol {
            Protocol::V16 | Protocol::V16Security | Protocol::V201 => &["DiagnosticsLog", "SecurityLog"],
            Protocol::V21 => &["DiagnosticsLog", "SecurityLog", "DataCollectorLog"],
        };
        one_of(request, "logType", kinds)?;
        number(request, "requestId")?;
        text(object(request, "log")?, "remoteLocation")?;
        let status = if self.running_log().is_some() { "AcceptedCanceled" } else { "Accepted" };
        Ok(match &self.script().diagnostics.file_name {
            Some(name) => json!({"status": status, "filename": format!("{}-{name}", text(request, "logType")?)}),
            None => json!({"status": status}),
        })
    }

    /// Makes a job of a GetDiagnostics, in place of an earlier one, and writes what comes before the answer.
    pub(in crate::machine) async fn prepare_diagnostics(&mut self) {
        let steps = self.script().diagnostics.steps.iter().cloned().collect();
        self.prepare_upload(DIAGNOSTICS, None, steps).await;
    }

    /// The same of a GetLog; without a file it fails.
    pub(in crate::machine) async fn prepare_log(&mut self, request: &Value, has_file: bool) {
        let script = self.script();
        let steps = if has_file {
            let words = |step: &Progress| match step.status.as_str() {
                "UploadFailed" => Progress { status: "UploadFailure".to_owned(), ..step.clone() },
                _ => step.clone(),
            };
            script.diagnostics.steps.iter().map(words).collect()
        } else {
            VecDeque::from([Progress::of("UploadFailure")])
        };
        self.prepare_upload(LOG, request["requestId"].as_i64(), steps).await;
    }

    pub(in crate::machine) fn begin_diagnostics(&mut self) {
        if let Some(job) = &self.upload_job
            && let Some(next) = job.steps.front()
        {
            self.agenda.after(next.after, Step::Upload(job.number));
        }
    }

    /// Sets the prepared upload going; on 2.x the one that it ended is told first.
    pub(in crate::machine) fn begin_log(&mut self) {
        let canceled = self.upload_job.as_ref().and_then(|job| job.canceled);
        if canceled.is_some() && self.family() == Family::V2 {
            self.enqueue(LOG, payload("AcceptedCanceled", canceled), Then::Nothing);
        }
        self.begin_diagnostics();
    }

    pub(in crate::machine) fn advance_upload(&mut self, number: u64) {
        let Some(job) = self.upload_job.as_mut().filter(|job| job.number == number) else { return };
        let Some(Progress { status, .. }) = job.steps.pop_front() else { return };
        let times = if status == "Uploading" { 1 + job.flood } else { 1 };
        self.upload_told = Told { action: job.action, request: job.request, status };
        for _ in 0..times {
            self.enqueue(self.upload_told.action, self.upload_told.payload(), Then::Nothing);
        }
        self.begin_diagnostics();
    }

    /// Reports by this message how far the last upload is.
    pub(in crate::machine) fn tell_upload(&mut self, action: &str) {
        let payload = self.upload_told.at_rest(action, &ENDS);
        self.enqueue(action, payload, Then::Nothing);
    }

    /// The requestId of a log that is being uploaded.
    fn running_log(&self) -> Option<i64> {
        self.upload_job.as_ref().filter(|job| !job.steps.is_empty())?.request
    }

    async fn prepare_upload(&mut self, action: &'static str, request: Option<i64>, mut steps: VecDeque<Progress>) {
        let diagnostics = &self.script().diagnostics;
        let canceled = self.running_log();
        self.jobs += 1;
        for _ in 0..diagnostics.before_answer {
            if let Some(Progress { status, .. }) = steps.pop_front() {
                self.upload_told = Told { action, request, status };
                let report = self.own(action, self.upload_told.payload(), Then::Nothing);
                self.write_call(report).await;
            }
        }
        let flood = diagnostics.flood;
        self.upload_job = Some(UploadJob { number: self.jobs, steps, flood, action, request, canceled });
    }
}
