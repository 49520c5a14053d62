//! One browser's stream: what it missed first, then what happens, only as far as its caller may see.

use super::handle::Publisher;
use super::item::{Audience, Item, PublishedEvent, WeighedItem, published};
use crate::caller::Caller;
use crate::failure::Failure;
use crate::store::scope::Scope;
use crate::store::{chargers, commands, events, people};
use actions::{Event, LiveCommand};
use model::{ChargerKey, Seq};
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Chargers whose frames one stream carries: as many chargers' pages as somebody keeps open in one browser. Each costs a look into the
/// list with every event; beyond, live.js says on the page that it stands still.
pub const CHARGERS_MAX: usize = 32;
/// Frames sent again after a break; a longer one is repaired by the page's data.
const MISSED_FRAMES: usize = 1_000;
/// Events looked through after a break, whoever they concern.
const MISSED_EVENTS: i64 = 50_000;
/// States sent again after a break.
const MISSED_STATES: i64 = 300;
/// States may leave later than frames that were committed after them; so far back they are told again.
pub(super) const STATES_BACK_MS: i64 = 6_000;
/// How often it is asked anew what the caller may see.
const SCOPE_PACE: Duration = Duration::from_millis(500);

/// One browser's stream. Dropping it ends it.
pub struct Watch {
    publisher: Publisher,
    caller: Caller,
    scope: Scope,
    scope_read: Instant,
    /// Row ids of the chargers whose pages are open.
    chargers: Vec<Arc<str>>,
    items: broadcast::Receiver<Arc<WeighedItem>>,
    /// What was missed, read from the store.
    missed: VecDeque<PublishedEvent>,
    /// Frames up to here were among the missed, or have been told.
    frames_after: Seq,
    closing: CancellationToken,
}

impl Watch {
    pub(crate) async fn begin(
        publisher: &Publisher,
        caller: &Caller,
        keys: &[ChargerKey],
        after: Option<Seq>,
    ) -> Result<Watch, Failure> {
        // First the ear, then the past: nothing falls between them.
        let items = publisher.fan.subscribe();
        let mut reading = publisher.store.read().await?;
        let scope = Scope::of(&mut reading, caller).await?;
        let mut ids: Vec<Arc<str>> = Vec::new();
        for key in keys.iter().take(CHARGERS_MAX) {
            if let Some(target) = chargers::target(&mut reading, &scope, key.as_str()).await? {
                ids.push(target.id.into());
            }
        }
        let newest = events::newest(&mut reading).await?;
        drop(reading);
        let mut watch = Watch {
            publisher: publisher.clone(),
            caller: caller.clone(),
            scope,
            scope_read: Instant::now(),
            chargers: Vec::new(),
            items,
            missed: VecDeque::new(),
            frames_after: newest,
            closing: publisher.closing.clone(),
        };
        watch.open(ids);
        if let Some(after) = after {
            watch.read_missed(after).await?;
        }
        Ok(watch)
    }

    fn open(&mut self, ids: Vec<Arc<str>>) {
        let mut watched = self.publisher.fan.watched();
        for id in &ids {
            *watched.entry(id.clone()).or_insert(0) += 1;
        }
        drop(watched);
        self.chargers = ids;
    }

    async fn read_missed(&mut self, after: Seq) -> Result<(), Failure> {
        let mut reading = self.publisher.store.read().await?;
        let (oldest, newest) = (events::oldest(&mut reading).await?, events::newest(&mut reading).await?);
        self.frames_after = newest;
        // Events that retention took, or a sequence from another database: what is missing cannot be told. Very many
        // take longer to look through than the page's data takes to read.
        if after > newest || after.0 + 1 < oldest.0 || newest.0 - after.0 > MISSED_EVENTS {
            self.missed.push_back(published(&Event::Snapshot { seq: newest })?);
            return Ok(());
        }
        let frames = events::frames_after(&mut reading, &self.scope, &self.chargers, after, MISSED_FRAMES + 1).await?;
        let back = events::before(&mut reading, after, STATES_BACK_MS).await?;
        let (mut touched, ordered) = events::touched_after(&mut reading, &self.scope, back, MISSED_STATES + 1).await?;
        let most = MISSED_STATES as usize;
        if frames.len() > MISSED_FRAMES || touched.len() > most || ordered.len() > most {
            self.missed.push_back(published(&Event::Snapshot { seq: newest })?);
            return Ok(());
        }
        for frame in frames {
            self.missed.push_back(published(&Event::Frame(frame))?);
        }
        touched.extend(
            self.chargers.iter().map(|id| id.to_string()).filter(|id| !touched.contains(id)).collect::<Vec<_>>(),
        );
        for loaded in chargers::load(&mut reading, &touched).await? {
            self.missed.push_back(published(&Event::Charger { seq: newest, charger: Box::new(loaded.charger) })?);
        }
        for loaded in commands::load(&mut reading, &ordered).await? {
            self.missed.push_back(published(&Event::Command(LiveCommand { seq: newest, command: loaded.command }))?);
        }
        Ok(())
    }

    /// The next event for this caller; None when the backend closes or the caller may no longer sign in.
    pub async fn next(&mut self) -> Option<PublishedEvent> {
        if let Some(missed) = self.missed.pop_front() {
            return Some(missed);
        }
        loop {
            let received = tokio::select! {
                () = self.closing.cancelled() => return None,
                received = self.items.recv() => received,
            };
            match received {
                Ok(item) => {
                    if self.scope_read.elapsed() >= SCOPE_PACE && !self.read_scope().await {
                        return None;
                    }
                    if let Some(published) = self.pick(&item.item) {
                        return Some(published);
                    }
                }
                // It could not keep up: the page reads its data again.
                Err(RecvError::Lagged(_)) => {
                    let seq = self.publisher.fan.told();
                    self.frames_after = seq;
                    return published(&Event::Snapshot { seq }).ok();
                }
                Err(RecvError::Closed) => return None,
            }
        }
    }

    /// Asks anew what the caller may see. False: the caller is gone.
    async fn read_scope(&mut self) -> bool {
        self.scope_read = Instant::now();
        let read = async {
            let mut reading = self.publisher.store.read().await?;
            if let Caller::Person(operator) = &self.caller {
                match people::by_key(&mut reading, operator.key.as_str()).await? {
                    Some(now) if !now.disabled => self.caller = Caller::Person(now.operator),
                    Some(_) | None => return Ok(None),
                }
            }
            Scope::of(&mut reading, &self.caller).await.map(Some)
        };
        match read.await {
            Ok(Some(scope)) => {
                self.scope = scope;
                true
            }
            Ok(None) => false,
            Err(error) => {
                let error: Failure = error;
                tracing::warn!(error = &error as &dyn std::error::Error, "a stream ends: its caller could not be read");
                false
            }
        }
    }

    fn pick(&mut self, item: &Item) -> Option<PublishedEvent> {
        if !self.scope.holds(&item.organisation) {
            let (before, gone) = item.gone_from.as_ref()?;
            return self.scope.holds(before).then(|| gone.clone());
        }
        let has_page = self.chargers.contains(&item.charger);
        let for_us = match item.audience {
            Audience::All => true,
            Audience::Page => has_page,
            Audience::Others => !has_page,
        };
        if for_us && item.published.name == "frame" {
            // The publisher reads events again after a failure half-way.
            if item.published.seq <= self.frames_after {
                return None;
            }
            self.frames_after = item.published.seq;
        }
        for_us.then(|| item.published.clone())
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let mut watched = self.publisher.fan.watched();
        for id in &self.chargers {
            if let Some(count) = watched.get_mut(id) {
                *count -= 1;
                if *count == 0 {
                    watched.remove(id);
                }
            }
        }
    }
}
