//! The line of a charger that is to boot: when it went down, by whose doing, and when it came back.

use super::{Effects, Life, Waits};
use crate::Verdict;
use model::{CommandKind, StepKind};
use words::BootReason;

/// A charger that was told to reboot goes away within so long after its answer, or after the end of the last session that it waits
/// for. What makes it go later is anybody's guess, where the reason that it gives leaves that open.
const GOES_WITHIN_MS: i64 = 2 * 60 * 1000;

impl Life {
    /// Is a boot, and with it the line, still of interest? Also where it was given up a while ago.
    pub(super) fn awaits_boot(&self, waits: Waits, now: i64) -> bool {
        if !self.may_have_been_sent() {
            return false;
        }
        let given_up = match &self.verdict {
            Verdict::Pending => return matches!(self.kind, CommandKind::Reboot | CommandKind::UpdateFirmware),
            Verdict::NoAnswer | Verdict::OutcomeUnknown => true,
            odd if odd.rests_on_odd_answer() => true,
            verdict => match self.kind {
                CommandKind::Reboot => matches!(
                    verdict,
                    Verdict::DidNotReboot
                        | Verdict::CameBackWithoutBoot
                        | Verdict::BootedNeverAway
                        | Verdict::BootedOtherwise { .. }
                ),
                // It may have tried again by itself.
                CommandKind::UpdateFirmware => matches!(
                    verdict,
                    Verdict::DownloadFailed
                        | Verdict::HostNotReached { .. }
                        | Verdict::FirmwareStalled { .. }
                        | Verdict::VersionUnchanged { .. }
                        | Verdict::InstalledUnconfirmed
                ),
                _boots_prove_nothing => false,
            },
        };
        given_up
            && match self.kind {
                // A boot soon after we gave up is still the one that was ordered; one much later may be anybody's.
                CommandKind::Reboot => self.settled_at.is_some_and(|settled| now - settled <= waits.reboot),
                CommandKind::UpdateFirmware => self.is_correctable(now),
                _boots_prove_nothing => false,
            }
    }

    pub(super) fn on_offline(&mut self, by_us: bool, waits: Waits, now: i64, effects: &mut Effects) {
        if !self.awaits_boot(waits, now) {
            return;
        }
        if self.progress.away {
            return;
        }
        self.progress.away = true;
        self.progress.offline_at = Some(now);
        if !by_us {
            self.progress.gone_at.get_or_insert(now);
        }
        // After a verdict it is told only where a boot follows, which corrects that.
        if self.is_open() {
            self.append(effects, StepKind::WentOffline);
        }
    }

    pub(super) fn on_return(&mut self, waits: Waits, now: i64, effects: &mut Effects) {
        if !self.awaits_boot(waits, now) || self.progress.offline_at.is_none() {
            return;
        }
        self.progress.away = false;
        self.progress.came_back_at = Some(now);
        if self.is_open() {
            self.append(effects, StepKind::CameBack);
        }
    }

    /// A session that it waits for has ended: only from now on it goes because of us.
    pub(super) fn on_session_ended(&mut self, now: i64) {
        if self.kind == CommandKind::Reboot && self.is_open() && self.may_have_been_sent() && !self.progress.away {
            self.progress.session_ended_at = Some(now);
            self.progress.gone_at = None;
        }
    }

    /// Does a boot with this reason, after the line was down, show that it did what it was told?
    pub(super) fn is_credited(&self, reason: &BootReason) -> bool {
        match reason {
            BootReason::Unsaid | BootReason::Ordered(_) => true,
            BootReason::Open(_) => {
                let since = [self.sent_at, self.progress.answered_at, self.progress.session_ended_at];
                let since = since.into_iter().flatten().max();
                match (self.progress.gone_at, since) {
                    (Some(gone), Some(since)) => gone - since <= GOES_WITHIN_MS,
                    (None, _) | (_, None) => false,
                }
            }
            BootReason::Firmware | BootReason::Other(_) => false,
        }
    }
}
