//! The timeline's steps: what was seen and when, kept as data, told in words here.

use crate::{
    ArchiveKey, DiagnosticsStatus, FileProtocol, FirmwareStatus, Moment, Seq, Tone, TurnedAway, describe_bytes,
    describe_duration, percent,
};
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

impl Outcome {
    /// Neither yes nor no: what the charger does decides, where that can be seen.
    pub fn is_odd(&self) -> bool {
        match self {
            Outcome::Misfit { .. } | Outcome::Odd { .. } => true,
            Outcome::Failed { code, .. } => !crate::verdict::is_clear_no(code),
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

    fn waiting(holds: &[Hold]) -> String {
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

/// What happened in one step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
pub enum StepKind {
    Ordered,
    Sent,
    Answered {
        outcome: Outcome,
        after_ms: i64,
        /// What the charger adds in its own words, a reason and more.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        info: Option<String>,
    },
    LateAnswer {
        outcome: Outcome,
        after_ms: i64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        info: Option<String>,
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
        /// In the charger's word, where it gives one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// It says that it booted on a connection that never went away; how often it said so.
    BootedInPlace {
        firmware: Option<String>,
        count: i64,
    },
    /// The answer was neither yes nor no.
    LeftToEffect,
    /// It knows no such request, and is asked by another one for the same.
    AskedOtherwise {
        instead: String,
    },
    Firmware {
        status: FirmwareStatus,
        count: i64,
    },
    Diagnostics {
        status: DiagnosticsStatus,
        count: i64,
    },
    /// What it has fetched from us: bytes of so many, in so many requests.
    Fetched {
        bytes: i64,
        total: i64,
        requests: i64,
        protocol: FileProtocol,
    },
    /// What has arrived of the file it puts here.
    Receiving {
        bytes: i64,
        protocol: FileProtocol,
    },
    /// The file broke off; it is kept for a while, so that the charger can go on.
    CutOff {
        bytes: i64,
        why: String,
    },
    /// It came to our file host and was turned away there, so many times for this reason.
    TurnedAway {
        why: TurnedAway,
        protocol: FileProtocol,
        count: i64,
    },
    /// We did not take what it wanted to put here.
    NotTaken {
        why: String,
    },
    /// A file of no bytes came.
    EmptyFile {
        name: String,
    },
    /// The file is here, whole.
    Received {
        name: String,
        bytes: i64,
        sha256: String,
        archive: ArchiveKey,
    },
    /// An image meant for another vendor or model was ordered all the same.
    MeantForOthers {
        meant_for: String,
    },
    /// Ordered by this protocol although the charger names only others.
    NotNamed {
        protocol: FileProtocol,
    },
    Schedule {
        connector: i64,
        limit: Limit,
    },
    /// Held back until no charging session runs; how many run now. Told so before it was known which.
    WaitsForSessions {
        running: i64,
    },
    /// Held back, and by what.
    WaitsFor {
        holds: Vec<Hold>,
    },
    /// A boot that the charger gives another reason for; it is not this command's.
    BootedOtherwise {
        reason: String,
        firmware: Option<String>,
    },
    /// Only this EVSE restarts, and says so by its status.
    EvseExpected {
        evse: i64,
    },
    EvseStatus {
        evse: i64,
        status: String,
    },
    /// One of several CALLs of a command was answered: which, and what.
    Part {
        part: String,
        outcome: Outcome,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        info: Option<String>,
    },
    /// No charging profile is left.
    NothingLimits,
    /// A charging profile that is still there: where, how much, whose.
    StillLimited {
        place: String,
        amount: String,
        by: String,
    },
    /// The charger was asked how far it is, since it said nothing for long; what it answered.
    AskedHowFar {
        silent_ms: i64,
        answer: Option<Outcome>,
    },
    /// Settings told so far.
    Settings {
        count: i64,
    },
    Replaced {
        by: String,
    },
    /// A message written by hand was sent exactly as typed.
    AsTyped,
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
            StepKind::Answered { outcome, after_ms, info } => {
                with_info(format!("{} after {}", outcome.words(), describe_duration(*after_ms)), info)
            }
            StepKind::LateAnswer { outcome, after_ms, info } => {
                with_info(format!("Late answer after {}: {}", describe_duration(*after_ms), outcome.words()), info)
            }
            StepKind::TimedOut { after_ms } => format!("No answer within {}", describe_duration(*after_ms)),
            StepKind::SocketLost => "Connection lost before an answer came".to_owned(),
            StepKind::WentOffline => "Went offline".to_owned(),
            StepKind::CameBack => "Connected again".to_owned(),
            StepKind::Booted { firmware, downtime_ms, reason } => {
                let mut words = "Booted".to_owned();
                if let Some(version) = firmware {
                    words.push_str(&format!(" with firmware {version}"));
                }
                if let Some(ms) = downtime_ms {
                    words.push_str(&format!(", offline {}", describe_duration(*ms)));
                }
                if let Some(reason) = reason {
                    words.push_str(&format!(", reason {reason}"));
                }
                words
            }
            StepKind::BootedInPlace { firmware, count } => {
                let version =
                    firmware.as_deref().map(|version| format!(" with firmware {version}")).unwrap_or_default();
                counted(&format!("Says that it booted{version}, and was never away"), *count)
            }
            StepKind::LeftToEffect => "That is neither yes nor no: what the charger does now decides".to_owned(),
            StepKind::AskedOtherwise { instead } => format!("Asked by {instead} instead"),
            StepKind::Firmware { status, count } => counted(status.words(), *count),
            StepKind::Diagnostics { status, count } => counted(status.words(), *count),
            StepKind::Fetched { bytes, total, requests, protocol } => {
                let (so_far, whole) = (describe_bytes(*bytes), describe_bytes(*total));
                let tries = if *requests > 1 { format!(", in {requests} requests") } else { String::new() };
                format!(
                    "Fetched {so_far} of {whole} from us over {protocol}, {}\u{a0}%{tries}",
                    percent(*bytes, *total)
                )
            }
            StepKind::Receiving { bytes, protocol } => format!("{} arrived over {protocol}", describe_bytes(*bytes)),
            StepKind::CutOff { bytes, why } => format!("The file broke off after {}: {why}", describe_bytes(*bytes)),
            StepKind::TurnedAway { why, protocol, count } => {
                let times = if *count > 1 { format!(" ({count} times)") } else { String::new() };
                format!("Turned away over {protocol}: {}{times}", why.words())
            }
            StepKind::NotTaken { why } => format!("Not taken: {why}"),
            StepKind::EmptyFile { name } => format!("The charger sent an empty file, {name}"),
            StepKind::Received { name, bytes, sha256, .. } => {
                let digest = sha256.get(..12).unwrap_or(sha256);
                format!("Received {name}, {}, SHA-256 {digest}…", describe_bytes(*bytes))
            }
            StepKind::MeantForOthers { meant_for } => format!("Ordered although the file is meant for {meant_for}"),
            StepKind::NotNamed { protocol } => {
                format!("Ordered by {protocol}, which the charger does not name among its protocols for files")
            }
            StepKind::Schedule { connector, limit } => {
                let place = if *connector == 0 { "The charger".to_owned() } else { format!("Connector {connector}") };
                match limit {
                    Limit::Limited { amount, stood } => match stood {
                        Some(Stood::Profile) => format!("{place}: still limited to {amount}"),
                        Some(Stood::Same) => {
                            format!(
                                "{place}: {amount}, as after profiles were cleared before; that may be its own limit"
                            )
                        }
                        Some(Stood::Other { amount: before }) => format!("{place}: {amount} now, {before} before"),
                        None => format!("{place}: reports a limit of {amount}, which may be its own"),
                    },
                    Limit::Unlimited => format!("{place}: nothing limits it any more"),
                    Limit::CannotSay { why } => format!("{place}: the charger cannot say what limits it ({why})"),
                }
            }
            StepKind::WaitsForSessions { running: 1 } => "Waits for a charging session to end".to_owned(),
            StepKind::WaitsForSessions { running } => format!("Waits for {running} charging sessions to end"),
            StepKind::WaitsFor { holds } => {
                let holds: Vec<String> = holds.iter().map(Hold::words).collect();
                format!("Waits for {}", holds.join("; "))
            }
            StepKind::BootedOtherwise { reason, firmware } => {
                let version =
                    firmware.as_deref().map(|version| format!(" with firmware {version}")).unwrap_or_default();
                if reason.is_empty() {
                    return format!("Booted{version}, long after it was told to, without a reason");
                }
                format!("Booted{version} for another reason: {reason}")
            }
            StepKind::EvseExpected { evse } => format!("Only EVSE {evse} restarts; the charger stays connected"),
            StepKind::EvseStatus { evse, status } => format!("EVSE {evse} reports {status}"),
            StepKind::Part { part, outcome, info } => {
                with_info(format!("{part}: {}", lower_first(outcome.words())), info)
            }
            StepKind::NothingLimits => "Nothing limits it any more".to_owned(),
            StepKind::StillLimited { place, amount, by } => format!("{place}: still limited to {amount} by {by}"),
            StepKind::AskedHowFar { silent_ms, answer } => {
                let silent = describe_duration(*silent_ms);
                match answer {
                    None => format!("Silent for {silent}; asked how far it is"),
                    Some(Outcome::Accepted) => format!("Silent for {silent}; asked how far it is, and it will say"),
                    Some(Outcome::Rejected) => {
                        format!("Silent for {silent}; asked how far it is, and it refused to say")
                    }
                    Some(Outcome::Failed { .. }) => {
                        format!("Silent for {silent}; asked how far it is, and it cannot be asked that")
                    }
                    Some(other) => format!("Silent for {silent}; asked how far it is: {}", lower_first(other.words())),
                }
            }
            StepKind::Settings { count: 1 } => "1 setting told".to_owned(),
            StepKind::Settings { count } => format!("{count} settings told"),
            StepKind::Replaced { by } => format!("Replaced by {by}"),
            StepKind::AsTyped => "Sent exactly as typed, unchecked".to_owned(),
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

    /// All of a file was fetched from here.
    pub fn is_all_fetched(&self) -> bool {
        matches!(self, StepKind::Fetched { bytes, total, .. } if bytes >= total)
    }

    pub fn tone(&self) -> Tone {
        match self {
            StepKind::Ordered | StepKind::Sent | StepKind::Booted { .. } | StepKind::Moved { .. } => Tone::Ok,
            StepKind::Answered { outcome, .. }
            | StepKind::LateAnswer { outcome, .. }
            | StepKind::Part { outcome, .. } => outcome.tone(),
            StepKind::NothingLimits | StepKind::Settings { .. } | StepKind::Received { .. } => Tone::Ok,
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
            | StepKind::Corrected { .. } => None,
        }
    }
}

fn counted(words: &str, count: i64) -> String {
    if count > 1 { format!("{words} (reported {count} times)") } else { words.to_owned() }
}

fn with_info(words: String, info: &Option<String>) -> String {
    match info {
        Some(info) => format!("{words}: {info}"),
        None => words,
    }
}

fn lower_first(words: String) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// R-08: a limit is told as what it is known to be; steps that were kept before say no more than they know.
    #[test]
    fn a_limit_that_is_left_is_compared_with_what_stood_before() {
        let check = |stood: Option<Stood>, words: &str, tone: Tone| {
            let step = StepKind::Schedule { connector: 1, limit: Limit::Limited { amount: "48 A".to_owned(), stood } };
            assert_eq!((step.words().as_str(), step.tone()), (words, tone));
            let kept = serde_json::to_string(&step).expect("it is written");
            assert_eq!(serde_json::from_str::<StepKind>(&kept).expect("it is read"), step, "{kept}");
        };
        check(None, "Connector 1: reports a limit of 48 A, which may be its own", Tone::Neutral);
        check(Some(Stood::Profile), "Connector 1: still limited to 48 A", Tone::Warn);
        let same = "Connector 1: 48 A, as after profiles were cleared before; that may be its own limit";
        check(Some(Stood::Same), same, Tone::Neutral);
        let other = Stood::Other { amount: "16 A".to_owned() };
        check(Some(other), "Connector 1: 48 A now, 16 A before", Tone::Neutral);
        let old = r#"{"step":"schedule","connector":1,"limit":{"limit":"limited","amount":"48 A"}}"#;
        let read: StepKind = serde_json::from_str(old).expect("an old row reads");
        assert_eq!(read.words(), "Connector 1: reports a limit of 48 A, which may be its own");
    }
}
