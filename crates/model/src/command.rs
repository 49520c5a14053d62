//! What was ordered, as lists and badges show it: how far it has come, who ordered it.

use crate::{ChargerKey, CommandKey, CommandKind};
use serde::{Deserialize, Serialize};

/// How far a command has come on its way to the charger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Delivery {
    /// Recorded, not yet on its way.
    Queued,
    /// Committed to be written; after a crash here nobody knows.
    Dispatching,
    /// Written to the socket.
    Sent,
    /// The charger answered.
    Answered,
    /// No answer within the call time-out.
    TimedOut,
    /// The socket or the server went before an answer came.
    OutcomeUnknown,
    /// Never sent, and never will be.
    Expired,
}

impl Delivery {
    pub const ALL: [Delivery; 7] = [
        Delivery::Queued,
        Delivery::Dispatching,
        Delivery::Sent,
        Delivery::Answered,
        Delivery::TimedOut,
        Delivery::OutcomeUnknown,
        Delivery::Expired,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Delivery::Queued => "Queued",
            Delivery::Dispatching => "Dispatching",
            Delivery::Sent => "Sent",
            Delivery::Answered => "Answered",
            Delivery::TimedOut => "TimedOut",
            Delivery::OutcomeUnknown => "OutcomeUnknown",
            Delivery::Expired => "Expired",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|delivery| delivery.as_str() == text)
    }

    pub fn words(self) -> &'static str {
        match self {
            Delivery::Queued => "waiting its turn",
            Delivery::Dispatching => "being sent",
            Delivery::Sent => "sent, waiting for the answer",
            Delivery::Answered => "answered",
            Delivery::TimedOut => "not answered in time",
            Delivery::OutcomeUnknown => "sent, answer unknown",
            Delivery::Expired => "never sent",
        }
    }
}

/// An open command as the list and the badges show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenCommand {
    pub key: CommandKey,
    pub kind: CommandKind,
    /// How it stands, in a word or two: `Downloading`.
    pub standing: String,
    /// What the charger is in because of it, as a badge says it: `Rebooting`, `Reboot waits for the session`.
    #[serde(default)]
    pub state: String,
    /// The charger has it, and may be doing it.
    #[serde(default)]
    pub acts: bool,
    pub by: String,
}

/// Which commands a page asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommandQuery {
    pub charger: Option<ChargerKey>,
    pub kind: Option<CommandKind>,
    /// Only those without a verdict.
    pub open: bool,
    /// What Chargehand ordered by itself too, not only what people ordered.
    #[serde(default)]
    pub by_itself: bool,
    /// Words found in charger, site, person or reason.
    pub search: Option<String>,
    pub before: Option<String>,
}

/// The name under which Chargehand itself orders.
pub const ITSELF: &str = "Chargehand";
