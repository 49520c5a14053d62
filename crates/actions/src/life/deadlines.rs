//! When a command is given up, and what is said of it then.

use super::{Effects, Life, Waits};
use crate::Verdict;
use model::{CommandKind, Delivery, FirmwareStatus, StepKind, describe_bytes};

/// Each firmware status renews the deadline, but no longer than so long after the command was sent.
const LONGEST_WAIT_MS: i64 = 24 * 3600 * 1000;

impl Life {
    pub(super) fn on_deadline(&mut self, now: i64, effects: &mut Effects) {
        if !self.is_open() || self.deadline_at.is_none_or(|deadline| deadline > now) {
            return;
        }
        match self.delivery {
            Delivery::Queued => {
                self.delivery = Delivery::Expired;
                self.append(effects, StepKind::NeverSent { why: "its turn did not come in time".to_owned() });
                return self.settle(Verdict::NeverSent, now, effects);
            }
            // It was about to be written, and nobody could record whether it was.
            Delivery::Dispatching => self.delivery = Delivery::OutcomeUnknown,
            Delivery::Sent | Delivery::Answered | Delivery::TimedOut | Delivery::OutcomeUnknown | Delivery::Expired => {
            }
        }
        self.append(effects, StepKind::DeadlinePassed);
        let verdict = self.verdict_at_deadline();
        self.settle(verdict, now, effects);
    }

    fn verdict_at_deadline(&self) -> Verdict {
        let unanswered = match self.delivery {
            Delivery::TimedOut | Delivery::Sent => Some(Verdict::NoAnswer),
            Delivery::OutcomeUnknown => Some(Verdict::OutcomeUnknown),
            Delivery::Answered => self.progress.odd_answer.clone(),
            Delivery::Queued | Delivery::Dispatching | Delivery::Expired => None,
        };
        match self.kind {
            CommandKind::Reboot if self.progress.booted_otherwise.is_some() => {
                Verdict::BootedOtherwise { reason: self.progress.booted_otherwise.clone().unwrap_or_default() }
            }
            CommandKind::Reboot if self.progress.boots_in_place > 0 && self.progress.gone_at.is_none() => {
                Verdict::BootedNeverAway
            }
            CommandKind::Reboot if self.progress.came_back_at.is_some() => Verdict::CameBackWithoutBoot,
            CommandKind::Reboot => unanswered.unwrap_or(Verdict::DidNotReboot),
            CommandKind::UpdateFirmware => {
                let status = self.progress.firmware;
                if self.progress.installed {
                    Verdict::InstalledUnconfirmed
                } else if let (Some(version), Some(FirmwareStatus::Installing)) = (&self.progress.booted_with, status) {
                    Verdict::VersionUnchanged { version: version.clone(), reported_installed: false }
                } else {
                    match (status, unanswered) {
                        (None, Some(verdict)) if self.progress.bytes == 0 => verdict,
                        (status, _) => Verdict::FirmwareStalled { last: status.map(|s| s.words().to_owned()) },
                    }
                }
            }
            CommandKind::RequestDiagnostics => match (self.progress.diagnostics, unanswered) {
                (None, Some(verdict)) if self.progress.bytes == 0 => verdict,
                _ if self.is_missing() => Verdict::NothingArrived,
                (status, _) if self.progress.bytes > 0 => {
                    let arrived = format!("{} arrived", describe_bytes(self.progress.bytes));
                    let last = status.map_or(arrived.clone(), |status| format!("{}, {arrived}", status.words()));
                    Verdict::UploadStalled { last: Some(last) }
                }
                (status, _) => Verdict::UploadStalled { last: status.map(|s| s.words().to_owned()) },
            },
            CommandKind::ReadConfiguration if self.progress.settings > 0 => {
                Verdict::ConfigurationReadInPart { settings: self.progress.settings }
            }
            CommandKind::ClearCache
            | CommandKind::ClearChargingProfiles
            | CommandKind::ChangeSite
            | CommandKind::SendMessage
            | CommandKind::ReadConfiguration
            | CommandKind::SetConfiguration
            | CommandKind::RestoreProfiles => unanswered.unwrap_or(Verdict::OutcomeUnknown),
        }
    }

    /// Sets the deadline anew after a sign of progress.
    pub(super) fn renew(&mut self, waits: Waits, now: i64) {
        if !self.is_open() {
            return;
        }
        let wait = match self.kind {
            CommandKind::Reboot => {
                // Counts from the sending; nothing renews it.
                if self.sent_at != Some(now) {
                    return;
                }
                waits.reboot
            }
            CommandKind::UpdateFirmware => waits.firmware,
            CommandKind::RequestDiagnostics => waits.diagnostics,
            // The answer ends these, or its time-out does. This is the net below both.
            CommandKind::ClearCache
            | CommandKind::ClearChargingProfiles
            | CommandKind::ChangeSite
            | CommandKind::SendMessage
            | CommandKind::SetConfiguration
            | CommandKind::RestoreProfiles => waits.reboot,
            CommandKind::ReadConfiguration => waits.configuration,
        };
        let base = now.max(self.starts_at);
        let latest = self.starts_at.max(self.sent_at.unwrap_or(now)) + LONGEST_WAIT_MS.max(wait);
        self.deadline_at = Some((base + wait).min(latest));
    }
}
