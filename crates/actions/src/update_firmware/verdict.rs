//! The ways in which it ends.

use crate::action::*;
use model::{Tone, describe_duration};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict")]
pub enum Verdict {
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
    /// No final word by the deadline; the last status it told.
    FirmwareStalled {
        last: Option<String>,
    },
}

impl Verdict {
    /// May the file go by another protocol where it did not by this one?
    pub fn may_go_another_way(&self) -> bool {
        matches!(self, Verdict::DownloadFailed | Verdict::FirmwareStalled { .. })
    }
}

impl Ends for Verdict {
    fn words(&self) -> String {
        match self {
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
            Verdict::InvalidSignature => "Signature invalid".to_owned(),
            Verdict::VerificationFailed => "Verification failed".to_owned(),
            Verdict::CertificateRefused { status } => format!("Certificate refused, {status}"),
            Verdict::FirmwareStalled { last: Some(status) } => format!("No final word, last was {status}"),
            Verdict::FirmwareStalled { last: None } => "The charger reported nothing".to_owned(),
        }
    }

    fn tone(&self) -> Tone {
        match self {
            Verdict::FirmwareUpdated { .. } => Tone::Ok,
            Verdict::CannotCompare { .. }
            | Verdict::VersionUnchanged { .. }
            | Verdict::InstalledUnconfirmed
            | Verdict::FirmwareStalled { .. } => Tone::Warn,
            Verdict::DownloadFailed
            | Verdict::InstallationFailed
            | Verdict::InvalidSignature
            | Verdict::VerificationFailed
            | Verdict::CertificateRefused { .. } => Tone::Bad,
        }
    }

    fn next_step(&self) -> Option<&'static str> {
        match self {
            Verdict::FirmwareUpdated { .. } => None,
            Verdict::CannotCompare { .. } => Some("Compare the version it reports with the one you meant to install."),
            Verdict::VersionUnchanged { .. } => {
                Some("Check that the file is meant for this model, then look at its diagnostics.")
            }
            Verdict::InstalledUnconfirmed => Some("Reboot it to see which version it runs."),
            Verdict::DownloadFailed => Some(
                "Check that the charger can reach the server, the path, and the user name and password in the URL.",
            ),
            Verdict::InstallationFailed => Some("Check that the file is whole and meant for this model."),
            Verdict::InvalidSignature => {
                Some("The file does not match its signature. Check that both belong together and are whole.")
            }
            Verdict::VerificationFailed => {
                Some("The charger found the new firmware wanting. Check that it is meant for this model.")
            }
            Verdict::CertificateRefused { .. } => {
                Some("Check that the signing certificate is valid and that the charger trusts its issuer.")
            }
            Verdict::FirmwareStalled { .. } => Some("Look at its messages; a reboot may bring the report."),
        }
    }

    fn offer(&self) -> Option<Offer> {
        match self {
            Verdict::InstalledUnconfirmed | Verdict::FirmwareStalled { .. } => Some(Offer::Reboot),
            Verdict::DownloadFailed | Verdict::InstallationFailed => Some(Offer::Again),
            Verdict::FirmwareUpdated { .. }
            | Verdict::CannotCompare { .. }
            | Verdict::VersionUnchanged { .. }
            | Verdict::InvalidSignature
            | Verdict::VerificationFailed
            | Verdict::CertificateRefused { .. } => None,
        }
    }
}
