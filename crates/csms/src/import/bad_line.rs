//! A line of a file that is refused.

use crate::change::ChangeRefusal;

/// A file is refused at a line for a reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BadLine {
    pub(crate) line: u64,
    pub(crate) why: String,
}

impl From<BadLine> for ChangeRefusal {
    fn from(bad: BadLine) -> Self {
        ChangeRefusal::Line { line: bad.line, why: bad.why }
    }
}
