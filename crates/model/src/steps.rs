//! The timeline's steps: what was seen and when, kept as data, told in words here.

mod outcome;
mod standing;

use crate::{
    ArchiveKey, DiagnosticsStatus, FileProtocol, FirmwareStatus, Moment, Notice, Seq, TurnedAway, describe_bytes,
    describe_duration, percent,
};
use serde::{Deserialize, Serialize};

pub use outcome::{Hold, Limit, Outcome, Stood, is_clear_no};

/// One line of a timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub n: i64,
    pub at: Moment,
    pub kind: StepKind,
    /// The frame that shows it, while the trace keeps it.
    pub event: Option<Seq>,
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
    /// What it was asked for has come, so long after that was sent.
    Came {
        #[serde(flatten)]
        notice: Notice,
        after_ms: i64,
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
            StepKind::Came { notice, after_ms } => {
                format!("{} came, {} after it was asked for", notice.words(), describe_duration(*after_ms))
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
    use crate::Tone;

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
