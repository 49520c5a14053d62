//! A charger's page as it lives: the snapshot it came with, moved along by events, fetched again when too much was missed.

use crate::calls::chargers::{ChargerSheet, sheet_of};
use crate::calls::commands::list_of;
use crate::calls::firmware::Offer;
use crate::calls::reply::Reply;
use crate::components::draft::leave_for_sign_in;
use crate::ground::live::Live;
use crate::ground::rows::{keep_place, set_if_new};
use crate::ground::steady::when_still;
use crate::pages::charger::messages::Messages;
use actions::{Command, Commands, Event, Verdict, request_diagnostics};
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{
    ArchiveRef, Charger, ChargerKey, CommandKey, CommandQuery, Exchange, HeldHere, Moment, SecurityEvent, Seq,
};
use std::time::Duration;

/// Between what no event carries whole (security events, profiles, archives) and reading the page again, in which more may come.
const AGAIN_AFTER: Duration = Duration::from_secs(1);
/// The action by which chargers of every version report one.
const SECURITY_EVENT: &str = "SecurityEventNotification";

/// One command in the timeline with the sequence number of its state.
#[derive(Clone)]
pub struct Entry {
    pub key: CommandKey,
    pub seq: Seq,
    pub command: ArcRwSignal<Command>,
    /// It came while the page was open, so that its steps are shown.
    pub is_new: bool,
}

/// Everything on the page that moves.
#[derive(Clone, Copy)]
pub struct Sheet {
    pub key: StoredValue<ChargerKey>,
    pub charger: RwSignal<Charger>,
    pub may_order: RwSignal<bool>,
    pub may_manage: RwSignal<bool>,
    /// Newest first, a few.
    pub security: RwSignal<Vec<SecurityEvent>>,
    pub profiles: RwSignal<Vec<HeldHere>>,
    /// What the file host offers to its forms.
    pub offered: RwSignal<Offer>,
    /// The newest diagnostics that are here.
    pub archives: RwSignal<Vec<ArchiveRef>>,
    /// The page is about to be read again.
    reading_again: StoredValue<bool>,
    pub rendered_at: RwSignal<i64>,
    pub local_now: RwSignal<Moment>,
    pub once: RwSignal<String>,
    /// The newest CALL that is not routine, with its answer.
    pub last: RwSignal<Option<Exchange>>,
    /// The newest CALL of any kind.
    pub last_of_all: RwSignal<Option<Exchange>>,
    pub messages: Messages,
    pub entries: RwSignal<Vec<Entry>>,
    /// The charger was moved out of this person's sight.
    pub gone: RwSignal<bool>,
    /// An order that was just taken: its entry gets the focus when it is there.
    awaited: RwSignal<Option<CommandKey>>,
    /// Events up to here are in the snapshot.
    seq: StoredValue<Seq>,
}

impl Sheet {
    pub fn new(sheet: ChargerSheet) -> Self {
        let ChargerSheet { page, once, offered, archives } = sheet;
        let key = page.charger.key.clone();
        Self {
            messages: Messages::new(key.clone(), page.trace, page.actions_seen),
            key: StoredValue::new(key),
            charger: RwSignal::new(page.charger),
            may_order: RwSignal::new(page.may_order),
            may_manage: RwSignal::new(page.may_manage),
            security: RwSignal::new(page.security),
            profiles: RwSignal::new(page.profiles),
            offered: RwSignal::new(offered),
            archives: RwSignal::new(archives),
            reading_again: StoredValue::new(false),
            rendered_at: RwSignal::new(page.now),
            local_now: RwSignal::new(page.local_now),
            once: RwSignal::new(once.to_string()),
            last: RwSignal::new(page.last),
            last_of_all: RwSignal::new(page.last_of_all),
            entries: RwSignal::new(entries_of(page.timeline)),
            gone: RwSignal::new(false),
            awaited: RwSignal::new(None),
            seq: StoredValue::new(page.seq),
        }
    }

    /// Called in an effect: from here on the page is live.
    pub fn go_live(self, live: Live) {
        live.watch(Some(&self.key.get_value()), self.seq.get_value());
        live.listen(move |event| self.take(event, live));
        on_cleanup(move || live.leave());
    }

    /// An order was taken: the timeline is asked for at once, without waiting for the stream.
    pub fn expect(self, key: CommandKey, live: Live) {
        self.awaited.set(Some(key.clone()));
        let charger = self.key.get_value();
        spawn_local(async move {
            // If this fails, the live events bring the entry.
            let query = CommandQuery { charger: Some(charger), by_itself: true, ..CommandQuery::default() };
            if let Ok(Reply::Here(commands)) = list_of(query).await {
                let seq = commands.seq;
                for command in commands.rows {
                    let is_awaited = command.key == key;
                    // It may have ended before the stream tells so.
                    if let Some(verdict) = self.put(command, seq).filter(|_| is_awaited) {
                        live.announce(verdict);
                    }
                }
            }
        });
    }

    /// The entry that is to get the focus, once it is there.
    pub fn arrived(self) -> Option<CommandKey> {
        let awaited = self.awaited.get()?;
        let is_here = self.entries.read().iter().any(|entry| entry.key == awaited);
        if is_here {
            self.awaited.set(None);
        }
        is_here.then_some(awaited)
    }

    fn take(self, event: &Event, live: Live) {
        let here = self.key.get_value();
        match event {
            Event::Frame(frame) if frame.charger == here => {
                if frame.seq > self.seq.get_value() {
                    if frame.is_call() && frame.action.as_deref() == Some(SECURITY_EVENT) {
                        self.read_again_soon(live);
                    }
                    self.take_frame(frame);
                }
            }
            Event::Charger { seq, charger } if charger.key == here => {
                if *seq > self.seq.get_value() {
                    let before = self.charger.get_untracked();
                    // Somebody else may have seen them; and after a move into another time zone all times are told in that one.
                    if before.alerts != charger.alerts || before.site.time_zone != charger.site.time_zone {
                        self.read_again_soon(live);
                    }
                    self.charger.set((**charger).clone());
                }
            }
            Event::Command(change) if change.command.charger == here => {
                if let Some(verdict) = self.put(change.command.clone(), change.seq) {
                    live.announce(verdict);
                    let arrived = matches!(
                        change.command.verdict,
                        Verdict::RequestDiagnostics(request_diagnostics::Verdict::DiagnosticsReceived { .. })
                    );
                    if arrived || actions::facts(change.command.kind).changes_profiles {
                        self.read_again_soon(live);
                    }
                }
            }
            Event::Gone(gone) if gone.charger == here => self.gone.set(true),
            Event::Frame(_) | Event::Charger { .. } | Event::Command(_) | Event::Gone(_) => {}
            Event::Snapshot { .. } | Event::Bye { .. } => self.fetch_again(live),
        }
    }

    fn take_frame(self, frame: &model::Frame) {
        if frame.is_call() {
            self.last_of_all.set(Some(Exchange::alone(frame.clone())));
            if !frame.is_routine() {
                self.last.set(Some(Exchange::alone(frame.clone())));
            }
        } else {
            for last in [self.last, self.last_of_all] {
                let belongs = last.read_untracked().as_ref().is_some_and(|last| frame.pair == Some(last.call.seq));
                if belongs {
                    last.update(|last| {
                        if let Some(last) = last {
                            last.take(frame);
                        }
                    });
                }
            }
        }
        self.messages.take(frame);
    }

    /// Puts a command's new state in its place; an older one than is there changes nothing. Says the verdict if it is new.
    fn put(self, command: Command, seq: Seq) -> Option<String> {
        let known = self.entries.read_untracked().iter().position(|entry| entry.key == command.key);
        let Some(at) = known else {
            let settled_unseen = (!command.is_open()).then(|| sentence_of(&command));
            let place = place_of(&command);
            let entry = Entry { key: command.key.clone(), seq, command: ArcRwSignal::new(command), is_new: true };
            keep_place();
            self.entries.update(|entries| {
                let at = entries.iter().position(|other| place < place_of(&other.command.read_untracked()));
                entries.insert(at.unwrap_or(entries.len()), entry);
            });
            return settled_unseen;
        };
        let (before, signal) = self.entries.with_untracked(|entries| (entries[at].seq, entries[at].command.clone()));
        if seq < before {
            return None;
        }
        let was = signal.read_untracked().verdict.clone();
        let news = (was != command.verdict && !command.is_open()).then(|| sentence_of(&command));
        set_if_new(&signal, command);
        // One that ends keeps its place while the page is open: nothing moves under a reader's eyes or pointer.
        self.entries.update_untracked(|entries| entries[at].seq = seq);
        news
    }

    fn read_again_soon(self, live: Live) {
        if self.reading_again.get_value() {
            return;
        }
        self.reading_again.set_value(true);
        let waiting = set_timeout_with_handle(
            move || {
                if self.reading_again.try_update_value(|reading| *reading = false).is_some() {
                    self.fetch_again(live);
                }
            },
            AGAIN_AFTER,
        );
        // Without a timer the next event tries again.
        if waiting.is_err() {
            self.reading_again.set_value(false);
        }
    }

    /// Too much was missed, or the person changed: everything is read again and watched from there.
    pub fn fetch_again(self, live: Live) {
        let key = self.key.get_value();
        let filter = self.messages.filter();
        spawn_local(async move {
            match sheet_of(key.to_string(), filter, None).await {
                Ok(Reply::Here(sheet)) => when_still(move || self.replace(*sheet, live)),
                Ok(Reply::NotFound) => {
                    self.gone.try_set(true);
                }
                Ok(Reply::SignedOut) => leave_for_sign_in(),
                // The stream repairs itself and says again what was missed.
                Err(_) => {}
            }
        });
    }

    fn replace(self, sheet: ChargerSheet, live: Live) {
        let ChargerSheet { page, once: _, offered, archives } = sheet;
        // Gone meanwhile: another page is shown.
        if self.charger.try_set(page.charger).is_some() {
            return;
        }
        self.rendered_at.set(page.now);
        self.local_now.set(page.local_now);
        set_if_new(&self.may_order, page.may_order);
        set_if_new(&self.may_manage, page.may_manage);
        set_if_new(&self.security, page.security);
        set_if_new(&self.profiles, page.profiles);
        set_if_new(&self.offered, offered);
        set_if_new(&self.archives, archives);
        set_if_new(&self.last, page.last);
        set_if_new(&self.last_of_all, page.last_of_all);
        self.messages.replace(page.trace, page.actions_seen);
        for command in page.timeline.rows {
            self.put(command, page.seq);
        }
        self.seq.set_value(page.seq);
        live.watch(Some(&self.key.get_value()), page.seq);
    }
}

fn entries_of(timeline: Commands) -> Vec<Entry> {
    let seq = timeline.seq;
    let mut entries: Vec<Entry> = timeline
        .rows
        .into_iter()
        .map(|command| Entry { key: command.key.clone(), seq, command: ArcRwSignal::new(command), is_new: false })
        .collect();
    entries.sort_by_key(|entry| place_of(&entry.command.read_untracked()));
    entries
}

/// Open ones first, then the newest.
fn place_of(command: &Command) -> (bool, std::cmp::Reverse<i64>) {
    (!command.is_open(), std::cmp::Reverse(command.ordered.ms))
}

fn sentence_of(command: &Command) -> String {
    format!("{}, {}: {}", command.charger_name, command.title(), command.verdict.words())
}
