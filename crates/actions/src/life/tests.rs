//! Lives told as conversations: evidence in, verdict and steps out.

mod answers;
mod ask;
mod boots;
mod gates;
mod odd;
mod parts;
mod reopen;
mod silence;
mod transfers;

use super::*;
use crate::{
    FileVerdict, clear_cache, clear_charging_profiles, read_configuration, reboot, request_diagnostics, update_firmware,
};
use CommandKind::{ClearCache, ClearChargingProfiles, ReadConfiguration, Reboot, RequestDiagnostics, UpdateFirmware};
use Evidence as E;
use model::Limit;
use words::BootReason;

const WAITS: Waits = Waits {
    reboot: 300_000,
    firmware: 3_600_000,
    diagnostics: 1_800_000,
    arrival: 10_000,
    configuration: 120_000,
    sessions: 86_400_000,
};

fn ordered(kind: CommandKind) -> Life {
    Life {
        kind,
        delivery: Delivery::Dispatching,
        verdict: Verdict::Common(Common::Pending),
        ordered_at: 0,
        sent_at: None,
        settled_at: None,
        deadline_at: Some(600_000),
        check_at: None,
        starts_at: 0,
        firmware_before: Some("1.8.30".to_owned()),
        progress: Progress::default(),
        last_step: 1,
    }
}

fn accepted() -> E {
    answered(Outcome::Accepted)
}

fn answered(outcome: Outcome) -> E {
    E::Answered { outcome, after_ms: 80, late: false, info: None }
}

fn booted(version: &str) -> E {
    E::Booted { firmware: Some(version.to_owned()), reason: BootReason::Unsaid, asked: false }
}

fn firmware(status: FirmwareStatus) -> E {
    E::Firmware(status)
}

/// Plays evidence at its second and gives the life back, with every step told.
fn play(kind: CommandKind, evidence: &[(i64, E)]) -> (Life, Vec<String>) {
    play_from(ordered(kind), evidence)
}

fn play_from(mut life: Life, evidence: &[(i64, E)]) -> (Life, Vec<String>) {
    let mut steps: Vec<(i64, String)> = Vec::new();
    for (second, evidence) in evidence {
        let now = second * 1000;
        // Nothing newer is open here.
        let effects = if life.would_reopen(evidence, now) {
            life.reopen(evidence, WAITS, now)
        } else {
            life.take(evidence, WAITS, now)
        };
        for change in effects.steps {
            match change {
                StepChange::Append(n, kind) => steps.push((n, kind.words())),
                StepChange::Recount(n, kind) => {
                    steps.iter_mut().find(|(at, _)| *at == n).expect("a step that was told").1 = kind.words();
                }
                StepChange::Remove(n) => steps.retain(|(at, _)| *at != n),
            }
        }
    }
    (life, steps.into_iter().map(|(_, words)| words).collect())
}

#[track_caller]
fn check(kind: CommandKind, evidence: &[(i64, E)], verdict: &str) {
    let (life, steps) = play(kind, evidence);
    assert_eq!(life.verdict.words(), verdict, "after {steps:#?}");
}

#[test]
fn a_reboot_is_done_when_the_charger_has_booted() {
    // A5, A-01: sent, accepted, offline, booted.
    let (life, steps) =
        play(Reboot, &[(1, E::Sent), (2, accepted()), (3, E::WentOffline), (43, E::CameBack), (44, booted("1.8.30"))]);
    assert_eq!(life.verdict, Verdict::Reboot(reboot::Verdict::Rebooted { downtime_ms: Some(41_000), reason: None }));
    assert_eq!(life.verdict.words(), "Rebooted, offline 41 s");
    assert_eq!(steps.len(), 5);
}

#[test]
fn a_reboot_that_is_not_seen_is_not_done() {
    // A6
    check(Reboot, &[(1, E::Sent), (2, accepted()), (301, E::Deadline)], "Accepted but did not reboot");
    // decisions 11: a reconnect without a boot.
    check(
        Reboot,
        &[(1, E::Sent), (2, accepted()), (3, E::WentOffline), (9, E::CameBack), (301, E::Deadline)],
        "Came back without a BootNotification",
    );
    // A7, A-05: rejected ends it, and a later boot is somebody else's.
    check(Reboot, &[(1, E::Sent), (2, answered(Outcome::Rejected)), (9, booted("1"))], "Rejected");
    check(Reboot, &[(1, E::Sent), (31, E::TimedOut { after_ms: 30_000 }), (301, E::Deadline)], "No answer");
}

#[test]
fn a_boot_decides_whatever_became_of_the_answer() {
    // A12, A-04: the socket goes before the answer.
    check(
        Reboot,
        &[(1, E::Sent), (2, E::SocketLost), (2, E::WentOffline), (40, booted("1"))],
        "Rebooted, offline 38 s",
    );
    // D-03: the server was restarted, which cuts every line.
    check(
        Reboot,
        &[(1, E::Sent), (2, E::ServerRestarted), (2, E::CutByUs), (40, booted("1"))],
        "Rebooted, offline 38 s",
    );
    let silent = [(1, E::Sent), (31, E::TimedOut { after_ms: 30_000 }), (35, E::WentOffline)];
    check(Reboot, &[&silent[..], &[(40, booted("1"))]].concat(), "Rebooted, offline 5 s");
    // A boot soon after the deadline corrects the verdict; one much later does not. The line must have been down for it (ruling on
    // A10: a boot by itself proves nothing).
    let given_up = [(1, E::Sent), (2, accepted()), (301, E::Deadline), (380, E::WentOffline)];
    check(Reboot, &[&given_up[..], &[(400, booted("1"))]].concat(), "Rebooted, offline 20 s");
    check(Reboot, &[&given_up[..], &[(900, booted("1"))]].concat(), "Accepted but did not reboot");
    check(Reboot, &[&given_up[..3], &[(400, booted("1"))]].concat(), "Accepted but did not reboot");
}

#[test]
fn a_boot_before_the_call_was_written_is_not_credited() {
    // A10
    let (life, steps) = play(Reboot, &[(0, booted("1"))]);
    assert!(life.is_open());
    assert!(steps.is_empty());
}

#[test]
fn a_time_out_is_a_time_out_and_a_late_answer_corrects_it() {
    // H4, A-41
    let slow = [(1, E::Sent), (31, E::TimedOut { after_ms: 30_000 })];
    check(ClearCache, &slow, "No answer");
    let late = E::Answered { outcome: Outcome::Accepted, after_ms: 45_000, late: true, info: None };
    let (life, steps) = play(ClearCache, &[slow[0].clone(), slow[1].clone(), (46, late)]);
    assert_eq!(life.verdict, Verdict::ClearCache(clear_cache::Verdict::CacheCleared { after_ms: 45_000 }));
    assert!(steps.iter().any(|step| step.starts_with("Late answer after 45 s")), "{steps:?}");
    assert!(steps.iter().any(|step| step.contains("was “No answer”")), "{steps:?}");
}

#[test]
fn what_may_have_been_written_is_never_called_unsent() {
    // D-02: committed to be written, and nobody could record whether it was.
    check(ClearCache, &[(601, E::Deadline)], "Sent, answer unknown");
    check(Reboot, &[(601, E::Deadline)], "Sent, answer unknown");
    check(ClearCache, &[(31, E::TimedOut { after_ms: 30_000 })], "No answer");
    let queued = Life { delivery: Delivery::Queued, ..ordered(ClearCache) };
    assert_eq!(play_from(queued, &[(601, E::Deadline)]).0.verdict, Verdict::Common(Common::NeverSent));
}

#[test]
fn clear_cache_ends_with_its_answer() {
    // D1, D2, D4, A-17, A-44
    check(ClearCache, &[(1, E::Sent), (1, accepted())], "Cleared, accepted in 80 ms");
    check(ClearCache, &[(1, E::Sent), (1, answered(Outcome::Rejected))], "Rejected");
    let failed = Outcome::Failed { code: "NotImplemented".to_owned(), description: String::new() };
    check(ClearCache, &[(1, E::Sent), (1, answered(failed))], "Refused with NotImplemented");
    check(ClearCache, &[(1, E::Sent), (1, E::SocketLost)], "Sent, answer unknown");
    check(ClearCache, &[(1, E::NeverSent { why: "offline".to_owned() })], "Never sent");
}

#[test]
fn cleared_profiles_ask_for_a_reboot_and_for_the_schedule() {
    // E5, E6, A-18
    let mut life = ordered(ClearChargingProfiles);
    life.take(&E::Sent, WAITS, 1000);
    let effects = life.take(&accepted(), WAITS, 2000);
    assert_eq!(effects.reboot_needed, Some(RebootNeeded::ProfilesCleared));
    assert!(effects.ask_limits);
    let limit = Limit::Limited { amount: "16 A".to_owned(), stood: Some(model::Stood::Profile) };
    let told = life.take(&E::Schedule { connector: 1, limit }, WAITS, 3000);
    assert_eq!(life.verdict, Verdict::ClearChargingProfiles(clear_charging_profiles::Verdict::ProfilesCleared));
    assert!(
        matches!(&told.steps[..], [StepChange::Append(_, kind)] if kind.words() == "Connector 1: still limited to 16 A")
    );

    let mut life = ordered(ClearChargingProfiles);
    life.take(&E::Sent, WAITS, 1000);
    let effects = life.take(&answered(Outcome::Unknown), WAITS, 2000);
    assert_eq!((effects.reboot_needed, effects.ask_limits), (None, false));
    assert_eq!(life.verdict, Verdict::ClearChargingProfiles(clear_charging_profiles::Verdict::NothingMatched));
}

#[test]
fn a_firmware_update_is_proved_by_the_version_at_the_boot() {
    use FirmwareStatus::{Downloaded, Downloading, Installed, Installing};
    let way = [
        (1, E::Sent),
        (2, answered(Outcome::Received)),
        (3, firmware(Downloading)),
        (60, firmware(Downloaded)),
        (61, firmware(Installing)),
        (300, E::WentOffline),
        (372, E::CameBack),
    ];
    let with = |more: &[(i64, E)]| [&way[..], more].concat();
    // B9
    let (life, _) = play(UpdateFirmware, &with(&[(373, booted("1.8.32")), (375, firmware(Installed))]));
    assert_eq!(life.verdict.words(), "Installed 1.8.30 → 1.8.32, 6 min 12 s");
    assert_eq!(life.check_at, None);
    // B9, Installed never comes: noted a minute later, gone if it comes after all.
    let missed = with(&[(373, booted("1.8.32")), (433, E::Check)]);
    let (life, steps) = play(UpdateFirmware, &missed);
    assert!(matches!(life.verdict, Verdict::UpdateFirmware(update_firmware::Verdict::FirmwareUpdated { .. })));
    assert!(steps.iter().any(|step| step == "The charger did not report Installed"));
    let (_, steps) = play(UpdateFirmware, &[&missed[..], &[(500, firmware(Installed))]].concat());
    assert!(!steps.iter().any(|step| step == "The charger did not report Installed"), "{steps:?}");
    // B10, in either order.
    check(
        UpdateFirmware,
        &with(&[(373, booted("1.8.30")), (375, firmware(Installed))]),
        "Reported installed, version unchanged",
    );
    let installed_first =
        [&way[..5], &[(90, firmware(Installed)), (95, E::WentOffline), (99, booted("1.8.30"))]].concat();
    check(UpdateFirmware, &installed_first, "Reported installed, version unchanged");
    // Installed and no boot by the deadline.
    let unconfirmed = [&way[..5], &[(90, firmware(Installed)), (9000, E::Deadline)]].concat();
    check(UpdateFirmware, &unconfirmed, "Reported installed, version not confirmed");
    // Still the old version without a word of Installed.
    check(UpdateFirmware, &with(&[(373, booted("1.8.30")), (9000, E::Deadline)]), "Booted, still 1.8.30");
    // No earlier version known.
    let mut new = ordered(UpdateFirmware);
    new.firmware_before = None;
    let (life, _) = play_from(new, &with(&[(373, booted("1.8.32"))]));
    assert_eq!(
        life.verdict,
        Verdict::UpdateFirmware(update_firmware::Verdict::CannotCompare { to: Some("1.8.32".to_owned()) })
    );
}

#[test]
fn firmware_failures_end_the_update() {
    use FirmwareStatus::{DownloadFailed, Downloading, InstallationFailed, Installing};
    // A-09, B11
    check(
        UpdateFirmware,
        &[(1, E::Sent), (2, firmware(Downloading)), (3, firmware(DownloadFailed))],
        "Download failed",
    );
    check(
        UpdateFirmware,
        &[(1, E::Sent), (2, firmware(Installing)), (3, firmware(InstallationFailed))],
        "Installation failed",
    );
    check(
        UpdateFirmware,
        &[(1, E::Sent), (2, answered(Outcome::Received)), (3700, E::Deadline)],
        "The charger reported nothing",
    );
    check(
        UpdateFirmware,
        &[(1, E::Sent), (2, firmware(Downloading)), (3700, E::Deadline)],
        "No final word, last was Downloading",
    );
}

#[test]
fn firmware_states_never_go_backward() {
    use FirmwareStatus::{Downloaded, Downloading, Idle, Installing};
    //
    let (life, steps) = play(
        UpdateFirmware,
        &[
            (1, E::Sent),
            (2, firmware(Installing)),
            (3, firmware(Downloading)),
            (4, firmware(Downloaded)),
            (5, firmware(Installing)),
            (6, firmware(Idle)),
        ],
    );
    assert_eq!(life.progress.firmware, Some(Installing));
    assert!(steps.contains(&"Installing (reported 2 times)".to_owned()), "{steps:?}");
    assert!(life.is_open());
}

#[test]
fn each_firmware_status_renews_the_deadline_up_to_a_day() {
    // decisions 10
    let mut life = ordered(UpdateFirmware);
    life.starts_at = 7_200_000;
    life.take(&E::Sent, WAITS, 1000);
    assert_eq!(life.deadline_at, Some(7_200_000 + 3_600_000));
    life.take(&firmware(FirmwareStatus::Downloading), WAITS, 8_000_000);
    assert_eq!(life.deadline_at, Some(8_000_000 + 3_600_000));
    life.take(&firmware(FirmwareStatus::Installing), WAITS, 7_200_000 + 86_400_000 - 1);
    assert_eq!(life.deadline_at, Some(7_200_000 + 86_400_000));
}

#[test]
fn diagnostics_end_with_the_upload() {
    use DiagnosticsStatus::{UploadFailed, Uploaded, Uploading};
    let file = || answered(Outcome::File { name: "log.zip".to_owned() });
    let status = |second, status| (second, E::Diagnostics(status));
    // A-15, C4
    check(
        RequestDiagnostics,
        &[(1, E::Sent), (2, file()), status(3, Uploading), status(4, Uploaded)],
        "Uploaded log.zip",
    );
    check(RequestDiagnostics, &[(1, E::Sent), (2, answered(Outcome::NoFile))], "Nothing to upload");
    check(RequestDiagnostics, &[(1, E::Sent), (2, file()), status(9, UploadFailed)], "Upload failed");
    // Before the answer.
    check(
        RequestDiagnostics,
        &[(1, E::Sent), status(1, Uploading), status(1, Uploaded), (2, file())],
        "Uploaded log.zip",
    );
    check(RequestDiagnostics, &[(1, E::Sent), (2, file()), (1802, E::Deadline)], "The charger reported nothing");
    // Before the CALL was written: the charger's own affair.
    let (life, steps) = play(RequestDiagnostics, &[status(0, Uploaded)]);
    assert!(life.is_open() && steps.is_empty());
}

#[test]
fn a_flood_of_uploading_is_one_step_with_a_counter() {
    // C5
    let mut evidence = vec![(1, E::Sent), (2, answered(Outcome::File { name: "log.zip".to_owned() }))];
    evidence.extend((0..400).map(|second| (3 + second, E::Diagnostics(DiagnosticsStatus::Uploading))));
    let (_, steps) = play(RequestDiagnostics, &evidence);
    assert_eq!(steps.last().map(String::as_str), Some("Uploading (reported 400 times)"));
    assert_eq!(steps.len(), 3);
}

#[test]
fn what_a_person_ended_stays_ended() {
    let stopped = E::StoppedWaiting { by: "desk@nordic.example".to_owned() };
    check(Reboot, &[(1, E::Sent), (2, accepted()), (3, stopped), (9, booted("1"))], "Abandoned, outcome not seen");
    let hard = E::Superseded { by: "Reboot (Hard)".to_owned() };
    check(Reboot, &[(1, E::Sent), (2, accepted()), (3, hard), (9, booted("1"))], "Superseded");
}

#[test]
fn every_command_ends_whatever_is_missing() {
    // never 8: a deadline guarantees it.
    for kind in CommandKind::ALL.into_iter().filter(|kind| facts(*kind).needs_connection) {
        for known in
            [vec![], vec![(1, E::Sent)], vec![(1, E::Sent), (2, accepted())], vec![(1, E::Sent), (2, E::SocketLost)]]
        {
            let (life, _) = play(kind, &known);
            if life.is_open() {
                let deadline = life.deadline_at.expect("an open command has a deadline") / 1000 + 1;
                let (life, _) = play(kind, &[&known[..], &[(deadline, E::Deadline)]].concat());
                assert!(!life.is_open(), "{kind:?} after {known:?}");
            }
        }
    }
}

#[test]
fn settings_that_come_late_are_read_all_the_same() {
    let told = |last| E::Settings { count: 20, last };
    let late = [(1, E::Sent), (31, E::TimedOut { after_ms: 30_000 }), (40, told(false)), (41, told(true))];
    check(
        ReadConfiguration,
        &late,
        &Verdict::ReadConfiguration(read_configuration::Verdict::ConfigurationRead { settings: 40 }).words(),
    );
    // It does not tell all of them, and not the single ones either.
    let refused = answered(Outcome::Failed { code: "NotSupported".to_owned(), description: String::new() });
    let silent = [(1, E::Sent), (2, refused), (32, E::TimedOut { after_ms: 30_000 })];
    check(ReadConfiguration, &silent, &Verdict::Common(Common::NoAnswer).words());
}

#[test]
fn a_charger_that_repeats_itself_does_not_fill_the_timeline() {
    //
    let mut life = ordered(Reboot);
    life.progress.evse = Some(1);
    let out = || E::EvseStatus { evse: 1, status: "Unavailable".to_owned() };
    let otherwise = || E::Booted { firmware: None, reason: BootReason::Other("Watchdog".to_owned()), asked: false };
    let (_, once) =
        play_from(life.clone(), &[(1, E::Sent), (2, accepted()), (3, out()), (3, E::WentOffline), (4, otherwise())]);
    let again: Vec<(i64, E)> = (5..50).flat_map(|second| [(second, out()), (second, otherwise())]).collect();
    let (_, often) = play_from(
        life,
        &[vec![(1, E::Sent), (2, accepted()), (3, out()), (3, E::WentOffline), (4, otherwise())], again].concat(),
    );
    assert_eq!(once, often);
    let left = words::LeftProfile { place: "EVSE 1".to_owned(), amount: "16 A".to_owned(), by: "EMS".to_owned() };
    let report = E::Limits { left: vec![left; 40], known: Ok(()) };
    let (_, steps) = play(ClearChargingProfiles, &[(1, E::Sent), (2, accepted()), (3, report.clone()), (4, report)]);
    assert_eq!(steps.iter().filter(|step| step.contains("16 A")).count(), 50);
}

/// One EVSE that is restarted alone goes out of service and comes back; going out alone is no restart, nor is anything before it.
#[test]
fn an_evse_is_restarted_when_it_is_back_in_service() {
    let mut life = ordered(Reboot);
    life.progress.evse = Some(1);
    let status = |evse: i64, status: &str| E::EvseStatus { evse, status: status.to_owned() };
    let sent = [(1, E::Sent), (2, accepted())];
    let after = |more: &[(i64, E)]| play_from(life.clone(), &[&sent[..], more].concat()).0;
    assert!(after(&[(3, status(1, "Available"))]).is_open(), "it was never out");
    assert!(after(&[(3, status(1, "Unavailable"))]).is_open(), "it is out");
    assert!(after(&[(3, status(2, "Unavailable")), (4, status(2, "Available"))]).is_open(), "another one");
    let twice = [(3, status(1, "Unavailable")), (4, status(1, "Unavailable"))];
    assert!(after(&twice).is_open(), "still out");
    for back in ["Available", "Occupied", "Faulted"] {
        let life = after(&[(3, status(1, "Unavailable")), (9, status(1, back))]);
        assert_eq!(life.verdict, Verdict::Reboot(reboot::Verdict::EvseRestarted { evse: 1 }), "{back}");
    }
    // Never sent, it proves nothing.
    let unsent = play_from(life.clone(), &[(3, status(1, "Unavailable")), (9, status(1, "Available"))]).0;
    assert!(unsent.is_open());
}
