//! Why there is no demo.

use crate::trouble::with_sources;
use csms::{ChangeRefusal, Failure};
use std::io;
use std::path::PathBuf;
use thiserror::Error;

#[derive(Debug, Error)]
pub enum DemoError {
    #[error("the demo's secret {path} cannot be kept")]
    Secret { path: PathBuf, source: io::Error },
    #[error("the demo's secret {0} does not read; remove the demo's folder to begin anew")]
    Unreadable(PathBuf),
    #[error("the demo could not be set up: {0}")]
    Refused(String),
    #[error("the demo could not be set up")]
    Failed(#[from] Failure),
}

impl From<ChangeRefusal> for DemoError {
    fn from(refused: ChangeRefusal) -> Self {
        Self::Refused(with_sources(&refused))
    }
}
