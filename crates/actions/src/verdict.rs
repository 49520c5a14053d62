//! How a command ended: one verdict for each way an action can end, told in words here.

use model::{ArchiveKey, CommandKind, DiagnosticsStatus, Tone, describe_bytes, describe_duration, is_clear_no};
use serde::{Deserialize, Serialize};

/// The end of a command, or `Pending` while its effect has not been seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict")]
pub enum Verdict {
    Pending,
    // Reboot
    Rebooted {
        downtime_ms: Option<i64>,
        /// The reason that it gave, where that leaves the cause open: many firmwares write `PowerUp` at every boot.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// One EVSE alone.
    EvseRestarted {
        evse: i64,
    },
    DidNotReboot,
    CameBackWithoutBoot,
    /// It booted, and gave another reason than this command; empty where it gave none, too late to be credited.
    BootedOtherwise {
        reason: String,
    },
    /// It says that it booted, on a connection that never went away: some say so every few seconds.
    BootedNeverAway,
    // Update Firmware
    FirmwareUpdated {
        from: String,
        to: String,
        took_ms: i64,
    },
    /// It booted and told a version, but none was known before.
    CannotCompare {
        to: Option<String>,
    },
    VersionUnchanged {
        version: String,
        reported_installed: bool,
    },
    /// Reported Installed, and no boot came to show the version.
    InstalledUnconfirmed,
    DownloadFailed,
    InstallationFailed,
    InvalidSignature,
    VerificationFailed,
    /// The charger does not take the signing certificate: `InvalidCertificate`, `RevokedCertificate`.
    CertificateRefused {
        status: String,
    },
    /// A newer request took its place.
    Replaced {
        by: String,
    },
    /// No final word by the deadline; the last status it told.
    FirmwareStalled {
        last: Option<String>,
    },
    // Request Diagnostics
    DiagnosticsUploaded {
        file: Option<String>,
    },
    /// The file is here, whatever the charger says of it.
    DiagnosticsReceived {
        name: String,
        bytes: i64,
        archive: ArchiveKey,
    },
    /// The file that it sent has no bytes.
    EmptyFile {
        name: String,
    },
    /// It reported the upload as done, and we have got nothing.
    NothingArrived,
    /// It gave up, and never asked our file server for anything; what it reported.
    HostNotReached {
        status: String,
    },
    NothingToUpload,
    UploadFailed,
    /// The charger will not upload, and says why.
    UploadRefused {
        status: DiagnosticsStatus,
    },
    UploadStalled {
        last: Option<String>,
    },
    // Clear Cache
    CacheCleared {
        after_ms: i64,
    },
    // Clear Charging Profiles
    ProfilesCleared,
    /// Some were cleared, others it would not.
    ProfilesClearedInPart {
        failed: String,
    },
    NothingMatched,
    // Change Site
    Moved {
        from: String,
        to: String,
    },
    // Send Message
    Answered {
        status: Option<String>,
    },
    // Read Configuration, Set Configuration
    ConfigurationRead {
        settings: i64,
    },
    /// The rest never came.
    ConfigurationReadInPart {
        settings: i64,
    },
    SettingTaken {
        after_reboot: bool,
    },
    /// It has no setting of this name.
    SettingUnknown,
    // Restore Charging Profiles
    ProfilesRestored {
        count: i64,
    },
    ProfilesRestoredInPart {
        failed: String,
    },
    // Any
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
    Superseded,
    Abandoned,
    /// A person stopped waiting before anything was sent.
    NotSent,
}

impl Verdict {
    pub fn is_pending(&self) -> bool {
        matches!(self, Verdict::Pending)
    }

    /// The verdict in a few words.
    pub fn words(&self) -> String {
        match self {
            Verdict::Pending => "Running".to_owned(),
            Verdict::Rebooted { downtime_ms, reason } => {
                let away = downtime_ms.map(|ms| format!(", offline {}", describe_duration(ms))).unwrap_or_default();
                let reason = reason.as_ref().map(|reason| format!(", reason {reason}")).unwrap_or_default();
                format!("Rebooted{away}{reason}")
            }
            Verdict::BootedNeverAway => "Booted, never seen away".to_owned(),
            Verdict::BootedOtherwise { reason } if reason.is_empty() => "Booted later, without a reason".to_owned(),
            Verdict::EvseRestarted { evse } => format!("EVSE {evse} restarted"),
            Verdict::BootedOtherwise { reason } => format!("Booted for another reason, {reason}"),
            Verdict::InvalidSignature => "Signature invalid".to_owned(),
            Verdict::VerificationFailed => "Verification failed".to_owned(),
            Verdict::CertificateRefused { status } => format!("Certificate refused, {status}"),
            Verdict::Replaced { .. } => "Replaced".to_owned(),
            Verdict::UploadRefused { status } => status.words().to_owned(),
            Verdict::ProfilesClearedInPart { failed } => format!("Cleared in part, not {failed}"),
            Verdict::Answered { status: Some(status) } => format!("Answered, {status}"),
            Verdict::Answered { status: None } => "Answered".to_owned(),
            Verdict::ConfigurationRead { settings } => format!("Read, {settings} settings"),
            Verdict::ConfigurationReadInPart { settings } => format!("Read in part, {settings} settings"),
            Verdict::SettingTaken { after_reboot: false } => "Set".to_owned(),
            Verdict::SettingTaken { after_reboot: true } => "Set, counts after a reboot".to_owned(),
            Verdict::SettingUnknown => "No such setting".to_owned(),
            Verdict::ProfilesRestored { count: 1 } => "1 profile restored".to_owned(),
            Verdict::ProfilesRestored { count } => format!("{count} profiles restored"),
            Verdict::ProfilesRestoredInPart { failed } => format!("Restored in part, not {failed}"),
            Verdict::DidNotReboot => "Accepted but did not reboot".to_owned(),
            Verdict::CameBackWithoutBoot => "Came back without a BootNotification".to_owned(),
            Verdict::FirmwareUpdated { from, to, took_ms } => {
                format!("Installed {from} → {to}, {}", describe_duration(*took_ms))
            }
            Verdict::CannotCompare { to: Some(version) } => format!("Booted with {version}, cannot compare"),
            Verdict::CannotCompare { to: None } => "Booted, cannot compare versions".to_owned(),
            Verdict::VersionUnchanged { reported_installed: true, .. } => {
                "Reported installed, version unchanged".to_owned()
            }
            Verdict::VersionUnchanged { version, reported_installed: false } => format!("Booted, still {version}"),
            Verdict::InstalledUnconfirmed => "Reported installed, version not confirmed".to_owned(),
            Verdict::DownloadFailed => "Download failed".to_owned(),
            Verdict::InstallationFailed => "Installation failed".to_owned(),
            Verdict::FirmwareStalled { last: Some(status) } => format!("No final word, last was {status}"),
            Verdict::FirmwareStalled { last: None } => "The charger reported nothing".to_owned(),
            Verdict::DiagnosticsUploaded { file: Some(name) } => format!("Uploaded {name}"),
            Verdict::DiagnosticsUploaded { file: None } => "Uploaded".to_owned(),
            Verdict::DiagnosticsReceived { bytes, .. } => format!("Received, {}", describe_bytes(*bytes)),
            Verdict::EmptyFile { .. } => "The charger sent an empty file".to_owned(),
            Verdict::NothingArrived => "Reported uploaded, no file received".to_owned(),
            Verdict::HostNotReached { status } => format!("{status}, the charger never reached our file server"),
            Verdict::NothingToUpload => "Nothing to upload".to_owned(),
            Verdict::UploadFailed => "Upload failed".to_owned(),
            Verdict::UploadStalled { last: Some(status) } => format!("No final word, last was {status}"),
            Verdict::UploadStalled { last: None } => "The charger reported nothing".to_owned(),
            Verdict::CacheCleared { after_ms } => format!("Cleared, accepted in {}", describe_duration(*after_ms)),
            Verdict::ProfilesCleared => "Profiles cleared".to_owned(),
            Verdict::NothingMatched => "Nothing matched".to_owned(),
            Verdict::Moved { from, to } => format!("Moved, {from} → {to}"),
            Verdict::Rejected => "Rejected".to_owned(),
            Verdict::Failed { code, .. } => format!("Refused with {code}"),
            Verdict::AnswerMisfit { .. } => "The answer does not fit".to_owned(),
            Verdict::OddAnswer { status } => format!("Answered “{status}”"),
            Verdict::NoAnswer => "No answer".to_owned(),
            Verdict::OutcomeUnknown => "Sent, answer unknown".to_owned(),
            Verdict::NeverSent => "Never sent".to_owned(),
            Verdict::Superseded => "Superseded".to_owned(),
            Verdict::Abandoned => "Abandoned, outcome not seen".to_owned(),
            Verdict::NotSent => "Not sent".to_owned(),
        }
    }

    pub fn tone(&self) -> Tone {
        match self {
            Verdict::Pending => Tone::Busy,
            Verdict::Rebooted { .. }
            | Verdict::EvseRestarted { .. }
            | Verdict::FirmwareUpdated { .. }
            | Verdict::DiagnosticsUploaded { .. }
            | Verdict::DiagnosticsReceived { .. }
            | Verdict::CacheCleared { .. }
            | Verdict::ProfilesCleared
            | Verdict::ConfigurationRead { .. }
            | Verdict::SettingTaken { .. }
            | Verdict::ProfilesRestored { .. }
            | Verdict::Moved { .. } => Tone::Ok,
            Verdict::Answered { status } => match status.as_deref() {
                None | Some("Accepted") => Tone::Ok,
                Some(_in_its_own_word) => Tone::Neutral,
            },
            Verdict::Replaced { .. }
            | Verdict::NothingMatched
            | Verdict::NothingToUpload
            | Verdict::Superseded
            | Verdict::Abandoned
            | Verdict::BootedNeverAway
            | Verdict::NotSent
            | Verdict::NeverSent => Tone::Neutral,
            Verdict::DidNotReboot
            | Verdict::BootedOtherwise { .. }
            | Verdict::ProfilesClearedInPart { .. }
            | Verdict::ProfilesRestoredInPart { .. }
            | Verdict::SettingUnknown
            | Verdict::ConfigurationReadInPart { .. }
            | Verdict::CameBackWithoutBoot
            | Verdict::CannotCompare { .. }
            | Verdict::VersionUnchanged { .. }
            | Verdict::InstalledUnconfirmed
            | Verdict::FirmwareStalled { .. }
            | Verdict::UploadStalled { .. }
            | Verdict::EmptyFile { .. }
            | Verdict::NothingArrived
            | Verdict::Rejected
            | Verdict::OddAnswer { .. }
            | Verdict::NoAnswer
            | Verdict::OutcomeUnknown => Tone::Warn,
            Verdict::DownloadFailed
            | Verdict::HostNotReached { .. }
            | Verdict::InstallationFailed
            | Verdict::InvalidSignature
            | Verdict::VerificationFailed
            | Verdict::CertificateRefused { .. }
            | Verdict::UploadFailed
            | Verdict::UploadRefused { .. }
            | Verdict::Failed { .. }
            | Verdict::AnswerMisfit { .. } => Tone::Bad,
        }
    }

    /// It rests on a word that is neither yes nor no; what is seen later counts for more.
    pub fn rests_on_odd_answer(&self) -> bool {
        match self {
            Verdict::OddAnswer { .. } | Verdict::AnswerMisfit { .. } => true,
            Verdict::Failed { code, .. } => !is_clear_no(code),
            _seen_or_clearly_told => false,
        }
    }

    /// What the operator can do next, where something is to be done.
    pub fn next_step(&self, kind: CommandKind) -> Option<&'static str> {
        match self {
            Verdict::DidNotReboot => Some("Try a Hard reboot; if that does nothing either, somebody must go there."),
            Verdict::CameBackWithoutBoot => {
                Some("It reconnected but never said it booted. Look at its messages, or reboot it again.")
            }
            Verdict::BootedOtherwise { .. } => Some(
                "It booted, but not because of this. If what you wanted is done, leave it; otherwise order it again.",
            ),
            Verdict::BootedNeverAway => Some(
                "It said that it booted while it stayed connected, which many do without restarting. Look at the charger, or \
                 reboot it again.",
            ),
            Verdict::InvalidSignature => {
                Some("The file does not match its signature. Check that both belong together and are whole.")
            }
            Verdict::VerificationFailed => {
                Some("The charger found the new firmware wanting. Check that it is meant for this model.")
            }
            Verdict::CertificateRefused { .. } => {
                Some("Check that the signing certificate is valid and that the charger trusts its issuer.")
            }
            Verdict::UploadRefused { status } => Some(match status {
                DiagnosticsStatus::PermissionDenied => {
                    "Check the user name and password, and that the directory can be written."
                }
                DiagnosticsStatus::BadMessage => {
                    "The charger did not understand the request. Look at the frame in its messages."
                }
                _other_reason => "Try another kind of address, such as FTP or HTTP.",
            }),
            Verdict::ProfilesClearedInPart { .. } | Verdict::ProfilesRestoredInPart { .. } => {
                Some("Look at its answers on the timeline, then order the rest again.")
            }
            Verdict::ConfigurationReadInPart { .. } => Some("Read it again; the charger stopped in the middle."),
            Verdict::SettingUnknown => Some("Read the configuration again to see which settings it has."),
            Verdict::SettingTaken { after_reboot: true } => Some("Reboot the charger for it to count."),
            Verdict::VersionUnchanged { .. } => {
                Some("Check that the file is meant for this model, then look at its diagnostics.")
            }
            Verdict::InstalledUnconfirmed => Some("Reboot it to see which version it runs."),
            Verdict::CannotCompare { .. } => Some("Compare the version it reports with the one you meant to install."),
            Verdict::DownloadFailed => Some(
                "Check that the charger can reach the server, the path, and the user name and password in the URL.",
            ),
            Verdict::HostNotReached { .. } => Some(
                "Check under Files, Addresses, that the public address is one that the charger can reach: its name server, its \
                 firewall or VPN, and the protocol.",
            ),
            Verdict::EmptyFile { .. } => Some(
                "Ask again, for another span of time where you gave one; if it stays empty, the charger may keep no log.",
            ),
            Verdict::NothingArrived => Some(
                "The charger says it is done, but nothing came here. Ask again by another protocol, or look at its messages.",
            ),
            Verdict::InstallationFailed => Some("Check that the file is whole and meant for this model."),
            Verdict::FirmwareStalled { .. } => Some("Look at its messages; a reboot may bring the report."),
            Verdict::UploadFailed => Some(
                "Check that the charger can reach the server, that the directory can be written, and the user name and password.",
            ),
            Verdict::UploadStalled { .. } => Some("Look on your server whether the file has arrived all the same."),
            Verdict::Rejected => match kind {
                CommandKind::ClearCache => Some("The charger has no authorization cache, or refused."),
                CommandKind::Reboot => {
                    Some("The charger refused. It may be busy with an update or a session; a Hard reboot may work.")
                }
                CommandKind::SetConfiguration => {
                    Some("The charger refused. The setting may be read-only, or the value out of range.")
                }
                CommandKind::UpdateFirmware
                | CommandKind::RequestDiagnostics
                | CommandKind::ClearChargingProfiles
                | CommandKind::ChangeSite
                | CommandKind::SendMessage
                | CommandKind::ReadConfiguration
                | CommandKind::RestoreProfiles => Some("The charger refused. Look at its messages."),
            },
            Verdict::Failed { code, .. } if code == "NotImplemented" || code == "NotSupported" => {
                Some("This charger does not support this action.")
            }
            Verdict::Failed { .. } | Verdict::AnswerMisfit { .. } | Verdict::OddAnswer { .. } => {
                Some("Look at the frame in its messages.")
            }
            Verdict::NoAnswer | Verdict::OutcomeUnknown => {
                Some("It may or may not have taken effect. Look at the charger before ordering it again.")
            }
            Verdict::NothingMatched => Some("Already clear."),
            Verdict::NeverSent => Some("Nothing reached the charger. Order it again if you still want it."),
            Verdict::Pending
            | Verdict::Rebooted { .. }
            | Verdict::EvseRestarted { .. }
            | Verdict::Replaced { .. }
            | Verdict::Answered { .. }
            | Verdict::ConfigurationRead { .. }
            | Verdict::SettingTaken { after_reboot: false }
            | Verdict::ProfilesRestored { .. }
            | Verdict::FirmwareUpdated { .. }
            | Verdict::DiagnosticsUploaded { .. }
            | Verdict::DiagnosticsReceived { .. }
            | Verdict::NothingToUpload
            | Verdict::CacheCleared { .. }
            | Verdict::ProfilesCleared
            | Verdict::Moved { .. }
            | Verdict::Superseded
            | Verdict::Abandoned
            | Verdict::NotSent => None,
        }
    }
}
