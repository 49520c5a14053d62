//! What an answer says about a command, and what ends it: at once, or with its effect only.

use super::{Effects, LeftProfile, Life, PartAnswer, StepChange, Waits};
use crate::Verdict;
use model::{CommandKind, Delivery, Outcome, RebootNeeded, StepKind};

/// As many profiles are told to be left after clearing; a charger may report them as often as it likes.
const LEFT_TOLD: i64 = 50;

impl Life {
    /// No answer came. Where only the answer can tell the outcome, that is the end; else the effect is waited for.
    pub(super) fn unanswered(&mut self, verdict: Verdict, now: i64, effects: &mut Effects) {
        if self.progress.parts.len() > 1 {
            let why = if verdict == Verdict::NoAnswer { "no answer" } else { "the connection was lost" };
            return self.part_unheard(0, why, verdict, now, effects);
        }
        match self.kind {
            CommandKind::ClearCache
            | CommandKind::ClearChargingProfiles
            | CommandKind::SendMessage
            | CommandKind::SetConfiguration
            | CommandKind::ReadConfiguration
            | CommandKind::RestoreProfiles => {
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

    #[expect(clippy::too_many_arguments, reason = "an answer has these parts")]
    pub(super) fn on_answer(
        &mut self,
        outcome: &Outcome,
        after_ms: i64,
        late: bool,
        info: Option<&String>,
        waits: Waits,
        now: i64,
        effects: &mut Effects,
    ) {
        let late = late || matches!(self.delivery, Delivery::TimedOut | Delivery::OutcomeUnknown);
        self.delivery = Delivery::Answered;
        self.progress.answered_at = Some(now);
        let (told, info_) = (outcome.clone(), info.cloned());
        let step = if late {
            StepKind::LateAnswer { outcome: told, after_ms, info: info_ }
        } else {
            StepKind::Answered { outcome: told, after_ms, info: info_ }
        };
        self.append(effects, step);
        // Only what rests on the missing answer may be corrected by it; a seen effect stands.
        let unseen = matches!(
            self.verdict,
            Verdict::Pending | Verdict::NoAnswer | Verdict::OutcomeUnknown | Verdict::DiagnosticsUploaded { .. }
        );
        if unseen {
            self.on_outcome(outcome, after_ms, info, waits, now, effects);
        }
    }

    fn on_outcome(
        &mut self,
        outcome: &Outcome,
        after_ms: i64,
        info: Option<&String>,
        waits: Waits,
        now: i64,
        effects: &mut Effects,
    ) {
        let uploaded = matches!(self.verdict, Verdict::DiagnosticsUploaded { .. });
        if self.is_open()
            && self.shows_effect()
            && let Some(odd) = odd_verdict(outcome)
        {
            self.progress.odd_answer = Some(odd);
            self.append(effects, StepKind::LeftToEffect);
            return;
        }
        if is_unknown(outcome)
            && self.is_open()
            && let Some(instead) = self.progress.instead.take()
        {
            self.delivery = Delivery::Queued;
            self.append(effects, StepKind::AskedOtherwise { instead });
            effects.send_otherwise = true;
            return;
        }
        let verdict = match outcome {
            Outcome::Failed { .. }
                if self.kind == CommandKind::ReadConfiguration && self.is_open() && !self.progress.no_other_way =>
            {
                effects.ask_settings = true;
                return;
            }
            Outcome::Failed { code, description } => {
                Verdict::Failed { code: code.clone(), description: description.clone() }
            }
            Outcome::Misfit { why } => Verdict::AnswerMisfit { why: why.clone() },
            Outcome::Odd { status } => Verdict::OddAnswer { status: status.clone() },
            Outcome::Rejected => Verdict::Rejected,
            Outcome::CertificateRefused { status } => Verdict::CertificateRefused { status: status.clone() },
            Outcome::Told { status } => Verdict::Answered { status: status.clone() },
            Outcome::AfterReboot => {
                effects.reboot_needed = Some(RebootNeeded::SettingChanged);
                Verdict::SettingTaken { after_reboot: true }
            }
            Outcome::Unknown if self.kind == CommandKind::SetConfiguration => Verdict::SettingUnknown,
            Outcome::Unknown => Verdict::NothingMatched,
            Outcome::NoFile => Verdict::NothingToUpload,
            Outcome::File { name } => return self.will_upload(name, uploaded),
            Outcome::Replaces => {
                effects.replaces = true;
                if let (CommandKind::RequestDiagnostics, Some(name)) = (self.kind, info) {
                    self.will_upload(name, uploaded);
                }
                return;
            }
            // Its sessions end when they end.
            Outcome::Scheduled => {
                if self.is_open() {
                    self.deadline_at = Some(now + waits.sessions);
                    self.expect_evse(effects);
                }
                return;
            }
            Outcome::Accepted | Outcome::Received => match self.kind {
                CommandKind::ClearCache => Verdict::CacheCleared { after_ms },
                CommandKind::ClearChargingProfiles => {
                    self.cleared(effects);
                    Verdict::ProfilesCleared
                }
                CommandKind::SetConfiguration => Verdict::SettingTaken { after_reboot: false },
                CommandKind::SendMessage => Verdict::Answered { status: None },
                CommandKind::RestoreProfiles => Verdict::ProfilesRestored { count: 1 },
                CommandKind::Reboot => return self.expect_evse(effects),
                CommandKind::UpdateFirmware
                | CommandKind::RequestDiagnostics
                | CommandKind::ReadConfiguration
                | CommandKind::ChangeSite => return,
            },
        };
        if !uploaded {
            self.settle(verdict, now, effects);
        }
    }

    /// Can be seen to be done, whatever is answered?
    fn shows_effect(&self) -> bool {
        match self.kind {
            CommandKind::Reboot | CommandKind::UpdateFirmware | CommandKind::RequestDiagnostics => true,
            CommandKind::ClearCache
            | CommandKind::ClearChargingProfiles
            | CommandKind::ChangeSite
            | CommandKind::SendMessage
            | CommandKind::ReadConfiguration
            | CommandKind::SetConfiguration
            | CommandKind::RestoreProfiles => false,
        }
    }

    fn will_upload(&mut self, name: &str, uploaded: bool) {
        self.progress.file = Some(name.to_owned());
        if uploaded {
            self.verdict = Verdict::DiagnosticsUploaded { file: Some(name.to_owned()) };
        }
    }

    fn cleared(&mut self, effects: &mut Effects) {
        effects.reboot_needed = Some(RebootNeeded::ProfilesCleared);
        effects.ask_limits = true;
    }

    fn expect_evse(&mut self, effects: &mut Effects) {
        if let (Some(evse), true) = (self.progress.evse, self.is_open()) {
            self.append(effects, StepKind::EvseExpected { evse });
        }
    }

    /// One of several CALLs is settled; with the last of them, so is the command.
    pub(super) fn on_part(
        &mut self,
        n: i64,
        part: &str,
        outcome: &Outcome,
        info: Option<&String>,
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
        self.add_part(PartAnswer { n, part: part.to_owned(), outcome: outcome.clone(), unheard: None }, now, effects);
    }

    /// One of several CALLs has no answer; the others go on.
    pub(super) fn part_unheard(&mut self, n: i64, why: &str, verdict: Verdict, now: i64, effects: &mut Effects) {
        if !self.is_open() || self.progress.answers.iter().any(|answer| answer.n == n) {
            return;
        }
        let name = usize::try_from(n).ok().and_then(|n| self.progress.parts.get(n));
        let part = name.cloned().unwrap_or_else(|| format!("part {}", n + 1));
        let outcome = Outcome::Failed { code: why.to_owned(), description: String::new() };
        self.append(effects, StepKind::Part { part: part.clone(), outcome: outcome.clone(), info: None });
        self.add_part(PartAnswer { n, part, outcome, unheard: Some(verdict) }, now, effects);
    }

    fn add_part(&mut self, answer: PartAnswer, now: i64, effects: &mut Effects) {
        self.progress.answers.push(answer);
        let open = matches!(
            self.verdict,
            Verdict::Pending
                | Verdict::NoAnswer
                | Verdict::OutcomeUnknown
                | Verdict::ProfilesClearedInPart { .. }
                | Verdict::ProfilesRestoredInPart { .. }
        );
        if open && self.progress.answers.len() >= self.progress.parts.len() {
            let verdict = self.verdict_of_parts(effects);
            self.settle(verdict, now, effects);
        }
    }

    fn verdict_of_parts(&mut self, effects: &mut Effects) -> Verdict {
        let answers = std::mem::take(&mut self.progress.answers);
        let done = answers.iter().filter(|answer| answer.outcome == Outcome::Accepted).count() as i64;
        let failed: Vec<&str> = answers
            .iter()
            .filter(|answer| !matches!(answer.outcome, Outcome::Accepted | Outcome::Unknown))
            .map(|answer| answer.part.as_str())
            .collect();
        let restores = self.kind == CommandKind::RestoreProfiles;
        if done > 0 && self.kind == CommandKind::ClearChargingProfiles {
            self.cleared(effects);
        }
        let verdict = match (done, failed.as_slice()) {
            _ if self.kind == CommandKind::SendMessage => answered_in_parts(&answers),
            (0, []) => Verdict::NothingMatched,
            (_, []) if restores => Verdict::ProfilesRestored { count: done },
            (_, []) => Verdict::ProfilesCleared,
            // Every one was refused, or none was heard: the first says why.
            (0, _) => {
                let heard = answers.iter().filter(|answer| answer.unheard.is_none());
                let unheard = answers.iter().filter_map(|answer| answer.unheard.clone());
                let told = heard.filter_map(|answer| refusal(&answer.outcome));
                let sent = unheard.clone().filter(|verdict| *verdict != Verdict::NeverSent);
                told.chain(sent).chain(unheard).next().unwrap_or(Verdict::Rejected)
            }
            (_, failed) if restores => Verdict::ProfilesRestoredInPart { failed: failed.join(", ") },
            (_, failed) => Verdict::ProfilesClearedInPart { failed: failed.join(", ") },
        };
        self.progress.answers = answers;
        verdict
    }

    /// What still limits the charger after its profiles were cleared.
    pub(super) fn on_limits(&mut self, left: &[LeftProfile], known: &Result<(), String>, effects: &mut Effects) {
        match known {
            Err(why) => {
                let limit = model::Limit::CannotSay { why: why.clone() };
                self.append(effects, StepKind::Schedule { connector: 0, limit });
            }
            Ok(()) if left.is_empty() => {
                self.append(effects, StepKind::NothingLimits);
            }
            Ok(()) => {
                for LeftProfile { place, amount, by } in left.iter().cloned() {
                    self.progress.left += 1;
                    if self.progress.left <= LEFT_TOLD {
                        self.append(effects, StepKind::StillLimited { place, amount, by });
                    }
                }
            }
        }
    }

    /// Settings come in parts; the last one ends the reading.
    pub(super) fn on_settings(&mut self, count: i64, last: bool, waits: Waits, now: i64, effects: &mut Effects) {
        let awaited = match self.verdict {
            Verdict::Pending => true,
            Verdict::NoAnswer | Verdict::OutcomeUnknown => self.is_correctable(now),
            _ => false,
        };
        if self.kind != CommandKind::ReadConfiguration || !awaited {
            return;
        }
        self.progress.settings += count;
        let step = StepKind::Settings { count: self.progress.settings };
        match self.progress.settings_step {
            Some(n) => effects.steps.push(StepChange::Recount(n, step)),
            None => self.progress.settings_step = Some(self.append(effects, step)),
        }
        if last {
            self.settle(Verdict::ConfigurationRead { settings: self.progress.settings }, now, effects);
        } else {
            self.renew(waits, now);
        }
    }
}

/// What an answer that is neither yes nor no comes to, where nothing more is seen.
fn odd_verdict(outcome: &Outcome) -> Option<Verdict> {
    refusal(outcome).filter(|_| outcome.is_odd())
}

/// A message that went in parts is answered by all of them; of several words the first that is not the usual one counts.
fn answered_in_parts(answers: &[PartAnswer]) -> Verdict {
    let bad = answers.iter().find_map(|answer| answer.unheard.clone().or_else(|| refusal(&answer.outcome)));
    let statuses = answers.iter().filter_map(|answer| match &answer.outcome {
        Outcome::Told { status: Some(status) } => Some(status),
        _no_word => None,
    });
    let status = statuses.clone().find(|status| *status != "Accepted").or(statuses.clone().next());
    bad.unwrap_or(Verdict::Answered { status: status.cloned() })
}

/// It says that it knows no such request.
pub(super) fn is_unknown(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Failed { code, .. } => matches!(code.as_str(), "NotImplemented" | "NotSupported"),
        _something_else => false,
    }
}

fn refusal(outcome: &Outcome) -> Option<Verdict> {
    match outcome {
        Outcome::Failed { code, description } => {
            Some(Verdict::Failed { code: code.clone(), description: description.clone() })
        }
        Outcome::Misfit { why } => Some(Verdict::AnswerMisfit { why: why.clone() }),
        Outcome::Odd { status } => Some(Verdict::OddAnswer { status: status.clone() }),
        Outcome::Rejected => Some(Verdict::Rejected),
        Outcome::Accepted
        | Outcome::Scheduled
        | Outcome::Replaces
        | Outcome::CertificateRefused { .. }
        | Outcome::Told { .. }
        | Outcome::AfterReboot
        | Outcome::Unknown
        | Outcome::Received
        | Outcome::File { .. }
        | Outcome::NoFile => None,
    }
}
