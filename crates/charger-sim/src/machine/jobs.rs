//! Firmware updates and diagnostics uploads: pretended, step by step as the script says.

use std::collections::VecDeque;
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use crate::clock;
use crate::script::{FirmwareStep, Progress};

use super::Machine;
use super::agenda::Step;
use super::calls::Then;
use super::link::Restart;

pub(super) struct FirmwareJob {
    number: u64,
    steps: VecDeque<FirmwareStep>,
    /// The version after the update.
    version: String,
    /// The plan goes on after the next boot.
    waits_for_boot: bool,
}

pub(super) struct DiagnosticsJob {
    number: u64,
    steps: VecDeque<Progress>,
    flood: usize,
}

impl Machine {
    /// Makes a job of an UpdateFirmware, in place of an earlier one, and writes what comes before the answer.
    pub(super) async fn prepare_firmware(&mut self) {
        let firmware = &self.script().firmware;
        self.jobs += 1;
        let mut steps: VecDeque<FirmwareStep> = firmware.steps.iter().cloned().collect();
        for _ in 0..firmware.before_answer {
            if !matches!(steps.front(), Some(FirmwareStep::Report { .. })) {
                break;
            }
            if let Some(FirmwareStep::Report { status, .. }) = steps.pop_front() {
                self.firmware_status.clone_from(&status);
                let report = self.own("FirmwareStatusNotification", json!({"status": status}), Then::Nothing);
                self.write_call(report).await;
            }
        }
        let version = firmware.new_version.after(&self.firmware);
        self.firmware_job = Some(FirmwareJob { number: self.jobs, steps, version, waits_for_boot: false });
    }

    /// Sets the prepared job going, not before the retrieve date.
    pub(super) fn begin_firmware(&mut self, request: &Value) {
        let wait = request["retrieveDate"]
            .as_str()
            .filter(|_| self.script().firmware.waits_for_retrieve_date)
            .and_then(clock::parse)
            .and_then(|date| date.duration_since(SystemTime::now()).ok());
        self.schedule_firmware(wait.unwrap_or_default());
    }

    pub(super) async fn advance_firmware(&mut self, number: u64) {
        let Some(job) = self.firmware_job.as_mut().filter(|job| job.number == number) else { return };
        match job.steps.pop_front() {
            Some(FirmwareStep::Report { status, .. }) => {
                self.firmware_status.clone_from(&status);
                self.enqueue("FirmwareStatusNotification", json!({"status": status}), Then::Nothing);
                self.schedule_firmware(Duration::ZERO);
            }
            Some(FirmwareStep::Reboot { offline, .. }) => {
                job.waits_for_boot = true;
                self.next_firmware = Some(job.version.clone());
                self.stop_all("Reboot");
                // Through the planned restart, so that reports still queued go out before the socket does.
                self.plan_restart(self.script().reset.pause, Restart::orderly(offline));
            }
            None => {
                if job.version != self.firmware {
                    self.next_firmware = Some(job.version.clone());
                }
                self.firmware_job = None;
            }
        }
    }

    /// Goes on after the boot that the plan asked for.
    pub(super) fn resume_firmware(&mut self) {
        let Some(job) = self.firmware_job.as_mut().filter(|job| job.waits_for_boot) else { return };
        job.waits_for_boot = false;
        if job.steps.is_empty() {
            self.firmware_job = None;
        } else {
            self.schedule_firmware(Duration::ZERO);
        }
    }

    /// Makes a job of a GetDiagnostics, in place of an earlier one, and writes what comes before the answer.
    pub(super) async fn prepare_diagnostics(&mut self) {
        let diagnostics = &self.script().diagnostics;
        self.jobs += 1;
        let mut steps: VecDeque<Progress> = diagnostics.steps.iter().cloned().collect();
        for _ in 0..diagnostics.before_answer {
            if let Some(Progress { status, .. }) = steps.pop_front() {
                self.diagnostics_status.clone_from(&status);
                let report = self.own("DiagnosticsStatusNotification", json!({"status": status}), Then::Nothing);
                self.write_call(report).await;
            }
        }
        self.diagnostics_job = Some(DiagnosticsJob { number: self.jobs, steps, flood: diagnostics.flood });
    }

    pub(super) fn begin_diagnostics(&mut self) {
        if let Some(job) = &self.diagnostics_job
            && let Some(next) = job.steps.front()
        {
            self.agenda.after(next.after, Step::Diagnostics(job.number));
        }
    }

    pub(super) fn advance_diagnostics(&mut self, number: u64) {
        let Some(job) = self.diagnostics_job.as_mut().filter(|job| job.number == number) else { return };
        let Some(Progress { status, .. }) = job.steps.pop_front() else { return };
        let times = if status == "Uploading" { 1 + job.flood } else { 1 };
        self.diagnostics_status.clone_from(&status);
        for _ in 0..times {
            self.enqueue("DiagnosticsStatusNotification", json!({"status": status}), Then::Nothing);
        }
        self.begin_diagnostics();
    }

    fn schedule_firmware(&mut self, wait: Duration) {
        if let Some(job) = &self.firmware_job {
            let after = match job.steps.front() {
                Some(FirmwareStep::Report { after, .. } | FirmwareStep::Reboot { after, .. }) => *after,
                None => Duration::ZERO,
            };
            self.agenda.after(wait + after, Step::Firmware(job.number));
        }
    }
}
