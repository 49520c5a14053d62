//! A command's inputs as they are kept: typed, in UTC, without secrets.

use super::life::Evidence;
use model::{ClearProfiles, Limit, LogKind, Outcome, RebootKind, Retries, Signing, Verdict};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "kebab-case")]
pub enum Args {
    Reboot {
        kind: RebootKind,
        #[serde(default)]
        when_idle: bool,
        #[serde(default)]
        evse: Option<i64>,
    },
    UpdateFirmware {
        /// With `***` where a secret was cut out.
        url: String,
        /// Milliseconds since 1970, UTC.
        retrieve_at: i64,
        #[serde(default)]
        install_at: Option<i64>,
        retries: Retries,
        #[serde(default)]
        signing: Option<Signing>,
        /// It is fetched here: the image's row id.
        #[serde(default)]
        image: Option<String>,
    },
    RequestDiagnostics {
        url: String,
        from: Option<i64>,
        to: Option<i64>,
        retries: Retries,
        #[serde(default)]
        log: LogKind,
        /// Chargehand receives it.
        #[serde(default)]
        here: bool,
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
    SendMessage {
        message: String,
        /// JSON with `***` where a secret was cut out; the whole text is sealed then.
        payload: String,
        as_typed: bool,
    },
    ReadConfiguration,
    SetConfiguration {
        name: String,
        /// `***` where it is a secret.
        value: String,
    },
    RestoreProfiles {
        /// One CALL each.
        profiles: Vec<HeldProfile>,
    },
}

impl Args {
    /// The EVSE that it is about, if it is one alone.
    pub fn evse(&self) -> Option<i64> {
        match self {
            Args::Reboot { evse, .. } => *evse,
            _whole_charger => None,
        }
    }

    /// Does its file go through our own host?
    pub fn is_hosted(&self) -> bool {
        match self {
            Args::UpdateFirmware { image, .. } => image.is_some(),
            Args::RequestDiagnostics { here, .. } => *here,
            _no_file => false,
        }
    }

    /// Is it held back until no charging session runs?
    pub fn waits_for_sessions(&self) -> bool {
        matches!(self, Args::Reboot { when_idle: true, .. })
    }
}

/// A charging profile that was set from here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldProfile {
    /// `profile 3 (TxDefaultProfile)`
    pub label: String,
    /// The request that set it, in the words of the version it was set in.
    pub request: String,
}

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
    /// Asks for well-known settings where the whole configuration cannot be had.
    Settings,
}

impl Purpose {
    /// May it be written only while its command is open?
    pub fn is_of_command(&self) -> bool {
        match self {
            Purpose::Main | Purpose::Part { .. } | Purpose::HowFar | Purpose::Settings => true,
            Purpose::Schedule { .. } | Purpose::Profiles => false,
        }
    }

    /// What it means for the command that the CALL has no answer: `main` where it was the command's own.
    pub fn unanswered(&self, main: Evidence, why: &str) -> Evidence {
        let failed = || Outcome::Failed { code: why.to_owned(), description: String::new() };
        match self {
            Purpose::Main => main,
            Purpose::Part { n } => {
                let verdict = match main {
                    Evidence::TimedOut { .. } => Verdict::NoAnswer,
                    Evidence::NeverSent { .. } => Verdict::NeverSent,
                    _its_way_was_lost => Verdict::OutcomeUnknown,
                };
                Evidence::PartUnheard { n: *n, why: why.to_owned(), verdict }
            }
            Purpose::Schedule { connector } => {
                Evidence::Schedule { connector: *connector, limit: Limit::CannotSay { why: why.to_owned() } }
            }
            Purpose::Profiles => Evidence::Limits { left: Vec::new(), known: Err(why.to_owned()) },
            Purpose::HowFar => Evidence::HowFar { answer: failed() },
            Purpose::Settings => main,
        }
    }
}
