//! How many live streams there may be, in all and per session.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Streams at once in all.
const ALL_MAX: usize = 2_000;
/// Streams at once per session: a browser needs one, and a second for a moment where its tabs change the one that leads.
const SESSION_MAX: usize = 16;

/// The places taken. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Places {
    taken: Arc<Mutex<Taken>>,
}

#[derive(Debug, Default)]
struct Taken {
    all: usize,
    by_session: HashMap<String, usize>,
}

/// One stream's place, free again when dropped.
#[derive(Debug)]
pub struct Place {
    places: Places,
    session: String,
}

impl Places {
    /// None where all are taken.
    pub fn take(&self, session: &str) -> Option<Place> {
        let mut taken = self.lock();
        let here = taken.by_session.get(session).copied().unwrap_or(0);
        if taken.all >= ALL_MAX || here >= SESSION_MAX {
            return None;
        }
        taken.all += 1;
        taken.by_session.insert(session.to_owned(), here + 1);
        Some(Place { places: self.clone(), session: session.to_owned() })
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.lock();
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
    fn places_are_bounded_per_session_and_free_again() {
        let places = Places::default();
        let mut held: Vec<_> = (0..SESSION_MAX).map(|_| places.take("a").unwrap()).collect();
        assert!(places.take("a").is_none());
        assert!(places.take("b").is_some());
        held.pop();
        assert!(places.take("a").is_some());
        drop(held);
        assert!(places.lock().by_session.is_empty());
        assert_eq!(places.lock().all, 0);
    }
}
