//! The page of actions as it lives: each row has a signal of its own, moved by events.

use crate::calls::commands::list_of;
use crate::calls::reply::{Reply, sentence_of};
use crate::components::draft::leave_for_sign_in;
use crate::ground::live::Live;
use crate::ground::rows::{Row, Rows, keep_place, renew, rows_of, set_if_new};
use crate::ground::steady::when_still;
use actions::{Command, Commands, Event};
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{CommandKey, CommandQuery, Seq};

/// The page as it lives.
#[derive(Clone, Copy)]
pub struct CommandList {
    pub rows: Rows<CommandKey, Command>,
    pub older: RwSignal<Option<String>>,
    pub trouble: RwSignal<Option<String>>,
    seq: StoredValue<Seq>,
    question: StoredValue<u32>,
}

impl CommandList {
    pub fn new(first: Commands) -> Self {
        Self {
            rows: RwSignal::new(rows_of(first.rows, key_of)),
            older: RwSignal::new(first.older),
            trouble: RwSignal::new(None),
            seq: StoredValue::new(first.seq),
            question: StoredValue::new(0),
        }
    }

    pub fn go_live(self, live: Live, asked: Memo<CommandQuery>) {
        live.watch(None, self.seq.get_value());
        live.listen(move |event| match event {
            Event::Command(change) if change.seq > self.seq.get_value() => self.take(&change.command, live, asked),
            Event::Gone(gone) => {
                let is_here = |row: &Row<CommandKey, Command>| row.shown.read_untracked().charger == gone.charger;
                if self.rows.read_untracked().iter().any(is_here) {
                    keep_place();
                    self.rows.update(|rows| rows.retain(|row| !is_here(row)));
                }
            }
            Event::Snapshot { .. } | Event::Bye { .. } => self.ask_again(live, asked),
            Event::Command(_) | Event::Frame(_) | Event::Charger { .. } => {}
        });
    }

    fn take(self, command: &Command, live: Live, asked: Memo<CommandQuery>) {
        let known = self.rows.read_untracked().iter().find(|row| row.key == command.key).map(|row| row.shown.clone());
        match known {
            Some(signal) => {
                let settled = signal.read_untracked().is_open() && !command.is_open();
                signal.set(command.clone());
                if settled {
                    live.announce(format!(
                        "{}, {}: {}",
                        command.charger_name,
                        command.title(),
                        command.verdict.words()
                    ));
                }
            }
            // Words are looked for by the server; here a new one shows where the other filters admit it.
            None if admits(&asked.read_untracked(), command) => {
                let row = Row { key: command.key.clone(), shown: ArcRwSignal::new(command.clone()) };
                keep_place();
                self.rows.update(|rows| rows.insert(0, row));
            }
            None => {}
        }
    }

    pub fn ask_again(self, live: Live, asked: Memo<CommandQuery>) {
        // None: the list has gone.
        let Some(question) = self.question.try_with_value(|question| question + 1) else { return };
        self.question.set_value(question);
        spawn_local(async move {
            let answer = list_of(asked.get_untracked()).await;
            // No row moves away under a finger.
            when_still(move || {
                if self.question.try_get_value() != Some(question) {
                    return;
                }
                match answer {
                    Ok(Reply::Here(commands)) => {
                        set_if_new(&self.trouble, None);
                        renew(self.rows, commands.rows, key_of);
                        set_if_new(&self.older, commands.older);
                        self.seq.set_value(commands.seq);
                        live.watch(None, commands.seq);
                    }
                    Ok(Reply::NotFound) => {}
                    Ok(Reply::SignedOut) => leave_for_sign_in(),
                    Err(error) => self.trouble.set(Some(sentence_of(&error))),
                }
            });
        });
    }
}

fn admits(query: &CommandQuery, command: &Command) -> bool {
    query.before.is_none()
        && query.search.is_none()
        && query.charger.as_ref().is_none_or(|charger| *charger == command.charger)
        && query.kind.is_none_or(|kind| kind == command.kind)
        && (!query.open || command.is_open())
        && (query.by_itself || !command.is_by_itself())
}

fn key_of(command: &Command) -> CommandKey {
    command.key.clone()
}
