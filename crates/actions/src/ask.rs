//! Ask: the charger is asked to tell something now; done when that has come.

use crate::action::*;
use crate::life::{Case, Life, Waits};
use crate::order::{OrderForm, given, whole_number};
use crate::verdict::Common;
use crate::{Args, Command, Order};
use model::{Abilities, Notice, Outcome, Protocol, Refusal, StepKind, Tone, Topic, describe_duration};
use serde::{Deserialize, Serialize};
use words::Evidence;

/// What was asked for is told in moments, or behind what the charger has still to send.
const COMES_WITHIN_MS: i64 = 30_000;

/// What to ask for, and of which place where it has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ask {
    pub topic: Topic,
    /// On 2.x.
    pub evse: Option<i64>,
    pub connector: Option<i64>,
}

impl Ask {
    /// Its inputs as they are kept, and what it is about in words.
    pub(crate) fn inputs(&self, abilities: &Abilities, protocol: Protocol) -> Result<(Args, String), Refusal> {
        let Ask { topic, evse, connector } = *self;
        if !abilities.topics.contains(&topic) {
            let sentence = match topic {
                Topic::Boot => "A charger that is accepted must not be asked to boot again. Nothing was sent.",
                _of_another_version => "This charger cannot be asked for that. Choose from the list. Nothing was sent.",
            };
            return Err(Refusal::field("what", sentence));
        }
        let notice = match (topic.has_place(), protocol.has_evses()) {
            (false, _) => Notice::of(topic),
            (true, false) if evse.is_some() => {
                return Err(wrong_place("This charger has no EVSEs: name the connector alone, for example 1."));
            }
            (true, false) => Notice { topic, evse: None, connector },
            (true, true) if evse.is_none() && (connector.is_some() || topic == Topic::Status) => {
                return Err(wrong_place("Choose a connector, by its EVSE and its own number, for example 1.1."));
            }
            // A meter is the EVSE's.
            (true, true) => Notice { topic, evse, connector: connector.filter(|_| topic == Topic::Status) },
        };
        Ok((Args::Ask(notice), notice.words()))
    }
}

fn wrong_place(sentence: &str) -> Refusal {
    Refusal::field("connector", format!("{sentence} Nothing was sent."))
}

/// May a frame of the charger, by its number, be what the CALL asked for? What was read before that was written may be taken in after it.
pub fn is_behind(seq: Option<i64>, written: Option<i64>) -> bool {
    seq.zip(written).is_none_or(|(seq, written)| seq > written)
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict")]
pub enum Verdict {
    Came {
        #[serde(flatten)]
        notice: Notice,
        /// Since it was asked for.
        after_ms: i64,
    },
    DidNotCome,
}

impl Ends for Verdict {
    fn words(&self) -> String {
        match self {
            // What came stands in the title.
            Verdict::Came { notice: _, after_ms } => {
                format!("Came, {} after it was asked for", describe_duration(*after_ms))
            }
            Verdict::DidNotCome => "Accepted, but it did not come".to_owned(),
        }
    }

    fn tone(&self) -> Tone {
        match self {
            Verdict::Came { .. } => Tone::Ok,
            Verdict::DidNotCome => Tone::Warn,
        }
    }

    fn next_step(&self) -> Option<&'static str> {
        match self {
            Verdict::Came { .. } => None,
            Verdict::DidNotCome => {
                Some("It said yes and did not send it. Ask again; if it still does not come, look at its messages.")
            }
        }
    }

    fn offer(&self) -> Option<Offer> {
        match self {
            Verdict::Came { .. } => None,
            Verdict::DidNotCome => Some(Offer::Again),
        }
    }
}

impl Action for Ask {
    type Verdict = Verdict;

    const FACTS: Facts = Facts {
        needs_connection: true,
        for_administrators: false,
        may_repeat: false,
        may_be_replaced: false,
        reports_progress: false,
        ends_by: EndsBy::Effect,
        proven_by_boot: false,
        asks_on: false,
        waits_for_notice: true,
        changes_profiles: false,
        subject_in_title: true,
        ordered_at: OrderedAt::Form,
        sign: Sign::Message,
        rejected: Rejected {
            words: "The charger will not tell that now, or not of this connector. Ask for something else, or later.",
            offer: None,
        },
    };

    fn read(form: &OrderForm) -> Result<Order, Refusal> {
        let topic = given(&form.what)
            .and_then(Topic::parse)
            .ok_or_else(|| Refusal::field("what", "Choose what to ask for. Nothing was sent."))?;
        // Of what has no place none is read: without script the field stands there all the same.
        let place = given(&form.connector).filter(|_| topic.has_place()).unwrap_or_default();
        // `1`, or on 2.x the EVSE before it: `1.1`.
        let (evse, connector) = match place.split_once('.') {
            Some((evse, connector)) => (Some(evse.to_owned()), Some(connector.to_owned())),
            None => (None, Some(place.to_owned())),
        };
        Ok(Order::Ask(Ask {
            topic,
            evse: whole_number("connector", "Connector", &evse, 1)?,
            connector: whole_number("connector", "Connector", &connector, 1)?,
        }))
    }

    fn wait(_: &Waits) -> Wait {
        Wait::FromSending(COMES_WITHIN_MS)
    }

    fn answered(case: &mut Case<'_, Self>, answer: &Answer<'_>) {
        match answer.outcome {
            Outcome::Accepted | Outcome::Received if case.is_open() => {}
            // Given up without an answer, which has come now.
            Outcome::Accepted | Outcome::Received => case.settle(Verdict::DidNotCome),
            _refused => {
                case.progress().notice = None;
                case.refused(answer);
            }
        }
    }

    fn added_up(_: &mut Case<'_, Self>, parts: &Parts<'_>) -> Ending<Self> {
        Ending::new(parts.refusal.clone())
    }

    fn saw(case: &mut Case<'_, Self>, evidence: &Evidence) {
        let Evidence::Came { notice: told } = evidence else { return };
        let Some(notice) = case.progress.notice.filter(|asked| asked.is_met_by(told)) else { return };
        let Some(sent_at) = case.sent_at.filter(|_| case.may_have_been_sent() && case.awaits_notice(case.now)) else {
            return;
        };
        let after_ms = case.now - sent_at;
        case.progress().notice = None;
        case.append(StepKind::Came { notice, after_ms });
        case.settle(Verdict::Came { notice, after_ms });
    }

    fn looks(_: &mut Case<'_, Self>) {}

    fn given_up(_: &Life, unanswered: Option<Common>) -> Ending<Self> {
        unanswered.map_or_else(|| Ending::new(Verdict::DidNotCome), Ending::new)
    }

    fn goes_on(_: &Life, _: &Evidence, _: i64) -> bool {
        false
    }

    fn state(command: &Command) -> String {
        standing_of(command)
    }

    fn ahead(_: &Command) -> Vec<&'static str> {
        vec!["What was asked for comes"]
    }
}
