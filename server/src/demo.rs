//! The demo: an operator with customers, sites and people, and simulated chargers that differ, on the real listener.

mod cast;
mod failure;
mod fleet;
mod images;
mod seed;

pub use failure::DemoError;

use crate::serve::RunningServer;
use cast::PEOPLE;
use fleet::Fleet;
use seed::Seed;
use std::path::Path;

/// A running demo; its chargers end when it is dropped.
pub struct Demo {
    seed: Seed,
    _fleet: Fleet,
}

impl Demo {
    /// Sets the demo up where that was not done yet, and starts its chargers.
    pub async fn begin(serving: &RunningServer, data: &Path) -> Result<Self, DemoError> {
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
