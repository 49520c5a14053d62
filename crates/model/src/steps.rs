//! The timeline's steps: what was seen and when, kept as data, told in words here.

use crate::{Moment, Seq, Tone, describe_duration};
use serde::{Deserialize, Serialize};

/// One line of a timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub n: i64,
    pub at: Moment,
    pub kind: StepKind,
    /// The frame that shows it, while the trace keeps it.
    pub event: Option<Seq>,
}

/// What the charger answered to the CALL.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Outcome {
    Accepted,
    Rejected,
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

impl Outcome {
    pub fn words(&self) -> String {
        match self {
            Outcome::Accepted => "Accepted by the charger".to_owned(),
            Outcome::Rejected => "Rejected by the charger".to_owned(),
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
            Outcome::Accepted | Outcome::Received | Outcome::File { .. } => Tone::Ok,
            Outcome::Unknown | Outcome::NoFile => Tone::Neutral,
            Outcome::Rejected | Outcome::Odd { .. } => Tone::Warn,
            Outcome::Failed { .. } | Outcome::Misfit { .. } => Tone::Bad,
        }
    }
}

macro_rules! statuses {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $words:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum $name { $($variant,)* }

        impl $name {
            pub const ALL: &[$name] = &[$($name::$variant,)*];

            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => stringify!($variant),)* }
            }

            pub fn words(self) -> &'static str {
                match self { $($name::$variant => $words,)* }
            }

            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|status| status.as_str() == text)
            }
        }
    };
}

statuses! {
    /// How far a firmware update has come, in the words of OCPP 1.6.
    FirmwareStatus {
        Idle = "Not updating",
        Downloading = "Downloading",
        Downloaded = "Downloaded",
        DownloadFailed = "Download failed",
        Installing = "Installing",
        Installed = "Installed",
        InstallationFailed = "Installation failed",
    }
}

impl FirmwareStatus {
    /// The order in which they come; a lower one after a higher one moves nothing backward.
    pub fn rank(self) -> u8 {
        match self {
            FirmwareStatus::Idle => 0,
            FirmwareStatus::Downloading => 1,
            FirmwareStatus::Downloaded => 2,
            FirmwareStatus::Installing => 3,
            FirmwareStatus::Installed => 4,
            FirmwareStatus::DownloadFailed | FirmwareStatus::InstallationFailed => 5,
        }
    }

    pub fn tone(self) -> Tone {
        match self {
            FirmwareStatus::Idle => Tone::Neutral,
            FirmwareStatus::Downloading | FirmwareStatus::Installing => Tone::Busy,
            FirmwareStatus::Downloaded | FirmwareStatus::Installed => Tone::Ok,
            FirmwareStatus::DownloadFailed | FirmwareStatus::InstallationFailed => Tone::Bad,
        }
    }
}

statuses! {
    /// How far an upload of diagnostics has come, in the words of OCPP 1.6.
    DiagnosticsStatus {
        Idle = "Not uploading",
        Uploading = "Uploading",
        Uploaded = "Uploaded",
        UploadFailed = "Upload failed",
    }
}

impl DiagnosticsStatus {
    pub fn tone(self) -> Tone {
        match self {
            DiagnosticsStatus::Idle => Tone::Neutral,
            DiagnosticsStatus::Uploading => Tone::Busy,
            DiagnosticsStatus::Uploaded => Tone::Ok,
            DiagnosticsStatus::UploadFailed => Tone::Bad,
        }
    }
}

/// What a connector's schedule still says after its profiles were cleared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "limit", rename_all = "kebab-case")]
pub enum Limit {
    /// `16 A`, `11000 W`.
    Limited { amount: String },
    /// It answered with an empty schedule.
    Unlimited,
    /// It refused, does not know the question, or did not answer.
    CannotSay { why: String },
}

/// What happened in one step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
pub enum StepKind {
    Ordered,
    Sent,
    Answered {
        outcome: Outcome,
        after_ms: i64,
    },
    LateAnswer {
        outcome: Outcome,
        after_ms: i64,
    },
    TimedOut {
        after_ms: i64,
    },
    /// The socket went before the answer came.
    SocketLost,
    WentOffline,
    /// It reconnected, and has not (yet) booted.
    CameBack,
    Booted {
        firmware: Option<String>,
        downtime_ms: Option<i64>,
    },
    Firmware {
        status: FirmwareStatus,
        count: i64,
    },
    Diagnostics {
        status: DiagnosticsStatus,
        count: i64,
    },
    Schedule {
        connector: i64,
        limit: Limit,
    },
    VersionCompared {
        before: Option<String>,
        after: Option<String>,
    },
    /// Noted a minute after a boot with the new version; goes if the report comes later.
    NotReportedInstalled,
    DeadlinePassed,
    StoppedWaiting {
        by: String,
    },
    NeverSent {
        why: String,
    },
    ServerRestarted,
    Superseded {
        by: String,
    },
    Moved {
        from: String,
        to: String,
    },
    /// Later evidence changed the verdict from the one told here.
    Corrected {
        from: String,
    },
}

impl StepKind {
    /// The line on the timeline.
    pub fn words(&self) -> String {
        match self {
            StepKind::Ordered => "Ordered".to_owned(),
            StepKind::Sent => "Sent".to_owned(),
            StepKind::Answered { outcome, after_ms } => {
                format!("{} after {}", outcome.words(), describe_duration(*after_ms))
            }
            StepKind::LateAnswer { outcome, after_ms } => {
                format!("Late answer after {}: {}", describe_duration(*after_ms), outcome.words())
            }
            StepKind::TimedOut { after_ms } => format!("No answer within {}", describe_duration(*after_ms)),
            StepKind::SocketLost => "Connection lost before an answer came".to_owned(),
            StepKind::WentOffline => "Went offline".to_owned(),
            StepKind::CameBack => "Connected again".to_owned(),
            StepKind::Booted { firmware, downtime_ms } => {
                let mut words = "Booted".to_owned();
                if let Some(version) = firmware {
                    words.push_str(&format!(" with firmware {version}"));
                }
                if let Some(ms) = downtime_ms {
                    words.push_str(&format!(", offline {}", describe_duration(*ms)));
                }
                words
            }
            StepKind::Firmware { status, count } => counted(status.words(), *count),
            StepKind::Diagnostics { status, count } => counted(status.words(), *count),
            StepKind::Schedule { connector, limit } => {
                let place = if *connector == 0 { "The charger".to_owned() } else { format!("Connector {connector}") };
                match limit {
                    Limit::Limited { amount } => format!("{place}: still limited to {amount}"),
                    Limit::Unlimited => format!("{place}: nothing limits it any more"),
                    Limit::CannotSay { why } => format!("{place}: the charger cannot say what limits it ({why})"),
                }
            }
            StepKind::VersionCompared { before, after } => match (before, after) {
                (Some(before), Some(after)) if before == after => format!("Firmware is still {after}"),
                (Some(before), Some(after)) => format!("Firmware {before} → {after}"),
                (None, Some(after)) => format!("Firmware is {after}; no earlier version is known to compare"),
                (Some(_) | None, None) => "The charger does not tell its firmware version".to_owned(),
            },
            StepKind::NotReportedInstalled => "The charger did not report Installed".to_owned(),
            StepKind::DeadlinePassed => "Waiting time is over".to_owned(),
            StepKind::StoppedWaiting { by } => format!("{by} stopped waiting"),
            StepKind::NeverSent { why } => format!("Never sent: {why}"),
            StepKind::ServerRestarted => {
                "Chargehand was restarted before an answer came; it is not sent again".to_owned()
            }
            StepKind::Superseded { by } => format!("Superseded by {by}"),
            StepKind::Moved { from, to } => format!("Moved from {from} to {to}"),
            StepKind::Corrected { from } => format!("Verdict corrected, was “{from}”"),
        }
    }

    pub fn tone(&self) -> Tone {
        match self {
            StepKind::Ordered | StepKind::Sent | StepKind::Booted { .. } | StepKind::Moved { .. } => Tone::Ok,
            StepKind::Answered { outcome, .. } | StepKind::LateAnswer { outcome, .. } => outcome.tone(),
            StepKind::TimedOut { .. }
            | StepKind::SocketLost
            | StepKind::DeadlinePassed
            | StepKind::ServerRestarted
            | StepKind::NotReportedInstalled => Tone::Warn,
            StepKind::WentOffline | StepKind::CameBack => Tone::Busy,
            StepKind::Firmware { status, .. } => status.tone(),
            StepKind::Diagnostics { status, .. } => status.tone(),
            StepKind::Schedule { limit, .. } => match limit {
                Limit::Limited { .. } => Tone::Warn,
                Limit::Unlimited => Tone::Ok,
                Limit::CannotSay { .. } => Tone::Neutral,
            },
            StepKind::VersionCompared { before, after } => {
                if before.is_some() && after.is_some() && before != after {
                    Tone::Ok
                } else {
                    Tone::Warn
                }
            }
            StepKind::StoppedWaiting { .. }
            | StepKind::NeverSent { .. }
            | StepKind::Superseded { .. }
            | StepKind::Corrected { .. } => Tone::Neutral,
        }
    }

    /// The word or two that an open command stands at after this step, where the step tells one.
    pub fn standing(&self) -> Option<String> {
        match self {
            StepKind::WentOffline => Some("Offline, waiting for its return".to_owned()),
            StepKind::CameBack => Some("Back, waiting for its boot".to_owned()),
            StepKind::Booted { .. } => Some("Booted".to_owned()),
            StepKind::Firmware { status, .. } if *status != FirmwareStatus::Idle => Some(status.words().to_owned()),
            StepKind::Diagnostics { status, .. } if *status != DiagnosticsStatus::Idle => {
                Some(status.words().to_owned())
            }
            StepKind::Answered { outcome, .. } | StepKind::LateAnswer { outcome, .. } => match outcome {
                Outcome::Accepted => Some("Accepted".to_owned()),
                Outcome::Received => Some("Received".to_owned()),
                Outcome::File { .. } => Some("Waiting for the upload".to_owned()),
                Outcome::Rejected
                | Outcome::Unknown
                | Outcome::NoFile
                | Outcome::Failed { .. }
                | Outcome::Misfit { .. }
                | Outcome::Odd { .. } => None,
            },
            StepKind::Ordered
            | StepKind::Sent
            | StepKind::TimedOut { .. }
            | StepKind::SocketLost
            | StepKind::Firmware { .. }
            | StepKind::Diagnostics { .. }
            | StepKind::Schedule { .. }
            | StepKind::VersionCompared { .. }
            | StepKind::NotReportedInstalled
            | StepKind::DeadlinePassed
            | StepKind::StoppedWaiting { .. }
            | StepKind::NeverSent { .. }
            | StepKind::ServerRestarted
            | StepKind::Superseded { .. }
            | StepKind::Moved { .. }
            | StepKind::Corrected { .. } => None,
        }
    }
}

fn counted(words: &str, count: i64) -> String {
    if count > 1 { format!("{words} (reported {count} times)") } else { words.to_owned() }
}
