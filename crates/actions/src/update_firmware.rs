//! Update Firmware: done when the charger has booted with another version than before.

mod order;
mod verdict;

pub use order::{FirmwareSource, UpdateFirmware};
pub use verdict::Verdict;

use crate::action::*;
use crate::boots::{Boot, ProvenByBoot};
use crate::files::{self, MovesFile};
use crate::life::{Case, DoubtedFailure, Life, TallyKey, Waits};
use crate::order::{OrderForm, Retries};
use crate::verdict::Common;
use crate::{Command, Order, Signing};
use model::{FileProtocol, FirmwareStatus, Outcome, RebootNeeded, Refusal, StepKind};
use serde::{Deserialize, Serialize};
use words::Evidence;
use words::version::bare;

/// After a boot with the new version, Installed is missed from so long on.
const INSTALLED_EXPECTED_MS: i64 = 60 * 1000;

/// Its inputs as they are kept: typed, in UTC, without secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs {
    /// With `***` where a secret was cut out.
    pub url: String,
    /// Milliseconds since 1970, UTC.
    pub retrieve_at: i64,
    #[serde(default)]
    pub install_at: Option<i64>,
    pub retries: Retries,
    #[serde(default)]
    pub signing: Option<Signing>,
    /// It is fetched here: the image's row id.
    #[serde(default)]
    pub image: Option<String>,
}

impl Action for UpdateFirmware {
    type Verdict = Verdict;

    const FACTS: Facts = Facts {
        needs_connection: true,
        for_administrators: false,
        may_repeat: false,
        may_be_replaced: true,
        reports_progress: true,
        ends_by: EndsBy::Effect,
        proven_by_boot: true,
        asks_on: false,
        waits_for_notice: false,
        changes_profiles: false,
        subject_in_title: false,
        ordered_at: OrderedAt::Form,
        sign: Sign::Up,
        rejected: Rejected::PLAINLY,
    };

    fn read(form: &OrderForm) -> Result<Order, Refusal> {
        UpdateFirmware::of_form(form).map(Order::UpdateFirmware)
    }

    fn wait(waits: &Waits) -> Wait {
        Wait::SinceSign(waits.firmware)
    }

    fn answered(case: &mut Case<'_, Self>, answer: &Answer<'_>) {
        match answer.outcome {
            Outcome::Accepted | Outcome::Received => {}
            Outcome::Replaces => case.effects.replaces = true,
            Outcome::CertificateRefused { status } => {
                case.settle(Verdict::CertificateRefused { status: status.clone() });
            }
            _refused => case.refused(answer),
        }
    }

    fn added_up(_: &mut Case<'_, Self>, parts: &Parts<'_>) -> Ending<Self> {
        Ending::new(parts.refusal.clone())
    }

    fn saw(case: &mut Case<'_, Self>, evidence: &Evidence) {
        match evidence {
            Evidence::Firmware(status) => reported(case, *status),
            Evidence::Fetched { bytes, total, requests, protocol } => {
                fetched(case, *bytes, *total, *requests, *protocol);
            }
            Evidence::Reached => case.was_here(),
            Evidence::TurnedAway { why, protocol, times } => case.turned_away(*why, *protocol, *times, false),
            Evidence::NotTaken { why } => case.not_taken(why),
            of_the_line => {
                case.saw_of_line(of_the_line);
            }
        }
    }

    fn looks(case: &mut Case<'_, Self>) {
        match case.progress.doubted {
            Some(DoubtedFailure::Firmware(status)) if case.is_open() => {
                case.progress().doubted = None;
                case.progress().firmware = Some(status);
                fails(case, status);
            }
            _ if case.is_open() => case.silent(),
            _ => {
                let is_updated = matches!(case.own(), Some(Verdict::FirmwareUpdated { .. }));
                if is_updated && !case.progress.installed {
                    let n = case.append(StepKind::NotReportedInstalled);
                    case.progress().missed_installed = Some(n);
                }
            }
        }
    }

    fn given_up(life: &Life, unanswered: Option<Common>) -> Ending<Self> {
        let status = life.progress.firmware;
        if life.progress.installed {
            return Ending::new(Verdict::InstalledUnconfirmed);
        }
        match (&life.progress.booted_with, status, unanswered) {
            (Some(version), Some(FirmwareStatus::Installing), _) => {
                Ending::new(Verdict::VersionUnchanged { version: version.clone(), reported_installed: false })
            }
            (_, None, Some(unanswered)) if life.progress.bytes == 0 => Ending::new(unanswered),
            (_, status, _) => {
                Ending::new(Verdict::FirmwareStalled { last: status.map(|status| status.words().to_owned()) })
            }
        }
    }

    fn goes_on(life: &Life, evidence: &Evidence, now: i64) -> bool {
        let works = match evidence {
            Evidence::Firmware(status) => {
                *status != FirmwareStatus::Idle && !status.is_failure() && life.progress.firmware != Some(*status)
            }
            bytes => files::is_moving(life, bytes, now),
        };
        works && files::has_failed::<Self>(life)
    }

    fn state(command: &Command) -> String {
        let standing = command.standing().to_lowercase();
        if command.acts() { format!("Updating: {standing}") } else { format!("Update: {standing}") }
    }

    fn ahead(command: &Command) -> Vec<&'static str> {
        let told = |status: FirmwareStatus| {
            command.steps.iter().any(
                |step| matches!(&step.kind, StepKind::Firmware { status: told, .. } if told.rank() >= status.rank()),
            )
        };
        let ways = [
            (FirmwareStatus::Downloading, "Downloading"),
            (FirmwareStatus::Downloaded, "Downloaded"),
            (FirmwareStatus::Installing, "Installing"),
        ];
        let ahead = ways.into_iter().filter(|(status, _)| !told(*status)).map(|(_, words)| words);
        ahead.chain(["Boots and reports its version"]).collect()
    }
}

impl ProvenByBoot for UpdateFirmware {
    /// It may have tried again by itself.
    fn is_open_to_boots(verdict: &Verdict) -> bool {
        match verdict {
            Verdict::DownloadFailed
            | Verdict::FirmwareStalled { .. }
            | Verdict::VersionUnchanged { .. }
            | Verdict::InstalledUnconfirmed => true,
            Verdict::FirmwareUpdated { .. }
            | Verdict::CannotCompare { .. }
            | Verdict::InstallationFailed
            | Verdict::InvalidSignature
            | Verdict::VerificationFailed
            | Verdict::CertificateRefused { .. } => false,
        }
    }

    fn is_in_time(case: &Case<'_, Self>) -> bool {
        case.is_correctable(case.now)
    }

    fn booted(case: &mut Case<'_, Self>, boot: &Boot<'_>) {
        let before = case.firmware_before.as_deref().and_then(bare).map(str::to_owned);
        let changed = match (&before, boot.firmware) {
            (Some(before), Some(after)) => Some(before != after),
            (None, _) | (_, None) => None,
        };
        // Another version is news however it is told. The same one is told by a charger that was away; others only repeat it.
        let was_away = case.progress.offline_at.is_some() && !boot.asked;
        if changed != Some(true) && !(was_away && case.is_open()) {
            return;
        }
        let downtime_ms = case.progress.offline_at.map(|since| case.now - since);
        case.progress().booted_at = Some(case.now);
        case.progress().booted_with = boot.version();
        let installing =
            case.progress.firmware.is_some_and(|status| status.rank() >= FirmwareStatus::Installing.rank());
        case.append(StepKind::Booted { firmware: boot.version(), downtime_ms, reason: boot.word() });
        let compared = StepKind::VersionCompared { before, after: boot.version() };
        match changed {
            Some(true) => {
                case.append(compared);
                updated(case, boot.firmware.unwrap_or_default());
            }
            Some(false) if case.progress.installed => {
                case.append(compared);
                let version = boot.firmware.unwrap_or_default().to_owned();
                case.settle(Verdict::VersionUnchanged { version, reported_installed: true });
            }
            None if installing => {
                case.append(compared);
                case.settle(Verdict::CannotCompare { to: boot.version() });
            }
            // It may boot in the middle of an update, or for another reason: the rest is waited for.
            Some(false) | None => {}
        }
    }
}

impl MovesFile for UpdateFirmware {
    const LOST: Verdict = Verdict::DownloadFailed;

    fn is_open_to_reports(verdict: &Verdict) -> bool {
        match verdict {
            Verdict::FirmwareUpdated { .. }
            | Verdict::VersionUnchanged { .. }
            | Verdict::InstalledUnconfirmed
            | Verdict::FirmwareStalled { .. }
            | Verdict::DownloadFailed
            | Verdict::InstallationFailed
            | Verdict::InvalidSignature
            | Verdict::VerificationFailed => true,
            Verdict::CannotCompare { .. } | Verdict::CertificateRefused { .. } => false,
        }
    }

    fn has_failed(verdict: &Verdict) -> bool {
        match verdict {
            Verdict::DownloadFailed
            | Verdict::InstallationFailed
            | Verdict::InvalidSignature
            | Verdict::VerificationFailed
            | Verdict::FirmwareStalled { .. } => true,
            Verdict::FirmwareUpdated { .. }
            | Verdict::CannotCompare { .. }
            | Verdict::VersionUnchanged { .. }
            | Verdict::InstalledUnconfirmed
            | Verdict::CertificateRefused { .. } => false,
        }
    }
}

impl Life {
    /// Since when this update is fetched or installed: a reboot would interrupt it. Without a word of the charger's it counts from
    /// when it may begin.
    pub fn updating_since(&self, now: i64) -> Option<i64> {
        if self.kind != model::CommandKind::UpdateFirmware || !self.is_open() || !self.may_have_been_sent() {
            return None;
        }
        let began = self.starts_at.max(self.sent_at.unwrap_or(self.ordered_at));
        let under_way = match self.progress.firmware {
            Some(status) => status.is_under_way(),
            None => began <= now || self.progress.bytes > 0,
        };
        under_way.then_some(began.min(now))
    }

    /// May the file still be fetched? Where no answer was seen the charger may be at work all the same, and after a failed try it may try
    /// again by itself.
    pub fn gives_a_file(&self) -> bool {
        match &self.verdict {
            crate::Verdict::Common(common) => self.is_open() || common.is_unheard(),
            crate::Verdict::Files(files::Verdict::HostNotReached { .. }) => true,
            crate::Verdict::UpdateFirmware(verdict) => verdict.may_go_another_way(),
            _it_fetches_nothing => false,
        }
    }
}

fn reported(case: &mut Case<'_, UpdateFirmware>, status: FirmwareStatus) {
    if !case.takes_reports() {
        return;
    }
    case.count(TallyKey::Status(status.as_str().to_owned()), 1, |count| StepKind::Firmware { status, count });
    if status != FirmwareStatus::Idle {
        case.heard();
    }
    let behind = case.progress.firmware.is_some_and(|seen| status == seen || status.rank() < seen.rank());
    // Idle is only an answer to a question, and a status that was passed already changes nothing.
    if status == FirmwareStatus::Idle || (behind && status != FirmwareStatus::Installed) {
        return;
    }
    if status.is_failure() && case.is_too_early(case.now) {
        case.doubt(DoubtedFailure::Firmware(status));
        return case.renew();
    }
    case.undoubt();
    case.progress().firmware = Some(status);
    let settled_well = matches!(case.own(), Some(Verdict::FirmwareUpdated { .. } | Verdict::VersionUnchanged { .. }));
    if status == FirmwareStatus::Installed {
        installed(case);
    } else if !settled_well {
        fails(case, status);
    }
    case.renew();
}

/// What a failure of an update means, where the status is one.
fn fails(case: &mut Case<'_, UpdateFirmware>, status: FirmwareStatus) {
    match status {
        FirmwareStatus::DownloadFailed => case.lost(Verdict::DownloadFailed, status.words()),
        FirmwareStatus::InstallationFailed => case.settle(Verdict::InstallationFailed),
        FirmwareStatus::InvalidSignature => case.settle(Verdict::InvalidSignature),
        FirmwareStatus::InstallVerificationFailed => case.settle(Verdict::VerificationFailed),
        FirmwareStatus::Idle
        | FirmwareStatus::DownloadScheduled
        | FirmwareStatus::Downloading
        | FirmwareStatus::DownloadPaused
        | FirmwareStatus::Downloaded
        | FirmwareStatus::SignatureVerified
        | FirmwareStatus::InstallScheduled
        | FirmwareStatus::Installing
        | FirmwareStatus::InstallRebooting
        | FirmwareStatus::Installed => {}
    }
}

fn updated(case: &mut Case<'_, UpdateFirmware>, to: &str) {
    let from = case.firmware_before.as_deref().and_then(bare).unwrap_or_default().to_owned();
    let took_ms = case.now - case.sent_at.unwrap_or(case.ordered_at);
    case.settle(Verdict::FirmwareUpdated { from, to: to.to_owned(), took_ms });
    if !case.progress.installed {
        case.look_at(Some(case.now + INSTALLED_EXPECTED_MS));
    }
}

/// Installed was reported: by itself it proves nothing, together with the boot it does.
fn installed(case: &mut Case<'_, UpdateFirmware>) {
    case.progress().installed = true;
    case.look_at(None);
    if let Some(n) = case.progress().missed_installed.take() {
        case.remove(n);
    }
    if matches!(case.own(), Some(Verdict::FirmwareUpdated { .. })) {
        return;
    }
    // What was kept before padding was taken off may still have it.
    let before = case.firmware_before.as_deref().and_then(bare).map(str::to_owned);
    let after = case.progress.booted_with.as_deref().and_then(bare).map(str::to_owned);
    match (before, after, case.progress.booted_at) {
        (Some(before), Some(after), Some(_)) if before == after => {
            case.append(StepKind::VersionCompared { before: Some(before), after: Some(after.clone()) });
            case.settle(Verdict::VersionUnchanged { version: after, reported_installed: true });
        }
        (None, to, Some(_)) => {
            case.append(StepKind::VersionCompared { before: None, after: to.clone() });
            case.settle(Verdict::CannotCompare { to });
        }
        (Some(_), Some(_) | None, Some(_)) | (Some(_) | None, _, None) => {
            case.effects.reboot_needed = Some(RebootNeeded::FirmwareInstalled);
        }
    }
}

/// It fetches from our own file host.
fn fetched(case: &mut Case<'_, UpdateFirmware>, bytes: i64, total: i64, requests: i64, protocol: FileProtocol) {
    case.was_here();
    case.progress().protocol = Some(protocol);
    if bytes >= total && case.progress.bytes < total {
        case.effects.worked = Some(protocol);
    }
    if case.transferred(bytes, requests) {
        let (bytes, requests) = (case.progress.bytes, case.progress.requests);
        case.tell_transfer(StepKind::Fetched { bytes, total, requests, protocol });
    }
    // Also where it begins again: bytes that flow are a sign of life.
    case.heard();
    case.renew();
}
