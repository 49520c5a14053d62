//! What speaks against a failure: any later sign of work opens the command again, and a failure that comes before anything could have
//! begun is doubted.

use super::{Effects, Life, Waits};
use crate::Verdict;
use model::{CommandKind, DiagnosticsStatus, FirmwareStatus, StepKind};
use serde::{Deserialize, Serialize};
use words::Evidence;

/// A failure that is reported so soon after the CALL may be one of the order before, repeated: nothing can have begun.
const MOMENTS_MS: i64 = 3_000;
/// Where nothing else is heard for so long, it is believed.
const DOUBTED_MS: i64 = 5_000;
/// Bytes that are told so soon after a failure went before it: they are counted once a second.
const TOLD_LATE_MS: i64 = 2_000;
/// So often a command is opened again; a charger that contradicts itself for ever must not fill the timeline.
const REOPENED_MAX: i64 = 20;

/// A failure that is not believed yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Doubted {
    Firmware(FirmwareStatus),
    Diagnostics(DiagnosticsStatus),
}

impl Life {
    /// Would this open it again? Only while no newer order of its kind is open, which the register knows.
    pub fn would_reopen(&self, evidence: &Evidence, now: i64) -> bool {
        self.has_failed_on_its_way()
            && self.may_have_been_sent()
            && self.is_correctable(now)
            && self.progress.reopened < REOPENED_MAX
            && self.is_at_work(evidence, now)
    }

    /// Opens it again and takes the evidence in.
    pub fn reopen(&mut self, evidence: &Evidence, waits: Waits, now: i64) -> Effects {
        let mut effects = Effects::default();
        self.append(&mut effects, StepKind::Corrected { from: self.verdict.words() });
        self.verdict = Verdict::Pending;
        self.settled_at = None;
        self.progress.reopened += 1;
        // What it reports from here on counts anew.
        self.progress.firmware = None;
        self.progress.diagnostics = None;
        self.heard(now);
        self.renew(waits, now);
        let then = self.take(evidence, waits, now);
        effects.steps.extend(then.steps);
        Effects { steps: effects.steps, changed: true, ..then }
    }

    fn has_failed_on_its_way(&self) -> bool {
        let moves_a_file = matches!(self.kind, CommandKind::UpdateFirmware | CommandKind::RequestDiagnostics);
        moves_a_file
            && matches!(
                self.verdict,
                Verdict::DownloadFailed
                    | Verdict::HostNotReached { .. }
                    | Verdict::InstallationFailed
                    | Verdict::InvalidSignature
                    | Verdict::VerificationFailed
                    | Verdict::FirmwareStalled { .. }
                    | Verdict::UploadFailed
                    | Verdict::UploadRefused { .. }
                    | Verdict::UploadStalled { .. }
                    | Verdict::NothingArrived
                    | Verdict::NoAnswer
                    | Verdict::OutcomeUnknown
            )
    }

    /// Does this say that it works on it, after all?
    fn is_at_work(&self, evidence: &Evidence, now: i64) -> bool {
        let late = self.settled_at.is_some_and(|settled| now - settled >= TOLD_LATE_MS);
        match evidence {
            Evidence::Firmware(status) => {
                let is_ours = self.kind == CommandKind::UpdateFirmware;
                is_ours
                    && *status != FirmwareStatus::Idle
                    && !status.is_failure()
                    && self.progress.firmware != Some(*status)
            }
            Evidence::Diagnostics(status) => {
                let is_ours = self.kind == CommandKind::RequestDiagnostics;
                let works = matches!(status, DiagnosticsStatus::Uploading | DiagnosticsStatus::Uploaded);
                is_ours && works && self.progress.diagnostics != Some(*status)
            }
            Evidence::Fetched { bytes, requests, .. } | Evidence::Receiving { bytes, requests, .. } => {
                *requests > self.progress.requests || (late && *bytes > self.progress.bytes)
            }
            _ => false,
        }
    }

    /// Is a failure that it reports now one that cannot be its own yet?
    pub(super) fn is_too_early(&self, now: i64) -> bool {
        let progress = &self.progress;
        let nothing_began = progress.firmware.is_none()
            && progress.diagnostics.is_none()
            && progress.requests == 0
            && progress.bytes == 0
            && !progress.reached
            && !progress.named;
        self.is_open() && nothing_began && self.sent_at.is_some_and(|sent| now - sent < MOMENTS_MS)
    }

    /// Waits a little for what may contradict it.
    pub(super) fn doubt(&mut self, failure: Doubted, now: i64) {
        self.progress.doubted = Some(failure);
        self.check_at = Some(now + DOUBTED_MS);
    }

    /// Something contradicts it.
    pub(super) fn undoubt(&mut self, now: i64) {
        if self.progress.doubted.take().is_some() {
            self.heard(now);
        }
    }

    /// Nothing contradicted it.
    pub(super) fn believe(&mut self, failure: Doubted, now: i64, effects: &mut Effects) {
        self.progress.doubted = None;
        let verdict = match failure {
            Doubted::Firmware(status) => {
                self.progress.firmware = Some(status);
                self.failure_of(status)
            }
            Doubted::Diagnostics(status) => {
                self.progress.diagnostics = Some(status);
                Some(self.instead_of(Verdict::UploadFailed, status.words()))
            }
        };
        if let Some(verdict) = verdict {
            self.settle(verdict, now, effects);
        }
    }

    /// What a failure of an update means.
    pub(super) fn failure_of(&self, status: FirmwareStatus) -> Option<Verdict> {
        match status {
            FirmwareStatus::DownloadFailed => {
                Some(self.instead_of(Verdict::DownloadFailed, FirmwareStatus::DownloadFailed.words()))
            }
            FirmwareStatus::InstallationFailed => Some(Verdict::InstallationFailed),
            FirmwareStatus::InvalidSignature => Some(Verdict::InvalidSignature),
            FirmwareStatus::InstallVerificationFailed => Some(Verdict::VerificationFailed),
            FirmwareStatus::Idle
            | FirmwareStatus::DownloadScheduled
            | FirmwareStatus::Downloading
            | FirmwareStatus::DownloadPaused
            | FirmwareStatus::Downloaded
            | FirmwareStatus::SignatureVerified
            | FirmwareStatus::InstallScheduled
            | FirmwareStatus::Installing
            | FirmwareStatus::InstallRebooting
            | FirmwareStatus::Installed => None,
        }
    }
}
