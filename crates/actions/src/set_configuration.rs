//! Set Configuration: done when the charger has taken the setting, at once or with its next boot.

use crate::action::*;
use crate::life::{Case, Life, Waits};
use crate::order::{MessageText, OrderForm, given};
use crate::verdict::Common;
use crate::{Command, Order};
use model::{Outcome, RebootNeeded, Refusal, Tone};
use serde::{Deserialize, Serialize};
use words::Evidence;

/// Characters of a setting's name and of its value.
const SETTING_MAX: usize = 500;
const VALUE_MAX: usize = 2500;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetConfiguration {
    /// As the configuration names it.
    pub name: String,
    pub value: MessageText,
}

/// Its inputs as they are kept: typed, in UTC, without secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs {
    pub name: String,
    /// `***` where it is a secret.
    pub value: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict")]
pub enum Verdict {
    SettingTaken {
        after_reboot: bool,
    },
    /// It has no setting of this name.
    SettingUnknown,
}

impl Ends for Verdict {
    fn words(&self) -> String {
        match self {
            Verdict::SettingTaken { after_reboot: false } => "Set".to_owned(),
            Verdict::SettingTaken { after_reboot: true } => "Set, counts after a reboot".to_owned(),
            Verdict::SettingUnknown => "No such setting".to_owned(),
        }
    }

    fn tone(&self) -> Tone {
        match self {
            Verdict::SettingTaken { .. } => Tone::Ok,
            Verdict::SettingUnknown => Tone::Warn,
        }
    }

    fn next_step(&self) -> Option<&'static str> {
        match self {
            Verdict::SettingTaken { after_reboot: false } => None,
            Verdict::SettingTaken { after_reboot: true } => Some("Reboot the charger for it to count."),
            Verdict::SettingUnknown => Some("Read the configuration again to see which settings it has."),
        }
    }

    fn offer(&self) -> Option<Offer> {
        match self {
            Verdict::SettingTaken { .. } => None,
            Verdict::SettingUnknown => Some(Offer::Again),
        }
    }
}

impl Action for SetConfiguration {
    type Verdict = Verdict;

    const FACTS: Facts = Facts {
        needs_connection: true,
        for_administrators: true,
        may_repeat: true,
        may_be_replaced: false,
        reports_progress: false,
        ends_by: EndsBy::Answer,
        proven_by_boot: false,
        asks_on: false,
        waits_for_notice: false,
        changes_profiles: false,
        subject_in_title: true,
        ordered_at: OrderedAt::ConfigurationPage,
        sign: Sign::Pencil,
        rejected: Rejected {
            words: "The charger refused. The setting may be read-only, or the value out of range.",
            offer: None,
        },
    };

    fn read(form: &OrderForm) -> Result<Order, Refusal> {
        let Some(name) = given(&form.name) else { return Err(Refusal::field("name", "Choose a setting.")) };
        if name.chars().count() > SETTING_MAX {
            return Err(Refusal::field("name", format!("The name has more than {SETTING_MAX} characters.")));
        }
        let value = form.value.clone().unwrap_or_default();
        if value.chars().count() > VALUE_MAX {
            return Err(Refusal::field("value", format!("The value has more than {VALUE_MAX} characters.")));
        }
        Ok(Order::SetConfiguration(SetConfiguration { name: name.to_owned(), value: MessageText(value) }))
    }

    fn wait(waits: &Waits) -> Wait {
        Wait::SinceSign(waits.reboot)
    }

    fn answered(case: &mut Case<'_, Self>, answer: &Answer<'_>) {
        match answer.outcome {
            Outcome::Accepted | Outcome::Received => case.settle(Verdict::SettingTaken { after_reboot: false }),
            Outcome::AfterReboot => {
                case.effects.reboot_needed = Some(RebootNeeded::SettingChanged);
                case.settle(Verdict::SettingTaken { after_reboot: true });
            }
            Outcome::Unknown => case.settle(Verdict::SettingUnknown),
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
