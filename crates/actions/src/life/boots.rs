//! What a boot proves: that a reboot happened, and which firmware runs now.

use super::{Effects, INSTALLED_EXPECTED_MS, Life, StepChange, Waits};
use crate::Verdict;
use model::{CommandKind, Delivery, FirmwareStatus, StepKind};
use words::BootReason;
use words::version::bare;

/// A boot as it was told.
pub(super) struct Boot<'a> {
    /// Without padding.
    pub firmware: Option<&'a str>,
    pub reason: &'a BootReason,
    /// We asked it to say so.
    pub asked: bool,
}

impl Boot<'_> {
    fn version(&self) -> Option<String> {
        self.firmware.map(str::to_owned)
    }

    /// The charger's word for its reason.
    fn word(&self) -> Option<String> {
        match self.reason {
            BootReason::Unsaid | BootReason::Firmware => None,
            BootReason::Ordered(word) | BootReason::Other(word) => Some(word.clone()),
            BootReason::Open(word) => word.clone(),
        }
    }
}

impl Life {
    pub(super) fn on_boot(&mut self, boot: &Boot<'_>, waits: Waits, now: i64, effects: &mut Effects) {
        if !self.awaits_boot(waits, now) {
            return;
        }
        match self.kind {
            CommandKind::Reboot => self.boot_settles_reboot(boot, now, effects),
            CommandKind::UpdateFirmware => self.boot_tells_version(boot, now, effects),
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

    fn boot_settles_reboot(&mut self, boot: &Boot<'_>, now: i64, effects: &mut Effects) {
        if boot.asked {
            return;
        }
        if self.progress.offline_at.is_none() {
            return self.booted_in_place(boot, effects);
        }
        if self.is_credited(boot.reason) {
            let downtime_ms = self.progress.offline_at.map(|since| now - since);
            self.progress.booted_at = Some(now);
            self.append(effects, StepKind::Booted { firmware: boot.version(), downtime_ms, reason: boot.word() });
            let reason = match boot.reason {
                BootReason::Open(word) => word.clone(),
                BootReason::Unsaid | BootReason::Ordered(_) | BootReason::Firmware | BootReason::Other(_) => None,
            };
            return self.settle(Verdict::Rebooted { downtime_ms, reason }, now, effects);
        }
        // Somebody else's, or the charger's own: this one is still waited for.
        let reason = match boot.reason {
            BootReason::Firmware => "a firmware update".to_owned(),
            _in_its_word => boot.word().unwrap_or_default(),
        };
        if self.progress.booted_otherwise.as_ref() != Some(&reason) {
            self.append(effects, StepKind::BootedOtherwise { reason: reason.clone(), firmware: boot.version() });
        }
        self.progress.booted_otherwise = Some(reason);
    }

    /// Some chargers say every few seconds that they booted: by itself that is a word, not a boot.
    fn booted_in_place(&mut self, boot: &Boot<'_>, effects: &mut Effects) {
        if !self.is_open() {
            return;
        }
        self.progress.boots_in_place += 1;
        let step = StepKind::BootedInPlace { firmware: boot.version(), count: self.progress.boots_in_place };
        match self.progress.booted_in_place {
            Some(n) => effects.steps.push(StepChange::Recount(n, step)),
            None => self.progress.booted_in_place = Some(self.append(effects, step)),
        }
    }

    fn boot_tells_version(&mut self, boot: &Boot<'_>, now: i64, effects: &mut Effects) {
        let firmware = boot.firmware;
        let before = self.firmware_before.as_deref().and_then(bare).map(str::to_owned);
        let changed = match (&before, firmware) {
            (Some(before), Some(after)) => Some(before != after),
            (None, _) | (_, None) => None,
        };
        // Another version is news however it is told. The same one is told by a charger that was away; others only repeat it.
        let was_away = self.progress.offline_at.is_some() && !boot.asked;
        if changed != Some(true) && !(was_away && self.is_open()) {
            return;
        }
        let downtime_ms = self.progress.offline_at.map(|since| now - since);
        self.progress.booted_at = Some(now);
        self.progress.booted_with = boot.version();
        let installing =
            self.progress.firmware.is_some_and(|status| status.rank() >= FirmwareStatus::Installing.rank());
        self.append(effects, StepKind::Booted { firmware: boot.version(), downtime_ms, reason: boot.word() });
        let compared = StepKind::VersionCompared { before, after: boot.version() };
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
                self.settle(Verdict::CannotCompare { to: boot.version() }, now, effects);
            }
            // It may boot in the middle of an update, or for another reason: the rest is waited for.
            Some(false) | None => {}
        }
    }

    fn settle_updated(&mut self, to: &str, now: i64, effects: &mut Effects) {
        let from = self.firmware_before.as_deref().and_then(bare).unwrap_or_default().to_owned();
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
        // What was kept before padding was taken off may still have it.
        let before = self.firmware_before.as_deref().and_then(bare);
        let after = self.progress.booted_with.as_deref().and_then(bare);
        match (before, after, self.progress.booted_at) {
            (Some(before), Some(after), Some(_)) if before == after => {
                let version = after.to_owned();
                self.append(
                    effects,
                    StepKind::VersionCompared { before: Some(version.clone()), after: Some(version.clone()) },
                );
                self.settle(Verdict::VersionUnchanged { version, reported_installed: true }, now, effects);
            }
            (None, booted_with, Some(_)) => {
                let to = booted_with.map(str::to_owned);
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
            Verdict::DidNotReboot | Verdict::BootedNeverAway | Verdict::NoAnswer | Verdict::OutcomeUnknown => given_up,
            odd if odd.rests_on_odd_answer() => given_up,
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
