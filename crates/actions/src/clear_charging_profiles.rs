//! Clear Charging Profiles: done when the charger says so, of each kind of profile on its own where it wants that.

use crate::Command;
use crate::action::*;
use crate::life::{Case, Life, Waits};
use crate::verdict::Common;
use model::{Limit, Outcome, RebootNeeded, StepKind, Tone};
use serde::{Deserialize, Serialize};
use words::{Evidence, LeftProfile};

/// As many profiles are told to be left after clearing; a charger may report them as often as it likes.
const LEFT_TOLD: i64 = 50;

pub struct ClearChargingProfiles;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict")]
pub enum Verdict {
    ProfilesCleared,
    /// Some were cleared, others it would not.
    ProfilesClearedInPart {
        failed: String,
    },
    NothingMatched,
}

impl Ends for Verdict {
    fn words(&self) -> String {
        match self {
            Verdict::ProfilesCleared => "Profiles cleared".to_owned(),
            Verdict::ProfilesClearedInPart { failed } => format!("Cleared in part, not {failed}"),
            Verdict::NothingMatched => "Nothing matched".to_owned(),
        }
    }

    fn tone(&self) -> Tone {
        match self {
            Verdict::ProfilesCleared => Tone::Ok,
            Verdict::ProfilesClearedInPart { .. } => Tone::Warn,
            Verdict::NothingMatched => Tone::Neutral,
        }
    }

    fn next_step(&self) -> Option<&'static str> {
        match self {
            Verdict::ProfilesCleared => None,
            Verdict::ProfilesClearedInPart { .. } => {
                Some("Look at its answers on the timeline, then order the rest again.")
            }
            Verdict::NothingMatched => Some("Already clear."),
        }
    }

    fn offer(&self) -> Option<Offer> {
        match self {
            Verdict::ProfilesClearedInPart { .. } => Some(Offer::Again),
            Verdict::ProfilesCleared | Verdict::NothingMatched => None,
        }
    }

    fn is_in_part(&self) -> bool {
        matches!(self, Verdict::ProfilesClearedInPart { .. })
    }
}

impl Action for ClearChargingProfiles {
    type Verdict = Verdict;

    const FACTS: Facts = Facts {
        needs_connection: true,
        for_administrators: false,
        may_repeat: false,
        may_be_replaced: false,
        reports_progress: false,
        ends_by: EndsBy::Answer,
        asks_on: false,
        changes_profiles: true,
        subject_in_title: false,
        ordered_at: OrderedAt::Form,
        sign: Sign::Wave,
        rejected: Rejected::PLAINLY,
    };

    fn wait(waits: &Waits) -> Wait {
        Wait::SinceSign(waits.reboot)
    }

    fn answered(case: &mut Case<'_, Self>, answer: &Answer<'_>) {
        match answer.outcome {
            Outcome::Accepted | Outcome::Received => {
                cleared(case);
                case.settle(Verdict::ProfilesCleared);
            }
            Outcome::Unknown => case.settle(Verdict::NothingMatched),
            _refused => case.refused(answer),
        }
    }

    fn added_up(case: &mut Case<'_, Self>, parts: &Parts<'_>) -> Ending<Self> {
        if parts.done > 0 {
            cleared(case);
        }
        match (parts.done, parts.failed.as_slice()) {
            (0, []) => Ending::new(Verdict::NothingMatched),
            (_, []) => Ending::new(Verdict::ProfilesCleared),
            (0, _) => Ending::new(parts.refusal.clone()),
            (_, failed) => Ending::new(Verdict::ProfilesClearedInPart { failed: failed.join(", ") }),
        }
    }

    fn saw(case: &mut Case<'_, Self>, evidence: &Evidence) {
        match evidence {
            Evidence::Schedule { connector, limit } => {
                case.append(StepKind::Schedule { connector: *connector, limit: limit.clone() });
            }
            Evidence::Limits { left, known } => limits(case, left, known),
            _of_no_profile => {}
        }
    }

    fn looks(_: &mut Case<'_, Self>) {}

    fn given_up(_: &Life, unanswered: Option<Common>) -> Ending<Self> {
        Ending::new(unanswered.unwrap_or(Common::OutcomeUnknown))
    }

    fn goes_on(_: &Life, _: &Evidence, _: i64) -> bool {
        false
    }

    fn state(command: &Command) -> String {
        standing_of(command)
    }

    fn ahead(_: &Command) -> Vec<&'static str> {
        Vec::new()
    }
}

fn cleared(case: &mut Case<'_, ClearChargingProfiles>) {
    case.effects.reboot_needed = Some(RebootNeeded::ProfilesCleared);
    case.effects.ask_limits = true;
}

/// What still limits the charger after its profiles were cleared.
fn limits(case: &mut Case<'_, ClearChargingProfiles>, left: &[LeftProfile], known: &Result<(), String>) {
    match known {
        Err(why) => {
            let limit = Limit::CannotSay { why: why.clone() };
            case.append(StepKind::Schedule { connector: 0, limit });
        }
        Ok(()) if left.is_empty() => {
            case.append(StepKind::NothingLimits);
        }
        Ok(()) => {
            for LeftProfile { place, amount, by } in left.iter().cloned() {
                case.progress().left += 1;
                if case.progress.left <= LEFT_TOLD {
                    case.append(StepKind::StillLimited { place, amount, by });
                }
            }
        }
    }
}
