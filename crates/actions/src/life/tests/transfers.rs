//! Lives of commands whose file goes through our own host.

use super::*;
use model::{ArchiveKey, FileProtocol, TurnedAway};

/// A life whose file goes through our own host.
pub(super) fn hosted(kind: CommandKind) -> Life {
    let mut life = ordered(kind);
    life.progress.hosted = true;
    life
}

fn fetched(bytes: i64, requests: i64) -> E {
    E::Fetched { bytes, total: 1_000, requests, protocol: FileProtocol::Http }
}

fn received() -> E {
    let archive = ArchiveKey::from("a1");
    E::Received { name: "logs.zip".to_owned(), bytes: 900, sha256: "ab".repeat(32), archive }
}

#[test]
fn what_is_fetched_from_us_is_one_step_that_grows() {
    // B6, B15
    let evidence =
        [(1, E::Sent), (2, fetched(0, 1)), (3, fetched(420, 1)), (4, fetched(400, 2)), (5, fetched(1_000, 2))];
    let (life, steps) = play_from(hosted(UpdateFirmware), &evidence);
    let told: Vec<&String> = steps.iter().filter(|step| step.starts_with("Fetched")).collect();
    assert_eq!(told, ["Fetched 1.0 kB of 1.0 kB from us over HTTP, 100\u{a0}%, in 2 requests"]);
    assert_eq!(life.deadline_at, Some(5_000 + WAITS.firmware), "bytes are a sign of life");
}

#[test]
fn a_failed_download_is_told_by_whether_it_ever_reached_us() {
    // B11
    let check = |life: Life, requests: Option<i64>, expected: Verdict| {
        let mut evidence = vec![(1, E::Sent)];
        evidence.extend(requests.map(|requests| (2, fetched(10, requests))));
        evidence.push((30, firmware(FirmwareStatus::DownloadFailed)));
        assert_eq!(play_from(life, &evidence).0.verdict, expected);
    };
    let unreached = Verdict::Files(FileVerdict::HostNotReached { status: "Download failed".to_owned() });
    check(hosted(UpdateFirmware), None, unreached);
    check(hosted(UpdateFirmware), Some(1), Verdict::UpdateFirmware(update_firmware::Verdict::DownloadFailed));
    check(ordered(UpdateFirmware), None, Verdict::UpdateFirmware(update_firmware::Verdict::DownloadFailed));
}

#[test]
fn a_file_that_is_here_is_the_verdict_whatever_is_said() {
    // C3, C4
    use DiagnosticsStatus::{UploadFailed, Uploaded, Uploading};
    let here = Verdict::RequestDiagnostics(request_diagnostics::Verdict::DiagnosticsReceived {
        name: "logs.zip".to_owned(),
        bytes: 900,
        archive: ArchiveKey::from("a1"),
    });
    let said = |status| E::Diagnostics(status);
    let check = |evidence: &[(i64, E)], expected: &Verdict| {
        let (life, steps) = play_from(hosted(RequestDiagnostics), evidence);
        assert_eq!(life.verdict, *expected, "{steps:?}");
    };
    let file = || answered(Outcome::File { name: "logs.zip".to_owned() });
    check(&[(1, E::Sent), (2, received())], &here);
    check(&[(1, E::Sent), (2, received()), (3, file())], &here);
    check(&[(1, E::Sent), (2, file()), (3, said(Uploaded)), (4, received())], &here);
    check(&[(1, E::Sent), (2, file()), (3, received()), (4, said(UploadFailed))], &here);
    check(
        &[(1, E::Sent), (2, file()), (3, said(Uploaded)), (14, E::Check)],
        &Verdict::RequestDiagnostics(request_diagnostics::Verdict::NothingArrived),
    );
    check(&[(1, E::Sent), (2, file()), (3, said(Uploaded)), (14, E::Check), (20, received())], &here);
    let unreached = Verdict::Files(FileVerdict::HostNotReached { status: "Upload failed".to_owned() });
    check(&[(1, E::Sent), (2, file()), (9, said(UploadFailed))], &unreached);
    check(&[(1, E::Sent), (2, file()), (9, said(UploadFailed)), (20, received())], &here);
    let stopped = [(1, E::Sent), (2, E::StoppedWaiting { by: "desk".to_owned() }), (3, received())];
    check(&stopped, &Verdict::Common(Common::Abandoned));
    // Bytes that still come put the question off.
    let coming = |bytes| E::Receiving { bytes, requests: 1, protocol: FileProtocol::Http };
    let (life, _) = play_from(
        hosted(RequestDiagnostics),
        &[(1, E::Sent), (2, file()), (3, said(Uploading)), (4, said(Uploaded)), (9, coming(5))],
    );
    assert_eq!(life.check_at, Some(9_000 + WAITS.arrival));
}

#[test]
fn an_upload_that_broke_off_is_told_and_the_next_try_is_told_anew() {
    // G-06
    let coming = |bytes, requests| E::Receiving { bytes, requests, protocol: FileProtocol::Ftp };
    let cut = E::CutOff { bytes: 300, why: "the connection ended early".to_owned() };
    let evidence =
        [(1, E::Sent), (2, coming(0, 1)), (3, coming(300, 1)), (4, cut), (5, coming(600, 2)), (6, received())];
    let (life, steps) = play_from(hosted(RequestDiagnostics), &evidence);
    assert!(matches!(
        life.verdict,
        Verdict::RequestDiagnostics(request_diagnostics::Verdict::DiagnosticsReceived { .. })
    ));
    let ends = [
        "Sent",
        "300 bytes arrived over FTP",
        "The file broke off after 300 bytes: the connection ended early",
        "600 bytes arrived over FTP",
        "Received logs.zip, 900 bytes, SHA-256 abababababab…",
    ];
    assert_eq!(steps, ends);
    // The same refusal again says nothing new.
    let full = || E::NotTaken { why: "the disk is full".to_owned() };
    let (_, steps) = play_from(hosted(RequestDiagnostics), &[(1, E::Sent), (2, full()), (3, full())]);
    assert_eq!(steps, ["Sent", "Not taken: the disk is full"]);
}

#[test]
fn an_empty_file_is_a_verdict_of_its_own_until_another_comes() {
    // O-50
    use DiagnosticsStatus::{UploadFailed, Uploaded};
    let empty = |alone| E::Empty { name: "empty.log".to_owned(), alone };
    let told = Verdict::RequestDiagnostics(request_diagnostics::Verdict::EmptyFile { name: "empty.log".to_owned() });
    let check = |evidence: &[(i64, E)], expected: &Verdict| {
        let (life, steps) = play_from(hosted(RequestDiagnostics), evidence);
        assert_eq!(life.verdict, *expected, "{steps:?}");
        let steps = steps.iter().filter(|step| *step == "The charger sent an empty file, empty.log").count();
        assert_eq!(steps, 1);
    };
    check(&[(1, E::Sent), (2, empty(true))], &told);
    check(&[(1, E::Sent), (2, empty(true)), (3, E::Diagnostics(Uploaded)), (20, E::Check)], &told);
    check(&[(1, E::Sent), (2, E::Diagnostics(Uploaded)), (3, empty(true)), (20, E::Check)], &told);
    check(&[(1, E::Sent), (2, empty(true)), (3, E::Diagnostics(UploadFailed))], &told);
    // Again and again, it is told once.
    check(&[(1, E::Sent), (2, empty(true)), (3, empty(true)), (4, empty(false))], &told);
    // Beside another, or while another is still coming, it is only told.
    check(&[(1, E::Sent), (2, empty(false))], &Verdict::Common(Common::Pending));
    let here = Verdict::RequestDiagnostics(request_diagnostics::Verdict::DiagnosticsReceived {
        name: "logs.zip".to_owned(),
        bytes: 900,
        archive: ArchiveKey::from("a1"),
    });
    check(&[(1, E::Sent), (2, received()), (3, empty(true))], &here);
    check(&[(1, E::Sent), (2, empty(true)), (3, received())], &here);
}

#[test]
fn a_file_that_goes_on_after_it_looked_whole_puts_the_verdict_right() {
    // O-15
    let more = |name: &str, bytes| E::Received {
        name: name.to_owned(),
        bytes,
        sha256: "cd".repeat(32),
        archive: ArchiveKey::from("a2"),
    };
    let check = |evidence: E, expected: i64| {
        let (life, _) = play_from(hosted(RequestDiagnostics), &[(1, E::Sent), (2, received()), (3, evidence)]);
        let Verdict::RequestDiagnostics(request_diagnostics::Verdict::DiagnosticsReceived { bytes, .. }) = life.verdict
        else {
            panic!("{:?}", life.verdict)
        };
        assert_eq!(bytes, expected);
    };
    check(more("logs.zip", 1_800), 1_800);
    // Another file of the same order stands on the timeline.
    check(more("other.log", 5), 900);
}

#[test]
fn a_later_try_of_the_charger_itself_corrects_a_failed_download() {
    // B9, B11: with retries, some report each failed try
    for life in [hosted(UpdateFirmware), ordered(UpdateFirmware)] {
        let failed = firmware(FirmwareStatus::DownloadFailed);
        let evidence = [(1, E::Sent), (2, failed), (9, firmware(FirmwareStatus::Downloading)), (20, booted("1.9.0"))];
        let (life, steps) = play_from(life, &evidence);
        assert!(
            matches!(life.verdict, Verdict::UpdateFirmware(update_firmware::Verdict::FirmwareUpdated { .. })),
            "{steps:?}"
        );
    }
}

#[test]
fn a_charger_that_logged_in_has_reached_us() {
    // B11: its data connections may have failed all the same
    let evidence = [(1, E::Sent), (2, E::Reached), (3, firmware(FirmwareStatus::DownloadFailed))];
    assert_eq!(
        play_from(hosted(UpdateFirmware), &evidence).0.verdict,
        Verdict::UpdateFirmware(update_firmware::Verdict::DownloadFailed)
    );
}

#[test]
fn a_charger_that_tries_for_a_day_does_not_fill_the_timeline() {
    let mut evidence = vec![(1, E::Sent)];
    for n in 2..500 {
        evidence.push((n, E::Receiving { bytes: n, requests: n, protocol: FileProtocol::Http }));
        evidence.push((n, E::CutOff { bytes: n, why: "the connection ended early".to_owned() }));
        evidence.push((n, E::NotTaken { why: format!("refusal {n}") }));
    }
    let (life, steps) = play_from(hosted(RequestDiagnostics), &evidence);
    assert!(steps.len() < 100, "{} steps", steps.len());
    assert_eq!(life.progress.bytes, 499);
}

#[test]
fn whoever_was_turned_away_was_here() {
    // O-40, O-41, O-42: whatever the reason, before the charger's word or after it, "never reached" is not said
    let away = |why| E::TurnedAway { why, protocol: FileProtocol::Http, times: 1 };
    let update = (
        hosted(UpdateFirmware),
        firmware(FirmwareStatus::DownloadFailed),
        Verdict::UpdateFirmware(update_firmware::Verdict::DownloadFailed),
    );
    let failed = E::Diagnostics(DiagnosticsStatus::UploadFailed);
    let request =
        (hosted(RequestDiagnostics), failed, Verdict::RequestDiagnostics(request_diagnostics::Verdict::UploadFailed));
    for (life, failed, expected) in [update, request] {
        for &why in TurnedAway::ALL {
            let before = [(1, E::Sent), (400, away(why)), (500, failed.clone())];
            let after = [(1, E::Sent), (400, failed.clone()), (500, away(why))];
            for evidence in [before, after] {
                let (life, steps) = play_from(life.clone(), &evidence);
                assert_eq!(life.verdict, expected, "{steps:?}");
                assert!(steps.iter().any(|step| step.contains(why.words())), "{steps:?}");
            }
        }
        // A login says the same.
        let login = [(1, E::Sent), (400, failed), (500, E::Reached)];
        assert_eq!(play_from(life, &login).0.verdict, expected);
    }
}

#[test]
fn the_same_refusal_is_counted_and_not_repeated() {
    // O-41
    let away = |why, times| E::TurnedAway { why, protocol: FileProtocol::Http, times };
    let mut evidence = vec![(1, E::Sent), (2, away(TurnedAway::Path, 1))];
    evidence.extend((3..2_000).map(|at| (at, away(TurnedAway::MethodPatch, 2))));
    let (life, steps) = play_from(hosted(RequestDiagnostics), &evidence);
    let path = "Turned away over HTTP: it asked for a path that is not its address";
    let patch = "Turned away over HTTP: it used PATCH, which is not taken here (3994 times)";
    assert_eq!(steps, ["Sent", path, patch]);
    assert!(life.is_open() && life.check_at.is_none_or(|at| at > 1_999_000), "a sign of life");
}

#[test]
fn what_the_host_saw_is_told_where_it_is_new() {
    let told = |life: &mut Life, bytes, requests| {
        let update = fetched(bytes, requests);
        let request = E::Receiving { bytes, requests, protocol: FileProtocol::Ftp };
        let evidence = if life.kind == UpdateFirmware { update } else { request };
        life.take(&evidence, WAITS, 2000).steps.len()
    };
    for kind in [UpdateFirmware, RequestDiagnostics] {
        let (mut life, _) = play_from(hosted(kind), &[(1, E::Sent)]);
        assert_eq!(told(&mut life, 300, 1), 1, "{kind:?}");
        assert_eq!(told(&mut life, 300, 1), 0, "{kind:?}: the same again");
        assert_eq!(told(&mut life, 200, 1), 0, "{kind:?}: counted anew after a restart");
        assert_eq!(told(&mut life, 300, 2), 1, "{kind:?}: another request");
        assert_eq!((life.progress.bytes, life.progress.requests), (300, 2));
    }
    // Before the first byte of an upload there is nothing to tell.
    let (mut life, _) = play_from(hosted(RequestDiagnostics), &[(1, E::Sent)]);
    assert_eq!(told(&mut life, 0, 1), 0);
}

/// By which protocol a whole file went is learnt once, when its last byte is through.
#[test]
fn the_protocol_by_which_a_whole_file_went_is_learnt() {
    let (mut life, _) = play_from(hosted(UpdateFirmware), &[(1, E::Sent)]);
    let mut worked = |bytes| life.take(&fetched(bytes, 1), WAITS, 2000).worked;
    assert_eq!(worked(999), None);
    assert_eq!(worked(1_000), Some(FileProtocol::Http));
    assert_eq!(worked(1_000), None, "that was learnt");
    let coming = E::Receiving { bytes: 5, requests: 1, protocol: FileProtocol::Ftps };
    let (mut life, _) = play_from(hosted(RequestDiagnostics), &[(1, E::Sent), (2, coming)]);
    assert_eq!(life.take(&received(), WAITS, 3000).worked, Some(FileProtocol::Ftps));
}

#[test]
fn so_many_refusals_and_breaks_are_told_and_no_more() {
    let mut evidence = vec![(1, E::Sent)];
    evidence.extend((0..60).map(|n| (2, E::NotTaken { why: format!("refusal {n}") })));
    let (_, steps) = play_from(hosted(RequestDiagnostics), &evidence);
    assert_eq!(steps.len(), 1 + crate::files::REFUSALS_TOLD);
    let cut = |bytes| E::CutOff { bytes, why: "the line went".to_owned() };
    let cuts: Vec<_> = (1..=25).map(|n| (1 + n, cut(n))).collect();
    let (life, steps) = play_from(hosted(RequestDiagnostics), &[&[(1, E::Sent)], &cuts[..]].concat());
    assert_eq!((steps.len(), life.progress.cut_offs), (1 + 20, 25));
    assert_eq!(steps.last().unwrap(), "The file broke off after 25 bytes: the line went");
    let twice =
        [(1, E::Sent), (2, E::NotTaken { why: "full".to_owned() }), (3, E::NotTaken { why: "full".to_owned() })];
    assert_eq!(play_from(hosted(RequestDiagnostics), &twice).0.progress.counted[0].count, 2);
}

#[test]
fn what_is_given_up_says_how_much_had_come() {
    use DiagnosticsStatus::{Uploaded, Uploading};
    let given_up = |evidence: &[(i64, E)]| {
        let evidence = [&[(1, E::Sent)], evidence, &[(9_000, E::Deadline)]].concat();
        play_from(hosted(RequestDiagnostics), &evidence).0.verdict.words()
    };
    let said = |status| (3, E::Diagnostics(status));
    let coming = (4, E::Receiving { bytes: 300, requests: 1, protocol: FileProtocol::Http });
    assert_eq!(given_up(&[]), "No answer");
    assert_eq!(given_up(&[(2, accepted())]), "The charger reported nothing");
    assert_eq!(given_up(std::slice::from_ref(&coming)), "No final word, last was 300 bytes arrived");
    assert_eq!(given_up(&[said(Uploading)]), "No final word, last was Uploading");
    assert_eq!(given_up(&[said(Uploading), coming.clone()]), "No final word, last was Uploading, 300 bytes arrived");
    assert_eq!(given_up(&[said(Uploaded), coming]), "Reported uploaded, no file received");
    // An update that has fetched something is not one that was never heard of.
    let update = [(1, E::Sent), (2, fetched(300, 1)), (9_000, E::Deadline)];
    assert_eq!(play_from(hosted(UpdateFirmware), &update).0.verdict.words(), "The charger reported nothing");
}

#[test]
fn an_upload_that_is_done_stays_so_whatever_is_said_after_it() {
    use DiagnosticsStatus::{BadMessage, NotSupportedOperation, PermissionDenied, UploadFailed, Uploaded};
    let uploaded = [(1, E::Sent), (2, E::Diagnostics(Uploaded))];
    let words = |life: Life, then: E| play_from(life, &[&uploaded[..], &[(3, then)]].concat()).0.verdict.words();
    for then in [answered(Outcome::NoFile), answered(Outcome::Rejected), accepted()] {
        assert_eq!(words(ordered(RequestDiagnostics), then.clone()), "Uploaded", "{then:?}");
    }
    for status in [UploadFailed, BadMessage, NotSupportedOperation, PermissionDenied] {
        assert_eq!(words(ordered(RequestDiagnostics), E::Diagnostics(status)), "Uploaded", "{status:?}");
        let refused = [(1, E::Sent), (9, E::Diagnostics(status))];
        let verdict = play_from(ordered(RequestDiagnostics), &refused).0.verdict;
        assert_eq!(verdict.words(), status.words(), "where it was not done, it counts");
    }
    let cancelled = E::Diagnostics(DiagnosticsStatus::AcceptedCanceled);
    assert_eq!(words(ordered(RequestDiagnostics), cancelled.clone()), "Uploaded");
    assert_eq!(play(RequestDiagnostics, &[(1, E::Sent), (9, cancelled)]).0.verdict.words(), "Replaced");
}

/// A failure that came too early is unsaid by any word but a failure or Idle.
#[test]
fn a_doubted_failure_is_unsaid_by_work_alone() {
    use DiagnosticsStatus::{Idle, UploadFailed, Uploading};
    let doubted = |status| {
        let failure = E::Diagnostics(UploadFailed);
        let evidence = [(1, E::Sent), (2, failure), (3, E::Diagnostics(status))];
        play_from(hosted(RequestDiagnostics), &evidence).0.progress.doubted.is_some()
    };
    assert!(doubted(Idle) && doubted(UploadFailed) && !doubted(Uploading));
}
