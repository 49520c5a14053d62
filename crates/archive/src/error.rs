//! What can go wrong with an archive, in sentences fit for an operator.

use std::io;
use thiserror::Error;

/// Why an archive, or one member of it, could not be read.
#[derive(Debug, Error)]
pub enum ArchiveError {
    /// The disk or the operating system failed, not the archive.
    #[error("The file cannot be read: {0}.")]
    Io(#[source] io::Error),
    /// The bytes are not what their format says they are; the text says where.
    #[error("The file is damaged: {0}.")]
    Damaged(String),
    /// The bytes end before their format says so.
    #[error("The file is damaged: it ends too early.")]
    EndsEarly,
    /// One of the [`Limits`](crate::Limits) was reached; a whole sentence.
    #[error("{0}")]
    Limit(String),
    /// The index is not one of the listing's.
    #[error("This archive has no file number {0}.")]
    NoSuchMember(usize),
    /// The member is a folder, a link, encrypted or the like; `why` is a whole sentence.
    #[error("{path} cannot be read. {why}")]
    NotReadable { path: String, why: String },
    /// The member is no text, so that it has no lines.
    #[error("{path} is not text.")]
    NotText { path: String },
    /// The name is not one of the IANA time zones.
    #[error("{0} is not a known time zone.")]
    Zone(String),
    /// No line has a time that is understood.
    #[error("No time was found in this file.")]
    NoTimes,
    #[error("There is nothing to look for.")]
    EmptyNeedle,
    #[error("The text to look for is longer than {most} bytes.")]
    LongNeedle { most: usize },
}

impl ArchiveError {
    /// The sentence to show beside what could be read, when reading ended early; an error of the machine stays one.
    pub(crate) fn cut_short(self) -> Result<String, ArchiveError> {
        match self {
            ArchiveError::Damaged(_)
            | ArchiveError::EndsEarly
            | ArchiveError::Limit(_)
            | ArchiveError::NotReadable { .. } => Ok(self.to_string()),
            ArchiveError::Io(_)
            | ArchiveError::NoSuchMember(_)
            | ArchiveError::NotText { .. }
            | ArchiveError::Zone(_)
            | ArchiveError::NoTimes
            | ArchiveError::EmptyNeedle
            | ArchiveError::LongNeedle { .. } => Err(self),
        }
    }
}

impl From<io::Error> for ArchiveError {
    fn from(error: io::Error) -> Self {
        let error = match error.downcast::<ArchiveError>() {
            Ok(ours) => return ours,
            Err(error) => error,
        };
        #[expect(
            clippy::wildcard_enum_match_arm,
            reason = "kinds of the standard library's, of which two say that bytes are wrong"
        )]
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::EndsEarly,
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => Self::Damaged(error.to_string()),
            _ => Self::Io(error),
        }
    }
}

impl From<ArchiveError> for io::Error {
    fn from(error: ArchiveError) -> Self {
        io::Error::other(error)
    }
}
