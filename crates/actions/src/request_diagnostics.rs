//! Request Diagnostics: done when the file is here, whatever is said of it; where another receives it, when the charger says so.

mod order;
mod verdict;

pub use order::{Receiver, RequestDiagnostics};
pub use verdict::Verdict;

use crate::action::*;
use crate::files::{self, MovesFile};
use crate::life::{Case, DoubtedFailure, Life, TallyKey, Waits};
use crate::order::{OrderForm, Retries};
use crate::verdict::Common;
use crate::{Command, Order};
use model::{
    ArchiveKey, CommandKind, DiagnosticsStatus, FileProtocol, LogKind, Outcome, Refusal, StepKind, describe_bytes,
};
use serde::{Deserialize, Serialize};
use words::Evidence;

/// So often a file that broke off is told by a step of its own.
const CUT_OFFS_TOLD: i64 = 20;

/// Its inputs as they are kept: typed, in UTC, without secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs {
    pub url: String,
    pub from: Option<i64>,
    pub to: Option<i64>,
    pub retries: Retries,
    #[serde(default)]
    pub log: LogKind,
    /// Chargehand receives it.
    #[serde(default)]
    pub here: bool,
}

impl Action for RequestDiagnostics {
    type Verdict = Verdict;

    const FACTS: Facts = Facts {
        needs_connection: true,
        for_administrators: false,
        may_repeat: false,
        may_be_replaced: true,
        reports_progress: true,
        ends_by: EndsBy::Effect,
        proven_by_boot: false,
        asks_on: false,
        waits_for_notice: false,
        changes_profiles: false,
        subject_in_title: false,
        ordered_at: OrderedAt::Form,
        sign: Sign::Down,
        rejected: Rejected::PLAINLY,
    };

    fn read(form: &OrderForm) -> Result<Order, Refusal> {
        RequestDiagnostics::of_form(form).map(Order::RequestDiagnostics)
    }

    fn wait(waits: &Waits) -> Wait {
        Wait::SinceSign(waits.diagnostics)
    }

    fn answered(case: &mut Case<'_, Self>, answer: &Answer<'_>) {
        let uploaded = matches!(case.own(), Some(Verdict::DiagnosticsUploaded { .. }));
        match answer.outcome {
            Outcome::File { name } => will_upload(case, name),
            Outcome::Replaces => {
                case.effects.replaces = true;
                if let Some(name) = answer.info {
                    will_upload(case, name);
                }
            }
            Outcome::Accepted | Outcome::Received => {}
            _no_word_on_the_file if uploaded => {}
            Outcome::NoFile => case.settle(Verdict::NothingToUpload),
            _refused => case.refused(answer),
        }
    }

    fn added_up(_: &mut Case<'_, Self>, parts: &Parts<'_>) -> Ending<Self> {
        Ending::new(parts.refusal.clone())
    }

    fn saw(case: &mut Case<'_, Self>, evidence: &Evidence) {
        match evidence {
            Evidence::Diagnostics(status) => reported(case, *status),
            Evidence::Reached => case.was_here(),
            Evidence::TurnedAway { why, protocol, times } => {
                let is_missing = is_missing(case);
                case.turned_away(*why, *protocol, *times, is_missing);
            }
            Evidence::NotTaken { why } => case.not_taken(why),
            Evidence::Receiving { bytes, requests, protocol } => receiving(case, *bytes, *requests, *protocol),
            Evidence::CutOff { bytes, why } => cut_off(case, *bytes, why),
            Evidence::Empty { name, alone } => empty(case, name, *alone),
            Evidence::Received { name, bytes, sha256, archive } => received(case, name, *bytes, sha256, archive),
            _of_no_upload => {}
        }
    }

    fn looks(case: &mut Case<'_, Self>) {
        match case.progress.doubted {
            Some(DoubtedFailure::Diagnostics(status)) if case.is_open() => {
                case.progress().doubted = None;
                case.progress().diagnostics = Some(status);
                case.lost(Verdict::UploadFailed, status.words());
            }
            _ if is_missing(case) => case.settle(Verdict::NothingArrived),
            _ if case.is_open() => case.silent(),
            _ => {}
        }
    }

    fn given_up(life: &Life, unanswered: Option<Common>) -> Ending<Self> {
        let (status, bytes) = (life.progress.diagnostics, life.progress.bytes);
        let told = status.map(|status| status.words().to_owned());
        match (status, unanswered) {
            (None, Some(unanswered)) if bytes == 0 => Ending::new(unanswered),
            _ if is_missing(life) => Ending::new(Verdict::NothingArrived),
            _ if bytes > 0 => {
                let arrived = format!("{} arrived", describe_bytes(bytes));
                let last = told.map_or(arrived.clone(), |told| format!("{told}, {arrived}"));
                Ending::new(Verdict::UploadStalled { last: Some(last) })
            }
            _ => Ending::new(Verdict::UploadStalled { last: told }),
        }
    }

    fn goes_on(life: &Life, evidence: &Evidence, now: i64) -> bool {
        let works = match evidence {
            Evidence::Diagnostics(status) => {
                let works = matches!(status, DiagnosticsStatus::Uploading | DiagnosticsStatus::Uploaded);
                works && life.progress.diagnostics != Some(*status)
            }
            bytes => files::is_moving(life, bytes, now),
        };
        works && files::has_failed::<Self>(life)
    }

    fn state(command: &Command) -> String {
        format!("Diagnostics: {}", command.standing().to_lowercase())
    }

    fn ahead(command: &Command) -> Vec<&'static str> {
        let uploading =
            |kind: &StepKind| matches!(kind, StepKind::Diagnostics { status: DiagnosticsStatus::Uploading, .. });
        if command.has(uploading) { vec!["Uploaded"] } else { vec!["Uploading", "Uploaded"] }
    }
}

impl MovesFile for RequestDiagnostics {
    const LOST: Verdict = Verdict::UploadFailed;

    fn is_open_to_reports(_: &Verdict) -> bool {
        true
    }

    fn has_failed(verdict: &Verdict) -> bool {
        verdict.may_go_another_way()
    }
}

impl Life {
    /// May a file still come? Not where a person ended the command, or it was never sent.
    pub fn takes_a_file(&self) -> bool {
        !self.is_over_for_good() && !self.has_its_file()
    }

    /// Its file is here.
    pub fn has_its_file(&self) -> bool {
        matches!(self.verdict, crate::Verdict::RequestDiagnostics(Verdict::DiagnosticsReceived { .. }))
    }
}

/// Reported as uploaded, and nothing came.
fn is_missing(life: &Life) -> bool {
    life.is_open()
        && life.progress.hosted
        && life.kind == CommandKind::RequestDiagnostics
        && life.progress.diagnostics == Some(DiagnosticsStatus::Uploaded)
}

fn will_upload(case: &mut Case<'_, RequestDiagnostics>, name: &str) {
    let file = Some(name.to_owned());
    case.progress().file = file.clone();
    if let Some(Verdict::DiagnosticsUploaded { .. }) = case.own() {
        case.complete(Verdict::DiagnosticsUploaded { file });
    }
}

fn reported(case: &mut Case<'_, RequestDiagnostics>, status: DiagnosticsStatus) {
    if !case.takes_reports() {
        return;
    }
    case.count(TallyKey::Status(status.as_str().to_owned()), 1, |count| StepKind::Diagnostics { status, count });
    if status != DiagnosticsStatus::Idle {
        case.heard();
    }
    if !matches!(status, DiagnosticsStatus::Idle | DiagnosticsStatus::UploadFailed) {
        case.undoubt();
    }
    let uploaded = matches!(
        case.own(),
        Some(Verdict::DiagnosticsUploaded { .. } | Verdict::DiagnosticsReceived { .. } | Verdict::EmptyFile { .. })
    );
    match status {
        DiagnosticsStatus::Idle => return,
        DiagnosticsStatus::Uploading => {
            case.progress().diagnostics.get_or_insert(status);
        }
        DiagnosticsStatus::Uploaded => {
            case.progress().diagnostics = Some(status);
            reported_uploaded(case);
        }
        DiagnosticsStatus::UploadFailed if case.is_too_early(case.now) => {
            case.doubt(DoubtedFailure::Diagnostics(status));
            return case.renew();
        }
        DiagnosticsStatus::UploadFailed => {
            case.progress().diagnostics = Some(status);
            if !uploaded {
                case.lost(Verdict::UploadFailed, status.words());
            }
        }
        DiagnosticsStatus::BadMessage
        | DiagnosticsStatus::NotSupportedOperation
        | DiagnosticsStatus::PermissionDenied => {
            case.progress().diagnostics = Some(status);
            if !uploaded {
                case.settle(Verdict::UploadRefused { status });
            }
        }
        DiagnosticsStatus::AcceptedCanceled => {
            if case.is_open() {
                case.settle(Common::Replaced { by: "a newer request".to_owned() });
            }
        }
    }
    case.renew();
}

/// The charger says that its upload is done. Where the file comes here, its arrival is the proof.
fn reported_uploaded(case: &mut Case<'_, RequestDiagnostics>) {
    if case.progress.hosted {
        return await_arrival(case);
    }
    let file = case.progress.file.clone();
    case.settle(Verdict::DiagnosticsUploaded { file });
}

fn await_arrival(case: &mut Case<'_, RequestDiagnostics>) {
    if case.is_open() {
        case.look_at(Some(case.now + case.waits.arrival));
    }
}

fn receiving(case: &mut Case<'_, RequestDiagnostics>, bytes: i64, requests: i64, protocol: FileProtocol) {
    if !case.takes_a_file() {
        return;
    }
    case.was_here();
    case.progress().protocol = Some(protocol);
    // The file itself is told by its own step; before its first byte there is nothing to tell.
    if case.transferred(bytes, requests) && case.progress.bytes > 0 {
        case.tell_transfer(StepKind::Receiving { bytes: case.progress.bytes, protocol });
    }
    case.heard();
    if case.progress.diagnostics == Some(DiagnosticsStatus::Uploaded) {
        await_arrival(case);
    }
    case.renew();
}

fn cut_off(case: &mut Case<'_, RequestDiagnostics>, bytes: i64, why: &str) {
    if !case.takes_a_file() {
        return;
    }
    let step = StepKind::CutOff { bytes, why: why.to_owned() };
    case.progress().cut_offs += 1;
    match case.progress.cut_off_step {
        // A charger that tries for a day must not fill the timeline.
        Some(n) if case.progress.cut_offs > CUT_OFFS_TOLD => case.recount(n, step),
        Some(_) | None => {
            let told = case.append(step);
            case.progress().cut_off_step = Some(told);
            // What comes next is another try, told anew.
            case.progress().transfer_step = None;
        }
    }
    case.heard();
}

/// A file without a byte: the charger had nothing to say, or could not read what it had.
fn empty(case: &mut Case<'_, RequestDiagnostics>, name: &str, alone: bool) {
    let told = TallyKey::Empty(name.to_owned());
    if !case.progress.counted.iter().any(|counted| counted.told == told) {
        case.tell_once(told, StepKind::EmptyFile { name: name.to_owned() });
    }
    if alone && case.takes_a_file() {
        case.settle(Verdict::EmptyFile { name: name.to_owned() });
    }
}

fn received(case: &mut Case<'_, RequestDiagnostics>, name: &str, bytes: i64, sha256: &str, archive: &ArchiveKey) {
    let (name, sha256, archive) = (name.to_owned(), sha256.to_owned(), archive.clone());
    case.progress().bytes = bytes;
    case.effects.worked = case.progress.protocol;
    case.append(StepKind::Received { name: name.clone(), bytes, sha256, archive: archive.clone() });
    // It may have gone on after it looked whole.
    let goes_on = matches!(case.own(), Some(Verdict::DiagnosticsReceived { name: before, .. }) if *before == name);
    if case.takes_a_file() || goes_on {
        case.settle(Verdict::DiagnosticsReceived { name, bytes, archive });
    }
}
