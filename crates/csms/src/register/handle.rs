//! The register as its rooms hold it: the database, the keys, the lines, and every bound that it keeps.

use crate::clock::Clock;
use crate::config::Config;
use crate::keys::Keys;
use crate::register::booted::Booted;
use crate::register::lookout::Lookout;

use crate::registry::Registry;
use crate::store::Store;
use actions::Waits;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// The register. Cheap to clone.
#[derive(Clone)]
pub struct Register(Arc<Inner>);

struct Inner {
    config: Config,
    store: Store,
    keys: Keys,
    registry: Registry,
    lookout: Lookout,
    booted: Booted,
    closing: CancellationToken,
    tasks: TaskTracker,
}

impl Register {
    pub fn new(config: Config, store: Store, keys: Keys) -> Register {
        let (registry, lookout) = (Registry::default(), Lookout::default());
        let (closing, tasks) = (CancellationToken::new(), TaskTracker::new());
        Register(Arc::new(Inner { config, store, keys, registry, lookout, booted: Booted::default(), closing, tasks }))
    }

    pub fn config(&self) -> &Config {
        &self.0.config
    }

    pub fn store(&self) -> &Store {
        &self.0.store
    }

    pub fn keys(&self) -> &Keys {
        &self.0.keys
    }

    pub fn registry(&self) -> &Registry {
        &self.0.registry
    }

    /// The chargers that were asked to tell something.
    pub fn lookout(&self) -> &Lookout {
        &self.0.lookout
    }

    /// The chargers whose settings are to be looked at.
    pub fn booted(&self) -> &Booted {
        &self.0.booted
    }

    pub fn clock(&self) -> &Clock {
        &self.0.config.clock
    }

    /// Cancelled when the backend closes.
    pub fn closing(&self) -> CancellationToken {
        self.0.closing.clone()
    }

    /// Background work; it ends before the store is closed.
    pub fn tasks(&self) -> &TaskTracker {
        &self.0.tasks
    }

    /// The waiting times that apply.
    pub fn waits(&self) -> Waits {
        self.0.config.deadlines.waits()
    }
}
