//! Pieces of work that wait for the writer: one by one, and what many chargers said of one kind, done as one.

use super::events;
use super::tx::Tx;
use crate::failure::Failure;
use futures::future::BoxFuture;
use std::any::{Any, TypeId};
use std::collections::HashSet;
use std::sync::Arc;
use tokio::sync::oneshot;

/// What a job's future looks like: it borrows the transaction.
pub type Job<'c, T, E = Failure> = BoxFuture<'c, Result<T, E>>;

/// Runs inside the group's transaction; what it returns is called after the commit (or its failure).
pub type Work = Box<dyn for<'c> FnOnce(&'c mut Tx) -> BoxFuture<'c, After> + Send>;

/// A piece of work that waits for its turn.
pub struct Boxed {
    /// When it was handed over: the moment that it speaks of.
    pub now: i64,
    pub work: Work,
}

/// What is left to do for one job when the transaction is over.
pub struct After {
    pub failed: bool,
    /// Told whether the group was committed.
    pub reply: Box<dyn FnOnce(bool) + Send>,
    /// What failed together is done one by one, so that one takes no other along.
    pub singly: Vec<Boxed>,
}

/// Takes in what several chargers said, each with its row id and at most once, and answers each.
pub type Together<T, R> = for<'c> fn(&'c mut Tx, Vec<(Arc<str>, T)>) -> Job<'c, Vec<R>>;

/// What a charger said, waiting for what others say of the same kind.
pub struct Piled {
    /// When it was handed over.
    now: i64,
    charger: Arc<str>,
    /// An `Item` of the kind.
    item: Box<dyn Any + Send>,
    /// Tells what is said and answered apart from everything else.
    kind: TypeId,
    merge: Merge,
}

type Merge = fn(Vec<Piled>) -> Boxed;

struct Item<T, R> {
    work: Together<T, R>,
    said: T,
    reply: oneshot::Sender<Result<R, Failure>>,
}

pub fn piled<T, R>(
    work: Together<T, R>,
    now: i64,
    charger: Arc<str>,
    said: T,
) -> (Piled, oneshot::Receiver<Result<R, Failure>>)
where
    T: Clone + Send + 'static,
    R: Send + 'static,
{
    let (reply, answer) = oneshot::channel();
    (
        Piled {
            now,
            charger,
            item: Box::new(Item { work, said, reply }),
            kind: TypeId::of::<Item<T, R>>(),
            merge: merge::<T, R>,
        },
        answer,
    )
}

impl Piled {
    pub fn charger(&self) -> &str {
        &self.charger
    }
}

/// What was said of one kind, as one piece of work.
fn merge<T, R>(piled: Vec<Piled>) -> Boxed
where
    T: Clone + Send + 'static,
    R: Send + 'static,
{
    let now = piled.last().map_or(0, |item| item.now);
    let items = piled.into_iter().filter_map(|piled| Some((piled.charger, *piled.item.downcast::<Item<T, R>>().ok()?)));
    together(now, items.collect())
}

fn together<T, R>(now: i64, items: Vec<(Arc<str>, Item<T, R>)>) -> Boxed
where
    T: Clone + Send + 'static,
    R: Send + 'static,
{
    let work: Work = Box::new(move |tx| {
        Box::pin(async move {
            let said = items.iter().map(|(charger, item)| (charger.clone(), item.said.clone())).collect();
            let result = match items.first() {
                Some((_, item)) => (item.work)(tx, said).await,
                None => Ok(Vec::new()),
            };
            events::tell(tx);
            match result {
                Ok(answers) => After { failed: false, reply: answer(items, answers), singly: Vec::new() },
                Err(error) if items.len() <= 1 => {
                    let reply = move |_| {
                        if let Some((_, item)) = items.into_iter().next() {
                            // Nobody may be waiting any more.
                            let _unheard = item.reply.send(Err(error));
                        }
                    };
                    After { failed: true, reply: Box::new(reply), singly: Vec::new() }
                }
                Err(error) => {
                    let error = &error as &dyn std::error::Error;
                    tracing::debug!(error, "what chargers said is taken in one by one, since it could not be together");
                    let singly = items.into_iter().map(|item| together(now, vec![item])).collect();
                    After { failed: true, reply: Box::new(|_| ()), singly }
                }
            }
        })
    });
    Boxed { now, work }
}

fn answer<T, R>(items: Vec<(Arc<str>, Item<T, R>)>, answers: Vec<R>) -> Box<dyn FnOnce(bool) + Send>
where
    T: Send + 'static,
    R: Send + 'static,
{
    Box::new(move |committed| {
        let mut answers = answers.into_iter().filter(|_| committed);
        for (_, item) in items {
            // Nobody may be waiting any more; the work is done all the same.
            let _unheard = item.reply.send(answers.next().ok_or(Failure::NotCommitted));
        }
    })
}

/// What is to be done together, by its kind.
#[derive(Default)]
pub struct Pile {
    kinds: Vec<Vec<Piled>>,
    chargers: HashSet<Arc<str>>,
}

impl Pile {
    /// Has this charger said something that waits here?
    pub fn holds(&self, charger: &str) -> bool {
        self.chargers.contains(charger)
    }

    pub fn add(&mut self, item: Piled) {
        self.chargers.insert(item.charger.clone());
        match self.kinds.iter_mut().find(|of_kind| of_kind.first().is_some_and(|other| other.kind == item.kind)) {
            Some(of_kind) => of_kind.push(item),
            None => self.kinds.push(vec![item]),
        }
    }

    pub fn take(&mut self) -> Vec<Boxed> {
        self.chargers.clear();
        let kinds = std::mem::take(&mut self.kinds).into_iter();
        kinds.filter_map(|items| items.first().map(|item| item.merge).map(|merge| merge(items))).collect()
    }
}
