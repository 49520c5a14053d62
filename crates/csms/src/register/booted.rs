//! Chargers that have booted and were accepted, whose settings are to be looked at.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::sync::Notify;

/// Bounded by how many chargers there are.
#[derive(Default)]
pub struct Booted {
    chargers: Mutex<HashSet<Arc<str>>>,
    added: Notify,
}

impl Booted {
    pub fn add(&self, charger: &Arc<str>) {
        self.chargers().insert(charger.clone());
        self.added.notify_one();
    }

    /// Those since the last time; it waits for the first.
    pub async fn take(&self) -> Vec<Arc<str>> {
        self.added.notified().await;
        self.chargers().drain().collect()
    }

    fn chargers(&self) -> MutexGuard<'_, HashSet<Arc<str>>> {
        self.chargers.lock().expect("no code panics while it holds this lock")
    }
}
