//! The ids a charger used last, in bounded memory.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

use super::IDS_REMEMBERED;

/// A set of ids that forgets the oldest.
#[derive(Default)]
pub(super) struct Recent {
    set: HashSet<Arc<str>>,
    order: VecDeque<Arc<str>>,
}

impl Recent {
    /// Remembers an id, and says whether it was there already.
    pub(super) fn remember(&mut self, id: &str) -> bool {
        if self.contains(id) {
            return true;
        }
        if self.order.len() == IDS_REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.set.remove(&oldest);
        }
        let id: Arc<str> = id.into();
        self.order.push_back(Arc::clone(&id));
        self.set.insert(id);
        false
    }

    pub(super) fn contains(&self, id: &str) -> bool {
        self.set.contains(id)
    }
}
