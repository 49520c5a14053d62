//! Restore Charging Profiles: done when the charger has taken them all again.

use crate::action::*;
use crate::life::{Case, Life, Waits};
use crate::order::{OrderForm, given};
use crate::verdict::Common;
use crate::{Command, Order};
use model::{CommandKey, Outcome, Refusal, Tone};
use serde::{Deserialize, Serialize};
use words::{Evidence, HeldProfile};

pub struct RestoreProfiles;

/// Its inputs as they are kept: typed, in UTC, without secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs {
    /// One CALL each.
    pub profiles: Vec<HeldProfile>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict")]
pub enum Verdict {
    ProfilesRestored { count: i64 },
    ProfilesRestoredInPart { failed: String },
}

impl Ends for Verdict {
    fn words(&self) -> String {
        match self {
            Verdict::ProfilesRestored { count: 1 } => "1 profile restored".to_owned(),
            Verdict::ProfilesRestored { count } => format!("{count} profiles restored"),
            Verdict::ProfilesRestoredInPart { failed } => format!("Restored in part, not {failed}"),
        }
    }

    fn tone(&self) -> Tone {
        match self {
            Verdict::ProfilesRestored { .. } => Tone::Ok,
            Verdict::ProfilesRestoredInPart { .. } => Tone::Warn,
        }
    }

    fn next_step(&self) -> Option<&'static str> {
        match self {
            Verdict::ProfilesRestored { .. } => None,
            Verdict::ProfilesRestoredInPart { .. } => {
                Some("Look at its answers on the timeline, then order the rest again.")
            }
        }
    }

    fn offer(&self) -> Option<Offer> {
        None
    }

    fn is_in_part(&self) -> bool {
        matches!(self, Verdict::ProfilesRestoredInPart { .. })
    }
}

impl Action for RestoreProfiles {
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
        ordered_at: OrderedAt::Timeline,
        sign: Sign::Undo,
        rejected: Rejected::PLAINLY,
    };

    fn read(form: &OrderForm) -> Result<Order, Refusal> {
        match given(&form.command) {
            Some(key) => Ok(Order::RestoreProfiles { cleared: CommandKey(key.to_owned()) }),
            None => Err(Refusal::field("command", "There is no such action.")),
        }
    }

    fn wait(waits: &Waits) -> Wait {
        Wait::SinceSign(waits.reboot)
    }

    fn answered(case: &mut Case<'_, Self>, answer: &Answer<'_>) {
        match answer.outcome {
            Outcome::Accepted | Outcome::Received => case.settle(Verdict::ProfilesRestored { count: 1 }),
            _refused => case.refused(answer),
        }
    }

    fn added_up(_: &mut Case<'_, Self>, parts: &Parts<'_>) -> Ending<Self> {
        match (parts.done, parts.failed.as_slice()) {
            (0, _) => Ending::new(parts.refusal.clone()),
            (count, []) => Ending::new(Verdict::ProfilesRestored { count }),
            (_, failed) => Ending::new(Verdict::ProfilesRestoredInPart { failed: failed.join(", ") }),
        }
    }

    fn saw(_: &mut Case<'_, Self>, _: &Evidence) {}

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
