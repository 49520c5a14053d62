//! What comes of the charger's answer, or of its absence, and how several answers add up to one verdict.

use super::{Case, Effects, Life, PartAnswer, Waits};
use crate::action::{Action, Answer, EndsBy, Parts};
use crate::verdict::Common;
use crate::{facts, with_action};
use model::{Delivery, Outcome, StepKind};

impl Life {
    /// No answer came. Where only the answer can tell the outcome, that is the end; else the effect is waited for.
    pub(super) fn unanswered(&mut self, verdict: Common, waits: Waits, now: i64, effects: &mut Effects) {
        if self.progress.parts.len() > 1 {
            let why = if verdict == Common::NoAnswer { "no answer" } else { "the connection was lost" };
            return self.part_unheard(0, why, verdict, waits, now, effects);
        }
        if facts(self.kind).ends_by == EndsBy::Answer && self.is_open() {
            self.settle(verdict.into(), now, effects);
        }
    }

    pub(super) fn on_answer(&mut self, answer: &Answer<'_>, late: bool, waits: Waits, now: i64, effects: &mut Effects) {
        let late = late || matches!(self.delivery, Delivery::TimedOut | Delivery::OutcomeUnknown);
        self.delivery = Delivery::Answered;
        self.progress.answered_at = Some(now);
        let (outcome, after_ms, info) = (answer.outcome.clone(), answer.after_ms, answer.info.cloned());
        let step = if late {
            StepKind::LateAnswer { outcome, after_ms, info }
        } else {
            StepKind::Answered { outcome, after_ms, info }
        };
        self.append(effects, step);
        // Only what rests on the missing answer may be corrected by it; a seen effect stands.
        if self.verdict.is_pending() || self.verdict.is_unheard() || self.verdict.ends().lacks_answer() {
            self.on_outcome(answer, waits, now, effects);
        }
    }

    fn on_outcome(&mut self, answer: &Answer<'_>, waits: Waits, now: i64, effects: &mut Effects) {
        if self.is_open()
            && facts(self.kind).ends_by == EndsBy::Effect
            && let Some(odd) = Common::refusal(answer.outcome).filter(|_| answer.outcome.is_odd())
        {
            self.progress.odd_answer = Some(odd);
            self.append(effects, StepKind::LeftToEffect);
            return;
        }
        if is_unknown(answer.outcome)
            && self.is_open()
            && let Some(instead) = self.progress.instead.take()
        {
            self.delivery = Delivery::Queued;
            self.append(effects, StepKind::AskedOtherwise { instead });
            effects.send_otherwise = true;
            return;
        }
        with_action!(self.kind, A => A::answered(&mut Case::new(self, effects, waits, now), answer));
    }

    /// Has the charger said to one of its CALLs that it knows no such request? The others are the same one.
    pub fn is_unknown_there(&self) -> bool {
        let mut heard = self.progress.answers.iter().filter(|answer| answer.unheard.is_none());
        heard.any(|answer| is_unknown(&answer.outcome))
    }

    /// One of several CALLs is settled; with the last of them, so is the command.
    #[expect(clippy::too_many_arguments, reason = "an answer has these parts")]
    pub(super) fn on_part(
        &mut self,
        n: i64,
        part: &str,
        outcome: &Outcome,
        info: Option<&String>,
        waits: Waits,
        now: i64,
        effects: &mut Effects,
    ) {
        if n == 0 {
            self.delivery = Delivery::Answered;
        }
        if self.progress.answers.iter().any(|answer| answer.n == n && answer.unheard.is_none()) {
            return;
        }
        self.progress.answers.retain(|answer| answer.n != n);
        self.append(effects, StepKind::Part { part: part.to_owned(), outcome: outcome.clone(), info: info.cloned() });
        let answer = PartAnswer { n, part: part.to_owned(), outcome: outcome.clone(), unheard: None };
        self.add_part(answer, waits, now, effects);
    }

    /// One of several CALLs has no answer; the others go on.
    pub(super) fn part_unheard(
        &mut self,
        n: i64,
        why: &str,
        verdict: Common,
        waits: Waits,
        now: i64,
        effects: &mut Effects,
    ) {
        if !self.is_open() || self.progress.answers.iter().any(|answer| answer.n == n) {
            return;
        }
        let name = usize::try_from(n).ok().and_then(|n| self.progress.parts.get(n));
        let part = name.cloned().unwrap_or_else(|| format!("part {}", n + 1));
        let outcome = Outcome::Failed { code: why.to_owned(), description: String::new() };
        self.append(effects, StepKind::Part { part: part.clone(), outcome: outcome.clone(), info: None });
        self.add_part(PartAnswer { n, part, outcome, unheard: Some(verdict) }, waits, now, effects);
    }

    fn add_part(&mut self, answer: PartAnswer, waits: Waits, now: i64, effects: &mut Effects) {
        self.progress.answers.push(answer);
        let open = self.verdict.is_pending() || self.verdict.is_unheard() || self.verdict.ends().is_in_part();
        if open && self.progress.answers.len() >= self.progress.parts.len() {
            let answers = self.progress.answers.clone();
            let parts = parts_of(&answers);
            with_action!(self.kind, A => {
                let mut case = Case::<A>::new(self, effects, waits, now);
                let ending = A::added_up(&mut case, &parts);
                case.settle(ending);
            });
        }
    }
}

fn parts_of(answers: &[PartAnswer]) -> Parts<'_> {
    let done = answers.iter().filter(|answer| answer.outcome == Outcome::Accepted).count() as i64;
    let failed = answers
        .iter()
        .filter(|answer| !matches!(answer.outcome, Outcome::Accepted | Outcome::Unknown))
        .map(|answer| answer.part.as_str())
        .collect();
    let heard = answers.iter().filter(|answer| answer.unheard.is_none());
    let unheard = answers.iter().filter_map(|answer| answer.unheard.clone());
    let refused = heard.filter_map(|answer| Common::refusal(&answer.outcome));
    let sent = unheard.clone().filter(|verdict| *verdict != Common::NeverSent);
    let refusal = refused.chain(sent).chain(unheard).next().unwrap_or(Common::Rejected);
    Parts { done, failed, refusal, told: told_in_parts(answers) }
}

/// A message that went in parts is answered by all of them; of several words the first that is not the usual one counts.
fn told_in_parts(answers: &[PartAnswer]) -> Result<Option<String>, Common> {
    let bad = answers.iter().find_map(|answer| answer.unheard.clone().or_else(|| Common::refusal(&answer.outcome)));
    let statuses = answers.iter().filter_map(|answer| match &answer.outcome {
        Outcome::Told { status: Some(status) } => Some(status),
        _no_word => None,
    });
    let status = statuses.clone().find(|status| *status != "Accepted").or(statuses.clone().next());
    bad.map_or(Ok(status.cloned()), Err)
}

/// It says that it knows no such request.
fn is_unknown(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Failed { code, .. } => matches!(code.as_str(), "NotImplemented" | "NotSupported"),
        _something_else => false,
    }
}
