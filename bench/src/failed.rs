//! Why nothing could be measured.

use std::io;
use thiserror::Error;

#[derive(Debug, Error)]
pub enum Failed {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error(transparent)]
    Http(#[from] reqwest::Error),
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// The status with which the server refused a charger that it does not let in.
    #[error("a charger was refused with {0}: are the chargers BENCH-000000 and so on registered, with this password?")]
    Refused(u16),
    #[error("{0}")]
    Because(String),
    #[error("{0} did not come in time")]
    Late(&'static str),
}

impl Failed {
    pub fn because(why: impl Into<String>) -> Self {
        Self::Because(why.into())
    }
}
