//! A charger that says nothing for longer than its model usually takes is asked how far it is, once a silence.

use super::{Effects, Life, StepChange};
use crate::facts;
use model::{Delivery, Outcome, StepKind};

impl Life {
    /// Something was heard about the command: the silence begins anew.
    pub(super) fn heard(&mut self, now: i64) {
        if !self.is_open() {
            return;
        }
        self.progress.heard_at = Some(now);
        // What comes of a failure that is doubted is looked at soon enough.
        if self.progress.doubted.is_some() {
            return;
        }
        self.progress.asked = None;
        let silence = self.progress.silence_ms.filter(|_| facts(self.kind).reports_progress);
        // Nothing is expected before the time it may begin at.
        self.check_at = silence.map(|silence| now.max(self.starts_at) + silence);
    }

    /// The silence has lasted too long.
    pub(super) fn on_silence(&mut self, now: i64, effects: &mut Effects) {
        let answered = matches!(self.delivery, Delivery::Answered | Delivery::TimedOut | Delivery::OutcomeUnknown);
        if self.progress.asked.is_some() || !answered {
            return;
        }
        let silent_ms = now - self.progress.heard_at.unwrap_or(self.ordered_at);
        self.progress.asked = Some(self.append(effects, StepKind::AskedHowFar { silent_ms, answer: None }));
        effects.ask_how_far = true;
    }

    pub(super) fn on_how_far(&mut self, answer: &Outcome, effects: &mut Effects) {
        let Some(n) = self.progress.asked else { return };
        let silent_ms = self.progress.silence_ms.unwrap_or_default();
        effects.steps.push(StepChange::Recount(n, StepKind::AskedHowFar { silent_ms, answer: Some(answer.clone()) }));
    }
}
