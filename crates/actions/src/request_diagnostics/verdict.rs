//! The ways in which it ends.

use crate::action::*;
use model::{ArchiveKey, DiagnosticsStatus, Tone, describe_bytes};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict")]
pub enum Verdict {
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
    NothingToUpload,
    UploadFailed,
    /// The charger will not upload, and says why.
    UploadRefused {
        status: DiagnosticsStatus,
    },
    UploadStalled {
        last: Option<String>,
    },
}

impl Verdict {
    /// May the file go by another protocol where it did not by this one?
    pub fn may_go_another_way(&self) -> bool {
        match self {
            Verdict::UploadFailed
            | Verdict::UploadRefused { .. }
            | Verdict::UploadStalled { .. }
            | Verdict::NothingArrived => true,
            Verdict::DiagnosticsUploaded { .. }
            | Verdict::DiagnosticsReceived { .. }
            | Verdict::EmptyFile { .. }
            | Verdict::NothingToUpload => false,
        }
    }
}

impl Ends for Verdict {
    fn words(&self) -> String {
        match self {
            Verdict::DiagnosticsUploaded { file: Some(name) } => format!("Uploaded {name}"),
            Verdict::DiagnosticsUploaded { file: None } => "Uploaded".to_owned(),
            Verdict::DiagnosticsReceived { bytes, .. } => format!("Received, {}", describe_bytes(*bytes)),
            Verdict::EmptyFile { .. } => "The charger sent an empty file".to_owned(),
            Verdict::NothingArrived => "Reported uploaded, no file received".to_owned(),
            Verdict::NothingToUpload => "Nothing to upload".to_owned(),
            Verdict::UploadFailed => "Upload failed".to_owned(),
            Verdict::UploadRefused { status } => status.words().to_owned(),
            Verdict::UploadStalled { last: Some(status) } => format!("No final word, last was {status}"),
            Verdict::UploadStalled { last: None } => "The charger reported nothing".to_owned(),
        }
    }

    fn tone(&self) -> Tone {
        match self {
            Verdict::DiagnosticsUploaded { .. } | Verdict::DiagnosticsReceived { .. } => Tone::Ok,
            Verdict::NothingToUpload => Tone::Neutral,
            Verdict::EmptyFile { .. } | Verdict::NothingArrived | Verdict::UploadStalled { .. } => Tone::Warn,
            Verdict::UploadFailed | Verdict::UploadRefused { .. } => Tone::Bad,
        }
    }

    fn next_step(&self) -> Option<&'static str> {
        match self {
            Verdict::DiagnosticsUploaded { .. } | Verdict::DiagnosticsReceived { .. } | Verdict::NothingToUpload => {
                None
            }
            Verdict::EmptyFile { .. } => Some(
                "Ask again, for another span of time where you gave one; if it stays empty, the charger may keep no log.",
            ),
            Verdict::NothingArrived => Some(
                "The charger says it is done, but nothing came here. Ask again by another protocol, or look at its messages.",
            ),
            Verdict::UploadFailed => Some(
                "Check that the charger can reach the server, that the directory can be written, and the user name and password.",
            ),
            Verdict::UploadRefused { status } => Some(match status {
                DiagnosticsStatus::PermissionDenied => {
                    "Check the user name and password, and that the directory can be written."
                }
                DiagnosticsStatus::BadMessage => {
                    "The charger did not understand the request. Look at the frame in its messages."
                }
                _other_reason => "Try another kind of address, such as FTP or HTTP.",
            }),
            Verdict::UploadStalled { .. } => Some("Look on your server whether the file has arrived all the same."),
        }
    }

    fn offer(&self) -> Option<Offer> {
        match self {
            Verdict::UploadFailed
            | Verdict::UploadRefused { .. }
            | Verdict::EmptyFile { .. }
            | Verdict::NothingArrived => Some(Offer::Again),
            Verdict::DiagnosticsUploaded { .. }
            | Verdict::DiagnosticsReceived { .. }
            | Verdict::NothingToUpload
            | Verdict::UploadStalled { .. } => None,
        }
    }

    /// A late answer may name the file.
    fn lacks_answer(&self) -> bool {
        matches!(self, Verdict::DiagnosticsUploaded { .. })
    }
}
