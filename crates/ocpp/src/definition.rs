//! What every request of a central system must look like, as data: to show a form for it and to check it before it is sent.
//!
//! The tables say what the published JSON schemas say, in a form of our own; a test compares the two.

mod check;
mod date_time;
mod entry;
mod example;
mod outline;
mod v16;
mod v2;

pub use check::Misfit;
pub use outline::Line;

/// One request: its action, what it is for in one plain line, and its fields.
#[derive(Clone, Copy, Debug)]
pub struct Definition {
    pub action: &'static str,
    /// For a person who knows chargers and not the protocol.
    pub about: &'static str,
    pub fields: &'static [Field],
    /// Whether any object in it may carry `customData`, as OCPP 2.x has it.
    pub custom_data: bool,
}

#[derive(Clone, Copy, Debug)]
pub struct Field {
    pub name: &'static str,
    pub required: bool,
    pub shape: Shape,
}

/// What a field's value looks like. The first of several words is the one that examples take.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// At most so many characters.
    Text {
        max: usize,
    },
    /// RFC 3339, with an offset.
    DateTime,
    /// An absolute URI.
    Uri,
    Boolean,
    Integer {
        min: i64,
        max: i64,
    },
    Number {
        min: f64,
        max: f64,
    },
    /// A number with at most one decimal, as OCPP 1.6 wants limits.
    Tenths,
    Word(&'static [&'static str]),
    Object(&'static [Field]),
    List {
        of: &'static Shape,
        min: usize,
        max: usize,
    },
    Anything,
}

/// Which requests a charger knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Edition {
    /// OCPP 1.6 as first published.
    V16,
    /// OCPP 1.6 with the security extension.
    V16Security,
    V201,
    V21,
}

impl Edition {
    pub const ALL: &[Edition] = &[Edition::V16, Edition::V16Security, Edition::V201, Edition::V21];
}

/// Every request of an edition that a central system may send, sorted by action.
pub fn requests(edition: Edition) -> impl Iterator<Item = &'static Definition> {
    let mut found: Vec<&'static Definition> = match edition {
        Edition::V16 => v16::core().collect(),
        Edition::V16Security => v16::core().chain(v16::security()).collect(),
        Edition::V201 => v2::entries().filter_map(|entry| entry.v201.as_ref()).collect(),
        Edition::V21 => v2::entries().filter_map(|entry| entry.v21.as_ref()).collect(),
    };
    found.sort_unstable_by_key(|definition| definition.action);
    found.into_iter()
}

/// The request of this name.
pub fn find(edition: Edition, action: &str) -> Option<&'static Definition> {
    requests(edition).find(|definition| definition.action == action)
}
