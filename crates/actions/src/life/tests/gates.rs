//! What a life still lets in, by how it stands and how long ago it ended: each bound with its neighbours.

use super::*;
use crate::{RequestDiagnostics as Diagnostics, UpdateFirmware as Update, change_site};
use model::{ArchiveKey, FileProtocol, Notice, Topic};

const HOUR_MS: i64 = 3600 * 1000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// Sent, and ended so at this time.
fn ended(kind: CommandKind, verdict: impl Into<Verdict>, settled_at: i64) -> Life {
    Life { delivery: Delivery::Answered, verdict: verdict.into(), settled_at: Some(settled_at), ..sent(kind) }
}

fn sent(kind: CommandKind) -> Life {
    Life { delivery: Delivery::Sent, sent_at: Some(0), ..ordered(kind) }
}

fn with(life: &Life, change: impl FnOnce(&mut Life)) -> Life {
    let mut life = life.clone();
    change(&mut life);
    life
}

fn commons() -> Vec<Common> {
    let text = || "text".to_owned();
    vec![
        Common::Pending,
        Common::Rejected,
        Common::Failed { code: text(), description: text() },
        Common::AnswerMisfit { why: text() },
        Common::OddAnswer { status: text() },
        Common::NoAnswer,
        Common::OutcomeUnknown,
        Common::NeverSent,
        Common::Replaced { by: text() },
        Common::Superseded,
        Common::Abandoned,
        Common::NotSent,
    ]
}

#[test]
fn what_was_written_is_told_by_its_delivery() {
    for delivery in Delivery::ALL {
        let life = Life { delivery, ..ordered(Reboot) };
        let written =
            [Delivery::Sent, Delivery::Answered, Delivery::TimedOut, Delivery::OutcomeUnknown].contains(&delivery);
        assert_eq!(life.may_have_been_sent(), written, "{delivery:?}");
    }
}

#[test]
fn what_a_person_ended_or_never_left_is_over_for_good() {
    for common in commons() {
        let over = matches!(
            common,
            Common::NeverSent | Common::Replaced { .. } | Common::Superseded | Common::Abandoned | Common::NotSent
        );
        let life = ended(Reboot, common.clone(), 0);
        assert_eq!((life.is_over_for_good(), life.is_correctable(0)), (over, !over), "{common:?}");
    }
    assert!(!ended(Reboot, reboot::Verdict::DidNotReboot, 0).is_over_for_good());
    let moved = change_site::Verdict::Moved { from: "a".to_owned(), to: "b".to_owned() };
    assert!(ended(CommandKind::ChangeSite, moved, 0).is_over_for_good(), "no charger is asked");
}

#[test]
fn a_verdict_may_be_corrected_for_a_day() {
    let life = ended(UpdateFirmware, Common::NoAnswer, 1000);
    assert!(life.is_recent(1000 + DAY_MS) && life.is_correctable(1000 + DAY_MS));
    assert!(!life.is_recent(1001 + DAY_MS) && !life.is_correctable(1001 + DAY_MS));
    assert!(sent(UpdateFirmware).is_recent(i64::MAX), "it has not ended");
}

#[test]
fn what_was_asked_for_is_awaited_for_an_hour_after_the_end() {
    let asked = |life: Life| with(&life, |life| life.progress.notice = Some(Notice::of(Topic::Heartbeat)));
    let given_up = asked(ended(CommandKind::Ask, Common::NoAnswer, 1000));
    assert!(given_up.awaits_notice(1000 + HOUR_MS));
    assert!(!given_up.awaits_notice(1001 + HOUR_MS));
    assert!(asked(sent(CommandKind::Ask)).awaits_notice(i64::MAX), "it has not ended");
    assert!(!asked(ended(CommandKind::Ask, Common::Abandoned, 1000)).awaits_notice(1000), "a person ended it");
    assert!(!sent(CommandKind::Ask).awaits_notice(1000), "it asked for nothing, or that has come");
    // Before it was written nothing is an answer to it, whatever is known of when that was.
    for delivery in Delivery::ALL {
        let mut life = asked(Life { delivery, ..sent(CommandKind::Ask) });
        life.take(&E::Came { notice: Notice::of(Topic::Heartbeat) }, WAITS, 5000);
        assert_eq!(life.is_open(), !life.may_have_been_sent(), "{delivery:?}");
    }
}

/// Only a CALL that is on its way can be left without an answer: its own, or a further one of a reading.
#[test]
fn a_time_out_is_of_a_call_that_is_on_its_way() {
    let check = |life: Life, taken: bool| {
        for (evidence, delivery) in [
            (E::TimedOut { after_ms: 30_000 }, Delivery::TimedOut),
            (E::SocketLost, Delivery::OutcomeUnknown),
            (E::ServerRestarted, Delivery::OutcomeUnknown),
        ] {
            let mut life = life.clone();
            let before = life.delivery;
            let effects = life.take(&evidence, WAITS, 31_000);
            assert_eq!(life.delivery, if taken { delivery } else { before }, "{evidence:?} at {before:?}");
            assert_eq!(
                (effects.changed, effects.steps.len()),
                (taken, usize::from(taken)),
                "{evidence:?} at {before:?}"
            );
        }
    };
    for delivery in [Delivery::Dispatching, Delivery::Sent] {
        check(Life { delivery, ..sent(Reboot) }, true);
    }
    for delivery in [Delivery::Queued, Delivery::Answered, Delivery::Expired] {
        check(Life { delivery, ..sent(Reboot) }, false);
    }
    check(Life { delivery: Delivery::Answered, ..sent(ReadConfiguration) }, true);
    let read = read_configuration::Verdict::ConfigurationRead { settings: 1 };
    check(ended(ReadConfiguration, read, 1000), false);
}

#[test]
fn what_will_not_be_written_had_not_been() {
    let never = E::NeverSent { why: "offline".to_owned() };
    for delivery in Delivery::ALL {
        let mut life = Life { delivery, ..ordered(Reboot) };
        life.take(&never, WAITS, 1000);
        let unwritten = matches!(delivery, Delivery::Queued | Delivery::Dispatching);
        assert_eq!(!life.is_open(), unwritten, "{delivery:?}");
    }
    // One that has ended otherwise stays so.
    let mut life = Life { delivery: Delivery::Dispatching, ..ended(Reboot, Common::Superseded, 0) };
    assert!(!life.take(&never, WAITS, 1000).changed);
}

#[test]
fn a_person_ends_only_what_is_open() {
    let stopped = E::StoppedWaiting { by: "Ada".to_owned() };
    let mut life = ended(Reboot, Common::Rejected, 0);
    assert!(!life.take(&stopped, WAITS, 1000).changed);
    let mut life = sent(Reboot);
    let effects = life.take(&E::Replaced { by: "a newer one".to_owned() }, WAITS, 1000);
    assert_eq!(life.verdict, Common::Replaced { by: "a newer one".to_owned() }.into());
    assert_eq!(effects.steps, [StepChange::Append(2, StepKind::Replaced { by: "a newer one".to_owned() })]);
    assert_eq!(life.delivery, Delivery::Sent);
    assert_eq!((life.settled_at, life.deadline_at, life.check_at), (Some(1000), None, None));
}

#[test]
fn screens_are_told_what_changed_and_nothing_else() {
    let mut life = sent(Reboot);
    let quiet = E::Firmware(FirmwareStatus::Downloading);
    assert!(!life.take(&quiet, WAITS, 1000).changed);
    let ended = life.take(&E::SessionEnded, WAITS, 1000);
    assert!(ended.changed && ended.steps.is_empty(), "what was seen changed, and no step tells it");
    let mut life = sent(UpdateFirmware);
    life.progress.asked = Some(4);
    let answer = life.take(&E::HowFar { answer: Outcome::Accepted }, WAITS, 1000);
    assert!(answer.changed && answer.steps.len() == 1, "only a step was told anew");
}

#[test]
fn what_holds_it_back_is_told_once_and_anew_where_it_changes() {
    let update = || Hold::Update { since: model::Moment::default() };
    let plug = || Hold::Plug { place: "connector 1".to_owned(), since: model::Moment::default() };
    let mut life = Life { delivery: Delivery::Queued, ..ordered(Reboot) };
    let mut held = |holds: Vec<Hold>| life.take(&E::Held { holds }, WAITS, 1000).steps;
    let told = |holds: &[Hold]| StepKind::WaitsFor { holds: holds.to_vec() };
    assert_eq!(held(vec![plug()]), [StepChange::Append(2, told(&[plug()]))]);
    assert_eq!(held(vec![plug()]), []);
    assert_eq!(held(vec![plug(), update()]), [StepChange::Recount(2, told(&[plug(), update()]))]);
}

#[test]
fn a_deadline_ends_it_when_it_is_reached() {
    let at = |deadline_at: Option<i64>, now: i64| {
        let mut life = Life { deadline_at, ..sent(Reboot) };
        life.take(&E::Deadline, WAITS, now);
        !life.is_open()
    };
    assert!(!at(Some(600_000), 599_999));
    assert!(at(Some(600_000), 600_000));
    assert!(!at(None, 600_000));
    // Of one that has ended nothing is told.
    let mut life = Life { deadline_at: Some(0), ..ended(Reboot, Common::Rejected, 0) };
    assert!(!life.take(&E::Deadline, WAITS, 1000).changed);
}

/// Of what the deadline finds, each delivery says what is known.
#[test]
fn what_is_given_up_is_told_by_how_far_it_had_come() {
    let at = |kind: CommandKind, delivery: Delivery| {
        let mut life = Life { delivery, ..ordered(kind) };
        life.take(&E::Deadline, WAITS, 600_000);
        life.verdict
    };
    for kind in [Reboot, CommandKind::Ask, UpdateFirmware, RequestDiagnostics, ClearCache, ReadConfiguration] {
        assert_eq!(at(kind, Delivery::Queued), Common::NeverSent.into(), "{kind:?}");
        assert_eq!(at(kind, Delivery::Dispatching), Common::OutcomeUnknown.into(), "{kind:?}");
        assert_eq!(at(kind, Delivery::Sent), Common::NoAnswer.into(), "{kind:?}");
        assert_eq!(at(kind, Delivery::TimedOut), Common::NoAnswer.into(), "{kind:?}");
        assert_eq!(at(kind, Delivery::OutcomeUnknown), Common::OutcomeUnknown.into(), "{kind:?}");
    }
    assert_eq!(at(Reboot, Delivery::Answered), reboot::Verdict::DidNotReboot.into());
    assert_eq!(at(ClearCache, Delivery::Answered), Common::OutcomeUnknown.into());
}

/// What counts from the sending is not put off by anything that comes later.
#[test]
fn a_sign_of_life_puts_off_only_what_waits_for_signs() {
    let sent_at = |kind: CommandKind| {
        let mut life = ordered(kind);
        life.take(&E::Sent, WAITS, 1000);
        life
    };
    assert_eq!(sent_at(Reboot).deadline_at, Some(1000 + WAITS.reboot));
    assert_eq!(sent_at(CommandKind::Ask).deadline_at, Some(31_000));
    assert_eq!(sent_at(UpdateFirmware).deadline_at, Some(1000 + WAITS.firmware));
    assert_eq!(sent_at(RequestDiagnostics).deadline_at, Some(1000 + WAITS.diagnostics));
    assert_eq!(sent_at(ReadConfiguration).deadline_at, Some(1000 + WAITS.configuration));
    let by_answer = [
        ClearCache,
        ClearChargingProfiles,
        CommandKind::SendMessage,
        CommandKind::SetConfiguration,
        CommandKind::RestoreProfiles,
        CommandKind::ChangeSite,
    ];
    for kind in by_answer {
        assert_eq!(sent_at(kind).deadline_at, Some(1000 + WAITS.reboot), "{kind:?}");
    }
    let part = E::Part { n: 1, part: "a part".to_owned(), outcome: Outcome::Accepted, info: None };
    let renewed = |kind: CommandKind| {
        let mut life = sent_at(kind);
        life.progress.parts = vec![String::new(); 3];
        life.take(&part, WAITS, 50_000);
        life.deadline_at
    };
    assert_eq!(renewed(ClearChargingProfiles), Some(50_000 + WAITS.reboot));
    assert_eq!(renewed(Reboot), Some(1000 + WAITS.reboot));
    // Never for more than a day from the sending, unless it is waited for even longer at once.
    let mut life = sent_at(ReadConfiguration);
    life.take(&E::Settings { count: 1, last: false }, WAITS, DAY_MS);
    assert_eq!(life.deadline_at, Some(1000 + DAY_MS));
    let patient = Waits { firmware: 2 * DAY_MS, ..WAITS };
    let mut life = ordered(UpdateFirmware);
    life.take(&E::Sent, patient, 1000);
    assert_eq!(life.deadline_at, Some(1000 + 2 * DAY_MS));
}

#[test]
fn reports_are_taken_while_it_is_open_or_may_be_corrected() {
    fn takes<A: crate::files::MovesFile>(life: &Life, now: i64) -> bool {
        Case::<A>::new(&mut life.clone(), &mut Effects::default(), WAITS, now).takes_reports()
    }
    fn check<A: crate::files::MovesFile>(kind: CommandKind) {
        assert!(takes::<A>(&sent(kind), 0));
        assert!(takes::<A>(&Life { delivery: Delivery::Expired, ..sent(kind) }, 0).eq(&false));
        assert!(!takes::<A>(&Life { delivery: Delivery::Queued, ..sent(kind) }, 0));
        for common in commons() {
            let life = ended(kind, common.clone(), 0);
            let open = common == Common::Pending;
            let corrects = common.is_unheard() || common.rests_on_odd_answer();
            assert_eq!(takes::<A>(&life, DAY_MS), open || corrects, "{common:?}");
            assert_eq!(takes::<A>(&life, DAY_MS + 1), open, "{common:?}");
        }
        let never = FileVerdict::HostNotReached { status: "Upload failed".to_owned() };
        assert!(takes::<A>(&ended(kind, never.clone(), 0), DAY_MS));
        assert!(!takes::<A>(&ended(kind, never, 0), DAY_MS + 1));
        let another = reboot::Verdict::DidNotReboot;
        assert!(!takes::<A>(&ended(kind, another, 0), 0));
    }
    check::<Update>(UpdateFirmware);
    check::<Diagnostics>(RequestDiagnostics);
    let failed = ended(UpdateFirmware, update_firmware::Verdict::DownloadFailed, 0);
    assert!(takes::<Update>(&failed, DAY_MS) && !takes::<Update>(&failed, DAY_MS + 1));
    let refused = update_firmware::Verdict::CertificateRefused { status: "RevokedCertificate".to_owned() };
    assert!(!takes::<Update>(&ended(UpdateFirmware, refused, 0), 0));
}

/// Since when a reboot would interrupt it.
#[test]
fn an_update_is_under_way_from_when_it_may_begin() {
    let life = Life { sent_at: Some(2000), starts_at: 5000, ..sent(UpdateFirmware) };
    let with_status = |status| with(&life, |life| life.progress.firmware = Some(status));
    assert_eq!(life.updating_since(4999), None);
    assert_eq!(life.updating_since(5000), Some(5000));
    assert_eq!(life.updating_since(9000), Some(5000));
    let later = Life { starts_at: 0, ..life.clone() };
    assert_eq!(later.updating_since(9000), Some(2000), "it cannot have begun before it was sent");
    // It fetches already.
    assert_eq!(with(&life, |life| life.progress.bytes = 1).updating_since(3000), Some(3000));
    assert_eq!(with_status(FirmwareStatus::Downloading).updating_since(3000), Some(3000));
    for status in FirmwareStatus::ALL {
        assert_eq!(with_status(*status).updating_since(9000).is_some(), status.is_under_way(), "{status:?}");
    }
    assert_eq!(Life { kind: Reboot, ..life.clone() }.updating_since(9000), None);
    assert_eq!(Life { delivery: Delivery::Queued, ..life.clone() }.updating_since(9000), None);
    assert_eq!(Life { verdict: Common::Rejected.into(), ..life }.updating_since(9000), None);
}

#[test]
fn a_file_is_given_as_long_as_the_charger_may_still_fetch_it() {
    let gives = |verdict: Verdict| ended(UpdateFirmware, verdict, 0).gives_a_file();
    for common in commons() {
        let open_or_unheard = matches!(common, Common::Pending | Common::NoAnswer | Common::OutcomeUnknown);
        assert_eq!(gives(common.clone().into()), open_or_unheard, "{common:?}");
    }
    assert!(gives(FileVerdict::HostNotReached { status: String::new() }.into()));
    assert!(gives(update_firmware::Verdict::DownloadFailed.into()));
    assert!(!gives(update_firmware::Verdict::InstallationFailed.into()));
    assert!(!gives(request_diagnostics::Verdict::UploadFailed.into()));
}

#[test]
fn a_file_is_taken_until_it_is_here() {
    let check = |verdict: Verdict, takes: bool, has: bool| {
        let life = ended(RequestDiagnostics, verdict.clone(), 0);
        assert_eq!((life.takes_a_file(), life.has_its_file()), (takes, has), "{verdict:?}");
    };
    for common in commons() {
        check(common.clone().into(), !ended(Reboot, common, 0).is_over_for_good(), false);
    }
    check(request_diagnostics::Verdict::UploadFailed.into(), true, false);
    let archive = ArchiveKey::from("a1");
    let here = request_diagnostics::Verdict::DiagnosticsReceived { name: "a".to_owned(), bytes: 1, archive };
    check(here.into(), false, true);
}

#[test]
fn what_is_known_of_its_work_is_what_it_reported_or_moved() {
    let progress = |change: fn(&mut Progress)| with(&sent(UpdateFirmware), |life| change(&mut life.progress));
    assert!(!sent(UpdateFirmware).has_begun());
    assert!(progress(|progress| progress.bytes = 1).has_begun());
    assert!(progress(|progress| progress.firmware = Some(FirmwareStatus::Downloading)).has_begun());
    assert!(progress(|progress| progress.diagnostics = Some(DiagnosticsStatus::Uploading)).has_begun());
}

///
#[test]
fn a_report_that_names_no_command_is_about_the_newest_that_has_begun_or_begins() {
    let begun = with(&sent(UpdateFirmware), |life| life.progress.bytes = 1);
    for (status, begins) in [
        (FirmwareStatus::Downloading, true),
        (FirmwareStatus::Idle, true),
        (FirmwareStatus::Downloaded, false),
        (FirmwareStatus::Installed, false),
        (FirmwareStatus::DownloadFailed, false),
    ] {
        assert_eq!(sent(UpdateFirmware).is_meant(&firmware(status)), begins, "{status:?}");
        assert!(begun.is_meant(&firmware(status)), "{status:?}");
    }
}

#[test]
fn a_time_that_has_come_is_the_deadline_of_what_is_open_and_else_a_second_look() {
    let until = |life: Life, deadline_at| Life { deadline_at, ..life };
    for (life, now, evidence) in [
        (until(sent(Reboot), Some(1000)), 999, E::Check),
        (until(sent(Reboot), Some(1000)), 1000, E::Deadline),
        (until(sent(Reboot), Some(1000)), 1001, E::Deadline),
        (until(sent(Reboot), None), 1000, E::Check),
        (until(ended(Reboot, Common::NoAnswer, 0), Some(1000)), 1001, E::Check),
    ] {
        assert_eq!(life.due(now), evidence, "{:?} {now}", life.deadline_at);
    }
}

#[test]
fn the_calls_that_follow_are_those_that_the_evidence_brought() {
    use words::Purpose;
    assert_eq!(Effects::default().calls(vec![]), []);
    let limits = vec![Purpose::Schedule { connector: 1 }, Purpose::Schedule { connector: 2 }];
    assert_eq!(Effects::default().calls(limits.clone()), limits);
    let alone = |effects: Effects, purpose| assert_eq!(effects.calls(vec![]), [purpose]);
    alone(Effects { ask_how_far: true, ..Effects::default() }, Purpose::HowFar);
    alone(Effects { send_otherwise: true, ..Effects::default() }, Purpose::Main);
    alone(Effects { ask_settings: true, ..Effects::default() }, Purpose::Settings { from: 0 });
}

#[test]
fn it_was_at_work_where_it_had_begun_and_not_ended() {
    let at = |life: Life, now: i64| life.was_at_work(now);
    let given_up = ended(UpdateFirmware, update_firmware::Verdict::FirmwareStalled { last: None }, 0);
    assert!(!at(given_up.clone(), 0));
    for status in FirmwareStatus::ALL {
        let life = with(&given_up, |life| life.progress.firmware = Some(*status));
        let works = *status != FirmwareStatus::Installed && !status.is_failure();
        assert_eq!((at(life.clone(), DAY_MS), at(life, DAY_MS + 1)), (works, false), "{status:?}");
    }
    for status in DiagnosticsStatus::ALL {
        let life = with(&given_up, |life| life.progress.diagnostics = Some(*status));
        let works = *status == DiagnosticsStatus::Uploading;
        assert_eq!((at(life.clone(), DAY_MS), at(life, DAY_MS + 1)), (works, false), "{status:?}");
    }
}

/// Bytes are counted once a second, so that what is told right after a failure went before it.
#[test]
fn bytes_open_it_again_two_seconds_after_the_failure() {
    let failed = with(&ended(UpdateFirmware, update_firmware::Verdict::DownloadFailed, 50_000), |life| {
        (life.progress.bytes, life.progress.requests) = (300, 2);
    });
    let opens = |bytes: i64, requests: i64, now: i64| {
        failed.would_reopen(&E::Fetched { bytes, total: 1000, requests, protocol: FileProtocol::Http }, now)
    };
    assert!(!opens(400, 2, 51_999));
    assert!(opens(400, 2, 52_000));
    assert!(!opens(300, 2, 52_000) && !opens(200, 2, 52_000));
    assert!(opens(300, 3, 50_000), "a new request is news at once");
    assert!(!opens(300, 1, 50_000));
    assert!(!failed.would_reopen(&E::Reached, 60_000));
}

#[test]
fn it_is_opened_again_within_a_day_and_not_for_ever() {
    let failed = ended(UpdateFirmware, update_firmware::Verdict::DownloadFailed, 0);
    let works = firmware(FirmwareStatus::Downloading);
    assert!(failed.would_reopen(&works, DAY_MS) && !failed.would_reopen(&works, DAY_MS + 1));
    let times = |reopened: i64| with(&failed, |life| life.progress.reopened = reopened).would_reopen(&works, 0);
    assert!(times(19) && !times(20));
    let unsent = Life { delivery: Delivery::Expired, ..failed.clone() };
    assert!(!unsent.would_reopen(&works, 0));
    let mut life = failed;
    life.progress.firmware = Some(FirmwareStatus::DownloadFailed);
    let effects = life.reopen(&works, WAITS, 1000);
    assert!(effects.changed && life.is_open());
    assert_eq!((life.progress.reopened, life.settled_at, life.progress.heard_at), (1, None, Some(1000)));
    assert_eq!(life.deadline_at, Some(1000 + WAITS.firmware));
    // Nothing else takes heart from a sign of work.
    for kind in CommandKind::ALL.into_iter().filter(|kind| !facts(*kind).reports_progress) {
        assert!(!ended(kind, Common::NoAnswer, 0).would_reopen(&works, 0), "{kind:?}");
    }
    assert!(ended(UpdateFirmware, Common::NoAnswer, 0).would_reopen(&works, 0));
    assert!(!ended(UpdateFirmware, Common::Rejected, 0).would_reopen(&works, 0));
    assert!(!ended(UpdateFirmware, update_firmware::Verdict::InstalledUnconfirmed, 0).would_reopen(&works, 0));
}

#[test]
fn a_failure_is_doubted_for_three_seconds_from_the_sending() {
    let failed = |sent_at: i64, now: i64| {
        let mut life = Life { sent_at: Some(sent_at), ..sent(UpdateFirmware) };
        life.take(&firmware(FirmwareStatus::DownloadFailed), WAITS, now);
        (life.is_open(), life.check_at)
    };
    assert_eq!(failed(1000, 3999), (true, Some(8999)));
    assert_eq!(failed(1000, 4000), (false, None));
    let doubts = |change: fn(&mut Life)| {
        let mut life = sent(UpdateFirmware);
        change(&mut life);
        life.is_too_early(0)
    };
    assert!(doubts(|_| {}));
    assert!(!doubts(|life| life.progress.firmware = Some(FirmwareStatus::Downloading)));
    assert!(!doubts(|life| life.progress.diagnostics = Some(DiagnosticsStatus::Uploading)));
    assert!(!doubts(|life| life.progress.requests = 1));
    assert!(!doubts(|life| life.progress.bytes = 1));
    assert!(!doubts(|life| life.progress.reached = true));
    assert!(!doubts(|life| life.progress.named = true));
    assert!(!doubts(|life| life.sent_at = None));
    assert!(!doubts(|life| life.verdict = Common::NoAnswer.into()));
}
