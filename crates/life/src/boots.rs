//! What a boot proves: that a reboot happened, and which firmware runs now.

use super::{Effects, INSTALLED_EXPECTED_MS, Life, Waits};
use model::{CommandKind, Delivery, FirmwareStatus, StepKind, Verdict};
use words::BootReason;

impl Life {
    pub(super) fn on_boot(
        &mut self,
        firmware: Option<&str>,
        reason: &BootReason,
        waits: Waits,
        now: i64,
        effects: &mut Effects,
    ) {
        if !self.may_have_been_sent() {
            return;
        }
        match self.kind {
            CommandKind::Reboot => self.boot_settles_reboot(firmware, reason, waits, now, effects),
            CommandKind::UpdateFirmware => self.boot_tells_version(firmware, now, effects),
            CommandKind::RequestDiagnostics
            | CommandKind::ClearCache
            | CommandKind::ClearChargingProfiles
            | CommandKind::ChangeSite
            | CommandKind::SendMessage
            | CommandKind::ReadConfiguration
            | CommandKind::SetConfiguration
            | CommandKind::RestoreProfiles => {}
        }
    }

    fn boot_settles_reboot(
        &mut self,
        firmware: Option<&str>,
        reason: &BootReason,
        waits: Waits,
        now: i64,
        effects: &mut Effects,
    ) {
        let unseen = match &self.verdict {
            Verdict::Pending => true,
            // A boot soon after we gave up is still the one that was ordered; one much later may be anybody's.
            Verdict::DidNotReboot
            | Verdict::CameBackWithoutBoot
            | Verdict::BootedOtherwise { .. }
            | Verdict::NoAnswer
            | Verdict::OutcomeUnknown => self.settled_at.is_some_and(|settled| now - settled <= waits.reboot),
            _ => false,
        };
        if !unseen {
            return;
        }
        let otherwise = match reason {
            BootReason::Unsaid | BootReason::Ordered => None,
            BootReason::Firmware => Some("a firmware update".to_owned()),
            BootReason::Other(reason) => Some(reason.clone()),
        };
        if let Some(reason) = otherwise {
            // Somebody else's, or the charger's own: this one is still waited for.
            if self.progress.booted_otherwise.as_ref() != Some(&reason) {
                let firmware = firmware.map(str::to_owned);
                self.append(effects, StepKind::BootedOtherwise { reason: reason.clone(), firmware });
            }
            self.progress.booted_otherwise = Some(reason);
        } else {
            let downtime_ms = self.progress.offline_at.map(|since| now - since);
            self.progress.booted_at = Some(now);
            self.append(effects, StepKind::Booted { firmware: firmware.map(str::to_owned), downtime_ms });
            self.settle(Verdict::Rebooted { downtime_ms }, now, effects);
        }
    }

    fn boot_tells_version(&mut self, firmware: Option<&str>, now: i64, effects: &mut Effects) {
        let awaited = match &self.verdict {
            Verdict::Pending => true,
            // It may have tried again by itself.
            Verdict::DownloadFailed
            | Verdict::HostNotReached { .. }
            | Verdict::FirmwareStalled { .. }
            | Verdict::VersionUnchanged { .. }
            | Verdict::InstalledUnconfirmed
            | Verdict::NoAnswer
            | Verdict::OutcomeUnknown => self.is_correctable(now),
            _ => false,
        };
        if !awaited {
            return;
        }
        let downtime_ms = self.progress.offline_at.map(|since| now - since);
        self.progress.booted_at = Some(now);
        self.progress.booted_with = firmware.map(str::to_owned);
        let installing =
            self.progress.firmware.is_some_and(|status| status.rank() >= FirmwareStatus::Installing.rank());
        let changed = match (&self.firmware_before, firmware) {
            (Some(before), Some(after)) => Some(before != after),
            (None, _) | (_, None) => None,
        };
        let was_open = self.is_open();
        match changed {
            // A boot that shows nothing new after the verdict is not this command's any more.
            Some(false) | None if !was_open => return,
            Some(_) | None => {}
        }
        self.append(effects, StepKind::Booted { firmware: firmware.map(str::to_owned), downtime_ms });
        let compared =
            StepKind::VersionCompared { before: self.firmware_before.clone(), after: firmware.map(str::to_owned) };
        match changed {
            Some(true) => {
                self.append(effects, compared);
                self.settle_updated(firmware.unwrap_or_default(), now, effects);
            }
            Some(false) if self.progress.installed => {
                self.append(effects, compared);
                let version = firmware.unwrap_or_default().to_owned();
                self.settle(Verdict::VersionUnchanged { version, reported_installed: true }, now, effects);
            }
            None if installing => {
                self.append(effects, compared);
                self.settle(Verdict::CannotCompare { to: firmware.map(str::to_owned) }, now, effects);
            }
            // It may boot in the middle of an update, or for another reason: the rest is waited for.
            Some(false) | None => {}
        }
    }

    fn settle_updated(&mut self, to: &str, now: i64, effects: &mut Effects) {
        let from = self.firmware_before.clone().unwrap_or_default();
        let took_ms = now - self.sent_at.unwrap_or(self.ordered_at);
        self.settle(Verdict::FirmwareUpdated { from, to: to.to_owned(), took_ms }, now, effects);
        if !self.progress.installed {
            self.check_at = Some(now + INSTALLED_EXPECTED_MS);
        }
    }

    /// Installed was reported: by itself it proves nothing, together with the boot it does.
    pub(super) fn on_installed(&mut self, now: i64, effects: &mut Effects) {
        self.progress.installed = true;
        self.check_at = None;
        if let Some(n) = self.progress.missed_installed.take() {
            effects.steps.push(super::StepChange::Remove(n));
        }
        if matches!(self.verdict, Verdict::FirmwareUpdated { .. }) {
            return;
        }
        match (&self.firmware_before, &self.progress.booted_with, self.progress.booted_at) {
            (Some(before), Some(after), Some(_)) if before == after => {
                let version = after.clone();
                self.append(
                    effects,
                    StepKind::VersionCompared { before: Some(version.clone()), after: Some(version.clone()) },
                );
                self.settle(Verdict::VersionUnchanged { version, reported_installed: true }, now, effects);
            }
            (None, booted_with, Some(_)) => {
                let to = booted_with.clone();
                self.append(effects, StepKind::VersionCompared { before: None, after: to.clone() });
                self.settle(Verdict::CannotCompare { to }, now, effects);
            }
            (Some(_), Some(_) | None, Some(_)) | (Some(_) | None, _, None) => {
                effects.reboot_needed = Some(model::RebootNeeded::FirmwareInstalled);
            }
        }
    }

    pub(super) fn on_check(&mut self, now: i64, effects: &mut Effects) {
        self.check_at = None;
        if let Some(failure) = self.progress.doubted.filter(|_| self.is_open()) {
            return self.believe(failure, now, effects);
        }
        if self.is_missing() {
            return self.settle(Verdict::NothingArrived, now, effects);
        }
        if self.is_open() {
            return self.on_silence(now, effects);
        }
        if matches!(self.verdict, Verdict::FirmwareUpdated { .. }) && !self.progress.installed {
            let n = self.append(effects, StepKind::NotReportedInstalled);
            self.progress.missed_installed = Some(n);
        }
    }

    /// The status of the EVSE that is restarted alone: out of service on its way, anything else when it is back.
    pub(super) fn on_evse_status(&mut self, evse: i64, status: &str, waits: Waits, now: i64, effects: &mut Effects) {
        let given_up = self.settled_at.is_some_and(|settled| now - settled <= waits.reboot);
        let awaited = match &self.verdict {
            Verdict::Pending => self.delivery != Delivery::Queued && self.sent_at.is_some(),
            Verdict::DidNotReboot | Verdict::NoAnswer | Verdict::OutcomeUnknown => given_up,
            _ => false,
        };
        if self.kind != CommandKind::Reboot || self.progress.evse != Some(evse) || !awaited {
            return;
        }
        let out_of_service = status == "Unavailable";
        // A session that is waited for reports, too, and proves nothing; nor does the same again.
        if out_of_service == self.progress.evse_was_out {
            return;
        }
        self.append(effects, StepKind::EvseStatus { evse, status: status.to_owned() });
        self.progress.evse_was_out = out_of_service;
        if !out_of_service {
            self.settle(Verdict::EvseRestarted { evse }, now, effects);
        }
    }
}
