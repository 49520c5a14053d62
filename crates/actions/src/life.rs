//! A command's life: takes evidence in, gives steps and verdicts out. Here is what every command goes through; what an action makes of it
//! is asked of its own file.

mod answers;
mod case;
mod deadlines;
mod reopen;
mod silence;
mod tally;
#[cfg(test)]
mod tests;

pub use case::Case;
pub use reopen::DoubtedFailure;
pub use tally::{Tally, TallyKey};

use crate::action::Action;
use crate::verdict::Common;
use crate::{Verdict, facts, with_action};
use model::{
    CommandKind, Delivery, DiagnosticsStatus, FileProtocol, FirmwareStatus, Hold, Notice, Outcome, RebootNeeded,
    StepKind,
};
use serde::{Deserialize, Serialize};
use words::{Evidence, Purpose, Unheard};

/// How long after a verdict a boot or a status may still correct it, for commands that wait for progress.
pub const CORRECTABLE_MS: i64 = 24 * 3600 * 1000;

/// What a charger was asked to tell may come so long after it was given up, and is still what was asked for.
const LATE_NOTICE_MS: i64 = 3600 * 1000;

/// The waiting times that apply, in milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Waits {
    pub reboot: i64,
    pub firmware: i64,
    pub diagnostics: i64,
    /// For a file that comes here, after the charger's word.
    pub arrival: i64,
    /// Between two parts of a charger's configuration.
    pub configuration: i64,
    /// For charging sessions to end, where a reboot waits for them.
    pub sessions: i64,
}

/// What was seen so far, beside delivery and verdict.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Progress {
    /// When the line went down last, by whosever doing.
    pub offline_at: Option<i64>,
    pub came_back_at: Option<i64>,
    /// It is down now.
    pub away: bool,
    /// When it first went down without our doing.
    pub gone_at: Option<i64>,
    pub answered_at: Option<i64>,
    /// When the last session ended that a reboot waits for.
    pub session_ended_at: Option<i64>,
    /// What an answer comes to that is neither yes nor no, where nothing more is seen.
    pub odd_answer: Option<Common>,
    /// The step that tells of boots on a connection that was never away, and how many there were.
    pub booted_in_place: Option<i64>,
    pub boots_in_place: i64,
    pub booted_at: Option<i64>,
    /// The version at the newest boot after sending.
    pub booted_with: Option<String>,
    pub firmware: Option<FirmwareStatus>,
    pub installed: bool,
    pub diagnostics: Option<DiagnosticsStatus>,
    pub file: Option<String>,
    /// What is told once and counted after that.
    pub counted: Vec<Tally>,
    /// The step that says Installed was not reported.
    pub missed_installed: Option<i64>,
    /// One EVSE alone is restarted.
    pub evse: Option<i64>,
    /// It has reported to be out of service since.
    pub evse_was_out: bool,
    /// Nothing heard for so long while it works is more than this model usually takes, in milliseconds.
    pub silence_ms: Option<i64>,
    /// When something was last heard about it, and the step that tells that it was asked since.
    pub heard_at: Option<i64>,
    pub asked: Option<i64>,
    /// The step that tells that it is held back, and what it tells.
    pub held: Option<i64>,
    pub held_by: Vec<Hold>,
    /// The reason of a boot that was not this command's.
    pub booted_otherwise: Option<String>,
    /// What each of its CALLs is about, where it takes several, and what came of each.
    pub parts: Vec<String>,
    pub answers: Vec<PartAnswer>,
    /// Profiles told to be left.
    pub left: i64,
    /// What asks for the same, should it turn out to know no such request.
    pub instead: Option<String>,
    /// What the charger was asked to tell, as long as that has neither come nor been refused.
    pub notice: Option<Notice>,
    /// Settings that are not told all at once cannot be asked for one by one.
    pub no_other_way: bool,
    pub settings: i64,
    pub settings_step: Option<i64>,
    /// The file goes through our own host.
    pub hosted: bool,
    /// By this protocol.
    pub protocol: Option<FileProtocol>,
    /// Bytes that went through it, and requests that the host has seen.
    pub bytes: i64,
    pub requests: i64,
    /// It was seen there at all.
    pub reached: bool,
    /// Times that a file broke off, and the step that tells the last.
    pub cut_offs: i64,
    pub cut_off_step: Option<i64>,
    /// The step that tells them.
    pub transfer_step: Option<i64>,
    /// It reports under this command's own request id, so that nothing it says is about another.
    pub named: bool,
    /// A failure that came too early to be believed.
    pub doubted: Option<DoubtedFailure>,
    /// Times that it was opened again after a failure.
    pub reopened: i64,
}

/// What came of one of several CALLs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartAnswer {
    pub n: i64,
    pub part: String,
    pub outcome: Outcome,
    /// No answer came, which alone would mean this; a late one takes its place.
    #[serde(default)]
    pub unheard: Option<Common>,
}

/// A command as evidence changes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Life {
    pub kind: CommandKind,
    pub delivery: Delivery,
    pub verdict: Verdict,
    pub ordered_at: i64,
    pub sent_at: Option<i64>,
    pub settled_at: Option<i64>,
    pub deadline_at: Option<i64>,
    pub check_at: Option<i64>,
    /// When the last part of it may begin ([`Beginnings::last`](crate::Beginnings::last)): deadlines count from then on.
    pub starts_at: i64,
    /// The firmware before the command.
    pub firmware_before: Option<String>,
    pub progress: Progress,
    /// The number of the last step.
    pub last_step: i64,
}

/// A change to the timeline.
#[derive(Clone, Debug, PartialEq)]
pub enum StepChange {
    Append(i64, StepKind),
    /// The same status again: its count grows.
    Recount(i64, StepKind),
    Remove(i64),
}

/// What follows from evidence, beside the life itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Effects {
    pub steps: Vec<StepChange>,
    /// Something changed that screens must be told.
    pub changed: bool,
    pub reboot_needed: Option<RebootNeeded>,
    /// Ask what still limits the charger now.
    pub ask_limits: bool,
    /// Ask how far it is.
    pub ask_how_far: bool,
    /// Send the command's CALL anew, in the words that the charger knows.
    pub send_otherwise: bool,
    /// Ask for well-known settings, since it does not tell all of them.
    pub ask_settings: bool,
    /// The command before it of the same kind was cancelled for this one.
    pub replaces: bool,
    /// A whole file went through our own host by this protocol.
    pub worked: Option<FileProtocol>,
}

impl Effects {
    /// The CALLs that follow; `limits`: those that ask what still limits the charger, where that is to be asked.
    pub fn calls(&self, limits: Vec<Purpose>) -> Vec<Purpose> {
        let mut calls = limits;
        calls.extend(self.ask_how_far.then_some(Purpose::HowFar));
        calls.extend(self.send_otherwise.then_some(Purpose::Main));
        calls.extend(self.ask_settings.then_some(Purpose::Settings { from: 0 }));
        calls
    }
}

impl Life {
    pub fn is_open(&self) -> bool {
        self.verdict.is_pending()
    }

    /// Written to the socket, as far as anyone knows.
    pub(crate) fn may_have_been_sent(&self) -> bool {
        match self.delivery {
            Delivery::Sent | Delivery::Answered | Delivery::TimedOut | Delivery::OutcomeUnknown => true,
            Delivery::Queued | Delivery::Dispatching | Delivery::Expired => false,
        }
    }

    /// Takes one piece of evidence in.
    pub fn take(&mut self, evidence: &Evidence, waits: Waits, now: i64) -> Effects {
        let before = self.clone();
        let mut effects = Effects::default();
        match evidence {
            Evidence::Sent => self.on_sent(waits, now, &mut effects),
            Evidence::Answered { outcome, after_ms, late, info } => {
                let answer = crate::action::Answer { outcome, after_ms: *after_ms, info: info.as_ref() };
                self.on_answer(&answer, *late, waits, now, &mut effects);
            }
            Evidence::Part { n, part, outcome, info } => {
                self.on_part(*n, part, outcome, info.as_ref(), waits, now, &mut effects);
                self.renew(waits, now);
            }
            Evidence::PartUnheard { n, why, unheard } => {
                let verdict = match unheard {
                    Unheard::TimedOut => Common::NoAnswer,
                    Unheard::Lost => Common::OutcomeUnknown,
                    Unheard::NeverSent => Common::NeverSent,
                };
                self.part_unheard(*n, why, verdict, waits, now, &mut effects);
                self.renew(waits, now);
            }
            Evidence::TimedOut { after_ms } => {
                if self.awaits_answer() {
                    self.delivery = Delivery::TimedOut;
                    self.append(&mut effects, StepKind::TimedOut { after_ms: *after_ms });
                    self.unanswered(Common::NoAnswer, waits, now, &mut effects);
                }
            }
            Evidence::SocketLost => self.lost(StepKind::SocketLost, waits, now, &mut effects),
            Evidence::ServerRestarted => self.lost(StepKind::ServerRestarted, waits, now, &mut effects),
            Evidence::NeverSent { why } => {
                if matches!(self.delivery, Delivery::Queued | Delivery::Dispatching) {
                    self.on_never_sent(why, now, &mut effects);
                }
            }
            Evidence::Held { holds } => self.on_held(holds, &mut effects),
            Evidence::HowFar { answer } => self.on_how_far(answer, &mut effects),
            Evidence::Replaced { by } => {
                let verdict = Common::Replaced { by: by.clone() };
                self.ended_by_person(StepKind::Replaced { by: by.clone() }, verdict, now, &mut effects);
            }
            Evidence::Deadline => self.on_deadline(now, &mut effects),
            Evidence::Check => {
                self.check_at = None;
                with_action!(self.kind, A => A::looks(&mut Case::new(self, &mut effects, waits, now)));
            }
            Evidence::StoppedWaiting { by } => {
                let verdict = if self.delivery == Delivery::Queued { Common::NotSent } else { Common::Abandoned };
                self.ended_by_person(StepKind::StoppedWaiting { by: by.clone() }, verdict, now, &mut effects);
            }
            Evidence::Superseded { by } => {
                self.ended_by_person(StepKind::Superseded { by: by.clone() }, Common::Superseded, now, &mut effects);
            }
            Evidence::WentOffline
            | Evidence::CutByUs
            | Evidence::CameBack
            | Evidence::SessionEnded
            | Evidence::Booted { .. }
            | Evidence::Came { .. }
            | Evidence::EvseStatus { .. }
            | Evidence::Firmware(_)
            | Evidence::Diagnostics(_)
            | Evidence::Schedule { .. }
            | Evidence::Limits { .. }
            | Evidence::Reached
            | Evidence::Fetched { .. }
            | Evidence::Receiving { .. }
            | Evidence::CutOff { .. }
            | Evidence::TurnedAway { .. }
            | Evidence::NotTaken { .. }
            | Evidence::Empty { .. }
            | Evidence::Received { .. }
            | Evidence::Settings { .. } => {
                with_action!(self.kind, A => A::saw(&mut Case::new(self, &mut effects, waits, now), evidence));
            }
        }
        effects.changed = *self != before || !effects.steps.is_empty();
        effects
    }

    /// May something that the charger tells still be what it was asked for?
    pub fn awaits_notice(&self, now: i64) -> bool {
        let given_up_long_ago = self.settled_at.is_some_and(|settled| now - settled > LATE_NOTICE_MS);
        self.progress.notice.is_some() && !self.is_over_for_good() && !given_up_long_ago
    }

    fn on_sent(&mut self, waits: Waits, now: i64, effects: &mut Effects) {
        self.delivery = Delivery::Sent;
        self.sent_at = Some(now);
        self.append(effects, StepKind::Sent);
        self.renew(waits, now);
        self.heard(now);
    }

    /// It will not be written. A person may have given it up in the moment when it was about to be.
    fn on_never_sent(&mut self, why: &str, now: i64, effects: &mut Effects) {
        let verdict = match &self.verdict {
            Verdict::Common(Common::Pending) => Common::NeverSent,
            Verdict::Common(Common::Abandoned) => Common::NotSent,
            _it_ended_otherwise => return,
        };
        self.delivery = Delivery::Expired;
        self.append(effects, StepKind::NeverSent { why: why.to_owned() });
        self.settle(verdict.into(), now, effects);
    }

    /// Ends an open command for a reason that no later evidence corrects.
    fn ended_by_person(&mut self, step: StepKind, verdict: Common, now: i64, effects: &mut Effects) {
        if self.is_open() {
            self.append(effects, step);
            if matches!(self.delivery, Delivery::Queued) {
                self.delivery = Delivery::Expired;
            }
            self.settle(verdict.into(), now, effects);
        }
    }

    fn append(&mut self, effects: &mut Effects, kind: StepKind) -> i64 {
        self.last_step += 1;
        effects.steps.push(StepChange::Append(self.last_step, kind));
        self.last_step
    }

    /// Ends the command, or corrects how it ended.
    fn settle(&mut self, verdict: Verdict, now: i64, effects: &mut Effects) {
        if self.verdict == verdict {
            return;
        }
        if !self.is_open() {
            self.append(effects, StepKind::Corrected { from: self.verdict.words() });
        }
        self.verdict = verdict;
        self.settled_at = Some(now);
        self.deadline_at = None;
        self.check_at = None;
        self.progress.doubted = None;
    }

    /// Open, or not ended for so long that nothing more is expected.
    pub(crate) fn is_recent(&self, now: i64) -> bool {
        self.settled_at.is_none_or(|settled| now - settled <= CORRECTABLE_MS)
    }

    /// May evidence still change how it ended? What a person ended stays ended.
    pub(crate) fn is_correctable(&self, now: i64) -> bool {
        self.is_recent(now) && !self.is_over_for_good()
    }

    /// A person ended it, or it was never sent: no later evidence changes that. Nor is there any where no charger is asked.
    pub(crate) fn is_over_for_good(&self) -> bool {
        match &self.verdict {
            Verdict::Common(common) => match common {
                Common::Abandoned
                | Common::Superseded
                | Common::Replaced { .. }
                | Common::NeverSent
                | Common::NotSent => true,
                Common::Pending
                | Common::Rejected
                | Common::Failed { .. }
                | Common::AnswerMisfit { .. }
                | Common::OddAnswer { .. }
                | Common::NoAnswer
                | Common::OutcomeUnknown => false,
            },
            _of_an_action => !facts(self.kind).needs_connection,
        }
    }

    /// Its CALL is on its way, or a further one of a reading.
    fn awaits_answer(&self) -> bool {
        match self.delivery {
            Delivery::Dispatching | Delivery::Sent => true,
            Delivery::Answered => facts(self.kind).asks_on && self.is_open(),
            Delivery::Queued | Delivery::TimedOut | Delivery::OutcomeUnknown | Delivery::Expired => false,
        }
    }

    fn lost(&mut self, step: StepKind, waits: Waits, now: i64, effects: &mut Effects) {
        if self.awaits_answer() {
            self.delivery = Delivery::OutcomeUnknown;
            self.append(effects, step);
            self.unanswered(Common::OutcomeUnknown, waits, now, effects);
        }
    }

    /// Its turn came while something stands in the way: told once, with what.
    fn on_held(&mut self, holds: &[Hold], effects: &mut Effects) {
        if self.progress.held_by == holds {
            return;
        }
        self.progress.held_by = holds.to_vec();
        let step = StepKind::WaitsFor { holds: holds.to_vec() };
        match self.progress.held {
            Some(n) => effects.steps.push(StepChange::Recount(n, step)),
            None => self.progress.held = Some(self.append(effects, step)),
        }
    }
}
