//! An order given on a page that has no timeline: how it stands, and the messages that show it, as they come.

use crate::calls::chargers::sheet_of;
use crate::calls::reply::Reply;
use crate::ground::live::Live;
use actions::{Command, Event};
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{ChargerKey, CommandKey, Exchange, Frame, Seq, TraceFilter};

/// As many commands and as many exchanges are remembered, since an event may come before the answer that names its command.
const REMEMBERED: usize = 20;

#[derive(Clone, Copy)]
pub struct Follower {
    charger: StoredValue<ChargerKey>,
    followed: RwSignal<Option<CommandKey>>,
    /// Newest first, with the place of their state in the stream.
    commands: RwSignal<Vec<(Seq, Command)>>,
    /// Newest first, of any command.
    exchanges: RwSignal<Vec<Exchange>>,
    /// Counts up with each command of this charger that gets its verdict.
    settled: RwSignal<u32>,
}

impl Follower {
    pub fn new(charger: ChargerKey) -> Self {
        Self {
            charger: StoredValue::new(charger),
            followed: RwSignal::new(None),
            commands: RwSignal::new(Vec::new()),
            exchanges: RwSignal::new(Vec::new()),
            settled: RwSignal::new(0),
        }
    }

    /// Called in an effect.
    pub fn go_live(self, live: Live) {
        live.listen(move |event| match event {
            Event::Command(change) if change.command.charger == self.charger.get_value() => {
                if let Some(settled) = self.put(change.seq, change.command.clone()) {
                    live.announce(settled);
                }
            }
            Event::Frame(frame) if frame.charger == self.charger.get_value() => self.take(frame),
            // Something was missed.
            Event::Snapshot { .. } | Event::Bye { .. } => self.ask(),
            Event::Command(_) | Event::Frame(_) | Event::Charger { .. } | Event::Gone(_) => {}
        });
    }

    /// An order was taken: it is asked for at once, without waiting for the stream.
    pub fn follow(self, key: CommandKey) {
        self.followed.set(Some(key));
        self.ask();
    }

    /// The command that is followed, as it stands.
    pub fn command(self) -> Option<Command> {
        let followed = self.followed.get()?;
        self.commands.read().iter().find(|(_, command)| command.key == followed).map(|(_, command)| command.clone())
    }

    pub fn key(self) -> Option<CommandKey> {
        self.followed.get()
    }

    /// Its CALL with the answer, once it is sent.
    pub fn exchange(self) -> Option<Exchange> {
        let followed = self.followed.get()?;
        self.exchanges.read().iter().find(|exchange| is_of(exchange, &followed)).cloned()
    }

    pub fn settled(self) -> u32 {
        self.settled.get()
    }

    fn ask(self) {
        if self.followed.read_untracked().is_none() {
            return;
        }
        let charger = self.charger.get_value().to_string();
        spawn_local(async move {
            // If this fails, the live events bring it.
            if let Ok(Reply::Here(sheet)) = sheet_of(charger, TraceFilter::default(), None).await {
                let page = sheet.page;
                for command in page.timeline.rows {
                    self.put(page.seq, command);
                }
                for exchange in
                    page.trace.exchanges.into_iter().filter(|exchange| exchange.call.command.is_some()).rev()
                {
                    self.keep(exchange);
                }
            }
        });
    }

    /// Says the verdict of the followed command if it is new.
    fn put(self, seq: Seq, command: Command) -> Option<String> {
        let known = self.commands.read_untracked().iter().find(|(_, known)| known.key == command.key).cloned();
        if known.as_ref().is_some_and(|(before, _)| *before > seq) {
            return None;
        }
        let was_open = known.as_ref().is_none_or(|(_, known)| known.is_open());
        let settles = was_open && !command.is_open();
        let is_followed = self.followed.read_untracked().as_ref() == Some(&command.key);
        let words = format!("{}, {}: {}", command.charger_name, command.title(), command.verdict.words());
        self.commands.update(|commands| {
            commands.retain(|(_, other)| other.key != command.key);
            commands.insert(0, (seq, command));
            commands.truncate(REMEMBERED);
        });
        if settles {
            self.settled.update(|settled| *settled += 1);
        }
        (settles && is_followed).then_some(words)
    }

    fn take(self, frame: &Frame) {
        if frame.is_call() {
            if frame.command.is_some() {
                self.keep(Exchange::alone(frame.clone()));
            }
            return;
        }
        let belongs = self.exchanges.read_untracked().iter().any(|exchange| frame.pair == Some(exchange.call.seq));
        if belongs {
            self.exchanges.update(|exchanges| {
                for exchange in exchanges {
                    exchange.take(frame);
                }
            });
        }
    }

    /// What has been answered already is not put back.
    fn keep(self, exchange: Exchange) {
        self.exchanges.update(|exchanges| {
            let known = exchanges.iter_mut().find(|known| known.call.seq == exchange.call.seq);
            match known {
                Some(known) if known.answer.is_none() => *known = exchange,
                Some(_answered) => {}
                None => {
                    exchanges.insert(0, exchange);
                    exchanges.truncate(REMEMBERED);
                }
            }
        });
    }
}

fn is_of(exchange: &Exchange, key: &CommandKey) -> bool {
    exchange.call.command.as_ref().is_some_and(|(command, _)| command == key)
}
