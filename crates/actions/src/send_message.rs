//! Send a message: done when it is answered, whatever the answer says.

use crate::action::*;
use crate::life::{Case, Life, Waits};
use crate::order::{MessageText, OrderForm, checked, given};
use crate::verdict::Common;
use crate::{Command, Order};
use model::{Outcome, Refusal, Tone};
use serde::{Deserialize, Serialize};
use words::Evidence;

/// Bytes of a message written by hand.
const MESSAGE_MAX: usize = 64 * 1024;
/// Characters of an action's name.
const ACTION_MAX: usize = 64;

/// Any request that a central system may send, written by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendMessage {
    /// The name on the wire.
    pub action: String,
    pub payload: MessageText,
    /// Sent exactly as typed, whatever its definition says.
    pub as_typed: bool,
}

/// Its inputs as they are kept: typed, in UTC, without secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs {
    pub message: String,
    /// JSON with `***` where a secret was cut out; the whole text is sealed then.
    pub payload: String,
    pub as_typed: bool,
    /// How many items go in each CALL, where the charger does not take all in one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pieces: Vec<usize>,
}

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
        proven_by_boot: false,
        asks_on: false,
        waits_for_notice: false,
        changes_profiles: true,
        subject_in_title: true,
        ordered_at: OrderedAt::MessagePage,
        sign: Sign::Message,
        rejected: Rejected::PLAINLY,
    };

    fn read(form: &OrderForm) -> Result<Order, Refusal> {
        let Some(action) = given(&form.action) else { return Err(Refusal::field("action", "Choose a message.")) };
        if action.chars().count() > ACTION_MAX {
            return Err(Refusal::field("action", format!("The name has more than {ACTION_MAX} characters.")));
        }
        // Exactly as typed: not even the space around it is taken away.
        let payload = form.payload.clone().unwrap_or_default();
        if payload.len() > MESSAGE_MAX {
            return Err(Refusal::field("payload", format!("The message has more than {MESSAGE_MAX} bytes.")));
        }
        if payload.trim().is_empty() {
            return Err(Refusal::field("payload", "Write the message's fields as JSON; {} for none."));
        }
        Ok(Order::SendMessage(SendMessage {
            action: action.to_owned(),
            payload: MessageText(payload),
            as_typed: checked(&form.as_typed),
        }))
    }

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
