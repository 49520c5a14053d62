//! What a CALL of ours is for.

use crate::{Evidence, Unheard};
use model::{Limit, Outcome};
use serde::{Deserialize, Serialize};

/// What a CALL in the register is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "purpose", rename_all = "kebab-case")]
pub enum Purpose {
    /// The command's own CALL, the first where it takes several.
    Main,
    /// A further CALL that the command takes, counted from 1.
    Part { n: i64 },
    /// Asks what still limits a connector after profiles were cleared.
    Schedule { connector: i64 },
    /// Asks which profiles are left after some were cleared.
    Profiles,
    /// Asks how far a command is about which nothing was heard for long.
    HowFar,
    /// Asks for well-known settings where the whole configuration cannot be had: as many as the charger takes, from this one on.
    Settings {
        #[serde(default)]
        from: usize,
    },
}

impl Purpose {
    /// May it be written only while its command is open?
    pub fn is_of_command(&self) -> bool {
        match self {
            Purpose::Main | Purpose::Part { .. } | Purpose::HowFar | Purpose::Settings { .. } => true,
            Purpose::Schedule { .. } | Purpose::Profiles => false,
        }
    }

    /// Which of the command's own CALLs it is, counted from 0.
    pub fn place(&self) -> usize {
        match self {
            Purpose::Part { n } => usize::try_from(*n).unwrap_or(usize::MAX),
            Purpose::Main
            | Purpose::Schedule { .. }
            | Purpose::Profiles
            | Purpose::HowFar
            | Purpose::Settings { .. } => 0,
        }
    }

    /// What it means for the command that the CALL has no answer: `main` where it was the command's own.
    pub fn unanswered(&self, main: Evidence, why: &str) -> Evidence {
        let failed = || Outcome::Failed { code: why.to_owned(), description: String::new() };
        match self {
            Purpose::Main => main,
            Purpose::Part { n } => {
                #[expect(clippy::wildcard_enum_match_arm, reason = "whatever else came instead, the way was lost")]
                let unheard = match main {
                    Evidence::TimedOut { .. } => Unheard::TimedOut,
                    Evidence::NeverSent { .. } => Unheard::NeverSent,
                    _its_way_was_lost => Unheard::Lost,
                };
                Evidence::PartUnheard { n: *n, why: why.to_owned(), unheard }
            }
            Purpose::Schedule { connector } => {
                Evidence::Schedule { connector: *connector, limit: Limit::CannotSay { why: why.to_owned() } }
            }
            Purpose::Profiles => Evidence::Limits { left: Vec::new(), known: Err(why.to_owned()) },
            Purpose::HowFar => Evidence::HowFar { answer: failed() },
            Purpose::Settings { .. } => main,
        }
    }
}
