//! Read Configuration: done when the charger has told its settings; they may come in parts after the answer.

mod again;

pub use again::is_due;

use crate::action::*;
use crate::life::{Case, Life, Waits};
use crate::order::OrderForm;
use crate::verdict::Common;
use crate::{Command, Order};
use model::{Outcome, Refusal, StepKind, Tone};
use serde::{Deserialize, Serialize};
use words::Evidence;

pub struct ReadConfiguration;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict")]
pub enum Verdict {
    ConfigurationRead {
        settings: i64,
    },
    /// The rest never came.
    ConfigurationReadInPart {
        settings: i64,
    },
}

impl Ends for Verdict {
    fn words(&self) -> String {
        match self {
            Verdict::ConfigurationRead { settings } => format!("Read, {settings} settings"),
            Verdict::ConfigurationReadInPart { settings } => format!("Read in part, {settings} settings"),
        }
    }

    fn tone(&self) -> Tone {
        match self {
            Verdict::ConfigurationRead { .. } => Tone::Ok,
            Verdict::ConfigurationReadInPart { .. } => Tone::Warn,
        }
    }

    fn next_step(&self) -> Option<&'static str> {
        match self {
            Verdict::ConfigurationRead { .. } => None,
            Verdict::ConfigurationReadInPart { .. } => Some("Read it again; the charger stopped in the middle."),
        }
    }

    fn offer(&self) -> Option<Offer> {
        match self {
            Verdict::ConfigurationRead { .. } => None,
            Verdict::ConfigurationReadInPart { .. } => Some(Offer::Again),
        }
    }
}

impl Action for ReadConfiguration {
    type Verdict = Verdict;

    const FACTS: Facts = Facts {
        needs_connection: true,
        for_administrators: false,
        may_repeat: false,
        may_be_replaced: false,
        reports_progress: false,
        ends_by: EndsBy::Answer,
        proven_by_boot: false,
        asks_on: true,
        waits_for_notice: false,
        changes_profiles: false,
        subject_in_title: false,
        ordered_at: OrderedAt::ConfigurationPage,
        sign: Sign::Sliders,
        rejected: Rejected::PLAINLY,
    };

    fn read(_: &OrderForm) -> Result<Order, Refusal> {
        Ok(Order::ReadConfiguration)
    }

    fn wait(waits: &Waits) -> Wait {
        Wait::SinceSign(waits.configuration)
    }

    fn answered(case: &mut Case<'_, Self>, answer: &Answer<'_>) {
        match answer.outcome {
            Outcome::Accepted | Outcome::Received => {}
            Outcome::Failed { .. } if case.is_open() && !case.progress.no_other_way => {
                case.effects.ask_settings = true;
            }
            _refused => case.refused(answer),
        }
    }

    fn added_up(_: &mut Case<'_, Self>, parts: &Parts<'_>) -> Ending<Self> {
        Ending::new(parts.refusal.clone())
    }

    fn saw(case: &mut Case<'_, Self>, evidence: &Evidence) {
        if let Evidence::Settings { count, last } = evidence {
            told(case, *count, *last);
        }
    }

    fn looks(_: &mut Case<'_, Self>) {}

    fn given_up(life: &Life, unanswered: Option<Common>) -> Ending<Self> {
        match life.progress.settings {
            0 => Ending::new(unanswered.unwrap_or(Common::OutcomeUnknown)),
            settings => Ending::new(Verdict::ConfigurationReadInPart { settings }),
        }
    }

    fn goes_on(_: &Life, _: &Evidence, _: i64) -> bool {
        false
    }

    fn state(command: &Command) -> String {
        standing_of(command)
    }

    fn ahead(_: &Command) -> Vec<&'static str> {
        vec!["Tells its settings"]
    }
}

/// Settings come in parts; the last one ends the reading.
fn told(case: &mut Case<'_, ReadConfiguration>, count: i64, last: bool) {
    if !(case.is_open() || case.verdict.is_unheard() && case.is_correctable(case.now)) {
        return;
    }
    case.progress().settings += count;
    let settings = case.progress.settings;
    let step = case.tell(case.progress.settings_step, StepKind::Settings { count: settings });
    case.progress().settings_step = Some(step);
    if last {
        case.settle(Verdict::ConfigurationRead { settings });
    } else {
        case.renew();
    }
}
