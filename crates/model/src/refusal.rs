//! An order that was not taken: a value with a sentence, never an error.

use crate::CommandKey;
use serde::{Deserialize, Serialize};

/// What became of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ordered {
    /// Recorded; its timeline has begun (or had, when the same form came twice).
    Taken(CommandKey),
    /// Nothing was sent and nothing recorded.
    Refused(Refusal),
}

/// Why an order was not taken: a stable code, a sentence for the operator, and the field at fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    pub code: RefusalCode,
    pub sentence: String,
    /// The form field's name, where one is at fault.
    pub field: Option<String>,
}

impl Refusal {
    pub fn new(code: RefusalCode, sentence: impl Into<String>) -> Self {
        Self { code, sentence: sentence.into(), field: None }
    }

    /// A refusal that belongs to one form field.
    pub fn field(field: &str, sentence: impl Into<String>) -> Self {
        Self { code: RefusalCode::Invalid, sentence: sentence.into(), field: Some(field.to_owned()) }
    }
}

/// The reasons an order can be refused for. The code stands in the address of the page without script.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RefusalCode {
    SignedOut,
    NotAllowed,
    NotFound,
    Offline,
    AlreadyOpen,
    Invalid,
    Confirm,
    SessionRunning,
    UpdateRunning,
    QueueFull,
    SameSite,
    NotStored,
    /// This charger cannot do it, or not so.
    Impossible,
}

impl RefusalCode {
    pub const ALL: [RefusalCode; 13] = [
        RefusalCode::SignedOut,
        RefusalCode::NotAllowed,
        RefusalCode::NotFound,
        RefusalCode::Offline,
        RefusalCode::AlreadyOpen,
        RefusalCode::Invalid,
        RefusalCode::Confirm,
        RefusalCode::SessionRunning,
        RefusalCode::UpdateRunning,
        RefusalCode::QueueFull,
        RefusalCode::SameSite,
        RefusalCode::NotStored,
        RefusalCode::Impossible,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            RefusalCode::SignedOut => "signed-out",
            RefusalCode::NotAllowed => "not-allowed",
            RefusalCode::NotFound => "not-found",
            RefusalCode::Offline => "offline",
            RefusalCode::AlreadyOpen => "already-open",
            RefusalCode::Invalid => "invalid",
            RefusalCode::Confirm => "confirm",
            RefusalCode::SessionRunning => "session-running",
            RefusalCode::UpdateRunning => "update-running",
            RefusalCode::QueueFull => "queue-full",
            RefusalCode::SameSite => "same-site",
            RefusalCode::NotStored => "not-stored",
            RefusalCode::Impossible => "impossible",
        }
    }

    pub fn parse(text: &str) -> Option<RefusalCode> {
        RefusalCode::ALL.into_iter().find(|code| code.as_str() == text)
    }

    /// The sentence for a page that knows only the code.
    pub fn words(self) -> &'static str {
        match self {
            RefusalCode::SignedOut => "You are signed out. Nothing was sent.",
            RefusalCode::NotAllowed => "Your role does not allow this. Nothing was sent.",
            RefusalCode::NotFound => "There is no such charger. Nothing was sent.",
            RefusalCode::Offline => "The charger is offline. Nothing was sent.",
            RefusalCode::AlreadyOpen => "This action is already running on this charger. Nothing was sent.",
            RefusalCode::Invalid => "Something in the form is not right. Nothing was sent.",
            RefusalCode::Confirm => "Tick Confirm first. Nothing was sent.",
            RefusalCode::SessionRunning => {
                "A charging session is running. Tick End the charging session and give a reason. Nothing was sent."
            }
            RefusalCode::UpdateRunning => {
                "A firmware update is under way. Tick Interrupt the update and give a reason. Nothing was sent."
            }
            RefusalCode::QueueFull => "Too many actions wait for this charger. Nothing was sent.",
            RefusalCode::SameSite => "The charger is at this site already. Nothing was changed.",
            RefusalCode::NotStored => "The order could not be stored. Nothing was sent.",
            RefusalCode::Impossible => "This charger cannot do that. Nothing was sent.",
        }
    }
}
