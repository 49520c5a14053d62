//! Uploads of diagnostics and logs: GetDiagnostics of 1.6, GetLog everywhere else.

use std::collections::VecDeque;

use serde_json::{Value, json};

use crate::machine::Machine;
use crate::machine::agenda::Step;
use crate::machine::calls::Then;
use crate::machine::requests::{CallRefusal, number, object, one_of, text};
use crate::machine::transfers::{self, UnderWay};
use crate::protocol::{Family, Protocol};
use crate::script::Progress;
use crate::transfer::{Errand, Transfer};

use super::{LastStatus, payload};

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
    /// To be really put between Uploading and Uploaded, and under which name.
    errand: Option<(Errand, String)>,
    put: Option<UnderWay>,
}

impl Machine {
    /// The answer to a GetLog.
    pub(in crate::machine) fn answer_log(&self, request: &Value) -> Result<Value, CallRefusal> {
        let kinds: &[&str] = match self.protocol {
            Protocol::V16 | Protocol::V16Security | Protocol::V201 => &["DiagnosticsLog", "SecurityLog"],
            Protocol::V21 => &["DiagnosticsLog", "SecurityLog", "DataCollectorLog"],
        };
        one_of(request, "logType", kinds)?;
        number(request, "requestId")?;
        text(object(request, "log")?, "remoteLocation")?;
        let status = if self.running_log().is_some() { "AcceptedCanceled" } else { "Accepted" };
        Ok(match self.script().file_name() {
            Some(name) => json!({"status": status, "filename": format!("{}-{name}", text(request, "logType")?)}),
            None => json!({"status": status}),
        })
    }

    /// Makes a job of a GetDiagnostics, in place of an earlier one, and writes what comes before the answer.
    pub(in crate::machine) async fn prepare_diagnostics(&mut self, request: &Value, name: Option<&str>) {
        let steps: VecDeque<Progress> = self.script().diagnostics.steps.iter().cloned().collect();
        let errand = self.upload_errand(request["location"].as_str(), request, name, &steps);
        self.prepare_upload(DIAGNOSTICS, None, steps, errand).await;
    }

    /// The same of a GetLog; without a file it fails.
    pub(in crate::machine) async fn prepare_log(&mut self, request: &Value, name: Option<&Value>) {
        let script = self.script();
        let steps: VecDeque<Progress> = if name.is_some() {
            let words = |step: &Progress| match step.status.as_str() {
                "UploadFailed" => Progress { status: "UploadFailure".to_owned(), ..step.clone() },
                _ => step.clone(),
            };
            script.diagnostics.steps.iter().map(words).collect()
        } else {
            VecDeque::from([Progress::of("UploadFailure")])
        };
        let location = request["log"]["remoteLocation"].as_str();
        let errand = self.upload_errand(location, request, name.and_then(Value::as_str), &steps);
        self.prepare_upload(LOG, request["requestId"].as_i64(), steps, errand).await;
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
        if canceled.is_some() && self.family() == Family::V2 && self.script().reports_files() {
            self.enqueue(LOG, payload("AcceptedCanceled", canceled), Then::Nothing);
        }
        self.begin_diagnostics();
    }

    pub(in crate::machine) fn advance_upload(&mut self, number: u64) {
        let Some(job) = self.upload_job.as_mut().filter(|job| job.number == number) else { return };
        let Some(Progress { status, after }) = job.steps.pop_front() else { return };
        let errand = match status.as_str() {
            "Uploading" => job.errand.take(),
            "Uploaded" => match job.errand.take() {
                Some(errand) => {
                    job.steps.push_front(Progress { status, after });
                    self.begin_put(errand);
                    return;
                }
                None => None,
            },
            _ => None,
        };
        self.report_upload(status);
        match errand {
            Some(errand) => self.begin_put(errand),
            None => self.begin_diagnostics(),
        }
    }

    /// Goes on with the plan once its file is put; else the upload has failed.
    pub(in crate::machine) fn take_put(&mut self, number: u64, transfer: Transfer) {
        let failed = transfer.outcome.is_err();
        self.shared.transfers.record(transfer);
        let Some(job) = self.upload_job.as_mut().filter(|job| job.number == number) else { return };
        job.put = None;
        if failed {
            job.steps.clear();
            let word = if job.action == LOG { "UploadFailure" } else { "UploadFailed" };
            self.report_upload(word.to_owned());
        } else {
            self.begin_diagnostics();
        }
    }

    /// An upload under way does not outlive a power cut.
    pub(in crate::machine) fn call_off_put(&mut self) {
        if let Some(job) = self.upload_job.take_if(|job| job.put.is_some()) {
            self.upload_told = LastStatus::nothing(job.action);
        }
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

    fn report_upload(&mut self, status: String) {
        let Some(job) = &self.upload_job else { return };
        let times = if status == "Uploading" { 1 + job.flood } else { 1 };
        self.upload_told = LastStatus { action: job.action, request: job.request, status };
        if self.script().reports_files() {
            for _ in 0..times {
                self.enqueue(self.upload_told.action, self.upload_told.payload(), Then::Nothing);
            }
        }
    }

    /// What is really to be put by a plan that says Uploaded.
    fn upload_errand(
        &self,
        location: Option<&str>,
        request: &Value,
        name: Option<&str>,
        steps: &VecDeque<Progress>,
    ) -> Option<(Errand, String)> {
        steps.iter().find(|step| step.status == "Uploaded")?;
        Some((self.errand(location, request)?, name?.to_owned()))
    }

    fn begin_put(&mut self, (errand, name): (Errand, String)) {
        let about = self.about();
        if let Some(job) = &mut self.upload_job {
            job.put = Some(transfers::put(&mut self.transfers, job.number, errand, name, about));
        }
    }

    async fn prepare_upload(
        &mut self,
        action: &'static str,
        request: Option<i64>,
        mut steps: VecDeque<Progress>,
        errand: Option<(Errand, String)>,
    ) {
        let diagnostics = &self.script().diagnostics;
        let canceled = self.running_log();
        self.jobs += 1;
        for _ in 0..diagnostics.before_answer {
            if let Some(Progress { status, .. }) = steps.pop_front() {
                self.upload_told = LastStatus { action, request, status };
                if self.script().reports_files() {
                    let report = self.own(action, self.upload_told.payload(), Then::Nothing);
                    self.write_call(report).await;
                }
            }
        }
        let flood = diagnostics.flood;
        let number = self.jobs;
        self.upload_job = Some(UploadJob { number, steps, flood, action, request, canceled, errand, put: None });
    }
}
