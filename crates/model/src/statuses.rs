//! The statuses that chargers report on their way: of firmware and of logs.

use crate::Tone;
use serde::{Deserialize, Serialize};

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
    /// How far a firmware update has come, over all versions.
    FirmwareStatus {
        Idle = "Not updating",
        DownloadScheduled = "Download scheduled",
        Downloading = "Downloading",
        DownloadPaused = "Download paused",
        Downloaded = "Downloaded",
        DownloadFailed = "Download failed",
        SignatureVerified = "Signature verified",
        InvalidSignature = "Signature invalid",
        InstallScheduled = "Installation scheduled",
        Installing = "Installing",
        InstallRebooting = "Rebooting to install",
        Installed = "Installed",
        InstallVerificationFailed = "Verification failed",
        InstallationFailed = "Installation failed",
    }
}

impl FirmwareStatus {
    /// The order in which they come; a lower one after a higher one moves nothing backward.
    pub fn rank(self) -> u8 {
        match self {
            FirmwareStatus::Idle => 0,
            FirmwareStatus::DownloadScheduled => 1,
            FirmwareStatus::Downloading | FirmwareStatus::DownloadPaused => 2,
            FirmwareStatus::Downloaded => 3,
            FirmwareStatus::SignatureVerified => 4,
            FirmwareStatus::InstallScheduled => 5,
            FirmwareStatus::Installing => 6,
            FirmwareStatus::InstallRebooting => 7,
            FirmwareStatus::Installed => 8,
            FirmwareStatus::DownloadFailed
            | FirmwareStatus::InvalidSignature
            | FirmwareStatus::InstallVerificationFailed
            | FirmwareStatus::InstallationFailed => 9,
        }
    }

    /// Does it end the update without success?
    pub fn is_failure(self) -> bool {
        self.rank() == FirmwareStatus::InstallationFailed.rank()
    }

    pub fn tone(self) -> Tone {
        match self {
            FirmwareStatus::Idle => Tone::Neutral,
            FirmwareStatus::DownloadScheduled
            | FirmwareStatus::Downloading
            | FirmwareStatus::DownloadPaused
            | FirmwareStatus::InstallScheduled
            | FirmwareStatus::Installing
            | FirmwareStatus::InstallRebooting => Tone::Busy,
            FirmwareStatus::Downloaded | FirmwareStatus::SignatureVerified | FirmwareStatus::Installed => Tone::Ok,
            FirmwareStatus::DownloadFailed
            | FirmwareStatus::InvalidSignature
            | FirmwareStatus::InstallVerificationFailed
            | FirmwareStatus::InstallationFailed => Tone::Bad,
        }
    }
}

statuses! {
    /// How far an upload of diagnostics or a log has come, over all versions.
    DiagnosticsStatus {
        Idle = "Not uploading",
        Uploading = "Uploading",
        Uploaded = "Uploaded",
        UploadFailed = "Upload failed",
        BadMessage = "Request not understood",
        NotSupportedOperation = "Upload not supported",
        PermissionDenied = "Permission denied",
        AcceptedCanceled = "Cancelled for a newer request",
    }
}

impl DiagnosticsStatus {
    pub fn tone(self) -> Tone {
        match self {
            DiagnosticsStatus::Idle => Tone::Neutral,
            DiagnosticsStatus::Uploading => Tone::Busy,
            DiagnosticsStatus::Uploaded => Tone::Ok,
            DiagnosticsStatus::UploadFailed
            | DiagnosticsStatus::BadMessage
            | DiagnosticsStatus::NotSupportedOperation
            | DiagnosticsStatus::PermissionDenied => Tone::Bad,
            DiagnosticsStatus::AcceptedCanceled => Tone::Neutral,
        }
    }
}

impl FirmwareStatus {
    /// Firmware is being fetched or installed: a reboot now would interrupt that. What waits, for a time or for a reboot, it does not
    /// interrupt.
    pub fn is_under_way(self) -> bool {
        match self {
            FirmwareStatus::Downloading | FirmwareStatus::DownloadPaused | FirmwareStatus::Installing => true,
            FirmwareStatus::Idle
            | FirmwareStatus::DownloadScheduled
            | FirmwareStatus::Downloaded
            | FirmwareStatus::DownloadFailed
            | FirmwareStatus::SignatureVerified
            | FirmwareStatus::InvalidSignature
            | FirmwareStatus::InstallScheduled
            | FirmwareStatus::InstallRebooting
            | FirmwareStatus::Installed
            | FirmwareStatus::InstallVerificationFailed
            | FirmwareStatus::InstallationFailed => false,
        }
    }
}
