//! Change Site: done at once, for no charger is asked.

use crate::action::*;
use crate::life::{Case, Life, Waits};
use crate::order::{OrderForm, given};
use crate::verdict::Common;
use crate::{Command, Order};
use model::{Refusal, SiteKey, Tone};
use serde::{Deserialize, Serialize};
use words::Evidence;

pub struct ChangeSite;

/// Its inputs as they are kept: typed, in UTC, without secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs {
    /// The row id of the site before.
    pub from: String,
    pub to: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict")]
pub enum Verdict {
    Moved { from: String, to: String },
}

impl Ends for Verdict {
    fn words(&self) -> String {
        let Verdict::Moved { from, to } = self;
        format!("Moved, {from} → {to}")
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

impl Action for ChangeSite {
    type Verdict = Verdict;

    const FACTS: Facts = Facts {
        needs_connection: false,
        for_administrators: false,
        may_repeat: false,
        may_be_replaced: false,
        reports_progress: false,
        ends_by: EndsBy::Effect,
        proven_by_boot: false,
        asks_on: false,
        waits_for_notice: false,
        changes_profiles: false,
        subject_in_title: false,
        ordered_at: OrderedAt::Form,
        sign: Sign::Move,
        rejected: Rejected::PLAINLY,
    };

    fn read(form: &OrderForm) -> Result<Order, Refusal> {
        match given(&form.site) {
            Some(key) => Ok(Order::ChangeSite { site: SiteKey(key.to_owned()) }),
            None => Err(Refusal::field("site", "Choose a site from the list.")),
        }
    }

    fn wait(waits: &Waits) -> Wait {
        Wait::SinceSign(waits.reboot)
    }

    fn answered(case: &mut Case<'_, Self>, answer: &Answer<'_>) {
        case.refused(answer);
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
