//! When a command is given up. What is said of it then, its action says.

use super::{Effects, Life, Waits};
use crate::action::{Action, EndOf, Wait};
use crate::verdict::Common;
use crate::with_action;
use model::{Delivery, StepKind};
use words::Evidence;

/// Each sign of progress renews the deadline, but no longer than so long after the command was sent.
const LONGEST_WAIT_MS: i64 = 24 * 3600 * 1000;

impl Life {
    /// What its time brings, once that has come: its deadline, or a second look.
    pub fn due(&self, now: i64) -> Evidence {
        match self.is_open() && self.deadline_at.is_some_and(|at| at <= now) {
            true => Evidence::Deadline,
            false => Evidence::Check,
        }
    }

    pub(super) fn on_deadline(&mut self, now: i64, effects: &mut Effects) {
        if !self.is_open() || self.deadline_at.is_none_or(|deadline| deadline > now) {
            return;
        }
        match self.delivery {
            Delivery::Queued => {
                self.delivery = Delivery::Expired;
                self.append(effects, StepKind::NeverSent { why: "its turn did not come in time".to_owned() });
                return self.settle(Common::NeverSent.into(), now, effects);
            }
            // It was about to be written, and nobody could record whether it was.
            Delivery::Dispatching => self.delivery = Delivery::OutcomeUnknown,
            Delivery::Sent | Delivery::Answered | Delivery::TimedOut | Delivery::OutcomeUnknown | Delivery::Expired => {
            }
        }
        self.append(effects, StepKind::DeadlinePassed);
        let unanswered = match self.delivery {
            Delivery::TimedOut | Delivery::Sent => Some(Common::NoAnswer),
            Delivery::OutcomeUnknown => Some(Common::OutcomeUnknown),
            Delivery::Answered => self.progress.odd_answer.clone(),
            Delivery::Queued | Delivery::Dispatching | Delivery::Expired => None,
        };
        let verdict = with_action!(self.kind, A => A::given_up(self, unanswered).verdict());
        self.settle(verdict, now, effects);
    }

    /// Sets the deadline anew after a sign of progress.
    pub(super) fn renew(&mut self, waits: Waits, now: i64) {
        if !self.is_open() {
            return;
        }
        let wait = match with_action!(self.kind, A => A::wait(&waits)) {
            Wait::FromSending(_) if self.sent_at != Some(now) => return,
            Wait::FromSending(wait) | Wait::SinceSign(wait) => wait,
        };
        let base = now.max(self.starts_at);
        let latest = self.starts_at.max(self.sent_at.unwrap_or(now)) + LONGEST_WAIT_MS.max(wait);
        self.deadline_at = Some((base + wait).min(latest));
    }
}
