//! A command as its action's file sees it while evidence is taken in: to be read as it is, changed only in ways that are right for it.

use super::{Effects, Life, Progress, StepChange, Tally, TallyKey, Waits};
use crate::action::{Action, Answer, EndOf, Own};
use crate::verdict::Common;
use model::StepKind;
use std::marker::PhantomData;
use std::ops::Deref;

pub struct Case<'a, A> {
    life: &'a mut Life,
    pub effects: &'a mut Effects,
    pub waits: Waits,
    pub now: i64,
    action: PhantomData<A>,
}

impl<A> Deref for Case<'_, A> {
    type Target = Life;

    fn deref(&self) -> &Life {
        self.life
    }
}

impl<'a, A: Action> Case<'a, A> {
    pub(super) fn new(life: &'a mut Life, effects: &'a mut Effects, waits: Waits, now: i64) -> Self {
        Self { life, effects, waits, now, action: PhantomData }
    }

    /// How it ended, where that is one of the action's own ways.
    pub fn own(&self) -> Option<&A::Verdict> {
        A::Verdict::of(&self.life.verdict)
    }

    pub fn progress(&mut self) -> &mut Progress {
        &mut self.life.progress
    }

    /// Ends the command, or corrects how it ended.
    pub fn settle(&mut self, verdict: impl EndOf<A>) {
        self.life.settle(verdict.verdict(), self.now, self.effects);
    }

    /// Says of how it ended what was not known then.
    pub fn complete(&mut self, verdict: A::Verdict)
    where
        A::Verdict: EndOf<A>,
    {
        self.life.verdict = verdict.verdict();
    }

    /// Ends it by an answer that is a refusal, or none that this action knows.
    pub fn refused(&mut self, answer: &Answer<'_>) {
        self.settle(Common::of(answer.outcome));
    }

    pub fn append(&mut self, step: StepKind) -> i64 {
        self.life.append(self.effects, step)
    }

    /// Tells a step anew that was told before.
    pub fn recount(&mut self, n: i64, step: StepKind) {
        self.effects.steps.push(StepChange::Recount(n, step));
    }

    /// Tells a step, or tells it anew; gives its number.
    pub fn tell(&mut self, before: Option<i64>, step: StepKind) -> i64 {
        match before {
            Some(n) => {
                self.recount(n, step);
                n
            }
            None => self.append(step),
        }
    }

    pub fn remove(&mut self, n: i64) {
        self.effects.steps.push(StepChange::Remove(n));
    }

    /// Appends a step, or counts it where it was told before.
    pub fn count(&mut self, told: TallyKey, times: i64, step: impl Fn(i64) -> StepKind) {
        if let Some(counted) = self.life.progress.counted.iter_mut().find(|counted| counted.told == told) {
            counted.count += times;
            let (n, step) = (counted.step, step(counted.count));
            self.recount(n, step);
        } else {
            let step = self.append(step(times));
            self.life.progress.counted.push(Tally { told, step, count: times });
        }
    }

    /// Something was heard about it: the silence begins anew.
    pub fn heard(&mut self) {
        self.life.heard(self.now);
    }

    /// The silence has lasted too long.
    pub fn silent(&mut self) {
        self.life.on_silence(self.now, self.effects);
    }

    /// Sets the deadline anew after a sign of progress.
    pub fn renew(&mut self) {
        self.life.renew(self.waits, self.now);
    }

    pub fn wait_until(&mut self, deadline: i64) {
        self.life.deadline_at = Some(deadline);
    }

    /// When a second look is due.
    pub fn look_at(&mut self, at: Option<i64>) {
        self.life.check_at = at;
    }
}
