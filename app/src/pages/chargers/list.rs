//! The list as it lives: each row has a signal of its own, moved by events; the numbers above are asked for again.

use crate::calls::chargers::list_of;
use crate::calls::reply::{Reply, sentence_of};
use crate::components::draft::leave_for_sign_in;
use crate::ground::live::Live;
use crate::ground::rows::{keep_place, set_if_new};
use crate::ground::steady::when_still;
use actions::Event;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{Charger, ChargerKey, ChargerQuery, Chargers};
use std::time::Duration;

/// After a row changed in a way that the numbers above tell.
const COUNT_AGAIN_AFTER: Duration = Duration::from_secs(1);
/// After something changed that is not on this page.
const COUNT_OTHERS_AFTER: Duration = Duration::from_secs(10);

#[derive(Clone)]
pub struct ChargerEntry {
    pub key: ChargerKey,
    pub charger: ArcRwSignal<Charger>,
    /// It has just changed and glows once.
    pub fresh: ArcRwSignal<bool>,
}

#[derive(Clone, Copy)]
pub struct List {
    pub rows: RwSignal<Vec<ChargerEntry>>,
    /// Numbers, filters and the next page; its rows are not looked at.
    pub info: RwSignal<Chargers>,
    pub trouble: RwSignal<Option<String>>,
    question: StoredValue<u32>,
    counting: StoredValue<Option<TimeoutHandle>>,
    counting_soon: StoredValue<bool>,
}

impl List {
    pub fn new(first: Chargers) -> Self {
        Self {
            rows: RwSignal::new(rows_of(first.rows.clone(), &[])),
            info: RwSignal::new(first),
            trouble: RwSignal::new(None),
            question: StoredValue::new(0),
            counting: StoredValue::new(None),
            counting_soon: StoredValue::new(false),
        }
    }

    /// Called in an effect: from here on the rows are live.
    pub fn go_live(self, live: Live, asked: Memo<ChargerQuery>) {
        live.watch(None, self.info.read_untracked().seq);
        live.listen(move |event| match event {
            Event::Charger { charger, .. } => self.take(charger, live, asked),
            Event::Gone(gone) => {
                if self.rows.read_untracked().iter().any(|row| row.key == gone.charger) {
                    keep_place();
                    self.rows.update(|rows| rows.retain(|row| row.key != gone.charger));
                }
                self.count_later(COUNT_AGAIN_AFTER, live, asked);
            }
            Event::Snapshot { .. } | Event::Bye { .. } => self.ask_again(live, asked),
            Event::Frame(_) | Event::Command(_) => {}
        });
        on_cleanup(move || {
            if let Some(Some(waiting)) = self.counting.try_get_value() {
                waiting.clear();
            }
        });
    }

    /// Asks for the page anew: another filter, or too much was missed.
    pub fn ask_again(self, live: Live, asked: Memo<ChargerQuery>) {
        let Some(question) = self.question.try_with_value(|question| question + 1) else { return };
        self.question.set_value(question);
        spawn_local(async move {
            let answer = list_of(asked.get_untracked()).await;
            // No row moves away under a finger.
            when_still(move || {
                // An answer to an older question is not shown.
                if self.question.try_get_value() != Some(question) {
                    return;
                }
                match answer {
                    Ok(Reply::Here(chargers)) => self.replace(chargers, live),
                    Ok(Reply::NotFound) => {}
                    Ok(Reply::SignedOut) => leave_for_sign_in(),
                    Err(error) => self.trouble.set(Some(sentence_of(&error))),
                }
            });
        });
    }

    fn replace(self, chargers: Chargers, live: Live) {
        set_if_new(&self.trouble, None);
        let known = self.rows.get_untracked();
        let rows = rows_of(chargers.rows.clone(), &known);
        // Where the same stand in the same order nobody is told: what hangs on the list would be made anew.
        if !rows.iter().map(|row| &row.key).eq(known.iter().map(|row| &row.key)) {
            keep_place();
            self.rows.set(rows);
        }
        live.watch(None, chargers.seq);
        self.info.set(chargers);
    }

    fn take(self, charger: &Charger, live: Live, asked: Memo<ChargerQuery>) {
        let row = self.rows.read_untracked().iter().find(|row| row.key == charger.key).cloned();
        let Some(row) = row else {
            self.count_later(COUNT_OTHERS_AFTER, live, asked);
            return;
        };
        let counts = {
            let before = row.charger.read_untracked();
            let shows = is_worth_a_glow(&before, charger);
            if shows {
                row.fresh.set(true);
            }
            shows
        };
        row.charger.set(charger.clone());
        if counts {
            self.count_later(COUNT_AGAIN_AFTER, live, asked);
        }
    }

    /// Asks again once things have settled a little; what is urgent does not wait for what is not.
    fn count_later(self, wait: Duration, live: Live, asked: Memo<ChargerQuery>) {
        let soon = wait == COUNT_AGAIN_AFTER;
        if let Some(waiting) = self.counting.get_value() {
            if !soon || self.counting_soon.get_value() {
                return;
            }
            waiting.clear();
        }
        self.counting_soon.set_value(soon);
        let waiting = set_timeout_with_handle(
            move || {
                // None: the list has gone.
                if self.counting.try_update_value(|waiting| *waiting = None).is_some() {
                    self.ask_again(live, asked);
                }
            },
            wait,
        );
        self.counting.set_value(waiting.ok());
    }
}

/// Rows that are known keep their signals, so that nothing on the screen is made anew.
fn rows_of(chargers: Vec<Charger>, known: &[ChargerEntry]) -> Vec<ChargerEntry> {
    chargers
        .into_iter()
        .map(|charger| match known.iter().find(|row| row.key == charger.key) {
            Some(row) => {
                set_if_new(&row.charger, charger);
                row.clone()
            }
            None => ChargerEntry {
                key: charger.key.clone(),
                charger: ArcRwSignal::new(charger),
                fresh: ArcRwSignal::new(false),
            },
        })
        .collect()
}

/// More than another heartbeat.
fn is_worth_a_glow(before: &Charger, now: &Charger) -> bool {
    before.online != now.online
        || before.reboot_needed != now.reboot_needed
        || before.alerts != now.alerts
        || before.registered != now.registered
        || before.open != now.open
        || before.site != now.site
        || before.firmware != now.firmware
        || before.connectors != now.connectors
}
