//! What our own file host saw: bytes that went out or came in. A file that is here settles the command, whatever is said of it.

use super::{Effects, Life, StepChange, Waits};
use crate::Verdict;
use model::{ArchiveKey, CommandKind, DiagnosticsStatus, FileProtocol, StepKind, TurnedAway};

/// So often a file that broke off is told by a step of its own.
const CUT_OFFS_TOLD: i64 = 20;
/// So many different refusals of the host are told.
const REFUSALS_TOLD: usize = 40;

impl Life {
    /// May a file still come? Not where a person ended the command, or it was never sent.
    pub fn takes_a_file(&self) -> bool {
        !self.is_over_for_good() && !matches!(self.verdict, Verdict::DiagnosticsReceived { .. })
    }

    #[expect(clippy::too_many_arguments, reason = "a transfer has these parts")]
    pub(super) fn on_fetched(
        &mut self,
        bytes: i64,
        total: i64,
        requests: i64,
        protocol: FileProtocol,
        waits: Waits,
        now: i64,
        effects: &mut Effects,
    ) {
        self.was_here(now, effects);
        self.progress.protocol = Some(protocol);
        if bytes >= total && self.progress.bytes < total {
            effects.worked = Some(protocol);
        }
        if self.transferred(bytes, requests) {
            let (bytes, requests) = (self.progress.bytes, self.progress.requests);
            self.tell_transfer(StepKind::Fetched { bytes, total, requests, protocol }, effects);
        }
        // Also where it begins again: bytes that flow are a sign of life.
        self.heard(now);
        self.renew(waits, now);
    }

    pub(super) fn on_receiving(
        &mut self,
        bytes: i64,
        requests: i64,
        protocol: FileProtocol,
        waits: Waits,
        now: i64,
        effects: &mut Effects,
    ) {
        if !self.takes_a_file() {
            return;
        }
        self.was_here(now, effects);
        self.progress.protocol = Some(protocol);
        // The file itself is told by its own step; before its first byte there is nothing to tell.
        if self.transferred(bytes, requests) && self.progress.bytes > 0 {
            self.tell_transfer(StepKind::Receiving { bytes: self.progress.bytes, protocol }, effects);
        }
        self.heard(now);
        if self.progress.diagnostics == Some(DiagnosticsStatus::Uploaded) {
            self.await_arrival(waits, now);
        }
        self.renew(waits, now);
    }

    pub(super) fn on_cut_off(&mut self, bytes: i64, why: &str, now: i64, effects: &mut Effects) {
        if !self.takes_a_file() {
            return;
        }
        let step = StepKind::CutOff { bytes, why: why.to_owned() };
        self.progress.cut_offs += 1;
        match self.progress.cut_off_step {
            // A charger that tries for a day must not fill the timeline.
            Some(n) if self.progress.cut_offs > CUT_OFFS_TOLD => effects.steps.push(StepChange::Recount(n, step)),
            Some(_) | None => {
                self.progress.cut_off_step = Some(self.append(effects, step));
                // What comes next is another try, told anew.
                self.progress.transfer_step = None;
            }
        }
        self.heard(now);
    }

    /// It came to our file host, however it fared there: that it never did is not said any more.
    pub(super) fn was_here(&mut self, now: i64, effects: &mut Effects) {
        self.progress.reached = true;
        self.undoubt(now);
        if let Verdict::HostNotReached { .. } = self.verdict {
            let failed = match self.kind {
                CommandKind::RequestDiagnostics => Verdict::UploadFailed,
                _ => Verdict::DownloadFailed,
            };
            self.settle(failed, now, effects);
        }
    }

    pub(super) fn on_turned_away(
        &mut self,
        why: TurnedAway,
        protocol: FileProtocol,
        times: i64,
        now: i64,
        effects: &mut Effects,
    ) {
        self.was_here(now, effects);
        let told = format!("turned away: {}", why.as_str());
        if let Some((_, n, count)) = self.progress.counted.iter_mut().find(|(word, _, _)| *word == told) {
            *count += times;
            effects.steps.push(StepChange::Recount(*n, StepKind::TurnedAway { why, protocol, count: *count }));
        } else {
            let n = self.append(effects, StepKind::TurnedAway { why, protocol, count: times });
            self.progress.counted.push((told, n, times));
        }
        // Where the file is waited for, that goes on.
        if !self.is_missing() {
            self.heard(now);
        }
    }

    pub(super) fn on_not_taken(&mut self, why: &str, effects: &mut Effects) {
        let step = StepKind::NotTaken { why: why.to_owned() };
        let known = |(told, _, _): &&mut (String, i64, i64)| told == why;
        let full = self.progress.counted.len() >= REFUSALS_TOLD;
        match self.progress.counted.iter_mut().find(known) {
            // The same again says nothing new.
            Some((_, _, count)) => *count += 1,
            None if full => {}
            None => {
                let n = self.append(effects, step);
                self.progress.counted.push((why.to_owned(), n, 1));
            }
        }
    }

    /// A file without a byte: the charger had nothing to say, or could not read what it had.
    pub(super) fn on_empty(&mut self, name: &str, alone: bool, now: i64, effects: &mut Effects) {
        let told = format!("empty: {name}");
        let is_known = self.progress.counted.iter().any(|(word, _, _)| *word == told);
        // The same again says nothing new.
        if !is_known && self.progress.counted.len() < REFUSALS_TOLD {
            let n = self.append(effects, StepKind::EmptyFile { name: name.to_owned() });
            self.progress.counted.push((told, n, 1));
        }
        if alone && self.takes_a_file() {
            self.settle(Verdict::EmptyFile { name: name.to_owned() }, now, effects);
        }
    }

    pub(super) fn on_received(
        &mut self,
        name: &str,
        bytes: i64,
        sha256: &str,
        archive: &ArchiveKey,
        now: i64,
        effects: &mut Effects,
    ) {
        let (name, sha256, archive) = (name.to_owned(), sha256.to_owned(), archive.clone());
        self.progress.bytes = bytes;
        effects.worked = self.progress.protocol;
        self.append(effects, StepKind::Received { name: name.clone(), bytes, sha256, archive: archive.clone() });
        // It may have gone on after it looked whole.
        let goes_on = matches!(&self.verdict, Verdict::DiagnosticsReceived { name: before, .. } if *before == name);
        if self.takes_a_file() || goes_on {
            self.settle(Verdict::DiagnosticsReceived { name, bytes, archive }, now, effects);
        }
    }

    /// The charger says that its upload is done. Where the file comes here, its arrival is the proof.
    pub(super) fn on_reported_uploaded(&mut self, waits: Waits, now: i64, effects: &mut Effects) {
        if !self.progress.hosted {
            return self.settle(Verdict::DiagnosticsUploaded { file: self.progress.file.clone() }, now, effects);
        }
        if self.is_open() {
            self.await_arrival(waits, now);
        }
    }

    fn await_arrival(&mut self, waits: Waits, now: i64) {
        if self.is_open() {
            self.check_at = Some(now + waits.arrival);
        }
    }

    /// Reported as uploaded, and nothing came.
    pub(super) fn is_missing(&self) -> bool {
        self.is_open()
            && self.progress.hosted
            && self.kind == CommandKind::RequestDiagnostics
            && self.progress.diagnostics == Some(DiagnosticsStatus::Uploaded)
    }

    /// A failure that the charger reports, where it never asked our host for anything.
    pub(super) fn instead_of(&self, failed: Verdict, status: &str) -> Verdict {
        if self.progress.hosted && self.progress.requests == 0 && !self.progress.reached {
            Verdict::HostNotReached { status: status.to_owned() }
        } else {
            failed
        }
    }

    /// Counts what the host saw. Says whether there is anything new in it.
    fn transferred(&mut self, bytes: i64, requests: i64) -> bool {
        let progress = &mut self.progress;
        // A restart of ours begins to count anew.
        let new = bytes > progress.bytes || requests > progress.requests;
        progress.bytes = progress.bytes.max(bytes);
        progress.requests = progress.requests.max(requests);
        new
    }

    fn tell_transfer(&mut self, step: StepKind, effects: &mut Effects) {
        match self.progress.transfer_step {
            Some(n) => effects.steps.push(StepChange::Recount(n, step)),
            None => self.progress.transfer_step = Some(self.append(effects, step)),
        }
    }
}
