//! How commands end: the ways in which any of them can end, and what all verdicts can be asked for. Each action has its own beside these.

#[cfg(test)]
mod tests;

use crate::action::{Ends, Offer};
use crate::files;
use crate::{Verdict, facts};
use model::{CommandKind, Outcome, Tone, is_clear_no};
use serde::{Deserialize, Serialize};

/// The ways in which anything can end, or `Pending` while its effect has not been seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict")]
pub enum Common {
    Pending,
    Rejected,
    Failed {
        code: String,
        description: String,
    },
    AnswerMisfit {
        why: String,
    },
    OddAnswer {
        status: String,
    },
    NoAnswer,
    OutcomeUnknown,
    NeverSent,
    /// A newer request took its place.
    Replaced {
        by: String,
    },
    Superseded,
    Abandoned,
    /// A person stopped waiting before anything was sent.
    NotSent,
}

impl Common {
    /// What a refusal comes to, or an answer that is none.
    pub fn refusal(outcome: &Outcome) -> Option<Common> {
        match outcome {
            Outcome::Failed { code, description } => {
                Some(Common::Failed { code: code.clone(), description: description.clone() })
            }
            Outcome::Misfit { why } => Some(Common::AnswerMisfit { why: why.clone() }),
            Outcome::Odd { status } => Some(Common::OddAnswer { status: status.clone() }),
            Outcome::Rejected => Some(Common::Rejected),
            Outcome::Accepted
            | Outcome::Scheduled
            | Outcome::Replaces
            | Outcome::CertificateRefused { .. }
            | Outcome::Told { .. }
            | Outcome::AfterReboot
            | Outcome::Unknown
            | Outcome::Received
            | Outcome::File { .. }
            | Outcome::NoFile => None,
        }
    }

    /// What an answer comes to that the action does not know as its own.
    pub fn of(outcome: &Outcome) -> Common {
        Common::refusal(outcome).unwrap_or_else(|| Common::OddAnswer { status: outcome.words() })
    }

    /// It rests on a word that is neither yes nor no; what is seen later counts for more.
    pub fn rests_on_odd_answer(&self) -> bool {
        match self {
            Common::OddAnswer { .. } | Common::AnswerMisfit { .. } => true,
            Common::Failed { code, .. } => !is_clear_no(code),
            Common::Pending
            | Common::Rejected
            | Common::NoAnswer
            | Common::OutcomeUnknown
            | Common::NeverSent
            | Common::Replaced { .. }
            | Common::Superseded
            | Common::Abandoned
            | Common::NotSent => false,
        }
    }

    /// Nothing but an answer was missing.
    pub fn is_unheard(&self) -> bool {
        matches!(self, Common::NoAnswer | Common::OutcomeUnknown)
    }
}

impl Ends for Common {
    fn words(&self) -> String {
        match self {
            Common::Pending => "Running".to_owned(),
            Common::Rejected => "Rejected".to_owned(),
            Common::Failed { code, .. } => format!("Refused with {code}"),
            Common::AnswerMisfit { .. } => "The answer does not fit".to_owned(),
            Common::OddAnswer { status } => format!("Answered “{status}”"),
            Common::NoAnswer => "No answer".to_owned(),
            Common::OutcomeUnknown => "Sent, answer unknown".to_owned(),
            Common::NeverSent => "Never sent".to_owned(),
            Common::Replaced { .. } => "Replaced".to_owned(),
            Common::Superseded => "Superseded".to_owned(),
            Common::Abandoned => "Abandoned, outcome not seen".to_owned(),
            Common::NotSent => "Not sent".to_owned(),
        }
    }

    fn tone(&self) -> Tone {
        match self {
            Common::Pending => Tone::Busy,
            Common::Rejected | Common::OddAnswer { .. } | Common::NoAnswer | Common::OutcomeUnknown => Tone::Warn,
            Common::Failed { .. } | Common::AnswerMisfit { .. } => Tone::Bad,
            Common::Replaced { .. } | Common::NeverSent | Common::Superseded | Common::Abandoned | Common::NotSent => {
                Tone::Neutral
            }
        }
    }

    /// What follows a plain no is the action's to say.
    fn next_step(&self) -> Option<&'static str> {
        match self {
            Common::Failed { code, .. } if code == "NotImplemented" || code == "NotSupported" => {
                Some("This charger does not support this action.")
            }
            Common::Failed { .. } | Common::AnswerMisfit { .. } | Common::OddAnswer { .. } => {
                Some("Look at the frame in its messages.")
            }
            Common::NoAnswer | Common::OutcomeUnknown => {
                Some("It may or may not have taken effect. Look at the charger before ordering it again.")
            }
            Common::NeverSent => Some("Nothing reached the charger. Order it again if you still want it."),
            Common::Pending
            | Common::Rejected
            | Common::Replaced { .. }
            | Common::Superseded
            | Common::Abandoned
            | Common::NotSent => None,
        }
    }

    fn offer(&self) -> Option<Offer> {
        match self {
            Common::NeverSent | Common::NotSent => Some(Offer::Again),
            Common::Pending
            | Common::Rejected
            | Common::Failed { .. }
            | Common::AnswerMisfit { .. }
            | Common::OddAnswer { .. }
            | Common::NoAnswer
            | Common::OutcomeUnknown
            | Common::Replaced { .. }
            | Common::Superseded
            | Common::Abandoned => None,
        }
    }
}

impl Verdict {
    pub const PENDING: Verdict = Verdict::Common(Common::Pending);

    pub fn is_pending(&self) -> bool {
        matches!(self, Verdict::Common(Common::Pending))
    }

    /// The verdict in a few words.
    pub fn words(&self) -> String {
        self.ends().words()
    }

    pub fn tone(&self) -> Tone {
        self.ends().tone()
    }

    /// It rests on a word that is neither yes nor no; what is seen later counts for more.
    pub fn rests_on_odd_answer(&self) -> bool {
        self.common().is_some_and(Common::rests_on_odd_answer)
    }

    /// No answer was heard, and nothing else.
    pub fn is_unheard(&self) -> bool {
        self.common().is_some_and(Common::is_unheard)
    }

    /// One of those in which anything can end.
    pub fn common(&self) -> Option<&Common> {
        match self {
            Verdict::Common(common) => Some(common),
            _of_an_action => None,
        }
    }

    /// What the operator can do next, where something is to be done.
    pub fn next_step(&self, kind: CommandKind) -> Option<&'static str> {
        match self {
            Verdict::Common(Common::Rejected) => Some(facts(kind).rejected.words),
            verdict => verdict.ends().next_step(),
        }
    }

    /// What a button beside it does.
    pub fn offer(&self, kind: CommandKind) -> Option<Offer> {
        match self {
            Verdict::Common(Common::Rejected) => facts(kind).rejected.offer,
            verdict => verdict.ends().offer(),
        }
    }

    /// May the file go by another protocol where it did not by this one?
    pub fn may_go_another_way(&self) -> bool {
        match self {
            Verdict::Files(files::Verdict::HostNotReached { .. }) => true,
            Verdict::UpdateFirmware(verdict) => verdict.may_go_another_way(),
            Verdict::RequestDiagnostics(verdict) => verdict.may_go_another_way(),
            _no_file => false,
        }
    }
}
