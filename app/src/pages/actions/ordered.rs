//! The page of actions as it lives: each row has a signal of its own, moved by events.

use super::ask;
use crate::kept::leave_for_sign_in;
use crate::live::Live;
use crate::reads::{Reply, sentence_of};
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{Command, CommandKey, CommandQuery, Commands, Event, Seq};

#[derive(Clone)]
pub struct Row {
    pub key: CommandKey,
    pub command: ArcRwSignal<Command>,
}

/// The page as it lives.
#[derive(Clone, Copy)]
pub struct Ordered {
    pub rows: RwSignal<Vec<Row>>,
    pub older: RwSignal<Option<String>>,
    pub trouble: RwSignal<Option<String>>,
    seq: StoredValue<Seq>,
    question: StoredValue<u32>,
}

impl Ordered {
    pub fn new(first: Commands) -> Self {
        Self {
            rows: RwSignal::new(rows_of(first.rows)),
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
                self.rows.update(|rows| rows.retain(|row| row.command.read_untracked().charger != gone.charger));
            }
            Event::Snapshot { .. } | Event::Bye { .. } => self.ask_again(live, asked),
            Event::Command(_) | Event::Frame(_) | Event::Charger { .. } => {}
        });
    }

    fn take(self, command: &Command, live: Live, asked: Memo<CommandQuery>) {
        let known = self.rows.read_untracked().iter().find(|row| row.key == command.key).map(|row| row.command.clone());
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
                let row = Row { key: command.key.clone(), command: ArcRwSignal::new(command.clone()) };
                self.rows.update(|rows| rows.insert(0, row));
            }
            None => {}
        }
    }

    pub fn ask_again(self, live: Live, asked: Memo<CommandQuery>) {
        let question = self.question.with_value(|question| question + 1);
        self.question.set_value(question);
        spawn_local(async move {
            let answer = ask(asked.get_untracked()).await;
            if self.question.try_get_value() != Some(question) {
                return;
            }
            match answer {
                Ok(Reply::Here(commands)) => {
                    self.trouble.set(None);
                    self.rows.set(rows_of(commands.rows));
                    self.older.set(commands.older);
                    self.seq.set_value(commands.seq);
                    live.watch(None, commands.seq);
                }
                Ok(Reply::NotFound) => {}
                Ok(Reply::SignedOut) => leave_for_sign_in(),
                Err(error) => self.trouble.set(Some(sentence_of(&error))),
            }
        });
    }
}

fn admits(query: &CommandQuery, command: &Command) -> bool {
    query.before.is_none()
        && query.search.is_none()
        && query.charger.as_ref().is_none_or(|charger| *charger == command.charger)
        && query.kind.is_none_or(|kind| kind == command.kind)
        && (!query.open || command.is_open())
}

fn rows_of(commands: Vec<Command>) -> Vec<Row> {
    commands.into_iter().map(|command| Row { key: command.key.clone(), command: ArcRwSignal::new(command) }).collect()
}
