//! A command's life: takes evidence in, gives steps and verdicts out. Pure: no clock, no database, no protocol.

mod boots;
mod deadlines;
mod progress;
#[cfg(test)]
mod tests;

use model::{
    CommandKind, Delivery, DiagnosticsStatus, FirmwareStatus, Limit, Outcome, RebootNeeded, StepKind, Verdict,
};
use serde::{Deserialize, Serialize};

/// How long after a verdict a boot or a status may still correct it, for commands that wait for progress.
const CORRECTABLE_MS: i64 = 24 * 3600 * 1000;
/// After a boot with the new version, Installed is missed from so long on.
const INSTALLED_EXPECTED_MS: i64 = 60 * 1000;

/// The waiting times that apply, in milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Waits {
    pub reboot: i64,
    pub firmware: i64,
    pub diagnostics: i64,
}

/// What happened, in the words of no protocol version.
#[derive(Clone, Debug, PartialEq)]
pub enum Evidence {
    /// The CALL was written to the socket.
    Sent,
    /// The CALL was answered; `late` after its time-out.
    Answered {
        outcome: Outcome,
        after_ms: i64,
        late: bool,
    },
    /// The CALL was not answered in time.
    TimedOut {
        after_ms: i64,
    },
    /// The socket went before the answer.
    SocketLost,
    ServerRestarted,
    /// The CALL will never be written.
    NeverSent {
        why: String,
    },
    WentOffline,
    CameBack,
    Booted {
        firmware: Option<String>,
    },
    Firmware(FirmwareStatus),
    Diagnostics(DiagnosticsStatus),
    Schedule {
        connector: i64,
        limit: Limit,
    },
    /// The deadline passed.
    Deadline,
    /// The second look after the verdict.
    Check,
    StoppedWaiting {
        by: String,
    },
    Superseded {
        by: String,
    },
}

/// What was seen so far, beside delivery and verdict.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Progress {
    pub offline_at: Option<i64>,
    pub came_back_at: Option<i64>,
    pub booted_at: Option<i64>,
    /// The version at the newest boot after sending.
    pub booted_with: Option<String>,
    pub firmware: Option<FirmwareStatus>,
    pub installed: bool,
    pub diagnostics: Option<DiagnosticsStatus>,
    pub file: Option<String>,
    /// The last step of each status, where repeats are counted: status word, step number, count.
    pub counted: Vec<(String, i64, i64)>,
    /// The step that says Installed was not reported.
    pub missed_installed: Option<i64>,
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
    /// Where firmware deadlines count from: the later of the order and the retrieve date.
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
    /// Ask each connector for its schedule now.
    pub ask_schedules: bool,
}

impl Life {
    pub fn is_open(&self) -> bool {
        self.verdict.is_pending()
    }

    /// Written to the socket, as far as anyone knows.
    fn may_have_been_sent(&self) -> bool {
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
            Evidence::Sent => {
                self.delivery = Delivery::Sent;
                self.sent_at = Some(now);
                self.append(&mut effects, StepKind::Sent);
                self.renew(waits, now);
            }
            Evidence::Answered { outcome, after_ms, late } => {
                self.on_answer(outcome, *after_ms, *late, now, &mut effects)
            }
            Evidence::TimedOut { after_ms } => {
                if matches!(self.delivery, Delivery::Dispatching | Delivery::Sent) {
                    self.delivery = Delivery::TimedOut;
                    self.append(&mut effects, StepKind::TimedOut { after_ms: *after_ms });
                    self.unanswered(Verdict::NoAnswer, now, &mut effects);
                }
            }
            Evidence::SocketLost => self.lost(StepKind::SocketLost, now, &mut effects),
            Evidence::ServerRestarted => self.lost(StepKind::ServerRestarted, now, &mut effects),
            Evidence::NeverSent { why } => {
                if self.is_open() && matches!(self.delivery, Delivery::Queued | Delivery::Dispatching) {
                    self.delivery = Delivery::Expired;
                    self.append(&mut effects, StepKind::NeverSent { why: why.clone() });
                    self.settle(Verdict::NeverSent, now, &mut effects);
                }
            }
            Evidence::WentOffline => self.on_offline(now, &mut effects),
            Evidence::CameBack => self.on_return(now, &mut effects),
            Evidence::Booted { firmware } => self.on_boot(firmware.as_deref(), waits, now, &mut effects),
            Evidence::Firmware(status) => self.on_firmware(*status, waits, now, &mut effects),
            Evidence::Diagnostics(status) => self.on_diagnostics(*status, waits, now, &mut effects),
            Evidence::Schedule { connector, limit } => {
                self.append(&mut effects, StepKind::Schedule { connector: *connector, limit: limit.clone() });
            }
            Evidence::Deadline => self.on_deadline(now, &mut effects),
            Evidence::Check => self.on_check(&mut effects),
            Evidence::StoppedWaiting { by } => {
                if self.is_open() {
                    self.append(&mut effects, StepKind::StoppedWaiting { by: by.clone() });
                    if matches!(self.delivery, Delivery::Queued) {
                        self.delivery = Delivery::Expired;
                    }
                    self.settle(Verdict::Abandoned, now, &mut effects);
                }
            }
            Evidence::Superseded { by } => {
                if self.is_open() {
                    self.append(&mut effects, StepKind::Superseded { by: by.clone() });
                    if matches!(self.delivery, Delivery::Queued) {
                        self.delivery = Delivery::Expired;
                    }
                    self.settle(Verdict::Superseded, now, &mut effects);
                }
            }
        }
        effects.changed = *self != before || !effects.steps.is_empty();
        effects
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
    }

    /// May evidence still change how it ended? What a person ended stays ended.
    fn is_correctable(&self, now: i64) -> bool {
        let recent = self.settled_at.is_none_or(|settled| now - settled <= CORRECTABLE_MS);
        recent
            && !matches!(
                self.verdict,
                Verdict::Abandoned | Verdict::Superseded | Verdict::NeverSent | Verdict::Moved { .. }
            )
    }

    fn lost(&mut self, step: StepKind, now: i64, effects: &mut Effects) {
        if matches!(self.delivery, Delivery::Dispatching | Delivery::Sent) {
            self.delivery = Delivery::OutcomeUnknown;
            self.append(effects, step);
            self.unanswered(Verdict::OutcomeUnknown, now, effects);
        }
    }

    /// No answer came. Where only the answer can tell the outcome, that is the end; else the effect is waited for.
    fn unanswered(&mut self, verdict: Verdict, now: i64, effects: &mut Effects) {
        match self.kind {
            CommandKind::ClearCache | CommandKind::ClearChargingProfiles => {
                if self.is_open() {
                    self.settle(verdict, now, effects);
                }
            }
            CommandKind::Reboot
            | CommandKind::UpdateFirmware
            | CommandKind::RequestDiagnostics
            | CommandKind::ChangeSite => {}
        }
    }

    fn on_answer(&mut self, outcome: &Outcome, after_ms: i64, late: bool, now: i64, effects: &mut Effects) {
        let late = late || matches!(self.delivery, Delivery::TimedOut | Delivery::OutcomeUnknown);
        self.delivery = Delivery::Answered;
        let (outcome_, after) = (outcome.clone(), after_ms);
        let step = if late {
            StepKind::LateAnswer { outcome: outcome_, after_ms: after }
        } else {
            StepKind::Answered { outcome: outcome_, after_ms: after }
        };
        self.append(effects, step);
        // Only what rests on the missing answer may be corrected by it; a seen effect stands.
        let unseen = matches!(
            self.verdict,
            Verdict::Pending | Verdict::NoAnswer | Verdict::OutcomeUnknown | Verdict::DiagnosticsUploaded { .. }
        );
        if unseen {
            self.on_outcome(outcome, after_ms, now, effects);
        }
    }

    fn on_outcome(&mut self, outcome: &Outcome, after_ms: i64, now: i64, effects: &mut Effects) {
        let uploaded = matches!(self.verdict, Verdict::DiagnosticsUploaded { .. });
        let verdict = match outcome {
            Outcome::Failed { code, description } => {
                Verdict::Failed { code: code.clone(), description: description.clone() }
            }
            Outcome::Misfit { why } => Verdict::AnswerMisfit { why: why.clone() },
            Outcome::Odd { status } => Verdict::OddAnswer { status: status.clone() },
            Outcome::Rejected => Verdict::Rejected,
            Outcome::Unknown => Verdict::NothingMatched,
            Outcome::NoFile => Verdict::NothingToUpload,
            Outcome::File { name } => {
                self.progress.file = Some(name.clone());
                if uploaded {
                    self.verdict = Verdict::DiagnosticsUploaded { file: Some(name.clone()) };
                }
                return;
            }
            Outcome::Accepted | Outcome::Received => match self.kind {
                CommandKind::ClearCache => Verdict::CacheCleared { after_ms },
                CommandKind::ClearChargingProfiles => {
                    effects.reboot_needed = Some(RebootNeeded::ProfilesCleared);
                    effects.ask_schedules = true;
                    Verdict::ProfilesCleared
                }
                CommandKind::Reboot
                | CommandKind::UpdateFirmware
                | CommandKind::RequestDiagnostics
                | CommandKind::ChangeSite => return,
            },
        };
        if !uploaded {
            self.settle(verdict, now, effects);
        }
    }

    fn on_offline(&mut self, now: i64, effects: &mut Effects) {
        let waits_for_boot = matches!(self.kind, CommandKind::Reboot | CommandKind::UpdateFirmware);
        if self.is_open() && waits_for_boot && self.may_have_been_sent() {
            self.progress.offline_at = Some(now);
            self.append(effects, StepKind::WentOffline);
        }
    }

    fn on_return(&mut self, now: i64, effects: &mut Effects) {
        if self.is_open() && self.progress.offline_at.is_some() && self.may_have_been_sent() {
            self.progress.came_back_at = Some(now);
            self.append(effects, StepKind::CameBack);
        }
    }
}
