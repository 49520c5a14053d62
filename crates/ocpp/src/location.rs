//! The URL of a file, which may hold a password and so is never printed.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A URL as it goes on the wire.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Location(String);

impl Location {
    pub fn new(url: impl Into<String>) -> Self {
        Location(url.into())
    }

    /// The whole URL, for whoever must use it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("Location(***)")
    }
}
