//! What can go wrong inside the backend. Refusals are values elsewhere; these are for the log, and for a browser only what it can mend.

use crate::random::random_key;
use std::error::Error as StdError;
use std::io;
use std::path::Path;
use thiserror::Error;

/// What the database's library says.
type DatabaseError = Box<dyn StdError + Send + Sync>;

/// The store or the machine failed; the caller learns only that something went wrong.
#[derive(Debug, Error)]
pub enum Failure {
    #[error("the database failed")]
    Database(#[source] DatabaseError),
    #[error("the change could not be committed")]
    NotCommitted,
    #[error("the writer has stopped")]
    WriterStopped,
    #[error(transparent)]
    NotTogether(#[from] redact::destination::NotTogether),
    #[error("stored data does not read: {0}")]
    Stored(String),
    #[error("the key file's cipher failed")]
    Cipher,
    #[error("the folder of files failed: {0}")]
    Disk(String),
    #[error("a background task failed")]
    Task,
    #[error("too many pages are read at once")]
    Busy,
    #[error("reading a page took too long")]
    TooLong,
}

impl Failure {
    /// What whoever asked can do about it, if anything.
    pub fn advice(&self) -> Option<&'static str> {
        match self {
            Failure::Busy => Some("Too many pages are being read just now. Try again."),
            Failure::TooLong => Some("This took longer than 2 seconds and was stopped. Look for less at once."),
            Failure::Database(_)
            | Failure::NotCommitted
            | Failure::WriterStopped
            | Failure::NotTogether(_)
            | Failure::Stored(_)
            | Failure::Cipher
            | Failure::Disk(_)
            | Failure::Task => None,
        }
    }

    /// Logs it once and gives the reference under which it stands there.
    pub(crate) fn report(&self) -> String {
        let reference = random_key()[..8].to_owned();
        tracing::error!(reference, error = self as &dyn StdError, "something went wrong");
        reference
    }
}

/// Why the backend could not start, in a sentence for whoever started it.
#[derive(Debug, Error)]
pub enum OpenError {
    #[error("the data folder {path} cannot be used: {why}")]
    Folder { path: String, why: String },
    #[error("the database cannot be opened")]
    Database(#[source] DatabaseError),
    #[error("the database was written by a newer Chargehand; this one cannot read it")]
    NewerSchema,
    #[error("{0}")]
    Refused(String),
    #[error("the chargers' address {address} cannot be listened on: {why}")]
    Listen { address: String, why: String },
    #[error("the stored state does not read")]
    Stored(#[from] Failure),
}

impl OpenError {
    /// A file or a folder of the data cannot be made or read.
    pub fn unusable(path: &Path, error: &io::Error) -> OpenError {
        OpenError::Folder { path: path.display().to_string(), why: error.to_string() }
    }
}
