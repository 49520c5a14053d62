//! The value of a setting, which may be a password or a key and so is never printed.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A text as it goes on the wire; which settings hold secrets only the charger's vendor knows, so all are guarded.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    pub fn new(text: impl Into<String>) -> Self {
        Secret(text.into())
    }

    /// The text itself, for whoever knows that it may be seen.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("Secret(***)")
    }
}
