//! Answers that are neither yes nor no: what the charger does decides, where that can be seen.

use super::*;

fn failed(code: &str) -> Outcome {
    Outcome::Failed { code: code.to_owned(), description: String::new() }
}

fn odd_answers() -> Vec<Outcome> {
    vec![
        Outcome::Misfit { why: "status is missing".to_owned() },
        Outcome::Odd { status: String::new() },
        Outcome::Odd { status: "OK".to_owned() },
        failed(""),
        failed("InternalError"),
        failed("GenericError"),
        failed("FormationViolation"),
        failed("ProtocolError"),
        failed("their own"),
    ]
}

/// W-22: `{}`, `{"status":""}`, `{"status":"OK"}`, a CALLERROR with "" or InternalError; then the line drops, then a boot.
#[test]
fn an_odd_answer_to_a_reset_leaves_the_verdict_to_the_effect() {
    for outcome in odd_answers() {
        let start = [(1, E::Sent), (2, answered(outcome.clone()))];
        let (life, steps) = play(Reboot, &start);
        assert!(life.is_open(), "{outcome:?}");
        assert_eq!(
            steps.last().map(String::as_str),
            Some("That is neither yes nor no: what the charger does now decides")
        );
        check(Reboot, &[&start[..], &[(3, E::WentOffline), (4, booted("1"))]].concat(), "Rebooted, offline 1 s");
        // Nothing was seen: then the word is all there is.
        let (life, _) = play(Reboot, &[&start[..], &[(302, E::Deadline)]].concat());
        assert!(life.verdict.rests_on_odd_answer(), "{:?}", life.verdict);
        // And a boot soon after that is still the one.
        let late = [&start[..], &[(302, E::Deadline), (310, E::WentOffline), (320, booted("1"))]].concat();
        check(Reboot, &late, "Rebooted, offline 10 s");
        // Late, after no answer had been the verdict.
        let silent =
            [(1, E::Sent), (31, E::TimedOut { after_ms: 30_000 }), (301, E::Deadline), (302, answered(outcome))];
        let (life, _) = play(Reboot, &silent);
        assert!(life.verdict.rests_on_odd_answer(), "{:?}", life.verdict);
        check(Reboot, &[&silent[..], &[(303, E::WentOffline), (310, booted("1"))]].concat(), "Rebooted, offline 7 s");
    }
}

/// W-22: a clear no ends it, whatever happens afterwards.
#[test]
fn a_clear_no_stays() {
    for outcome in [Outcome::Rejected, failed("NotImplemented"), failed("NotSupported"), failed("SecurityError")] {
        for kind in [Reboot, UpdateFirmware, RequestDiagnostics] {
            let (life, _) = play(kind, &[(1, E::Sent), (2, answered(outcome.clone()))]);
            assert!(!life.is_open(), "{kind:?} {outcome:?}");
            let verdict = life.verdict.words();
            let after = [
                (1, E::Sent),
                (2, answered(outcome.clone())),
                (3, E::WentOffline),
                (9, booted("2")),
                (10, firmware(FirmwareStatus::DownloadFailed)),
                (11, E::Diagnostics(DiagnosticsStatus::UploadFailed)),
            ];
            check(kind, &after, &verdict);
        }
    }
}

/// W-23: an odd answer, statuses, a boot with the new version, Installed.
#[test]
fn an_odd_answer_to_an_update_leaves_the_verdict_to_the_effect() {
    use FirmwareStatus::{DownloadFailed, Downloading, Installed};
    for outcome in odd_answers() {
        let start = [(1, E::Sent), (2, answered(outcome.clone()))];
        let with = |more: &[(i64, E)]| [&start[..], more].concat();
        check(
            UpdateFirmware,
            &with(&[
                (3, firmware(Downloading)),
                (9, E::WentOffline),
                (20, booted("1.8.32")),
                (21, firmware(Installed)),
            ]),
            "Installed 1.8.30 → 1.8.32, 19 s",
        );
        check(UpdateFirmware, &with(&[(3, firmware(Downloading)), (4, firmware(DownloadFailed))]), "Download failed");
        let (life, _) = play(UpdateFirmware, &with(&[(9000, E::Deadline)]));
        assert!(life.verdict.rests_on_odd_answer(), "{:?}", life.verdict);
    }
}

/// W-22: the same of diagnostics, and what is settled by its answer alone ends at once, as ever.
#[test]
fn other_actions_are_read_by_what_can_be_seen_of_them() {
    use DiagnosticsStatus::{Uploaded, Uploading};
    for outcome in odd_answers() {
        let start = [(1, E::Sent), (2, answered(outcome.clone()))];
        let uploaded = [&start[..], &[(3, E::Diagnostics(Uploading)), (4, E::Diagnostics(Uploaded))]].concat();
        check(RequestDiagnostics, &uploaded, "Uploaded");
        for kind in [ClearCache, ClearChargingProfiles] {
            let (life, steps) = play(kind, &start);
            assert!(life.verdict.rests_on_odd_answer(), "{kind:?} {:?}", life.verdict);
            assert_eq!(steps.len(), 2);
        }
    }
    // "Nothing to upload" is a word, too.
    let nothing = [(1, E::Sent), (2, answered(Outcome::NoFile))];
    check(RequestDiagnostics, &nothing, "Nothing to upload");
    check(RequestDiagnostics, &[&nothing[..], &[(5, E::Diagnostics(Uploaded))]].concat(), "Uploaded");
}
