//! Reboot: done when the charger has booted, having been away.

mod order;

use crate::action::*;
use crate::boots::{Boot, ProvenByBoot};
use crate::life::{Case, Life, Waits};
use crate::order::{OrderForm, checked, given, whole_number};
use crate::verdict::Common;
use crate::{Command, Order};
use model::{Delivery, Hold, Outcome, Refusal, StepKind, Tone, describe_duration};
use serde::{Deserialize, Serialize};
use words::{BootReason, Evidence};

/// A charger that was told to reboot goes away within so long after its answer, or after the end of the last session that it waits
/// for. What makes it go later is anybody's guess, where the reason that it gives leaves that open.
const GOES_WITHIN_MS: i64 = 2 * 60 * 1000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reboot {
    pub kind: RebootKind,
    /// Held back until no charging session runs.
    pub when_idle: bool,
    /// This EVSE alone.
    pub evse: Option<i64>,
    /// A running session may be cut off.
    pub end_session: bool,
    /// An update under way may be cut off.
    pub interrupt_update: bool,
}

impl Reboot {
    /// Now, the whole charger, and neither a session nor an update may be cut off.
    pub const fn now(kind: RebootKind) -> Reboot {
        Reboot { kind, when_idle: false, evse: None, end_session: false, interrupt_update: false }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RebootKind {
    Soft,
    Hard,
    /// Now, and sessions go on afterwards; OCPP 2.1 only.
    Resume,
}

impl RebootKind {
    pub fn as_str(self) -> &'static str {
        match self {
            RebootKind::Soft => "Soft",
            RebootKind::Hard => "Hard",
            RebootKind::Resume => "Resume",
        }
    }
}

/// Its inputs as they are kept: typed, in UTC, without secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs {
    pub kind: RebootKind,
    #[serde(default)]
    pub when_idle: bool,
    #[serde(default)]
    pub evse: Option<i64>,
    /// An update under way may be cut off.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub interrupt_update: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict")]
pub enum Verdict {
    Rebooted {
        downtime_ms: Option<i64>,
        /// The reason that it gave, where that leaves the cause open: many firmwares write `PowerUp` at every boot.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// One EVSE alone.
    EvseRestarted {
        evse: i64,
    },
    DidNotReboot,
    CameBackWithoutBoot,
    /// It booted, and gave another reason than this command; empty where it gave none, too late to be credited.
    BootedOtherwise {
        reason: String,
    },
    /// It says that it booted, on a connection that never went away: some say so every few seconds.
    BootedNeverAway,
}

impl Ends for Verdict {
    fn words(&self) -> String {
        match self {
            Verdict::Rebooted { downtime_ms, reason } => {
                let away = downtime_ms.map(|ms| format!(", offline {}", describe_duration(ms))).unwrap_or_default();
                let reason = reason.as_ref().map(|reason| format!(", reason {reason}")).unwrap_or_default();
                format!("Rebooted{away}{reason}")
            }
            Verdict::EvseRestarted { evse } => format!("EVSE {evse} restarted"),
            Verdict::DidNotReboot => "Accepted but did not reboot".to_owned(),
            Verdict::CameBackWithoutBoot => "Came back without a BootNotification".to_owned(),
            Verdict::BootedOtherwise { reason } if reason.is_empty() => "Booted later, without a reason".to_owned(),
            Verdict::BootedOtherwise { reason } => format!("Booted for another reason, {reason}"),
            Verdict::BootedNeverAway => "Booted, never seen away".to_owned(),
        }
    }

    fn tone(&self) -> Tone {
        match self {
            Verdict::Rebooted { .. } | Verdict::EvseRestarted { .. } => Tone::Ok,
            Verdict::BootedNeverAway => Tone::Neutral,
            Verdict::DidNotReboot | Verdict::CameBackWithoutBoot | Verdict::BootedOtherwise { .. } => Tone::Warn,
        }
    }

    fn next_step(&self) -> Option<&'static str> {
        match self {
            Verdict::Rebooted { .. } | Verdict::EvseRestarted { .. } => None,
            Verdict::DidNotReboot => Some("Try a Hard reboot; if that does nothing either, somebody must go there."),
            Verdict::CameBackWithoutBoot => {
                Some("It reconnected but never said it booted. Look at its messages, or reboot it again.")
            }
            Verdict::BootedOtherwise { .. } => Some(
                "It booted, but not because of this. If what you wanted is done, leave it; otherwise order it again.",
            ),
            Verdict::BootedNeverAway => Some(
                "It said that it booted while it stayed connected, which many do without restarting. Look at the charger, or \
                 reboot it again.",
            ),
        }
    }

    fn offer(&self) -> Option<Offer> {
        match self {
            Verdict::Rebooted { .. } | Verdict::EvseRestarted { .. } => None,
            Verdict::DidNotReboot => Some(Offer::HardReboot),
            Verdict::CameBackWithoutBoot => Some(Offer::Reboot),
            Verdict::BootedOtherwise { .. } | Verdict::BootedNeverAway => Some(Offer::Again),
        }
    }
}

impl Action for Reboot {
    type Verdict = Verdict;

    const FACTS: Facts = Facts {
        needs_connection: true,
        for_administrators: false,
        may_repeat: false,
        may_be_replaced: false,
        reports_progress: false,
        ends_by: EndsBy::Effect,
        proven_by_boot: true,
        asks_on: false,
        waits_for_notice: false,
        changes_profiles: false,
        subject_in_title: true,
        ordered_at: OrderedAt::Form,
        sign: Sign::Power,
        rejected: Rejected {
            words: "The charger refused. It may be busy with an update or a session; a Hard reboot may work.",
            offer: Some(Offer::HardReboot),
        },
    };

    fn read(form: &OrderForm) -> Result<Order, Refusal> {
        let kind = match given(&form.kind) {
            None | Some("Soft") => RebootKind::Soft,
            Some("Hard") => RebootKind::Hard,
            Some("Resume") => RebootKind::Resume,
            Some(_) => return Err(Refusal::field("kind", "Choose how to reboot.")),
        };
        Ok(Order::Reboot(Reboot {
            kind,
            when_idle: checked(&form.when_idle),
            evse: whole_number("evse", "EVSE", &form.evse, 1)?,
            end_session: checked(&form.end_session),
            interrupt_update: checked(&form.interrupt_update),
        }))
    }

    fn wait(waits: &Waits) -> Wait {
        Wait::FromSending(waits.reboot)
    }

    fn answered(case: &mut Case<'_, Self>, answer: &Answer<'_>) {
        match answer.outcome {
            Outcome::Accepted | Outcome::Received => expect_evse(case),
            // Its sessions end when they end.
            Outcome::Scheduled => {
                if case.is_open() {
                    case.wait_until(case.now + case.waits.sessions);
                    expect_evse(case);
                }
            }
            _refused => case.refused(answer),
        }
    }

    fn added_up(_: &mut Case<'_, Self>, parts: &Parts<'_>) -> Ending<Self> {
        Ending::new(parts.refusal.clone())
    }

    fn saw(case: &mut Case<'_, Self>, evidence: &Evidence) {
        match evidence {
            Evidence::SessionEnded => session_ended(case),
            Evidence::EvseStatus { evse, status } => evse_status(case, *evse, status),
            of_the_line => {
                case.saw_of_line(of_the_line);
            }
        }
    }

    fn looks(_: &mut Case<'_, Self>) {}

    fn given_up(life: &Life, unanswered: Option<Common>) -> Ending<Self> {
        let progress = &life.progress;
        if let Some(reason) = &progress.booted_otherwise {
            Ending::new(Verdict::BootedOtherwise { reason: reason.clone() })
        } else if progress.boots_in_place > 0 && progress.gone_at.is_none() {
            Ending::new(Verdict::BootedNeverAway)
        } else if progress.came_back_at.is_some() {
            Ending::new(Verdict::CameBackWithoutBoot)
        } else {
            unanswered.map_or_else(|| Ending::new(Verdict::DidNotReboot), Ending::new)
        }
    }

    fn goes_on(_: &Life, _: &Evidence, _: i64) -> bool {
        false
    }

    fn state(command: &Command) -> String {
        match command.delivery {
            Delivery::Queued => match command.held_by() {
                Some(holds) => format!("Reboot waits for {}", Hold::all(holds)),
                None => "Reboot waits its turn".to_owned(),
            },
            _ if command.acts() && command.has(|kind| matches!(kind, StepKind::WentOffline)) => "Rebooting".to_owned(),
            Delivery::Dispatching => "Reboot being sent".to_owned(),
            Delivery::Sent => "Reboot sent".to_owned(),
            Delivery::Answered if command.charger_waits() => "Reboot waits for the session".to_owned(),
            Delivery::Answered if command.has(|kind| matches!(kind, StepKind::LeftToEffect)) => {
                "Reboot answered oddly".to_owned()
            }
            Delivery::TimedOut => "Reboot not answered".to_owned(),
            Delivery::Answered | Delivery::OutcomeUnknown | Delivery::Expired => "Rebooting".to_owned(),
        }
    }

    fn ahead(command: &Command) -> Vec<&'static str> {
        if command.has(|kind| matches!(kind, StepKind::EvseExpected { .. })) {
            return vec!["The EVSE restarts"];
        }
        match command.has(|kind| matches!(kind, StepKind::WentOffline)) {
            true => vec!["Boots again"],
            false => vec!["Goes offline", "Boots again"],
        }
    }
}

impl ProvenByBoot for Reboot {
    fn is_open_to_boots(verdict: &Verdict) -> bool {
        match verdict {
            Verdict::DidNotReboot
            | Verdict::CameBackWithoutBoot
            | Verdict::BootedNeverAway
            | Verdict::BootedOtherwise { .. } => true,
            Verdict::Rebooted { .. } | Verdict::EvseRestarted { .. } => false,
        }
    }

    /// A boot soon after we gave up is still the one that was ordered; one much later may be anybody's.
    fn is_in_time(case: &Case<'_, Self>) -> bool {
        case.settled_at.is_some_and(|settled| case.now - settled <= case.waits.reboot)
    }

    fn booted(case: &mut Case<'_, Self>, boot: &Boot<'_>) {
        if boot.asked {
            return;
        }
        let Some(since) = case.progress.offline_at else { return booted_in_place(case, boot) };
        if is_credited(case, boot.reason) {
            let downtime_ms = Some(case.now - since);
            case.progress().booted_at = Some(case.now);
            case.append(StepKind::Booted { firmware: boot.version(), downtime_ms, reason: boot.word() });
            let reason = match boot.reason {
                BootReason::Open(word) => word.clone(),
                BootReason::Unsaid | BootReason::Ordered(_) | BootReason::Firmware | BootReason::Other(_) => None,
            };
            return case.settle(Verdict::Rebooted { downtime_ms, reason });
        }
        // Somebody else's, or the charger's own: this one is still waited for.
        let reason = match boot.reason {
            BootReason::Firmware => "a firmware update".to_owned(),
            _in_its_word => boot.word().unwrap_or_default(),
        };
        if case.progress.booted_otherwise.as_ref() != Some(&reason) {
            case.append(StepKind::BootedOtherwise { reason: reason.clone(), firmware: boot.version() });
        }
        case.progress().booted_otherwise = Some(reason);
    }
}

/// Some chargers say every few seconds that they booted: by itself that is a word, not a boot.
fn booted_in_place(case: &mut Case<'_, Reboot>, boot: &Boot<'_>) {
    if !case.is_open() {
        return;
    }
    case.progress().boots_in_place += 1;
    let step = StepKind::BootedInPlace { firmware: boot.version(), count: case.progress.boots_in_place };
    let told = case.tell(case.progress.booted_in_place, step);
    case.progress().booted_in_place = Some(told);
}

/// A session that it waits for has ended: only from now on it goes because of us.
fn session_ended(case: &mut Case<'_, Reboot>) {
    if case.is_open() && case.may_have_been_sent() && !case.progress.away {
        case.progress().session_ended_at = Some(case.now);
        case.progress().gone_at = None;
    }
}

/// Does a boot with this reason, after the line was down, show that it did what it was told?
fn is_credited(case: &Case<'_, Reboot>, reason: &BootReason) -> bool {
    match reason {
        BootReason::Unsaid | BootReason::Ordered(_) => true,
        BootReason::Open(_) => {
            let since = [case.sent_at, case.progress.answered_at, case.progress.session_ended_at];
            let since = since.into_iter().flatten().max();
            match (case.progress.gone_at, since) {
                (Some(gone), Some(since)) => gone - since <= GOES_WITHIN_MS,
                (None, _) | (_, None) => false,
            }
        }
        BootReason::Firmware | BootReason::Other(_) => false,
    }
}

fn expect_evse(case: &mut Case<'_, Reboot>) {
    if let (Some(evse), true) = (case.progress.evse, case.is_open()) {
        case.append(StepKind::EvseExpected { evse });
    }
}

/// The status of the EVSE that is restarted alone: out of service on its way, anything else when it is back.
fn evse_status(case: &mut Case<'_, Reboot>, evse: i64, status: &str) {
    let given_up = case.settled_at.is_some_and(|settled| case.now - settled <= case.waits.reboot);
    let awaited = match (&case.verdict, case.own()) {
        (crate::Verdict::Common(Common::Pending), _) => case.delivery != Delivery::Queued && case.sent_at.is_some(),
        (crate::Verdict::Common(common), _) => given_up && (common.is_unheard() || common.rests_on_odd_answer()),
        (_, Some(Verdict::DidNotReboot | Verdict::BootedNeverAway)) => given_up,
        _it_was_seen => false,
    };
    if case.progress.evse != Some(evse) || !awaited {
        return;
    }
    let out_of_service = status == "Unavailable";
    // A session that is waited for reports, too, and proves nothing; nor does the same again.
    if out_of_service == case.progress.evse_was_out {
        return;
    }
    case.append(StepKind::EvseStatus { evse, status: status.to_owned() });
    case.progress().evse_was_out = out_of_service;
    if !out_of_service {
        case.settle(Verdict::EvseRestarted { evse });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// They stand in titles, in addresses and, on 1.6, on the wire.
    #[test]
    fn each_kind_of_reboot_has_its_word() {
        let words = [RebootKind::Soft, RebootKind::Hard, RebootKind::Resume].map(RebootKind::as_str);
        assert_eq!(words, ["Soft", "Hard", "Resume"]);
    }
}
