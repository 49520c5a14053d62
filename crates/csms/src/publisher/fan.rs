//! Fans events out to those who watch, and knows whose pages are open.

use super::item::{Audience, Item, WeighedItem, published};
use crate::failure::Failure;
use actions::Event;
use model::{Frame, Seq};
use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::sync::broadcast;

/// Events under way to browsers; a browser that falls further behind is sent to the snapshot.
const UNDER_WAY: usize = 4096;
/// Bytes of them. Beyond, because somebody reads slowly while chargers say much, frames go without their text.
const BYTES_UNDER_WAY: usize = 64 * 1024 * 1024;
/// Stands for such a text; the trace holds it.
const LEFT_OUT: &str = "Much is being said just now: load the page again to see this message.";

/// What the publisher shares with its watchers.
pub struct Fan {
    items: broadcast::Sender<Arc<WeighedItem>>,
    /// Bytes of the items that somebody has yet to read.
    under_way: Arc<AtomicUsize>,
    /// Chargers whose pages are open, and by how many. Bounded by the streams times their chargers.
    watched: Mutex<HashMap<Arc<str>, usize>>,
    /// Everything up to here is on its way.
    told: AtomicI64,
}

impl Fan {
    pub fn new() -> Fan {
        Fan {
            items: broadcast::Sender::new(UNDER_WAY),
            under_way: Arc::default(),
            watched: Mutex::new(HashMap::new()),
            told: AtomicI64::new(0),
        }
    }

    /// Everything up to here is on its way.
    pub(super) fn told(&self) -> Seq {
        Seq(self.told.load(Ordering::Acquire))
    }

    pub(super) fn set_told(&self, seq: Seq) {
        self.told.store(seq.0, Ordering::Release);
    }

    /// What is sent from now on.
    pub(super) fn subscribe(&self) -> broadcast::Receiver<Arc<WeighedItem>> {
        self.items.subscribe()
    }

    /// Is there nobody who listens?
    pub(super) fn is_unheard(&self) -> bool {
        self.items.receiver_count() == 0
    }

    pub(super) fn is_watched(&self, charger: &str) -> bool {
        self.watched().contains_key(charger)
    }

    /// Row ids of the chargers whose pages are open.
    pub(super) fn watched_list(&self) -> Vec<Arc<str>> {
        self.watched().keys().cloned().collect()
    }

    pub(super) fn watched(&self) -> MutexGuard<'_, HashMap<Arc<str>, usize>> {
        self.watched.lock().expect("no code panics while it holds this lock")
    }

    pub(super) fn send(&self, item: Item) {
        self.under_way.fetch_add(item.published.json.len(), Ordering::Relaxed);
        // Nobody may be watching.
        let _unheard = self.items.send(Arc::new(WeighedItem { item, under_way: self.under_way.clone() }));
    }

    /// A frame for those who have its charger's page open.
    pub(super) fn send_frame(&self, mut frame: Frame, charger: Arc<str>, organisation: String) -> Result<(), Failure> {
        if self.under_way.load(Ordering::Relaxed) + frame.text.len() > BYTES_UNDER_WAY {
            frame.text = LEFT_OUT.to_owned();
        }
        let published = published(&Event::Frame(frame))?;
        self.send(Item { published, charger, organisation, gone_from: None, audience: Audience::Page });
        Ok(())
    }
}

#[cfg(test)]
mod tests;
