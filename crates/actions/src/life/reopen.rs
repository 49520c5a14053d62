//! What speaks against a failure: any later sign of work opens the command again, and a failure that comes before anything could have
//! begun is doubted.

use super::{Case, Effects, Life, Waits};
use crate::action::Action;
use crate::{Verdict, with_action};
use model::{DiagnosticsStatus, FirmwareStatus, StepKind};
use serde::{Deserialize, Serialize};
use words::Evidence;

/// A failure that is reported so soon after the CALL may be one of the order before, repeated: nothing can have begun.
const MOMENTS_MS: i64 = 3_000;
/// Where nothing else is heard for so long, it is believed.
const DOUBTED_MS: i64 = 5_000;
/// So often a command is opened again; a charger that contradicts itself for ever must not fill the timeline.
const REOPENED_MAX: i64 = 20;

/// A failure that is not believed yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DoubtedFailure {
    Firmware(FirmwareStatus),
    Diagnostics(DiagnosticsStatus),
}

impl Life {
    /// Would this open it again? Only while no newer order of its kind is open, which the register knows.
    pub fn would_reopen(&self, evidence: &Evidence, now: i64) -> bool {
        self.may_have_been_sent()
            && self.is_correctable(now)
            && self.progress.reopened < REOPENED_MAX
            && with_action!(self.kind, A => A::goes_on(self, evidence, now))
    }

    /// Opens it again and takes the evidence in.
    pub fn reopen(&mut self, evidence: &Evidence, waits: Waits, now: i64) -> Effects {
        let mut effects = Effects::default();
        self.append(&mut effects, StepKind::Corrected { from: self.verdict.words() });
        self.verdict = Verdict::PENDING;
        self.settled_at = None;
        self.progress.reopened += 1;
        // What it reports from here on counts anew.
        self.progress.firmware = None;
        self.progress.diagnostics = None;
        self.heard(now);
        self.renew(waits, now);
        let then = self.take(evidence, waits, now);
        effects.steps.extend(then.steps);
        Effects { steps: effects.steps, changed: true, ..then }
    }

    /// Is a failure that it reports now one that cannot be its own yet?
    pub(crate) fn is_too_early(&self, now: i64) -> bool {
        let progress = &self.progress;
        let nothing_began = progress.firmware.is_none()
            && progress.diagnostics.is_none()
            && progress.requests == 0
            && progress.bytes == 0
            && !progress.reached
            && !progress.named;
        self.is_open() && nothing_began && self.sent_at.is_some_and(|sent| now - sent < MOMENTS_MS)
    }
}

impl<A: Action> Case<'_, A> {
    /// Waits a little for what may contradict a failure.
    pub fn doubt(&mut self, failure: DoubtedFailure) {
        self.progress().doubted = Some(failure);
        self.look_at(Some(self.now + DOUBTED_MS));
    }

    /// Something contradicts it.
    pub fn undoubt(&mut self) {
        if self.progress().doubted.take().is_some() {
            self.heard();
        }
    }
}
