//! Which chargers are connected, by which socket, and how to wake it.

use crate::bell::Bell;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// A connection's place in the registry.
pub struct Seat {
    pub generation: u64,
    pub bell: Arc<Notify>,
    /// Cancelled when a newer socket of the same charger takes the place.
    pub replaced: CancellationToken,
    /// Cancelled when what let it in counts no more.
    pub put_out: CancellationToken,
    /// The count of the charger's access under which it was let in.
    pub entry: i64,
    /// Whether an older socket had it.
    pub took_over: bool,
}

impl Seat {
    /// Rings a while later: what could not be done now is tried again.
    pub fn ring_later(&self, wait: Duration) {
        let bell = self.bell.clone();
        tokio::spawn(async move {
            tokio::time::sleep(wait).await;
            bell.notify_one();
        });
    }
}

struct SocketHandle {
    generation: u64,
    bell: Arc<Notify>,
    replaced: CancellationToken,
    put_out: CancellationToken,
    entry: i64,
}

/// Bounded by the listener's limit on connections.
#[derive(Default)]
pub struct Registry {
    sockets: Mutex<HashMap<Arc<str>, SocketHandle>>,
    generations: AtomicU64,
}

impl Registry {
    /// The newest authenticated socket wins; the one before is told to go.
    pub fn enter(&self, charger: &Arc<str>, entry: i64) -> Seat {
        let generation = self.generations.fetch_add(1, Ordering::Relaxed) + 1;
        let (bell, replaced) = (Arc::new(Notify::new()), CancellationToken::new());
        let put_out = CancellationToken::new();
        let handle = SocketHandle {
            generation,
            bell: bell.clone(),
            replaced: replaced.clone(),
            put_out: put_out.clone(),
            entry,
        };
        let before = self.lock().insert(charger.clone(), handle);
        if let Some(before) = &before {
            before.replaced.cancel();
        }
        Seat { generation, bell, replaced, put_out, entry, took_over: before.is_some() }
    }

    /// Leaves, if this generation still has the place. Says whether the charger is offline now.
    pub fn leave(&self, charger: &str, generation: u64) -> bool {
        let mut sockets = self.lock();
        let ours = sockets.get(charger).is_some_and(|handle| handle.generation == generation);
        if ours {
            sockets.remove(charger);
        }
        ours
    }

    /// Ends the charger's socket, unless it was let in under this count of its access.
    pub fn put_out(&self, charger: &str, entry: i64) {
        if let Some(handle) = self.lock().get(charger).filter(|handle| handle.entry != entry) {
            handle.put_out.cancel();
        }
    }

    /// Is this still the newest socket of the charger?
    pub fn holds(&self, charger: &str, generation: u64) -> bool {
        self.lock().get(charger).is_some_and(|handle| handle.generation == generation)
    }

    pub fn is_connected(&self, charger: &str) -> bool {
        self.lock().contains_key(charger)
    }

    pub fn bell(&self, charger: &str) -> Bell {
        Bell::of(self.lock().get(charger).map(|handle| handle.bell.clone()))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Arc<str>, SocketHandle>> {
        self.sockets.lock().expect("no code panics while it holds this lock")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_late_clean_up_leaves_the_newer_connection_alone() {
        // C-11, C-09
        let registry = Registry::default();
        let charger: Arc<str> = "c".into();
        let first = registry.enter(&charger, 0);
        let second = registry.enter(&charger, 0);
        assert!(first.replaced.is_cancelled() && second.took_over && !second.replaced.is_cancelled());
        assert!(registry.holds(&charger, second.generation) && !registry.holds(&charger, first.generation));
        assert!(!registry.leave(&charger, first.generation));
        assert!(registry.is_connected(&charger));
        assert!(registry.leave(&charger, second.generation));
        assert!(!registry.is_connected(&charger));
    }
}
