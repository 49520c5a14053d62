//! Firmware updates: UpdateFirmware of each version, and SignedUpdateFirmware.

use std::collections::VecDeque;
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use crate::clock;
use crate::machine::Machine;
use crate::machine::agenda::Step;
use crate::machine::answers::Call;
use crate::machine::calls::Then;
use crate::machine::link::Restart;
use crate::machine::requests::{CallRefusal, date, number, object, optional_number, text};
use crate::machine::transactions::Stop;
use crate::machine::transfers::{self, UnderWay};
use crate::protocol::Family;
use crate::script::{FirmwareStep, NewVersion, SecondRequest};
use crate::transfer::{Errand, FetchResult};

use super::LastStatus;

/// After these a triggered report says Idle (L01.FR.25).
const ENDS: [&str; 5] =
    ["Installed", "DownloadFailed", "InstallationFailed", "InstallVerificationFailed", "InvalidSignature"];

pub(in crate::machine) struct FirmwareJob {
    number: u64,
    steps: VecDeque<FirmwareStep>,
    /// The version after the update.
    version: String,
    /// The plan goes on after the next boot.
    waits_for_boot: bool,
    action: &'static str,
    request: Option<i64>,
    /// Not installed before.
    install_at: Option<SystemTime>,
    /// To be really fetched, between Downloading and Downloaded.
    errand: Option<Errand>,
    fetch: Option<UnderWay>,
}

impl Machine {
    /// The answer to an update that has a requestId.
    pub(in crate::machine) fn answer_update(&self, request: &Value) -> Result<Value, CallRefusal> {
        number(request, "requestId")?;
        optional_number(request, "retries")?;
        optional_number(request, "retryInterval")?;
        let firmware = object(request, "firmware")?;
        text(firmware, "location")?;
        date(firmware, "retrieveDateTime")?;
        if self.family() == Family::V16 {
            text(firmware, "signingCertificate")?;
            text(firmware, "signature")?;
        }
        let script = &self.script().firmware;
        let status = match (&self.firmware_job, script.second) {
            _ if !script.accepts => "Rejected",
            (None, _) => "Accepted",
            // What is being installed cannot be called back.
            (Some(job), _) if job.waits_for_boot => "Rejected",
            (Some(_), SecondRequest::Cancels) => "AcceptedCanceled",
            (Some(_), SecondRequest::Refused) => "Rejected",
        };
        Ok(json!({"status": status}))
    }

    /// Makes a job of an accepted update, in place of an earlier one, and writes what comes before the answer.
    pub(in crate::machine) async fn prepare_firmware(&mut self, call: &Call) {
        let firmware = &self.script().firmware;
        self.jobs += 1;
        let core = self.family() == Family::V16 && call.action == "UpdateFirmware";
        let mut steps: VecDeque<FirmwareStep> = firmware.steps.iter().cloned().collect();
        if !core {
            let details = &call.payload["firmware"];
            let signed = details.get("signature").is_some() || details.get("signingCertificate").is_some();
            steps = filled(steps, signed, self.family() == Family::V2);
        }
        let fetches =
            steps.iter().any(|step| matches!(step, FirmwareStep::Report { status, .. } if status == "Downloaded"));
        let location = call.payload["location"].as_str().or(call.payload["firmware"]["location"].as_str());
        let mut job = FirmwareJob {
            number: self.jobs,
            steps,
            version: firmware.new_version.after(&self.firmware),
            waits_for_boot: false,
            action: if call.action == "SignedUpdateFirmware" {
                "SignedFirmwareStatusNotification"
            } else {
                "FirmwareStatusNotification"
            },
            request: if core { None } else { call.payload["requestId"].as_i64() },
            install_at: call.payload["firmware"]["installDateTime"]
                .as_str()
                .filter(|_| firmware.waits_for_retrieve_date)
                .and_then(clock::parse),
            errand: if fetches { self.errand(location, &call.payload) } else { None },
            fetch: None,
        };
        for _ in 0..firmware.before_answer {
            if !matches!(job.steps.front(), Some(FirmwareStep::Report { .. })) {
                break;
            }
            if let Some(FirmwareStep::Report { status, .. }) = job.steps.pop_front() {
                self.firmware_told = LastStatus { action: job.action, request: job.request, status };
                if self.script().reports_files() {
                    let report = self.own(job.action, self.firmware_told.payload(), Then::Nothing);
                    self.write_call(report).await;
                }
            }
        }
        self.firmware_job = Some(job);
    }

    /// Sets the prepared job going, not before the retrieve date.
    pub(in crate::machine) fn begin_firmware(&mut self, request: &Value) {
        let wait = request["retrieveDate"]
            .as_str()
            .or(request["firmware"]["retrieveDateTime"].as_str())
            .filter(|_| self.script().firmware.waits_for_retrieve_date)
            .and_then(clock::parse)
            .and_then(until);
        if wait.is_some() && self.firmware_job.as_ref().is_some_and(|job| job.request.is_some()) {
            self.report_firmware("DownloadScheduled".to_owned());
        }
        self.schedule_firmware(wait.unwrap_or_default());
    }

    /// What else is said about an update that was not taken (L01.FR.02, and the same in the security white paper).
    pub(in crate::machine) fn follow_refused_update(&mut self, answer: &Value) {
        if answer["status"] == "InvalidCertificate" || answer["status"] == "RevokedCertificate" {
            let _plain_1_6_has_no_such_answer = self.security_event("InvalidFirmwareSigningCertificate");
        }
    }

    pub(in crate::machine) async fn advance_firmware(&mut self, number: u64) {
        let Some(job) = self.firmware_job.as_mut().filter(|job| job.number == number) else { return };
        match job.steps.pop_front() {
            Some(FirmwareStep::Report { status, after }) => {
                if status == "Installing"
                    && let Some(wait) = job.install_at.take().and_then(until)
                {
                    job.steps.push_front(FirmwareStep::Report { status, after });
                    self.report_firmware("InstallScheduled".to_owned());
                    self.schedule_firmware(wait);
                    return;
                }
                let errand = match status.as_str() {
                    "Downloading" => job.errand.take(),
                    "Downloaded" => match job.errand.take() {
                        Some(errand) => {
                            job.steps.push_front(FirmwareStep::Report { status, after });
                            self.begin_fetch(errand);
                            return;
                        }
                        None => None,
                    },
                    _ => None,
                };
                let forged = status == "InvalidSignature";
                self.report_firmware(status);
                if forged {
                    let _plain_1_6_has_no_signatures = self.security_event("InvalidFirmwareSignature");
                }
                match errand {
                    Some(errand) => self.begin_fetch(errand),
                    None => self.schedule_firmware(Duration::ZERO),
                }
            }
            Some(FirmwareStep::Reboot { offline, .. }) => {
                job.waits_for_boot = true;
                self.next_firmware = Some(job.version.clone());
                self.stop_all(Stop::Reboot);
                // Through the planned restart, so that reports still queued go out before the socket does.
                self.plan_restart(self.script().reset.pause, Restart::orderly(offline).because("FirmwareUpdate"));
            }
            None => {
                if job.version != self.firmware {
                    self.next_firmware = Some(job.version.clone());
                }
                self.firmware_job = None;
            }
        }
    }

    /// Goes on with the plan once its file has come; without it the update has failed.
    pub(in crate::machine) fn take_fetched(&mut self, number: u64, fetched: FetchResult) {
        let FetchResult { transfer, version } = fetched;
        let failed = transfer.outcome.is_err();
        self.shared.transfers.record(transfer);
        let keeps = self.script().firmware.new_version == NewVersion::Same;
        let Some(job) = self.firmware_job.as_mut().filter(|job| job.number == number) else { return };
        job.fetch = None;
        if failed {
            self.report_firmware("DownloadFailed".to_owned());
            self.firmware_job = None;
            return;
        }
        if let Some(version) = version.filter(|_| !keeps) {
            job.version = version;
        }
        self.schedule_firmware(Duration::ZERO);
    }

    /// An update whose file is on its way does not outlive a power cut.
    pub(in crate::machine) fn call_off_fetch(&mut self) {
        if let Some(job) = self.firmware_job.take_if(|job| job.fetch.is_some()) {
            self.firmware_told = LastStatus::nothing(job.action);
        }
    }

    /// Goes on after the boot that the plan asked for.
    pub(in crate::machine) fn resume_firmware(&mut self) {
        let Some(job) = self.firmware_job.as_mut().filter(|job| job.waits_for_boot) else { return };
        job.waits_for_boot = false;
        if job.steps.is_empty() {
            self.firmware_job = None;
        } else {
            self.schedule_firmware(Duration::ZERO);
        }
    }

    /// Reports by this message how far the last update is.
    pub(in crate::machine) fn tell_firmware(&mut self, action: &str) {
        let payload = self.firmware_told.at_rest(action, &ENDS);
        self.enqueue(action, payload, Then::Nothing);
    }

    fn report_firmware(&mut self, status: String) {
        let Some(job) = &self.firmware_job else { return };
        self.firmware_told = LastStatus { action: job.action, request: job.request, status };
        if self.script().reports_files() {
            self.enqueue(self.firmware_told.action, self.firmware_told.payload(), Then::Nothing);
        }
    }

    fn begin_fetch(&mut self, errand: Errand) {
        if let Some(job) = &mut self.firmware_job {
            job.fetch = Some(transfers::fetch(&mut self.transfers, job.number, errand));
        }
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

/// How long until then; `None` once it is past.
fn until(at: SystemTime) -> Option<Duration> {
    at.duration_since(SystemTime::now()).ok()
}

/// The plan with what a version reports beside it: SignatureVerified where Installing follows Downloaded at once, and
/// InstallRebooting before a reboot (L01.FR.15) that does not come after Installed.
fn filled(steps: VecDeque<FirmwareStep>, signed: bool, tells_reboot: bool) -> VecDeque<FirmwareStep> {
    let mut filled: VecDeque<FirmwareStep> = VecDeque::new();
    for step in steps {
        let last = match filled.back() {
            Some(FirmwareStep::Report { status, .. }) => status.as_str(),
            Some(FirmwareStep::Reboot { .. }) | None => "",
        };
        let between = match &step {
            FirmwareStep::Report { status, after } if signed && last == "Downloaded" && status == "Installing" => {
                Some(FirmwareStep::Report { after: *after, status: "SignatureVerified".to_owned() })
            }
            FirmwareStep::Reboot { .. } if tells_reboot && !["InstallRebooting", "Installed"].contains(&last) => {
                Some(FirmwareStep::Report { after: Duration::ZERO, status: "InstallRebooting".to_owned() })
            }
            FirmwareStep::Report { .. } | FirmwareStep::Reboot { .. } => None,
        };
        filled.extend(between);
        filled.push_back(step);
    }
    filled
}

#[cfg(test)]
mod tests {
    use crate::script::FirmwareScript;

    use super::*;

    #[test]
    fn a_plan_is_filled_up_with_what_a_version_reports() {
        fn check(script: FirmwareScript, signed: bool, tells_reboot: bool, expected: &[&str]) {
            let steps = filled(script.steps.into(), signed, tells_reboot);
            let words = steps.iter().map(|step| match step {
                FirmwareStep::Report { status, .. } => status.as_str(),
                FirmwareStep::Reboot { .. } => "-",
            });
            assert!(words.clone().eq(expected.iter().copied()), "{:?}", words.collect::<Vec<_>>());
        }
        let usual = FirmwareScript::default;
        check(usual(), false, false, &["Downloading", "Downloaded", "Installing", "-", "Installed"]);
        check(
            usual(),
            true,
            false,
            &["Downloading", "Downloaded", "SignatureVerified", "Installing", "-", "Installed"],
        );
        check(usual(), false, true, &["Downloading", "Downloaded", "Installing", "InstallRebooting", "-", "Installed"]);
        let forged = FirmwareScript::reports(&["Downloaded", "InvalidSignature"]);
        check(forged, true, true, &["Downloaded", "InvalidSignature"]);
        let early = FirmwareScript::reports(&["Installing", "Installed"]).reboot(Duration::ZERO);
        check(early, true, true, &["Installing", "Installed", "-"]);
    }
}
