//! Tells screens: reads events in the order of their commits, and makes each payload once.

use super::handle::Publisher;
use super::item::{Audience, Item, published};
use super::watch::STATES_BACK_MS;
use crate::failure::Failure;
use crate::store::events::{self, StoredEvent, Told};
use crate::store::{Reading, chargers, commands};
use actions::{Event, Gone, LiveCommand};
use model::Seq;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// Events read at a time.
const READ: i64 = 1000;
/// So many are looked at again at most when somebody listens again.
const READ_BACK: i64 = 10_000;
/// The log is also looked at so often, because the command line writes to it beside us.
const POLL: Duration = Duration::from_secs(1);
/// A charger's state goes out at most so often.
const STATE_PACE: Duration = Duration::from_secs(1);
/// When only its last message is new, a charger's state goes to those who do not have its page open at most so often.
const ROUTINE_PACE: Duration = Duration::from_secs(5);

/// A charger whose state has changed since it was last told.
#[derive(Debug)]
struct Dirty {
    /// The newest event that made it so.
    seq: Seq,
    /// More than its last message is new, for those without its page.
    changed: bool,
    waiting_page: bool,
    waiting_all: bool,
    told_page: Option<Instant>,
    told_all: Option<Instant>,
}

impl Dirty {
    /// When those who have the page open are told next.
    fn page_due(&self, now: Instant) -> Option<Instant> {
        self.waiting_page.then(|| self.told_page.map_or(now, |told| told + STATE_PACE))
    }

    /// When everyone is told next.
    fn all_due(&self, now: Instant) -> Option<Instant> {
        let pace = if self.changed { STATE_PACE } else { ROUTINE_PACE };
        self.waiting_all.then(|| self.told_all.map_or(now, |told| told + pace))
    }

    /// Who is to be told now, if anyone.
    fn take_due(&mut self, now: Instant) -> Option<Audience> {
        if self.all_due(now).is_some_and(|due| due <= now) {
            (self.waiting_all, self.waiting_page, self.changed) = (false, false, false);
            (self.told_all, self.told_page) = (Some(now), Some(now));
            return Some(Audience::All);
        }
        if self.page_due(now).is_some_and(|due| due <= now) {
            self.waiting_page = false;
            self.told_page = Some(now);
            return Some(Audience::Page);
        }
        None
    }
}

/// Settles from where on is published. Before anybody can watch: what is between a watch's first look and this is lost.
pub async fn begin(publisher: &Publisher) -> Result<(), Failure> {
    let mut reading = publisher.store.read().await?;
    publisher.fan.set_told(events::newest(&mut reading).await?);
    Ok(())
}

/// Reads the log and publishes, until the backend closes.
pub async fn run(publisher: Publisher) {
    let closing = publisher.closing.clone();
    let mut commits = publisher.store.commits();
    let mut task = Task { publisher, dirty: HashMap::new(), commands: HashMap::new(), rests: false };
    loop {
        let next = task.next_due().unwrap_or_else(|| Instant::now() + POLL).min(Instant::now() + POLL);
        tokio::select! {
            () = closing.cancelled() => return,
            changed = commits.changed() => if changed.is_err() { return },
            () = tokio::time::sleep_until(next) => {}
        }
        if let Err(error) = task.publish().await {
            tracing::error!(error = &error as &dyn std::error::Error, "live updates could not be published");
            tokio::time::sleep(POLL).await;
        }
    }
}

struct Task {
    publisher: Publisher,
    /// By charger row id. Cleared of those that were told and are quiet.
    dirty: HashMap<Arc<str>, Dirty>,
    /// Commands to be told to those without the page: row id to charger and sequence.
    commands: HashMap<String, (Arc<str>, Seq)>,
    /// Nobody has listened since the log was read last.
    rests: bool,
}

impl Task {
    fn next_due(&self) -> Option<Instant> {
        let now = Instant::now();
        self.dirty.values().flat_map(|dirty| [dirty.page_due(now), dirty.all_due(now)]).flatten().min()
    }

    async fn publish(&mut self) -> Result<(), Failure> {
        let publisher = self.publisher.clone();
        let fan = &publisher.fan;
        if fan.is_unheard() {
            self.rest();
            return Ok(());
        }
        loop {
            let mut reading = publisher.store.read().await?;
            let newest = events::newest(&mut reading).await?;
            if std::mem::take(&mut self.rests) {
                // Whoever listens has read what is older.
                let back = events::before(&mut reading, newest, STATES_BACK_MS).await?;
                fan.set_told(back.max(Seq(newest.0 - READ_BACK)).max(fan.told()));
            }
            let after = fan.told();
            if newest <= after {
                break;
            }
            let until = Seq(newest.0.min(after.0 + READ));
            let mut singly = false;
            for said in events::chargers_between(&mut reading, after, until).await? {
                let charger: Arc<str> = said.charger.into();
                singly |= said.is_told_singly || fan.is_watched(&charger);
                self.mark(&charger, Seq(said.newest), said.has_changed);
            }
            if singly {
                let watched = fan.watched_list();
                for event in events::told_between(&mut reading, after, until, &watched).await? {
                    self.take(&mut reading, event).await?;
                }
            }
            fan.set_told(until);
        }
        self.tell_states().await
    }

    /// Nobody listens, and nobody is owed anything.
    fn rest(&mut self) {
        self.rests = true;
        self.dirty.clear();
        self.commands.clear();
    }

    /// What is told one by one: commands, moves, and the frames of chargers whose pages are open.
    async fn take(&mut self, reading: &mut Reading, event: StoredEvent) -> Result<(), Failure> {
        let fan = self.publisher.fan.clone();
        let charger = event.charger;
        match event.told {
            Told::Frame { frame, organisation } => {
                if fan.is_watched(&charger) {
                    fan.send_frame(*frame, charger, organisation)?;
                }
            }
            Told::Command(command) => {
                if fan.is_watched(&charger)
                    && let Some(loaded) = commands::load(reading, std::slice::from_ref(&command)).await?.pop()
                {
                    fan.send(Item {
                        published: published(&Event::Command(LiveCommand { seq: event.seq, command: loaded.command }))?,
                        charger: charger.clone(),
                        organisation: loaded.organisation,
                        gone_from: None,
                        audience: Audience::Page,
                    });
                }
                self.commands.insert(command, (charger, event.seq));
            }
            Told::Moved { organisation_before } => {
                // At once: those who may no longer see it must not wait for a pace.
                if let Some(loaded) = chargers::load(reading, &[charger.to_string()]).await?.pop() {
                    let gone = Event::Gone(Gone { seq: event.seq, charger: loaded.charger.key.clone() });
                    let gone_from = match organisation_before {
                        Some(before) => Some((before, published(&gone)?)),
                        None => None,
                    };
                    let state = Event::Charger { seq: event.seq, charger: Box::new(loaded.charger) };
                    fan.send(Item {
                        published: published(&state)?,
                        charger,
                        organisation: loaded.organisation,
                        gone_from,
                        audience: Audience::All,
                    });
                }
            }
        }
        Ok(())
    }

    fn mark(&mut self, charger: &Arc<str>, seq: Seq, changed: bool) {
        let watched = self.publisher.fan.is_watched(charger);
        let dirty = self.dirty.entry(charger.clone()).or_insert(Dirty {
            seq,
            changed: false,
            waiting_page: false,
            waiting_all: false,
            told_page: None,
            told_all: None,
        });
        dirty.seq = seq;
        dirty.waiting_all = true;
        dirty.waiting_page |= watched;
        dirty.changed |= changed;
    }

    /// Tells the states whose time has come, and forgets what is quiet.
    async fn tell_states(&mut self) -> Result<(), Failure> {
        let now = Instant::now();
        let due: Vec<(Arc<str>, Audience, Seq)> = self
            .dirty
            .iter_mut()
            .filter_map(|(charger, dirty)| Some((charger.clone(), dirty.take_due(now)?, dirty.seq)))
            .collect();
        if !due.is_empty()
            && let Err(error) = self.send_states(&due).await
        {
            // They are told with the next attempt.
            for (charger, _, _) in &due {
                if let Some(dirty) = self.dirty.get_mut(charger) {
                    (dirty.waiting_all, dirty.waiting_page, dirty.changed) = (true, true, true);
                }
            }
            return Err(error);
        }
        self.dirty.retain(|_, dirty| dirty.waiting_all || dirty.told_all.is_some_and(|told| told + ROUTINE_PACE > now));
        Ok(())
    }

    async fn send_states(&mut self, due: &[(Arc<str>, Audience, Seq)]) -> Result<(), Failure> {
        let publisher = self.publisher.clone();
        let fan = &publisher.fan;
        if fan.is_unheard() {
            self.commands.clear();
            return Ok(());
        }
        let told: HashMap<&str, (Audience, Seq)> =
            due.iter().map(|(charger, audience, seq)| (&**charger, (*audience, *seq))).collect();
        let ids: Vec<String> = due.iter().map(|(charger, _, _)| charger.to_string()).collect();
        let mut reading = publisher.store.read().await?;
        for loaded in chargers::load(&mut reading, &ids).await? {
            let Some((audience, seq)) = told.get(loaded.id.as_str()).copied() else { continue };
            let state = Event::Charger { seq, charger: Box::new(loaded.charger) };
            fan.send(Item {
                published: published(&state)?,
                charger: loaded.id.into(),
                organisation: loaded.organisation,
                gone_from: None,
                audience,
            });
        }
        let ripe: Vec<String> = self
            .commands
            .iter()
            .filter(|(_, (charger, _))| told.get(&**charger).is_some_and(|(audience, _)| *audience == Audience::All))
            .map(|(command, _)| command.clone())
            .collect();
        for loaded in commands::load(&mut reading, &ripe).await? {
            if let Some((charger, seq)) = self.commands.remove(&loaded.id) {
                fan.send(Item {
                    published: published(&Event::Command(LiveCommand { seq, command: loaded.command }))?,
                    charger,
                    organisation: loaded.organisation,
                    gone_from: None,
                    audience: Audience::Others,
                });
            }
        }
        Ok(())
    }
}
