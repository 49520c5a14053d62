//! Who is asking: comes first in every question and bounds every answer.

use model::Operator;

/// A person signed in, or the command line on the machine itself.
#[derive(Clone, Debug)]
pub enum Caller {
    /// Whoever can read the data folder: may do everything.
    CommandLine,
    Person(Operator),
}

impl Caller {
    pub fn operator(&self) -> Option<&Operator> {
        match self {
            Caller::CommandLine => None,
            Caller::Person(operator) => Some(operator),
        }
    }

    /// The name on timelines.
    pub fn name(&self) -> &str {
        match self {
            Caller::CommandLine => "command line",
            Caller::Person(operator) => &operator.email,
        }
    }

    pub fn may_order(&self) -> bool {
        self.operator().is_none_or(|operator| operator.role.may_order())
    }

    pub fn may_manage(&self) -> bool {
        self.operator().is_none_or(|operator| operator.role.may_manage())
    }
}
