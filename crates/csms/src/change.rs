//! A change to people, sites or chargers that was made, or refused with a sentence.

use crate::failure::Failure;

/// A change to people, sites or chargers that was not made: a sentence, or a failure.
#[derive(Debug, thiserror::Error)]
pub enum ChangeRefusal {
    #[error("{0}")]
    Because(String),
    /// A row of an imported file, by its line in the file (the header is line 1).
    #[error("line {line}: {why}")]
    Line { line: u64, why: String },
    #[error(transparent)]
    Failed(#[from] Failure),
}

/// What came of a change.
pub(crate) type Change<T> = Result<T, ChangeRefusal>;

impl ChangeRefusal {
    pub(crate) fn because(sentence: impl Into<String>) -> Self {
        ChangeRefusal::Because(sentence.into())
    }

    /// Ends an import at a row: nothing of the file is taken.
    pub(crate) fn line<T>(line: u64, why: String) -> Change<T> {
        Err(ChangeRefusal::Line { line, why })
    }
}
