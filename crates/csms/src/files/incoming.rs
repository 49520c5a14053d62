//! A file before its first byte and at its end, as whoever sends it tells, and why it is not taken.

use crate::failure::Failure;

/// Why a file, or the rest of it, is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotTaken {
    #[error("this address counts no more")]
    Gone,
    #[error("another upload to this address is under way, or too many are at once; try again later")]
    Busy,
    #[error("the file is larger than {most} bytes")]
    TooLarge { most: u64 },
    #[error("{most} files are here for this one order")]
    TooMany { most: usize },
    #[error("the organisation has no room left for files; delete old ones")]
    QuotaFull,
    #[error("the disk of Chargehand is nearly full")]
    DiskFull,
    #[error("{have} bytes are here, so the file cannot go on from another place")]
    WrongOffset { have: u64 },
    #[error("the file ended after {bytes} bytes, before it was whole")]
    CutOff { bytes: u64 },
    #[error("your role does not allow this")]
    NotAllowed,
    #[error("the file could not be written")]
    Failed,
}

/// What is known of a file before its first byte.
#[derive(Clone, Debug, Default)]
pub struct FileHead {
    /// Where it goes on; 0 begins anew.
    pub offset: u64,
    /// Bytes of the whole file, where the charger says so.
    pub total: Option<u64>,
    /// The name that the charger gives it; only shown, never used as one.
    pub name: Option<String>,
    /// What to call it where the charger gives it none, the best first.
    pub otherwise: Vec<String>,
    /// Names, as they are shown, of files that came together with it: it is none of them.
    pub beside: Vec<String>,
}

/// How a sender came to the end of what it sends, where the protocol does not say how long that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// As a file ends.
    Well,
    /// The connection ended as it does where nobody took care to end it.
    Unsure,
    /// Something broke; why, as far as is known.
    Broken(&'static str),
}

/// What was set down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetDown {
    /// Of the file that it belongs to.
    pub bytes: u64,
    /// The file's name as it is shown.
    pub name: String,
    /// Its name among what is not whole.
    pub(super) file: String,
}

/// Something of ours failed; the log says what.
pub(super) fn failed(error: Failure) -> NotTaken {
    tracing::error!(error = &error as &dyn std::error::Error, "a file could not be taken");
    NotTaken::Failed
}

/// The disk took it not.
pub(super) fn unwritten(error: std::io::Error) -> NotTaken {
    if error.kind() == std::io::ErrorKind::StorageFull {
        return NotTaken::DiskFull;
    }
    tracing::error!(%error, "a file could not be written");
    NotTaken::Failed
}
