//! What the areas work with: everything that a running backend holds.

use crate::config::Config;
use crate::files::Host;
use crate::keys::Keys;
use crate::publisher::Publisher;
use crate::readiness::Readiness;
use crate::register::Register;
use crate::registry::Registry;
use crate::store::Store;
use std::sync::Arc;
use tokio::sync::{Semaphore, watch};

/// Argon2id runs at once: each takes a core and much memory.
const PASSWORD_HASHES: usize = 2;

/// The register, the file host, the publisher, and what they are asked by.
pub struct Backend {
    pub register: Register,
    pub host: Arc<Host>,
    pub publisher: Publisher,
    pub readiness: Arc<Readiness>,
    /// The newest change of what lets people in, once it was acted upon.
    pub people_changed: watch::Sender<i64>,
    pub hashing: Semaphore,
}

impl Backend {
    pub fn new(register: Register, host: Host) -> Backend {
        let publisher = Publisher::new(register.store().clone(), register.closing());
        Backend {
            register,
            host: Arc::new(host),
            publisher,
            readiness: Arc::default(),
            people_changed: watch::Sender::new(0),
            hashing: Semaphore::new(PASSWORD_HASHES),
        }
    }

    pub fn config(&self) -> &Config {
        self.register.config()
    }

    pub fn store(&self) -> &Store {
        self.register.store()
    }

    pub fn keys(&self) -> &Keys {
        self.register.keys()
    }

    pub fn registry(&self) -> &Registry {
        self.register.registry()
    }
}
