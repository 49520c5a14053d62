//! What is said of every way to end, and what may still come of it. The samples are those that hold the JSON.

use super::*;
use crate::boots::ProvenByBoot;
use crate::files::MovesFile;
use crate::{Reboot, RequestDiagnostics, UpdateFirmware};

/// Of every way to end at least one, by its line.
fn samples() -> Vec<(&'static str, Verdict)> {
    let read = |line: &'static str| (line, serde_json::from_str(line).expect("a verdict"));
    include_str!("../../tests/samples/verdicts.jsonl").lines().map(read).collect()
}

/// The words of those that are so.
fn those(is_so: impl Fn(&Verdict) -> bool) -> Vec<String> {
    let word = |line: &str| line["{\"verdict\":\"".len()..].split('"').next().expect("its word").to_owned();
    let mut words: Vec<String> =
        samples().iter().filter(|(_, verdict)| is_so(verdict)).map(|(line, _)| word(line)).collect();
    words.dedup();
    words
}

/// As the page shows them: the words, how they look, what is offered beside them, and what to do next.
#[test]
fn every_way_to_end_is_told_as_it_was_written_down() {
    let told = samples().into_iter().map(|(_, verdict)| {
        let offer = verdict.ends().offer().map_or_else(|| "-".to_owned(), |offer| format!("{offer:?}"));
        let next = verdict.ends().next_step().unwrap_or("-");
        format!("{} | {:?} | {offer} | {next}\n", verdict.words(), verdict.tone())
    });
    assert_eq!(told.collect::<String>(), include_str!("../../tests/samples/told.txt"));
}

/// What follows a plain no is the action's to say.
#[test]
fn what_to_do_after_a_no_depends_on_what_was_ordered() {
    use CommandKind::*;
    let no = Verdict::Common(Common::Rejected);
    let check = |kind: CommandKind, offer: Option<Offer>, says: &str| {
        assert_eq!(no.offer(kind), offer, "{kind:?}");
        assert!(no.next_step(kind).unwrap().contains(says), "{kind:?}");
    };
    check(Reboot, Some(Offer::HardReboot), "a Hard reboot may work");
    check(ClearCache, None, "has no authorization cache");
    check(Ask, None, "will not tell that now");
    check(SetConfiguration, None, "read-only");
    for kind in [UpdateFirmware, RequestDiagnostics, ClearChargingProfiles, SendMessage, RestoreProfiles] {
        check(kind, None, "The charger refused. Look at its messages.");
    }
    // Of any other end it is the same whatever was ordered.
    let never = Verdict::Common(Common::NeverSent);
    assert_eq!((never.offer(Reboot), never.offer(Ask)), (Some(Offer::Again), Some(Offer::Again)));
    assert_eq!(never.next_step(Reboot), Some("Nothing reached the charger. Order it again if you still want it."));
}

#[test]
fn what_was_heard_decides_what_may_still_correct_it() {
    assert_eq!(those(Verdict::is_pending), ["Pending"]);
    assert_eq!(those(Verdict::is_unheard), ["NoAnswer", "OutcomeUnknown"]);
    // Of the errors only one that is a clear no.
    assert_eq!(those(Verdict::rests_on_odd_answer), ["Failed", "AnswerMisfit", "OddAnswer"]);
    let failed = |code: &str| Common::Failed { code: code.to_owned(), description: String::new() };
    for (code, odd) in [("InternalError", true), ("", true), ("NotSupported", false), ("SecurityError", false)] {
        assert_eq!(failed(code).rests_on_odd_answer(), odd, "{code}");
    }
    assert_eq!(those(|verdict| verdict.ends().lacks_answer()), ["DiagnosticsUploaded"]);
    let in_part = ["ProfilesClearedInPart", "ProfilesRestoredInPart"];
    assert_eq!(those(|verdict| verdict.ends().is_in_part()), in_part);
}

#[test]
fn a_file_may_go_another_way_where_its_way_was_at_fault() {
    let lost =
        ["DownloadFailed", "FirmwareStalled", "NothingArrived", "HostNotReached", "UploadFailed", "UploadRefused"];
    assert_eq!(those(Verdict::may_go_another_way), [&lost[..], &["UploadStalled"]].concat());
}

#[test]
fn a_boot_may_change_what_it_was_missing_from() {
    let reboot = |verdict: &Verdict| reboot_of(verdict).is_some_and(Reboot::is_open_to_boots);
    assert_eq!(those(reboot), ["DidNotReboot", "CameBackWithoutBoot", "BootedOtherwise", "BootedNeverAway"]);
    let update = |verdict: &Verdict| update_of(verdict).is_some_and(UpdateFirmware::is_open_to_boots);
    assert_eq!(those(update), ["VersionUnchanged", "InstalledUnconfirmed", "DownloadFailed", "FirmwareStalled"]);
}

#[test]
fn a_report_may_change_what_it_is_about() {
    let update = |verdict: &Verdict| update_of(verdict).is_some_and(UpdateFirmware::is_open_to_reports);
    let failures =
        ["DownloadFailed", "InstallationFailed", "InvalidSignature", "VerificationFailed", "FirmwareStalled"];
    assert_eq!(
        those(update),
        [&["FirmwareUpdated", "VersionUnchanged", "InstalledUnconfirmed"], &failures[..]].concat()
    );
    assert_eq!(those(|verdict| update_of(verdict).is_some_and(UpdateFirmware::has_failed)), failures);
    let request = |verdict: &Verdict| diagnostics_of(verdict).is_some_and(RequestDiagnostics::is_open_to_reports);
    let all = those(|verdict| diagnostics_of(verdict).is_some());
    assert_eq!((those(request), all.len()), (all, 8));
    let failed = |verdict: &Verdict| diagnostics_of(verdict).is_some_and(RequestDiagnostics::has_failed);
    assert_eq!(those(failed), ["NothingArrived", "UploadFailed", "UploadRefused", "UploadStalled"]);
}

fn reboot_of(verdict: &Verdict) -> Option<&crate::reboot::Verdict> {
    crate::action::Own::of(verdict)
}

fn update_of(verdict: &Verdict) -> Option<&crate::update_firmware::Verdict> {
    crate::action::Own::of(verdict)
}

fn diagnostics_of(verdict: &Verdict) -> Option<&crate::request_diagnostics::Verdict> {
    crate::action::Own::of(verdict)
}

/// An answer that no action knows as its own is a refusal where it is one, and odd where it is not.
#[test]
fn an_answer_that_an_action_does_not_know_is_told_by_its_words() {
    let text = || "text".to_owned();
    let check = |outcome: Outcome, refusal: Option<Common>| {
        assert_eq!(Common::refusal(&outcome), refusal);
        let odd = Common::OddAnswer { status: outcome.words() };
        assert_eq!(Common::of(&outcome), refusal.unwrap_or(odd));
    };
    check(Outcome::Rejected, Some(Common::Rejected));
    let failed = Common::Failed { code: "GenericError".to_owned(), description: text() };
    check(Outcome::Failed { code: "GenericError".to_owned(), description: text() }, Some(failed));
    check(Outcome::Misfit { why: text() }, Some(Common::AnswerMisfit { why: text() }));
    check(Outcome::Odd { status: text() }, Some(Common::OddAnswer { status: text() }));
    let none = [
        Outcome::Accepted,
        Outcome::Scheduled,
        Outcome::Replaces,
        Outcome::CertificateRefused { status: text() },
        Outcome::Told { status: Some(text()) },
        Outcome::AfterReboot,
        Outcome::Unknown,
        Outcome::Received,
        Outcome::File { name: text() },
        Outcome::NoFile,
    ];
    for outcome in none {
        check(outcome, None);
    }
}
