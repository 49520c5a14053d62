//! Send a message: done when it is answered, whatever the answer says.

use crate::action::*;
use crate::life::{Case, Life, Waits};
use crate::verdict::Common;
use crate::{Command, SendMessage};
use model::{Outcome, Tone};
use serde::{Deserialize, Serialize};
use words::Evidence;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict")]
pub enum Verdict {
    Answered { status: Option<String> },
}

impl Ends for Verdict {
    fn words(&self) -> String {
        match self {
            Verdict::Answered { status: Some(status) } => format!("Answered, {status}"),
            Verdict::Answered { status: None } => "Answered".to_owned(),
        }
    }

    fn tone(&self) -> Tone {
        let Verdict::Answered { status } = self;
        match status.as_deref() {
            None | Some("Accepted") => Tone::Ok,
            Some(_in_its_own_word) => Tone::Neutral,
        }
    }

    fn next_step(&self) -> Option<&'static str> {
        None
    }

    fn offer(&self) -> Option<Offer> {
        None
    }
}

impl Action for SendMessage {
    type Verdict = Verdict;

    const FACTS: Facts = Facts {
        needs_connection: true,
        for_administrators: true,
        may_repeat: true,
        may_be_replaced: false,
        reports_progress: false,
        ends_by: EndsBy::Answer,
        asks_on: false,
        changes_profiles: true,
        subject_in_title: true,
        ordered_at: OrderedAt::MessagePage,
        sign: Sign::Message,
        rejected: Rejected::PLAINLY,
    };

    fn wait(waits: &Waits) -> Wait {
        Wait::SinceSign(waits.reboot)
    }

    fn answered(case: &mut Case<'_, Self>, answer: &Answer<'_>) {
        match answer.outcome {
            Outcome::Told { status } => case.settle(Verdict::Answered { status: status.clone() }),
            Outcome::Accepted | Outcome::Received => case.settle(Verdict::Answered { status: None }),
            _refused => case.refused(answer),
        }
    }

    fn added_up(_: &mut Case<'_, Self>, parts: &Parts<'_>) -> Ending<Self> {
        match parts.told.clone() {
            Ok(status) => Ending::new(Verdict::Answered { status }),
            Err(refused) => Ending::new(refused),
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
