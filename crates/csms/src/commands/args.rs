//! A command's inputs as they are kept: typed, in UTC, without secrets.

use super::life::Evidence;
use model::{ClearProfiles, Limit, RebootKind, Retries};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "kebab-case")]
pub enum Args {
    Reboot {
        kind: RebootKind,
    },
    UpdateFirmware {
        /// With `***` where a secret was cut out.
        url: String,
        /// Milliseconds since 1970, UTC.
        retrieve_at: i64,
        retries: Retries,
    },
    RequestDiagnostics {
        url: String,
        from: Option<i64>,
        to: Option<i64>,
        retries: Retries,
    },
    ClearCache,
    ClearChargingProfiles {
        criteria: ClearProfiles,
    },
    ChangeSite {
        /// Row ids.
        from: String,
        to: String,
    },
}

/// What a CALL in the register is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "purpose", rename_all = "kebab-case")]
pub enum Purpose {
    /// The command's own CALL.
    Main,
    /// Asks what still limits a connector after profiles were cleared.
    Schedule { connector: i64 },
}

impl Purpose {
    /// What it means for the command that the CALL has no answer: `main` where it was the command's own.
    pub fn unanswered(&self, main: Evidence, why: &str) -> Evidence {
        match self {
            Purpose::Main => main,
            Purpose::Schedule { connector } => {
                Evidence::Schedule { connector: *connector, limit: Limit::CannotSay { why: why.to_owned() } }
            }
        }
    }
}
