//! The demo: an operator with customers, sites and people, and simulated chargers that differ, on the real listener.

mod cast;
mod fleet;
mod images;
mod seed;

use crate::serve::Serving;
use crate::trouble::with_sources;
use cast::PEOPLE;
use csms::{ChangeRefused, Failure};
use fleet::Fleet;
use seed::Seed;
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// A running demo; its chargers end when it is dropped.
pub struct Demo {
    seed: Seed,
    _fleet: Fleet,
}

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

impl Demo {
    /// Sets the demo up where that was not done yet, and starts its chargers.
    pub async fn begin(serving: &Serving, data: &Path) -> Result<Self, DemoError> {
        let seed = Seed::keep(data)?;
        seed.sow(serving.csms(), data).await?;
        let fleet = Fleet::start(&seed, serving.chargers()).await;
        Ok(Self { seed, _fleet: fleet })
    }

    /// How to sign in, a line each: the administrator first, then the others, who have the same password.
    pub fn lines(&self) -> Vec<String> {
        let [administrator, others @ ..] = &PEOPLE;
        let others: Vec<&str> = others.iter().map(|person| person.email).collect();
        vec![
            format!("email {}", administrator.email),
            format!("password {}", self.seed.password_of_people()),
            format!("others {}", others.join(" ")),
        ]
    }
}

impl From<ChangeRefused> for DemoError {
    fn from(refused: ChangeRefused) -> Self {
        Self::Refused(with_sources(&refused))
    }
}
