//! What was answered, what limits a connector, and what holds a reboot: parts of steps.

use crate::{Moment, Tone};
use serde::{Deserialize, Serialize};

/// What the charger answered to the CALL.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Outcome {
    Accepted,
    Rejected,
    /// Reset on 2.x: it will, when its sessions have ended.
    Scheduled,
    /// Accepted, and the request before it is cancelled by that.
    Replaces,
    /// UpdateFirmware: it does not take the signing certificate; the charger's word.
    CertificateRefused {
        status: String,
    },
    /// An answer to a message written by hand: its status, where it has one.
    Told {
        status: Option<String>,
    },
    /// A setting is taken, and counts after the next boot.
    AfterReboot,
    /// ClearChargingProfile: nothing matched.
    Unknown,
    /// An answer without a status: "received", not "accepted".
    Received,
    /// GetDiagnostics: the file it will upload.
    File {
        name: String,
    },
    /// GetDiagnostics: no fileName, nothing to upload.
    NoFile,
    /// A CALLERROR: its code and description, in the charger's words.
    Failed {
        code: String,
        description: String,
    },
    /// A CALLRESULT that does not fit the CALL.
    Misfit {
        why: String,
    },
    /// A status word that the standard does not have.
    Odd {
        status: String,
    },
}

/// The codes of a CALLERROR that say no. Every other one leaves open whether the charger does what it was told.
pub fn is_clear_no(code: &str) -> bool {
    matches!(code, "NotImplemented" | "NotSupported" | "SecurityError")
}

impl Outcome {
    /// Neither yes nor no: what the charger does decides, where that can be seen.
    pub fn is_odd(&self) -> bool {
        match self {
            Outcome::Misfit { .. } | Outcome::Odd { .. } => true,
            Outcome::Failed { code, .. } => !is_clear_no(code),
            Outcome::Accepted
            | Outcome::Rejected
            | Outcome::Scheduled
            | Outcome::Replaces
            | Outcome::CertificateRefused { .. }
            | Outcome::Told { .. }
            | Outcome::AfterReboot
            | Outcome::Unknown
            | Outcome::Received
            | Outcome::File { .. }
            | Outcome::NoFile => false,
        }
    }

    pub fn words(&self) -> String {
        match self {
            Outcome::Accepted => "Accepted by the charger".to_owned(),
            Outcome::Rejected => "Rejected by the charger".to_owned(),
            Outcome::Scheduled => "Accepted for when its charging sessions have ended".to_owned(),
            Outcome::Replaces => "Accepted by the charger, which cancels the one before".to_owned(),
            Outcome::CertificateRefused { status } => format!("The charger refuses the certificate: {status}"),
            Outcome::Told { status: Some(status) } => format!("The charger answered “{status}”"),
            Outcome::Told { status: None } => "The charger answered".to_owned(),
            Outcome::AfterReboot => "Accepted by the charger, from its next boot on".to_owned(),
            Outcome::Unknown => "Nothing matched".to_owned(),
            Outcome::Received => "Received by the charger".to_owned(),
            Outcome::File { name } => format!("The charger will upload {name}"),
            Outcome::NoFile => "The charger has nothing to upload".to_owned(),
            Outcome::Failed { code, description } if description.is_empty() => {
                format!("The charger answered with an error: {code}")
            }
            Outcome::Failed { code, description } => {
                format!("The charger answered with an error: {code}, {description}")
            }
            Outcome::Misfit { why } => format!("The charger's answer does not fit: {why}"),
            Outcome::Odd { status } => format!("The charger answered “{status}”"),
        }
    }

    pub fn tone(&self) -> Tone {
        match self {
            Outcome::Accepted | Outcome::Received | Outcome::Replaces | Outcome::AfterReboot | Outcome::File { .. } => {
                Tone::Ok
            }
            Outcome::Scheduled => Tone::Busy,
            Outcome::CertificateRefused { .. } => Tone::Bad,
            Outcome::Unknown | Outcome::NoFile | Outcome::Told { .. } => Tone::Neutral,
            Outcome::Rejected | Outcome::Odd { .. } => Tone::Warn,
            Outcome::Failed { .. } | Outcome::Misfit { .. } => Tone::Bad,
        }
    }
}

/// What a connector's schedule still says after its profiles were cleared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "limit", rename_all = "kebab-case")]
pub enum Limit {
    /// `16 A`, `11000 W`.
    Limited {
        amount: String,
        /// None: nothing is known of before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        stood: Option<Stood>,
    },
    /// It answered with an empty schedule.
    Unlimited,
    /// It refused, does not know the question, or did not answer.
    CannotSay { why: String },
}

/// What holds a command back that is to disturb nobody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "hold", rename_all = "kebab-case")]
pub enum Hold {
    /// Something runs at a plug, since then.
    Plug { place: String, since: Moment },
    /// Firmware is fetched or installed, since then.
    Update { since: Moment },
}

impl Hold {
    /// `connector 1, charging since 09:41:07`.
    pub fn words(&self) -> String {
        match self {
            Hold::Plug { place, since } => format!("{place}, charging since {}", since.clock()),
            Hold::Update { since } => format!("the firmware update, under way since {}", since.clock()),
        }
    }

    /// What all of them are, without which: `the session`, `2 sessions and the update`.
    pub fn all(holds: &[Hold]) -> String {
        let plugs = holds.iter().filter(|hold| matches!(hold, Hold::Plug { .. })).count();
        let sessions = match plugs {
            0 => None,
            1 => Some("the session".to_owned()),
            more => Some(format!("{more} sessions")),
        };
        let update = (holds.len() > plugs).then(|| "the update".to_owned());
        let all: Vec<String> = sessions.into_iter().chain(update).collect();
        all.join(" and ")
    }

    pub(super) fn waiting(holds: &[Hold]) -> String {
        format!("Waiting for {}", Hold::all(holds))
    }
}

/// What a limit is, compared with what was known of the connector before its profiles were cleared. Many chargers report their
/// hardware's own limit where no profile limits them any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stood", rename_all = "kebab-case")]
pub enum Stood {
    /// A profile with just this limit was known: it is there still.
    Profile,
    /// The same was left after profiles were cleared before.
    Same,
    Other {
        amount: String,
    },
}
