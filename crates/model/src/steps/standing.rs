//! How a step looks, and what an open command stands at after it.

use super::{Hold, Limit, Outcome, StepKind, Stood};
use crate::{DiagnosticsStatus, FirmwareStatus, Tone, describe_bytes, percent};

impl StepKind {
    pub fn tone(&self) -> Tone {
        match self {
            StepKind::Ordered | StepKind::Sent | StepKind::Booted { .. } | StepKind::Moved { .. } => Tone::Ok,
            StepKind::Answered { outcome, .. }
            | StepKind::LateAnswer { outcome, .. }
            | StepKind::Part { outcome, .. } => outcome.tone(),
            StepKind::NothingLimits | StepKind::Came { .. } | StepKind::Settings { .. } | StepKind::Received { .. } => {
                Tone::Ok
            }
            StepKind::Fetched { bytes, total, .. } if bytes >= total => Tone::Ok,
            StepKind::Fetched { .. } | StepKind::Receiving { .. } => Tone::Busy,
            StepKind::EmptyFile { .. }
            | StepKind::CutOff { .. }
            | StepKind::TurnedAway { .. }
            | StepKind::NotTaken { .. }
            | StepKind::MeantForOthers { .. }
            | StepKind::NotNamed { .. } => Tone::Warn,
            StepKind::StillLimited { .. }
            | StepKind::BootedOtherwise { .. }
            | StepKind::BootedInPlace { .. }
            | StepKind::AsTyped => Tone::Warn,
            StepKind::LeftToEffect | StepKind::AskedOtherwise { .. } | StepKind::WaitsFor { .. } => Tone::Busy,
            StepKind::WaitsForSessions { .. } | StepKind::EvseExpected { .. } | StepKind::EvseStatus { .. } => {
                Tone::Busy
            }
            StepKind::AskedHowFar { answer, .. } => match answer {
                None | Some(Outcome::Accepted) => Tone::Busy,
                Some(_refused_or_odd) => Tone::Warn,
            },
            StepKind::Replaced { .. } => Tone::Neutral,
            StepKind::TimedOut { .. }
            | StepKind::SocketLost
            | StepKind::DeadlinePassed
            | StepKind::ServerRestarted
            | StepKind::NotReportedInstalled => Tone::Warn,
            StepKind::WentOffline | StepKind::CameBack => Tone::Busy,
            StepKind::Firmware { status, .. } => status.tone(),
            StepKind::Diagnostics { status, .. } => status.tone(),
            StepKind::Schedule { limit, .. } => match limit {
                Limit::Limited { stood: Some(Stood::Profile), .. } => Tone::Warn,
                Limit::Limited { .. } => Tone::Neutral,
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
            StepKind::Fetched { bytes, total, .. } if bytes < total => {
                Some(format!("Downloading {} %", percent(*bytes, *total)))
            }
            StepKind::Fetched { .. } => Some("Downloaded".to_owned()),
            StepKind::Receiving { bytes, .. } => Some(format!("Uploading, {}", describe_bytes(*bytes))),
            StepKind::CutOff { .. } => Some("Upload broke off".to_owned()),
            StepKind::Answered { outcome, .. } | StepKind::LateAnswer { outcome, .. } => match outcome {
                Outcome::Accepted | Outcome::Replaces => Some("Accepted".to_owned()),
                Outcome::Scheduled => Some("Waiting for its sessions to end".to_owned()),
                Outcome::Received => Some("Received".to_owned()),
                Outcome::File { .. } => Some("Waiting for the upload".to_owned()),
                Outcome::Rejected
                | Outcome::CertificateRefused { .. }
                | Outcome::Told { .. }
                | Outcome::AfterReboot
                | Outcome::Unknown
                | Outcome::NoFile
                | Outcome::Failed { .. }
                | Outcome::Misfit { .. }
                | Outcome::Odd { .. } => None,
            },
            StepKind::WaitsForSessions { .. } => Some("Waiting for its sessions to end".to_owned()),
            StepKind::WaitsFor { holds } => Some(Hold::waiting(holds)),
            StepKind::LeftToEffect => Some("Answered oddly, waiting for what it does".to_owned()),
            StepKind::BootedInPlace { .. } => Some("Booted, not seen away".to_owned()),
            StepKind::EvseExpected { .. } => Some("Waiting for the EVSE's restart".to_owned()),
            StepKind::EvseStatus { status, .. } => Some(format!("EVSE {}", status.to_lowercase())),
            StepKind::Settings { count } => Some(format!("{count} settings told")),
            StepKind::AskedHowFar { .. } => Some("Silent".to_owned()),
            StepKind::Ordered
            | StepKind::Sent
            | StepKind::TimedOut { .. }
            | StepKind::SocketLost
            | StepKind::BootedOtherwise { .. }
            | StepKind::TurnedAway { .. }
            | StepKind::NotTaken { .. }
            | StepKind::Received { .. }
            | StepKind::EmptyFile { .. }
            | StepKind::MeantForOthers { .. }
            | StepKind::NotNamed { .. }
            | StepKind::Part { .. }
            | StepKind::NothingLimits
            | StepKind::StillLimited { .. }
            | StepKind::Replaced { .. }
            | StepKind::AsTyped
            | StepKind::AskedOtherwise { .. }
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
            | StepKind::Came { .. }
            | StepKind::Corrected { .. } => None,
        }
    }
}
