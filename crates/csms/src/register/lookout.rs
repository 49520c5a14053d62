//! Which chargers were asked to tell something that has not come, so that what all the others say costs nothing more.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard};

/// Bounded by the chargers there are: each stands here once.
#[derive(Default)]
pub struct Lookout(Mutex<Watches>);

#[derive(Default)]
struct Watches {
    chargers: HashMap<String, Watch>,
    begun: u64,
}

/// One watch of a charger; a later one is another, so that the end of the first does not end it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Watch(u64);

impl Lookout {
    /// A charger is asked for something: from now on what it says is looked at.
    pub fn begin(&self, charger: &str) {
        let mut watched = self.lock();
        watched.begun += 1;
        let watch = Watch(watched.begun);
        watched.chargers.insert(charger.to_owned(), watch);
    }

    pub fn of(&self, charger: &str) -> Option<Watch> {
        self.lock().chargers.get(charger).copied()
    }

    /// Nothing is waited for any more; unless it was asked again since this watch was looked up.
    pub fn end(&self, charger: &str, watch: Watch) {
        let mut watched = self.lock();
        if watched.chargers.get(charger) == Some(&watch) {
            watched.chargers.remove(charger);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Watches> {
        self.0.lock().expect("no code panics while it holds this lock")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_watch_that_ends_late_leaves_the_next_alone() {
        let lookout = Lookout::default();
        assert_eq!(lookout.of("c"), None);
        lookout.begin("c");
        let first = lookout.of("c").unwrap();
        lookout.begin("c");
        let second = lookout.of("c").unwrap();
        lookout.end("c", first);
        assert_eq!(lookout.of("c"), Some(second));
        lookout.end("c", second);
        assert_eq!(lookout.of("c"), None);
    }
}
