//! What every action must answer, and how an action's file sees the command that it decides on.

use crate::life::{Case, Life, Waits};
use crate::{Command, Common, Order, OrderForm, Verdict};
use model::{Outcome, Refusal, Tone};
use std::marker::PhantomData;
use words::Evidence;

/// One thing that can be ordered. Each has a file of its own; what most of them share is called from there, and lies in `life`.
pub trait Action: Sized {
    /// How it ends, beside the ways in which anything can end.
    type Verdict: Own;

    const FACTS: Facts;

    /// The order that a form asks for, or the field at fault.
    fn read(form: &OrderForm) -> Result<Order, Refusal>;

    /// How long it is waited for.
    fn wait(waits: &Waits) -> Wait;

    /// An answer came, and nothing but an answer was missing.
    fn answered(case: &mut Case<'_, Self>, answer: &Answer<'_>);

    /// All of its CALLs are settled, where it takes several.
    fn added_up(case: &mut Case<'_, Self>, parts: &Parts<'_>) -> Ending<Self>;

    /// Something was seen that is not of every command.
    fn saw(case: &mut Case<'_, Self>, evidence: &Evidence);

    /// A second look is due, at the time that was asked for.
    fn looks(case: &mut Case<'_, Self>);

    /// It is not waited for any longer. `unanswered`: what the answer comes to, where it is missing or says neither yes nor no.
    fn given_up(life: &Life, unanswered: Option<Common>) -> Ending<Self>;

    /// Does this say that it goes on after all, although it had failed?
    fn goes_on(life: &Life, evidence: &Evidence, now: i64) -> bool;

    /// What the charger is in because of it, in the words of a badge: never more than its delivery says.
    fn state(command: &Command) -> String;

    /// What is still to come after the answer, while it is open.
    fn ahead(command: &Command) -> Vec<&'static str>;
}

/// What is always true of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The charger must be connected.
    pub needs_connection: bool,
    /// Only administrators may order it.
    pub for_administrators: bool,
    /// Several may be open at once on one charger: each is settled by its own answer.
    pub may_repeat: bool,
    /// There is a version in which a second one takes the first one's place.
    pub may_be_replaced: bool,
    /// The charger reports how far it is, and is asked for that when it says nothing for long.
    pub reports_progress: bool,
    pub ends_by: EndsBy,
    /// A boot may show that it was done.
    pub proven_by_boot: bool,
    /// Further CALLs of its own may follow the answer.
    pub asks_on: bool,
    /// A message that the charger was asked for shows that it was done.
    pub waits_for_notice: bool,
    /// The charger may hold other charging profiles after it.
    pub changes_profiles: bool,
    /// What it is about stands in its title.
    pub subject_in_title: bool,
    pub ordered_at: OrderedAt,
    pub sign: Sign,
    /// What to do after a plain no.
    pub rejected: Rejected,
}

/// What shows that it was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndsBy {
    /// The answer alone.
    Answer,
    /// What is seen, whatever is answered.
    Effect,
}

/// Where, on the charger's pages, it is ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderedAt {
    /// By a form of its own.
    Form,
    /// Where messages are written by hand.
    MessagePage,
    ConfigurationPage,
    /// By a button on the timeline.
    Timeline,
}

/// The drawing beside its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    Power,
    Up,
    Down,
    Broom,
    Wave,
    Move,
    Message,
    Sliders,
    Pencil,
    Undo,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rejected {
    pub words: &'static str,
    pub offer: Option<Offer>,
}

impl Rejected {
    /// Nothing more is known of why.
    pub const PLAINLY: Rejected = Rejected { words: "The charger refused. Look at its messages.", offer: None };
}

/// What a button beside the verdict does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// The same once more.
    Again,
    Reboot,
    /// A harder reboot than the one that was ordered.
    HardReboot,
}

/// How long a command is waited for, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// Counts from the sending; nothing renews it.
    FromSending(i64),
    /// Begins anew with each sign of progress.
    SinceSign(i64),
}

/// An answer, with the charger's own words on it.
pub struct Answer<'a> {
    pub outcome: &'a Outcome,
    pub after_ms: i64,
    pub info: Option<&'a String>,
}

/// What several CALLs of one command came to.
pub struct Parts<'a> {
    /// So many were taken.
    pub done: i64,
    /// Those that were refused, or not heard of.
    pub failed: Vec<&'a str>,
    /// Where none was taken: the first that says why.
    pub refusal: Common,
    /// A message that went in parts: what it was answered with, or what went wrong with one of them.
    pub told: Result<Option<String>, Common>,
}

/// The ways in which an action can end, told in words.
pub trait Ends {
    /// In a few words.
    fn words(&self) -> String;

    fn tone(&self) -> Tone;

    /// What the operator can do next, where something is to be done.
    fn next_step(&self) -> Option<&'static str>;

    /// What a button beside it does.
    fn offer(&self) -> Option<Offer>;

    /// Does it rest on an answer that is still to come?
    fn lacks_answer(&self) -> bool {
        false
    }

    /// Were some of its CALLs not done, so that a late answer may still complete it?
    fn is_in_part(&self) -> bool {
        false
    }
}

/// The verdicts of one group among all.
pub trait Own: Ends + Into<Verdict> {
    fn of(verdict: &Verdict) -> Option<&Self>;
}

/// What an action may end as: its own verdicts and those of any command, not those of another action.
///
/// ```
/// use actions::{Common, Ending, Reboot, reboot};
/// let _ = Ending::<Reboot>::new(reboot::Verdict::DidNotReboot);
/// let _ = Ending::<Reboot>::new(Common::NoAnswer);
/// ```
///
/// ```compile_fail,E0277
/// use actions::{Ending, Reboot, update_firmware};
/// let _ = Ending::<Reboot>::new(update_firmware::Verdict::DownloadFailed);
/// ```
///
/// ```compile_fail,E0277
/// use actions::{Ending, FileVerdict, Reboot};
/// let _ = Ending::<Reboot>::new(FileVerdict::HostNotReached { status: String::new() });
/// ```
pub trait EndOf<A: Action> {
    fn verdict(self) -> Verdict;
}

impl<A: Action> EndOf<A> for Common {
    fn verdict(self) -> Verdict {
        self.into()
    }
}

/// A verdict that this action may end with.
pub struct Ending<A> {
    verdict: Verdict,
    action: PhantomData<A>,
}

impl<A: Action> Ending<A> {
    pub fn new(verdict: impl EndOf<A>) -> Self {
        Self { verdict: verdict.verdict(), action: PhantomData }
    }
}

impl<A: Action> EndOf<A> for Ending<A> {
    fn verdict(self) -> Verdict {
        self.verdict
    }
}

/// Its name and how it stands: the badge of what changes nothing that an operator must know of.
pub(crate) fn standing_of(command: &Command) -> String {
    format!("{}: {}", command.kind.label(), command.standing().to_lowercase())
}
