//! The messages of a charger as they live: newest first, filtered, paused, with older ones behind a button.

use crate::calls::chargers::messages_of;
use crate::calls::reply::{Reply, sentence_of};
use crate::components::draft::leave_for_sign_in;
use crate::ground::rows::{Row, Rows, renew, rows_of, set_if_new};
use crate::ground::steady::when_still;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{ChargerKey, Exchange, Frame, Seq, Trace, TraceFilter};

/// As many rows are kept on a page that stays open; what falls off the end is behind **Load older** again.
const ROWS_MAX: usize = 1000;
/// As many CALLs are remembered that the filter does not show yet, since their answer may be an error.
const HIDDEN_MAX: usize = 100;

#[derive(Clone, Copy)]
pub struct Messages {
    charger: StoredValue<ChargerKey>,
    pub rows: Rows<Seq, Exchange>,
    /// There are older ones before this.
    pub older: RwSignal<Option<Seq>>,
    pub actions_seen: RwSignal<Vec<String>>,
    pub paused: RwSignal<bool>,
    /// How many have come since it was paused.
    pub missed: RwSignal<usize>,
    pub trouble: RwSignal<Option<String>>,
    filter: RwSignal<TraceFilter>,
    hidden: StoredValue<Vec<Exchange>>,
    question: StoredValue<u32>,
}

impl Messages {
    pub fn new(charger: ChargerKey, trace: Trace, actions_seen: Vec<String>) -> Self {
        Self {
            charger: StoredValue::new(charger),
            rows: RwSignal::new(rows_of(trace.exchanges, seq_of)),
            older: RwSignal::new(trace.older),
            actions_seen: RwSignal::new(actions_seen),
            paused: RwSignal::new(false),
            missed: RwSignal::new(0),
            trouble: RwSignal::new(None),
            filter: RwSignal::new(TraceFilter::default()),
            hidden: StoredValue::new(Vec::new()),
            question: StoredValue::new(0),
        }
    }

    pub fn filter(self) -> TraceFilter {
        self.filter.get_untracked()
    }

    /// The filter that the rows were read with.
    pub fn begin_with(self, filter: TraceFilter) {
        self.filter.set(filter);
    }

    /// Another filter: the rows are read again.
    pub fn show(self, filter: TraceFilter) {
        if filter != self.filter.get_untracked() {
            self.filter.set(filter);
            self.read_again();
        }
    }

    pub fn pause(self, paused: bool) {
        self.paused.set(paused);
        if !paused && self.missed.get_untracked() > 0 {
            self.read_again();
        }
        self.missed.set(0);
    }

    /// A new frame: a new row, or the answer in an old one.
    pub fn take(self, frame: &Frame) {
        if let Some(action) = frame.action.as_ref().filter(|_| frame.is_call()) {
            let is_new = !self.actions_seen.read_untracked().contains(action);
            if is_new {
                self.actions_seen.update(|seen| {
                    seen.push(action.clone());
                    seen.sort();
                });
            }
        }
        if self.paused.get_untracked() {
            self.missed.update(|missed| *missed += 1);
            return;
        }
        if let Some(call) = frame.pair {
            let row = self.rows.read_untracked().iter().find(|row| row.key == call).map(|row| row.shown.clone());
            if let Some(exchange) = row {
                exchange.update(|exchange| {
                    exchange.take(frame);
                });
                return;
            }
            let hidden = self.hidden.try_update_value(|hidden| {
                let at = hidden.iter().position(|exchange| exchange.call.seq == call)?;
                hidden[at].take(frame);
                Some(hidden[at].clone())
            });
            if let Some(exchange) = hidden.flatten() {
                self.insert(exchange);
            }
            return;
        }
        self.insert(Exchange::alone(frame.clone()));
    }

    /// A fresh snapshot of the newest.
    pub fn replace(self, trace: Trace, actions_seen: Vec<String>) {
        renew(self.rows, trace.exchanges, seq_of);
        set_if_new(&self.older, trace.older);
        set_if_new(&self.actions_seen, actions_seen);
        self.hidden.set_value(Vec::new());
        self.missed.set(0);
    }

    pub fn load_older(self) {
        if let Some(before) = self.older.get_untracked() {
            self.ask(Some(before));
        }
    }

    /// The row that holds this frame, as a call or as an answer.
    pub fn row_of(self, frame: Seq) -> Option<Seq> {
        let rows = self.rows.read_untracked();
        rows.iter()
            .find(|row| {
                let exchange = row.shown.read_untracked();
                exchange.call.seq == frame || exchange.answer.as_ref().is_some_and(|answer| answer.seq == frame)
            })
            .map(|row| row.key)
    }

    fn read_again(self) {
        self.ask(None);
    }

    /// Reads the newest, or those before a sequence number.
    fn ask(self, before: Option<Seq>) {
        // None: the page has gone.
        let Some(question) = self.question.try_with_value(|question| question + 1) else { return };
        self.question.set_value(question);
        let (charger, filter) = (self.charger.get_value(), self.filter());
        spawn_local(async move {
            let answer = messages_of(charger, filter, before).await;
            when_still(move || {
                // An answer to an older question is not shown.
                if self.question.try_get_value() == Some(question) {
                    self.take_answer(answer, before.is_some());
                }
            });
        });
    }

    fn take_answer(self, answer: Result<Reply<Trace>, ServerFnError>, is_older: bool) {
        match answer {
            Ok(Reply::Here(trace)) => {
                self.trouble.set(None);
                self.older.set(trace.older);
                if is_older {
                    self.rows.update(|all| all.extend(rows_of(trace.exchanges, seq_of)));
                } else {
                    renew(self.rows, trace.exchanges, seq_of);
                    self.hidden.set_value(Vec::new());
                }
            }
            Ok(Reply::NotFound) => self.trouble.set(Some("The charger is not there any more.".to_owned())),
            Ok(Reply::SignedOut) => leave_for_sign_in(),
            Err(error) => self.trouble.set(Some(sentence_of(&error))),
        }
    }

    fn insert(self, exchange: Exchange) {
        if !self.filter.read_untracked().admits(&exchange) {
            self.hidden.update_value(|hidden| {
                hidden.retain(|other| other.call.seq != exchange.call.seq);
                hidden.push(exchange);
                if hidden.len() > HIDDEN_MAX {
                    hidden.remove(0);
                }
            });
            return;
        }
        let seq = exchange.call.seq;
        let at = self.rows.read_untracked().iter().position(|row| row.key <= seq);
        let is_known = at.is_some_and(|at| self.rows.read_untracked()[at].key == seq);
        if is_known {
            return;
        }
        let row = Row { key: seq, shown: ArcRwSignal::new(exchange) };
        self.rows.update(|rows| {
            rows.insert(at.unwrap_or(rows.len()), row);
            rows.truncate(ROWS_MAX);
        });
        let last_kept = self.rows.read_untracked().last().map(|row| row.key);
        if self.rows.read_untracked().len() == ROWS_MAX {
            self.older.set(last_kept);
        }
    }
}

fn seq_of(exchange: &Exchange) -> Seq {
    exchange.call.seq
}
