//! Clear Cache: done when the charger says so.

use crate::action::*;
use crate::life::{Case, Life, Waits};
use crate::order::OrderForm;
use crate::verdict::Common;
use crate::{Command, Order};
use model::{Outcome, Refusal, Tone, describe_duration};
use serde::{Deserialize, Serialize};
use words::Evidence;

pub struct ClearCache;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict")]
pub enum Verdict {
    CacheCleared { after_ms: i64 },
}

impl Ends for Verdict {
    fn words(&self) -> String {
        let Verdict::CacheCleared { after_ms } = self;
        format!("Cleared, accepted in {}", describe_duration(*after_ms))
    }

    fn tone(&self) -> Tone {
        Tone::Ok
    }

    fn next_step(&self) -> Option<&'static str> {
        None
    }

    fn offer(&self) -> Option<Offer> {
        None
    }
}

impl Action for ClearCache {
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
        changes_profiles: false,
        subject_in_title: false,
        ordered_at: OrderedAt::Form,
        sign: Sign::Broom,
        rejected: Rejected { words: "The charger has no authorization cache, or refused.", offer: None },
    };

    fn read(_: &OrderForm) -> Result<Order, Refusal> {
        Ok(Order::ClearCache)
    }

    fn wait(waits: &Waits) -> Wait {
        Wait::SinceSign(waits.reboot)
    }

    fn answered(case: &mut Case<'_, Self>, answer: &Answer<'_>) {
        match answer.outcome {
            Outcome::Accepted | Outcome::Received => {
                case.settle(Verdict::CacheCleared { after_ms: answer.after_ms });
            }
            _refused => case.refused(answer),
        }
    }

    fn added_up(_: &mut Case<'_, Self>, parts: &Parts<'_>) -> Ending<Self> {
        Ending::new(parts.refusal.clone())
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
