//! Failures that something speaks against, before and after they are told.

use super::transfers::hosted;
use super::*;
use FirmwareStatus::{DownloadFailed, Downloaded, Downloading, InstallationFailed, Installed, Installing};
use model::FileProtocol;

fn fetched(bytes: i64, requests: i64) -> E {
    E::Fetched { bytes, total: 1_000, requests, protocol: FileProtocol::Http }
}

fn receiving(bytes: i64, requests: i64) -> E {
    E::Receiving { bytes, requests, protocol: FileProtocol::Ftp }
}

fn diagnostics(status: DiagnosticsStatus) -> E {
    E::Diagnostics(status)
}

fn unreached(status: &str) -> Verdict {
    Verdict::Files(FileVerdict::HostNotReached { status: status.to_owned() })
}

#[test]
fn a_stale_failure_a_moment_after_the_order_is_doubted() {
    // MicroOcpp repeats the DownloadFailed of the order before, one second after the next
    let stale = [(1, E::Sent), (2, answered(Outcome::Received)), (2, firmware(DownloadFailed))];
    let (life, steps) = play_from(hosted(UpdateFirmware), &stale);
    assert!(life.is_open() && steps.contains(&"Download failed".to_owned()), "{steps:?}");
    let goes_on = [
        &stale[..],
        &[
            (3, firmware(Downloading)),
            (4, fetched(0, 1)),
            (5, fetched(1_000, 1)),
            (6, firmware(Downloaded)),
            (9, E::Check),
        ],
    ];
    let (life, steps) = play_from(hosted(UpdateFirmware), &goes_on.concat());
    assert!(life.is_open() && !steps.iter().any(|step| step.starts_with("Verdict")), "{steps:?}");
    // Where nothing contradicts it, it is believed soon.
    let check = |life: Life, failure: E, expected: Verdict| {
        let (life, _) = play_from(life, &[(1, E::Sent), (3, failure.clone())]);
        assert!(life.is_open() && life.check_at == Some(8_000), "{life:?}");
        let (life, _) = play_from(life, &[(8, E::Check)]);
        assert_eq!(life.verdict, expected);
    };
    check(hosted(UpdateFirmware), firmware(DownloadFailed), unreached("Download failed"));
    check(
        ordered(UpdateFirmware),
        firmware(DownloadFailed),
        Verdict::UpdateFirmware(update_firmware::Verdict::DownloadFailed),
    );
    check(
        ordered(UpdateFirmware),
        firmware(InstallationFailed),
        Verdict::UpdateFirmware(update_firmware::Verdict::InstallationFailed),
    );
    let upload = diagnostics(DiagnosticsStatus::UploadFailed);
    check(hosted(RequestDiagnostics), upload.clone(), unreached("Upload failed"));
    check(
        ordered(RequestDiagnostics),
        upload.clone(),
        Verdict::RequestDiagnostics(request_diagnostics::Verdict::UploadFailed),
    );
    // What names its request is not about another.
    let mut named = ordered(UpdateFirmware);
    named.progress.named = true;
    let at_once = [(1, E::Sent), (2, firmware(DownloadFailed))];
    assert_eq!(play_from(named, &at_once).0.verdict, Verdict::UpdateFirmware(update_firmware::Verdict::DownloadFailed));
    // What began can fail at once.
    let check = |life: Life, evidence: &[E], expected: Verdict| {
        let played: Vec<_> = std::iter::once(&E::Sent).chain(evidence).map(|evidence| (1, evidence.clone())).collect();
        assert_eq!(play_from(life, &played).0.verdict, expected, "{evidence:?}");
    };
    check(
        ordered(UpdateFirmware),
        &[firmware(Downloading), firmware(DownloadFailed)],
        Verdict::UpdateFirmware(update_firmware::Verdict::DownloadFailed),
    );
    check(
        hosted(UpdateFirmware),
        &[fetched(0, 1), firmware(DownloadFailed)],
        Verdict::UpdateFirmware(update_firmware::Verdict::DownloadFailed),
    );
    check(
        hosted(RequestDiagnostics),
        &[E::Reached, upload],
        Verdict::RequestDiagnostics(request_diagnostics::Verdict::UploadFailed),
    );
}

#[test]
fn any_word_or_byte_after_a_failure_opens_it_again() {
    //
    use DiagnosticsStatus::{UploadFailed, Uploaded, Uploading};
    let check = |life: Life, failure: &[(i64, E)], sign: E, opens: bool| {
        let before = [&[(1, E::Sent)], failure].concat();
        let begun = life.clone();
        let (life, steps) = play_from(begun.clone(), &before);
        assert!(!life.is_open(), "{steps:?}");
        let was = life.verdict.words();
        let (after, steps) = play_from(begun, &[&before[..], &[(100, sign.clone())]].concat());
        assert_eq!(after.is_open(), opens, "{was}, {sign:?}: {steps:?}");
        if opens {
            assert!(steps.contains(&format!("Verdict corrected, was “{was}”")), "{steps:?}");
            assert!(after.settled_at.is_none() && after.deadline_at.is_some_and(|at| at > 100_000));
        }
    };
    let failed = [(50, firmware(DownloadFailed))];
    for kind in [hosted(UpdateFirmware), ordered(UpdateFirmware)] {
        for sign in [Downloading, Downloaded, Installing, Installed] {
            check(kind.clone(), &failed, firmware(sign), true);
        }
        for none in [FirmwareStatus::Idle, DownloadFailed] {
            check(kind.clone(), &failed, firmware(none), false);
        }
        check(
            kind.clone(),
            &[(40, firmware(Installing)), (50, firmware(InstallationFailed))],
            firmware(Downloading),
            true,
        );
        check(kind.clone(), &[(40, firmware(Downloading)), (9_000, E::Deadline)], firmware(Downloaded), true);
    }
    check(hosted(UpdateFirmware), &failed, fetched(0, 1), true);
    check(hosted(UpdateFirmware), &[(40, fetched(300, 1)), (50, firmware(DownloadFailed))], fetched(400, 1), true);
    check(hosted(UpdateFirmware), &[(40, fetched(300, 1)), (50, firmware(DownloadFailed))], fetched(300, 1), false);
    let failed = [(50, diagnostics(UploadFailed))];
    check(hosted(RequestDiagnostics), &failed, receiving(0, 1), true);
    for kind in [hosted(RequestDiagnostics), ordered(RequestDiagnostics)] {
        check(kind.clone(), &failed, diagnostics(Uploading), true);
        check(kind, &failed, diagnostics(UploadFailed), false);
    }
    let missing = [(40, diagnostics(Uploaded)), (60, E::Check)];
    check(hosted(RequestDiagnostics), &missing, receiving(0, 1), true);
    check(hosted(RequestDiagnostics), &missing, diagnostics(Uploaded), false);
    // What a person ended stays ended.
    check(hosted(UpdateFirmware), &[(50, E::StoppedWaiting { by: "desk".to_owned() })], firmware(Downloading), false);
}

#[test]
fn bytes_unsay_that_it_never_came() {
    // also where a newer order is open, so that this one stays closed
    let (mut life, _) = play_from(hosted(UpdateFirmware), &[(1, E::Sent), (50, firmware(DownloadFailed))]);
    assert_eq!(life.verdict, unreached("Download failed"));
    life.take(&fetched(1_000, 1), WAITS, 60_000);
    assert_eq!(life.verdict, Verdict::UpdateFirmware(update_firmware::Verdict::DownloadFailed));
    let upload = diagnostics(DiagnosticsStatus::UploadFailed);
    let (mut life, _) = play_from(hosted(RequestDiagnostics), &[(1, E::Sent), (50, upload)]);
    assert_eq!(life.verdict, unreached("Upload failed"));
    life.take(&receiving(10, 1), WAITS, 60_000);
    assert_eq!(life.verdict, Verdict::RequestDiagnostics(request_diagnostics::Verdict::UploadFailed));
}

#[test]
fn bytes_that_are_told_late_open_nothing() {
    // they are counted once a second, and went before the failure
    let evidence = [(1, E::Sent), (40, fetched(300, 1)), (50, firmware(DownloadFailed)), (51, fetched(400, 1))];
    assert_eq!(
        play_from(hosted(UpdateFirmware), &evidence).0.verdict,
        Verdict::UpdateFirmware(update_firmware::Verdict::DownloadFailed)
    );
}

#[test]
fn a_charger_that_contradicts_itself_for_ever_does_not_fill_the_timeline() {
    //
    let mut evidence = vec![(1, E::Sent)];
    for n in 0..1_000 {
        evidence.extend([(10 + n, firmware(DownloadFailed)), (10 + n, firmware(Downloading))]);
    }
    let (_, steps) = play_from(ordered(UpdateFirmware), &evidence);
    assert!(steps.len() < 100, "{}", steps.len());
}
