//! Which OCPP a charger speaks, and what operators can therefore ask of it.

use crate::{CommandKind, Topic};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The versions of OCPP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Protocol {
    #[serde(rename = "1.6J")]
    V16,
    #[serde(rename = "2.0.1")]
    V201,
    #[serde(rename = "2.1")]
    V21,
}

impl Protocol {
    pub const ALL: [Protocol; 3] = [Protocol::V16, Protocol::V201, Protocol::V21];

    /// As on screen and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Protocol::V16 => "1.6J",
            Protocol::V201 => "2.0.1",
            Protocol::V21 => "2.1",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "1.6" => Some(Protocol::V16),
            other => Protocol::ALL.into_iter().find(|protocol| protocol.as_str() == other),
        }
    }

    /// Has charging stations with EVSEs, as 2.0.1 and 2.1 do.
    pub fn has_evses(self) -> bool {
        match self {
            Protocol::V16 => false,
            Protocol::V201 | Protocol::V21 => true,
        }
    }
}

impl std::fmt::Display for Protocol {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a charger's BootNotification is answered with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Admission {
    #[default]
    Accepted,
    /// It may not charge yet, but can be asked and configured.
    Pending,
    /// It is to stay silent; nothing is sent to it.
    Rejected,
}

impl Admission {
    pub const ALL: [Admission; 3] = [Admission::Accepted, Admission::Pending, Admission::Rejected];

    pub fn as_str(self) -> &'static str {
        match self {
            Admission::Accepted => "Accepted",
            Admission::Pending => "Pending",
            Admission::Rejected => "Rejected",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Admission::ALL.into_iter().find(|admission| admission.as_str().eq_ignore_ascii_case(text))
    }

    pub fn words(self) -> &'static str {
        match self {
            Admission::Accepted => "Takes part in charging.",
            Admission::Pending => "Held back: it can be asked and configured, and does not charge yet.",
            Admission::Rejected => "Turned away: it stays silent and nothing is sent to it.",
        }
    }
}

/// The kinds of logs a charger may be asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum LogKind {
    #[default]
    Diagnostics,
    Security,
    /// OCPP 2.1 only.
    DataCollector,
}

impl LogKind {
    pub const ALL: [LogKind; 3] = [LogKind::Diagnostics, LogKind::Security, LogKind::DataCollector];

    pub fn as_str(self) -> &'static str {
        match self {
            LogKind::Diagnostics => "Diagnostics",
            LogKind::Security => "Security",
            LogKind::DataCollector => "DataCollector",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        LogKind::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    pub fn words(self) -> &'static str {
        match self {
            LogKind::Diagnostics => "Diagnostics log",
            LogKind::Security => "Security log",
            LogKind::DataCollector => "Data collector log",
        }
    }
}

/// What charging profiles are for, over all versions; which of them a charger knows is in its [`Abilities`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProfilePurpose {
    /// `ChargePointMaxProfile` on 1.6.
    ChargePointMaxProfile,
    TxDefaultProfile,
    TxProfile,
    PriorityCharging,
    LocalGeneration,
}

impl ProfilePurpose {
    pub const ALL: [ProfilePurpose; 5] = [
        ProfilePurpose::ChargePointMaxProfile,
        ProfilePurpose::TxDefaultProfile,
        ProfilePurpose::TxProfile,
        ProfilePurpose::PriorityCharging,
        ProfilePurpose::LocalGeneration,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            ProfilePurpose::ChargePointMaxProfile => "ChargePointMaxProfile",
            ProfilePurpose::TxDefaultProfile => "TxDefaultProfile",
            ProfilePurpose::TxProfile => "TxProfile",
            ProfilePurpose::PriorityCharging => "PriorityCharging",
            ProfilePurpose::LocalGeneration => "LocalGeneration",
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            ProfilePurpose::ChargePointMaxProfile => "Limit of the whole charger",
            ProfilePurpose::TxDefaultProfile => "Default for new sessions",
            ProfilePurpose::TxProfile => "Limit of one session",
            ProfilePurpose::PriorityCharging => "Priority charging",
            ProfilePurpose::LocalGeneration => "Locally generated power",
        }
    }
}

/// What can be asked of a charger, by its version and by what it has shown; decided by the backend. Forms offer just this.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Abilities {
    /// What Soft and Hard are called in its version: `Soft` and `Hard`, `OnIdle` and `Immediate`.
    pub soft: String,
    pub hard: String,
    /// Soft waits by itself until its sessions have ended.
    pub soft_waits: bool,
    /// What a reboot after which sessions go on is called in its version, where there is one.
    pub resume: Option<String>,
    /// The EVSEs that can be restarted alone.
    pub evses: Vec<i64>,
    /// A time for installing can be given, beside that for fetching.
    pub install_time: bool,
    /// Takes a signing certificate and a signature.
    pub signed: bool,
    /// A second update or a second request for diagnostics can replace the first.
    pub replaces: bool,
    /// At least one.
    pub logs: Vec<LogKind>,
    pub purposes: Vec<ProfilePurpose>,
    /// What it can be asked to tell now.
    #[serde(default)]
    pub topics: Vec<Topic>,
    /// Characters of the longest URL it takes.
    pub url_max: i64,
    /// Why an action cannot be done on this charger, in a sentence.
    pub obstacles: Vec<(CommandKind, String)>,
}

impl Abilities {
    pub fn obstacle(&self, kind: CommandKind) -> Option<&str> {
        self.obstacles.iter().find(|(of, _)| *of == kind).map(|(_, why)| why.as_str())
    }
}

/// What a charger's configuration says that matters for the actions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Known {
    /// Feature profiles or controllers, in the charger's words.
    pub features: Vec<String>,
    /// URL schemes it can fetch from and upload to, in lower case; empty: it has not said.
    pub file_protocols: Vec<String>,
    pub smart_charging: Option<bool>,
    pub authorization_cache: Option<bool>,
    pub max_profiles: Option<i64>,
    pub max_stack_level: Option<i64>,
    /// EVSEs that it will not restart alone.
    pub evses_not_to_reset: Vec<i64>,
    /// On 2.x: by request, how much of it the charger takes in one message.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub rooms: BTreeMap<String, Room>,
}

/// The most that a charger takes in one message; none: it has not said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Room {
    pub items: Option<i64>,
    pub bytes: Option<i64>,
}

impl Known {
    /// Why this URL is of no use to the charger, as far as it has said what it can do.
    pub fn objection_to(&self, url: &str) -> Option<String> {
        let scheme = url.split_once("://").map(|(scheme, _)| scheme.trim().to_ascii_lowercase())?;
        if self.file_protocols.is_empty() || self.file_protocols.contains(&scheme) {
            return None;
        }
        let names: Vec<String> = self.file_protocols.iter().map(|name| name.to_ascii_uppercase()).collect();
        Some(format!(
            "This charger says that it transfers files by {}, not by {}.",
            names.join(", "),
            scheme.to_ascii_uppercase()
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_that_the_charger_cannot_fetch_is_flagged() {
        // B5
        let check = |protocols: &[&str], url: &str, flagged: bool| {
            let file_protocols = protocols.iter().map(|&name| name.to_owned()).collect();
            let known = Known { file_protocols, ..Known::default() };
            assert_eq!(known.objection_to(url).is_some(), flagged, "{protocols:?} {url}");
        };
        check(&["ftp", "http"], "ftp://h/a", false);
        check(&["ftp", "http"], "HTTP://h/a", false);
        check(&["ftp"], "https://h/a", true);
        check(&[], "https://h/a", false);
        check(&["ftp"], "not yet a URL", false);
    }
}
