//! A charger that says nothing for long is asked how far it is.

use super::transfers::hosted;
use super::*;
use model::{FileProtocol, TurnedAway};

const SILENCE_MS: i64 = 60_000;

/// Answered at second 2, and watched for silence.
fn watched(kind: CommandKind, evidence: &[(i64, E)]) -> Life {
    let mut life = hosted(kind);
    life.progress.silence_ms = Some(SILENCE_MS);
    play_from(life, &[&[(1, E::Sent), (2, accepted())], evidence].concat()).0
}

#[test]
fn silence_is_looked_at_from_the_last_word_on() {
    assert_eq!(watched(UpdateFirmware, &[]).check_at, Some(1000 + SILENCE_MS));
    let told = |kind, evidence: E| watched(kind, &[(10, evidence)]);
    let heard = |life: &Life| (life.progress.heard_at, life.check_at);
    let at_ten = (Some(10_000), Some(10_000 + SILENCE_MS));
    let before = (Some(1000), Some(1000 + SILENCE_MS));
    let http = FileProtocol::Http;
    let fetched = E::Fetched { bytes: 0, total: 10, requests: 1, protocol: http };
    let away = || E::TurnedAway { why: TurnedAway::Path, protocol: http, times: 1 };
    for evidence in [firmware(FirmwareStatus::Downloading), fetched, away()] {
        assert_eq!(heard(&told(UpdateFirmware, evidence.clone())), at_ten, "{evidence:?}");
    }
    assert_eq!(heard(&told(UpdateFirmware, firmware(FirmwareStatus::Idle))), before, "only an answer to a question");
    let said = |status| E::Diagnostics(status);
    let receiving = E::Receiving { bytes: 1, requests: 1, protocol: http };
    let cut = E::CutOff { bytes: 1, why: String::new() };
    for evidence in [said(DiagnosticsStatus::Uploading), receiving, cut, away()] {
        assert_eq!(heard(&told(RequestDiagnostics, evidence.clone())), at_ten, "{evidence:?}");
    }
    assert_eq!(heard(&told(RequestDiagnostics, said(DiagnosticsStatus::Idle))), before);
    // Where only its file is missing, being turned away is no step towards that.
    let missing = watched(RequestDiagnostics, &[(5, said(DiagnosticsStatus::Uploaded)), (9, away())]);
    assert_eq!(missing.check_at, Some(5000 + WAITS.arrival));
    // Nothing is expected before the time it may begin at.
    let mut later = Life { starts_at: 500_000, ..hosted(UpdateFirmware) };
    later.progress.silence_ms = Some(SILENCE_MS);
    assert_eq!(play_from(later, &[(1, E::Sent)]).0.check_at, Some(500_000 + SILENCE_MS));
    // What reports no progress is not asked for any, and where nothing is known of the model neither.
    assert_eq!(watched(Reboot, &[]).check_at, None);
    assert_eq!(play_from(hosted(UpdateFirmware), &[(1, E::Sent)]).0.check_at, None);
}

#[test]
fn it_is_asked_once_in_a_silence() {
    for kind in [UpdateFirmware, RequestDiagnostics] {
        let mut life = watched(kind, &[]);
        let effects = life.take(&E::Check, WAITS, 61_000);
        assert!(effects.ask_how_far, "{kind:?}");
        let step = |answer| StepKind::AskedHowFar { silent_ms: 60_000, answer };
        assert_eq!(effects.steps, [StepChange::Append(4, step(None))]);
        assert!(!life.take(&E::Check, WAITS, 70_000).ask_how_far, "{kind:?}");
        let answer = life.take(&E::HowFar { answer: Outcome::Rejected }, WAITS, 71_000);
        assert_eq!(answer.steps, [StepChange::Recount(4, step(Some(Outcome::Rejected)))]);
        // A word ends the silence; the next one is asked about again.
        let word = match kind {
            UpdateFirmware => firmware(FirmwareStatus::Downloading),
            _diagnostics => E::Diagnostics(DiagnosticsStatus::Uploading),
        };
        life.take(&word, WAITS, 80_000);
        assert!(life.take(&E::Check, WAITS, 140_000).ask_how_far, "{kind:?}");
    }
}

#[test]
fn only_a_charger_that_may_be_at_work_is_asked() {
    let asks = |delivery: Delivery| {
        let mut life = Life { delivery, ..watched(UpdateFirmware, &[]) };
        life.take(&E::Check, WAITS, 61_000).ask_how_far
    };
    for delivery in Delivery::ALL {
        let answered = matches!(delivery, Delivery::Answered | Delivery::TimedOut | Delivery::OutcomeUnknown);
        assert_eq!(asks(delivery), answered, "{delivery:?}");
    }
    // One that has ended is not.
    for (kind, verdict) in [
        (UpdateFirmware, update_firmware::Verdict::InstalledUnconfirmed.into()),
        (RequestDiagnostics, Verdict::from(request_diagnostics::Verdict::NothingToUpload)),
    ] {
        let mut life = Life { verdict, ..watched(kind, &[]) };
        assert!(!life.take(&E::Check, WAITS, 61_000).ask_how_far, "{kind:?}");
    }
    // Without a word since, it counts from the order.
    let mut life = Life { ordered_at: 1000, ..watched(UpdateFirmware, &[]) };
    life.progress.heard_at = None;
    let effects = life.take(&E::Check, WAITS, 61_500);
    let step = StepKind::AskedHowFar { silent_ms: 60_500, answer: None };
    assert_eq!(effects.steps, [StepChange::Append(4, step)]);
}
