//! Status reports on the way: counted when they repeat, never moving anything backward.

use super::{Doubted, Effects, Life, StepChange, Waits};
use crate::Verdict;
use model::{CommandKind, Delivery, DiagnosticsStatus, FirmwareStatus, StepKind};

impl Life {
    pub(super) fn on_firmware(&mut self, status: FirmwareStatus, waits: Waits, now: i64, effects: &mut Effects) {
        if self.kind != CommandKind::UpdateFirmware || !self.takes_reports(now) {
            return;
        }
        self.count(status.as_str(), effects, |count| StepKind::Firmware { status, count });
        if status != FirmwareStatus::Idle {
            self.heard(now);
        }
        let behind = self.progress.firmware.is_some_and(|seen| status == seen || status.rank() < seen.rank());
        // Idle is only an answer to a question, and a status that was passed already changes nothing.
        if status == FirmwareStatus::Idle || (behind && status != FirmwareStatus::Installed) {
            return;
        }
        if status.is_failure() && self.is_too_early(now) {
            self.doubt(Doubted::Firmware(status), now);
            return self.renew(waits, now);
        }
        self.undoubt(now);
        self.progress.firmware = Some(status);
        let settled_well = matches!(self.verdict, Verdict::FirmwareUpdated { .. } | Verdict::VersionUnchanged { .. });
        let failure = self.failure_of(status);
        if status == FirmwareStatus::Installed {
            self.on_installed(now, effects);
        }
        if let Some(verdict) = failure.filter(|_| !settled_well) {
            self.settle(verdict, now, effects);
        }
        self.renew(waits, now);
    }

    pub(super) fn on_diagnostics(&mut self, status: DiagnosticsStatus, waits: Waits, now: i64, effects: &mut Effects) {
        if self.kind != CommandKind::RequestDiagnostics || !self.takes_reports(now) {
            return;
        }
        self.count(status.as_str(), effects, |count| StepKind::Diagnostics { status, count });
        if status != DiagnosticsStatus::Idle {
            self.heard(now);
        }
        if !matches!(status, DiagnosticsStatus::Idle | DiagnosticsStatus::UploadFailed) {
            self.undoubt(now);
        }
        let uploaded = matches!(
            self.verdict,
            Verdict::DiagnosticsUploaded { .. } | Verdict::DiagnosticsReceived { .. } | Verdict::EmptyFile { .. }
        );
        match status {
            DiagnosticsStatus::Idle => return,
            DiagnosticsStatus::Uploading => {
                if self.progress.diagnostics.is_none() {
                    self.progress.diagnostics = Some(status);
                }
            }
            DiagnosticsStatus::Uploaded => {
                self.progress.diagnostics = Some(status);
                self.on_reported_uploaded(waits, now, effects);
            }
            DiagnosticsStatus::UploadFailed if self.is_too_early(now) => {
                self.doubt(Doubted::Diagnostics(status), now);
                return self.renew(waits, now);
            }
            DiagnosticsStatus::UploadFailed => {
                self.progress.diagnostics = Some(status);
                if !uploaded {
                    let verdict = self.instead_of(Verdict::UploadFailed, status.words());
                    self.settle(verdict, now, effects);
                }
            }
            DiagnosticsStatus::BadMessage
            | DiagnosticsStatus::NotSupportedOperation
            | DiagnosticsStatus::PermissionDenied => {
                self.progress.diagnostics = Some(status);
                if !uploaded {
                    self.settle(Verdict::UploadRefused { status }, now, effects);
                }
            }
            DiagnosticsStatus::AcceptedCanceled => {
                if self.is_open() {
                    self.settle(Verdict::Replaced { by: "a newer request".to_owned() }, now, effects);
                }
            }
        }
        self.renew(waits, now);
    }

    /// Is anything known of its work, by what was reported or by what went through our own file host?
    pub fn has_begun(&self) -> bool {
        self.progress.firmware.is_some() || self.progress.diagnostics.is_some() || self.progress.bytes > 0
    }

    /// Its work had begun when it was last heard of, and not ended; it may be at it still.
    pub fn was_at_work(&self, now: i64) -> bool {
        let goes_on = |status: FirmwareStatus| status != FirmwareStatus::Installed && !status.is_failure();
        let at_work = self.progress.firmware.is_some_and(goes_on)
            || self.progress.diagnostics == Some(DiagnosticsStatus::Uploading);
        at_work && self.is_recent(now)
    }

    /// Open and sent, or ended without the effect having been seen.
    fn takes_reports(&self, now: i64) -> bool {
        if !self.may_have_been_sent() {
            return false;
        }
        match &self.verdict {
            Verdict::Pending => true,
            Verdict::FirmwareUpdated { .. }
            | Verdict::VersionUnchanged { .. }
            | Verdict::InstalledUnconfirmed
            | Verdict::FirmwareStalled { .. }
            | Verdict::UploadStalled { .. }
            | Verdict::DiagnosticsUploaded { .. }
            | Verdict::DiagnosticsReceived { .. }
            | Verdict::EmptyFile { .. }
            | Verdict::NothingArrived
            | Verdict::HostNotReached { .. }
            | Verdict::DownloadFailed
            | Verdict::InstallationFailed
            | Verdict::InvalidSignature
            | Verdict::VerificationFailed
            | Verdict::UploadFailed
            | Verdict::UploadRefused { .. }
            | Verdict::NothingToUpload
            | Verdict::NoAnswer
            | Verdict::OutcomeUnknown => self.is_correctable(now) && self.delivery != Delivery::Expired,
            odd if odd.rests_on_odd_answer() => self.is_correctable(now),
            _ => false,
        }
    }

    /// Appends a step for a status, or counts it where it was told before.
    fn count(&mut self, word: &str, effects: &mut Effects, step: impl Fn(i64) -> StepKind) {
        if let Some((_, n, count)) = self.progress.counted.iter_mut().find(|(told, _, _)| told == word) {
            *count += 1;
            effects.steps.push(StepChange::Recount(*n, step(*count)));
        } else {
            let n = self.append(effects, step(1));
            self.progress.counted.push((word.to_owned(), n, 1));
        }
    }
}
