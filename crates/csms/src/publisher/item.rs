//! An event on its way to browsers.

use crate::failure::Failure;
use actions::Event;
use model::Seq;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// An event, serialised once for all browsers.
#[derive(Clone, Debug)]
pub struct PublishedEvent {
    pub seq: Seq,
    pub name: &'static str,
    pub json: Arc<str>,
}

/// Who an event is for, beside the organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Audience {
    /// Everyone who may see the charger.
    All,
    /// Those who have its page open.
    Page,
    /// Everyone but them: they have had it already.
    Others,
}

/// An event on its way, with what decides who gets it.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) published: PublishedEvent,
    pub(super) charger: Arc<str>,
    /// Row id of the organisation that the charger stood in.
    pub(super) organisation: String,
    /// Of a move: the organisation it left, whose people are told that it is gone.
    pub(super) gone_from: Option<(String, PublishedEvent)>,
    pub(super) audience: Audience,
}

/// An item's part of the bytes under way, given back when its last reader has had it.
#[derive(Debug)]
pub(super) struct WeighedItem {
    pub(super) item: Item,
    pub(super) under_way: Arc<AtomicUsize>,
}

impl Drop for WeighedItem {
    fn drop(&mut self) {
        self.under_way.fetch_sub(self.item.published.json.len(), Ordering::Relaxed);
    }
}

/// Makes an event's text.
pub(super) fn published(event: &Event) -> Result<PublishedEvent, Failure> {
    let json = serde_json::to_string(event).map_err(|error| Failure::Stored(error.to_string()))?;
    Ok(PublishedEvent { seq: event.seq(), name: event.name(), json: json.into() })
}
