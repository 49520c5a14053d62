//! How many live streams there may be, in all and per session.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Streams at once in all.
const ALL_MAX: usize = 2_000;
/// Streams at once per session: a browser needs one, and a second for a moment where its tabs change the one that leads.
const SESSION_MAX: usize = 16;

/// The permits given out. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct StreamPermits {
    taken: Arc<Mutex<Count>>,
}

#[derive(Debug, Default)]
struct Count {
    all: usize,
    by_session: HashMap<String, usize>,
}

/// One stream's permit, given back when dropped.
#[derive(Debug)]
pub struct StreamPermit {
    permits: StreamPermits,
    session: String,
}

impl StreamPermits {
    /// None where no more are given.
    pub fn take(&self, session: &str) -> Option<StreamPermit> {
        let mut taken = self.lock();
        let here = taken.by_session.get(session).copied().unwrap_or(0);
        if taken.all >= ALL_MAX || here >= SESSION_MAX {
            return None;
        }
        taken.all += 1;
        taken.by_session.insert(session.to_owned(), here + 1);
        Some(StreamPermit { permits: self.clone(), session: session.to_owned() })
    }

    fn lock(&self) -> MutexGuard<'_, Count> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for StreamPermit {
    fn drop(&mut self) {
        let mut taken = self.permits.lock();
        taken.all -= 1;
        if let Some(here) = taken.by_session.get_mut(&self.session) {
            *here -= 1;
            if *here == 0 {
                taken.by_session.remove(&self.session);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permits_are_bounded_per_session_and_given_back() {
        let permits = StreamPermits::default();
        let mut held: Vec<_> = (0..SESSION_MAX).map(|_| permits.take("a").unwrap()).collect();
        assert!(permits.take("a").is_none());
        assert!(permits.take("b").is_some());
        held.pop();
        assert!(permits.take("a").is_some());
        drop(held);
        assert!(permits.lock().by_session.is_empty());
        assert_eq!(permits.lock().all, 0);
    }
}
