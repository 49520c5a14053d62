//! Clear Charging Profiles: done when the charger says so, of each kind of profile on its own where it wants that.

mod left;

pub use left::{compared, limits_asked};

use crate::action::*;
use crate::life::{Case, Life, Waits};
use crate::order::{OrderForm, checked, given, whole_number};
use crate::verdict::Common;
use crate::{Args, Command, Order};
use model::{Abilities, Limit, Outcome, ProfilePurpose, Protocol, RebootNeeded, Refusal, RefusalCode, StepKind, Tone};
use serde::{Deserialize, Serialize};
use words::{Evidence, LeftProfile};

/// As many profiles are told to be left after clearing; a charger may report them as often as it likes.
const LEFT_TOLD: i64 = 50;

pub struct ClearChargingProfiles;

/// Which profiles to clear; nothing set means all of them. Given fields are ANDed, and an id overrides the rest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClearProfiles {
    pub id: Option<i64>,
    /// A connector on 1.6, an EVSE on 2.x.
    pub connector: Option<i64>,
    pub purpose: Option<ProfilePurpose>,
    pub stack_level: Option<i64>,
}

impl ClearProfiles {
    pub fn is_all(&self) -> bool {
        *self == Self::default()
    }

    /// `all`, or the criteria in words.
    pub fn words(&self) -> String {
        let parts: Vec<String> = [
            self.id.map(|id| format!("id {id}")),
            self.connector.map(|connector| format!("connector {connector}")),
            self.purpose.map(|purpose| purpose.as_str().to_owned()),
            self.stack_level.map(|level| format!("stack level {level}")),
        ]
        .into_iter()
        .flatten()
        .collect();
        if parts.is_empty() { "all".to_owned() } else { parts.join(", ") }
    }

    /// Its inputs as they are kept, and what it is about in words.
    pub(crate) fn inputs(&self, abilities: &Abilities, protocol: Protocol) -> Result<(Args, String), Refusal> {
        if let Some(purpose) = self.purpose
            && !abilities.purposes.contains(&purpose)
        {
            let sentence = format!("This purpose does not exist on OCPP {}.", protocol.as_str());
            return Err(Refusal::field("purpose", sentence));
        }
        Ok((Args::ClearChargingProfiles(Inputs { criteria: *self }), self.words()))
    }
}

/// Its inputs as they are kept: typed, in UTC, without secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs {
    pub criteria: ClearProfiles,
}

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
        proven_by_boot: false,
        asks_on: false,
        waits_for_notice: false,
        changes_profiles: true,
        subject_in_title: false,
        ordered_at: OrderedAt::Form,
        sign: Sign::Wave,
        rejected: Rejected::PLAINLY,
    };

    fn read(form: &OrderForm) -> Result<Order, Refusal> {
        let purpose = match given(&form.purpose) {
            None => None,
            Some(text) => Some(
                ProfilePurpose::ALL
                    .into_iter()
                    .find(|purpose| purpose.as_str() == text)
                    .ok_or_else(|| Refusal::field("purpose", "There is no such purpose."))?,
            ),
        };
        let criteria = ClearProfiles {
            id: whole_number("id", "Profile id", &form.id, i64::from(i32::MIN))?,
            connector: whole_number("connector", "Connector", &form.connector, 0)?,
            purpose,
            stack_level: whole_number("stack_level", "Stack level", &form.stack_level, 0)?,
        };
        if !checked(&form.confirm) {
            return Err(Refusal {
                code: RefusalCode::Confirm,
                sentence: RefusalCode::Confirm.words().to_owned(),
                field: Some("confirm".to_owned()),
            });
        }
        Ok(Order::ClearChargingProfiles(criteria))
    }

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
