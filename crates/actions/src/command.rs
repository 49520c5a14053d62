//! What an operator ordered: its kind, its delivery, its verdict and its timeline.

#[cfg(test)]
mod tests;

use crate::action::Action;
use crate::{Verdict, facts, with_action};
use model::{
    ChargerKey, CommandKey, CommandKind, Delivery, FirmwareStatus, Hold, HostTraffic, ITSELF, Moment, Outcome, Seq,
    SiteRef, Step, StepKind,
};
use serde::{Deserialize, Serialize};

/// A command with its whole timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Command {
    pub key: CommandKey,
    pub charger: ChargerKey,
    pub charger_name: String,
    pub site_name: String,
    pub kind: CommandKind,
    /// What exactly: `Soft`, `ftp://***@server.com/firmware.bin`, `Kamppi P1 → Mall of Tripla`.
    pub subject: String,
    pub by: String,
    pub reason: Option<String>,
    pub ordered: Moment,
    pub delivery: Delivery,
    pub verdict: Verdict,
    pub settled: Option<Moment>,
    /// When waiting ends, while it is open.
    pub deadline: Option<Moment>,
    pub steps: Vec<Step>,
    /// Of a settled Change Site whose charger is still where it brought it: the site to move back to.
    pub move_back: Option<SiteRef>,
    /// Of cleared profiles: how many of those set from here were taken away by it and can be restored.
    #[serde(default)]
    pub restorable: i64,
    /// A reboot that was ordered to be Hard.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hard: bool,
    /// What our own file host saw, where its file goes through that.
    #[serde(default)]
    pub hosted: Option<HostTraffic>,
}

impl Command {
    /// Nobody ordered it: Chargehand reads a charger's settings by itself.
    pub fn is_by_itself(&self) -> bool {
        self.by == ITSELF
    }

    /// Open means no verdict yet.
    pub fn is_open(&self) -> bool {
        self.verdict.is_pending()
    }

    /// `Reboot (Soft)`.
    pub fn title(&self) -> String {
        if facts(self.kind).subject_in_title && !self.subject.is_empty() {
            format!("{} ({})", self.kind.label(), self.subject)
        } else {
            self.kind.label().to_owned()
        }
    }

    /// How it stands now, in a word or two: the newest telling step while open, the verdict afterwards.
    pub fn standing(&self) -> String {
        if !self.is_open() {
            return self.verdict.words();
        }
        let newest = self.steps.iter().rev().find_map(|step| Some((&step.kind, step.kind.standing()?)));
        let Some((kind, standing)) = newest else { return self.delivery.words().to_owned() };
        if matches!(kind, StepKind::Firmware { status: FirmwareStatus::Downloading, .. }) {
            // What is fetched from us is counted, which tells more than the charger's word.
            let counted = self
                .steps
                .iter()
                .rev()
                .map(|step| &step.kind)
                .find(|kind| matches!(kind, StepKind::Fetched { bytes, total, .. } if bytes < total));
            return counted.and_then(StepKind::standing).unwrap_or(standing);
        }
        standing
    }

    /// The charger has it, and may be doing it: not where it waits for its turn or for sessions to end.
    pub fn acts(&self) -> bool {
        let reached = match self.delivery {
            Delivery::Answered | Delivery::TimedOut | Delivery::OutcomeUnknown => true,
            Delivery::Queued | Delivery::Dispatching | Delivery::Sent | Delivery::Expired => false,
        };
        let away = self.steps.iter().any(|step| matches!(step.kind, StepKind::WentOffline));
        self.is_open() && (away || reached && !self.charger_waits())
    }

    /// The charger took it, to do it later.
    pub(crate) fn charger_waits(&self) -> bool {
        let scheduled = |kind: &StepKind| {
            matches!(
                kind,
                StepKind::Answered { outcome: Outcome::Scheduled, .. }
                    | StepKind::LateAnswer { outcome: Outcome::Scheduled, .. }
            )
        };
        self.steps.iter().any(|step| scheduled(&step.kind))
    }

    /// What holds it back now, where it is held back and was not sent.
    pub fn held_by(&self) -> Option<&[Hold]> {
        if !self.is_open() || self.delivery != Delivery::Queued {
            return None;
        }
        self.steps.iter().rev().find_map(|step| match &step.kind {
            StepKind::WaitsFor { holds } => Some(holds.as_slice()),
            _other_steps => None,
        })
    }

    /// What the charger is in because of it, in the words of a badge: never more than its delivery says.
    pub fn state(&self) -> String {
        with_action!(self.kind, A => A::state(self))
    }

    pub(crate) fn has(&self, test: fn(&StepKind) -> bool) -> bool {
        self.steps.iter().any(|step| test(&step.kind))
    }

    /// What is still to come, while it is open: the outline of the rest of the timeline.
    pub fn ahead(&self) -> Vec<&'static str> {
        if !self.is_open() {
            return Vec::new();
        }
        let mut ahead = Vec::new();
        if !self.has(|kind| matches!(kind, StepKind::Sent)) {
            ahead.push("Sent");
        }
        if !self.has(|kind| matches!(kind, StepKind::Answered { .. } | StepKind::LateAnswer { .. })) {
            ahead.push("Answer of the charger");
        }
        ahead.extend(with_action!(self.kind, A => A::ahead(self)));
        ahead
    }
}

/// A stretch of commands, open ones first, then newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commands {
    pub rows: Vec<Command>,
    pub older: Option<String>,
    pub seq: Seq,
    pub now: i64,
}
