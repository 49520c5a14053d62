//! Boots as proof of a reboot: only where the line was down since, and on 2.x as far as the reason allows.

use super::*;
use proptest::prelude::*;

const POWER_UP: &str = "PowerUp";

fn boot(reason: BootReason) -> E {
    E::Booted { firmware: Some("1.8.30".to_owned()), reason, asked: false }
}

fn open(word: &str) -> BootReason {
    BootReason::Open(Some(word.to_owned()))
}

fn ordered_by_us() -> BootReason {
    BootReason::Ordered("RemoteReset".to_owned())
}

/// Accepted at second 2, away from second `gone` on, back and booted 30 s later, over by the deadline.
fn away(gone: i64, reason: BootReason) -> Vec<(i64, E)> {
    vec![
        (1, E::Sent),
        (2, accepted()),
        (gone, E::WentOffline),
        (gone + 29, E::CameBack),
        (gone + 30, boot(reason)),
        (302, E::Deadline),
    ]
}

/// W-06: BootNotification on the same socket, as it sends every ten seconds, whatever reason it gives.
#[test]
fn a_boot_on_a_line_that_was_never_down_proves_nothing() {
    for reason in [BootReason::Unsaid, ordered_by_us(), open(POWER_UP), BootReason::Open(None)] {
        let mut evidence = vec![(1, E::Sent), (2, accepted())];
        evidence.extend((1..25).map(|n| (n * 10, boot(reason.clone()))));
        let (life, steps) = play(Reboot, &evidence);
        assert!(life.is_open(), "{reason:?}: {steps:?}");
        assert_eq!(steps.len(), 3, "{steps:?}");
        evidence.push((302, E::Deadline));
        let (life, _) = play(Reboot, &evidence);
        assert_eq!(life.verdict, Verdict::Reboot(reboot::Verdict::BootedNeverAway), "{reason:?}");
        assert_eq!(
            (life.verdict.words().as_str(), life.verdict.tone()),
            ("Booted, never seen away", model::Tone::Neutral)
        );
        // It reboots after all.
        evidence.extend([(310, E::WentOffline), (340, boot(ordered_by_us()))]);
        assert_eq!(play(Reboot, &evidence).0.verdict.words(), "Rebooted, offline 30 s");
    }
}

/// W-06: a new socket took over, and the old one never closed.
#[test]
fn a_boot_on_a_new_socket_counts() {
    let evidence =
        [(1, E::Sent), (2, accepted()), (20, E::WentOffline), (20, E::CameBack), (21, boot(BootReason::Unsaid))];
    check(Reboot, &evidence, "Rebooted, offline 1 s");
}

/// W-06: that is what we asked to be told.
#[test]
fn a_boot_that_was_asked_for_proves_no_reboot() {
    let asked =
        |firmware: &str| E::Booted { firmware: Some(firmware.to_owned()), reason: BootReason::Unsaid, asked: true };
    let evidence = [
        (1, E::Sent),
        (2, accepted()),
        (3, E::WentOffline),
        (9, E::CameBack),
        (10, asked("1.8.30")),
        (302, E::Deadline),
    ];
    check(Reboot, &evidence, "Came back without a BootNotification");
    check(
        Reboot,
        &[(1, E::Sent), (2, accepted()), (9, asked("1.8.30")), (302, E::Deadline)],
        "Accepted but did not reboot",
    );
    // The version that it tells is true all the same; that it is the old one says nothing yet.
    let update = [(1, E::Sent), (2, firmware(FirmwareStatus::Installed)), (9, asked("1.8.30"))];
    assert!(play(UpdateFirmware, &update).0.is_open());
    let update = [(1, E::Sent), (2, firmware(FirmwareStatus::Installed)), (9, asked("1.8.32"))];
    assert!(matches!(
        play(UpdateFirmware, &update).0.verdict,
        Verdict::UpdateFirmware(update_firmware::Verdict::FirmwareUpdated { .. })
    ));
}

/// away within two minutes, then booted: many firmwares write PowerUp at every boot.
#[test]
fn a_reason_that_leaves_the_cause_open_is_weaker_than_what_was_seen() {
    for (reason, told) in [
        (open(POWER_UP), ", reason PowerUp"),
        (open("Unknown"), ", reason Unknown"),
        (open("ApplicationReset"), ", reason ApplicationReset"),
        (open("because"), ", reason because"),
        (BootReason::Open(None), ""),
    ] {
        check(Reboot, &away(3, reason.clone()), &format!("Rebooted, offline 30 s{told}"));
        check(Reboot, &away(122, reason.clone()), &format!("Rebooted, offline 30 s{told}"));
        let (late, _) = play(Reboot, &away(123, reason.clone()));
        assert!(matches!(late.verdict, Verdict::Reboot(reboot::Verdict::BootedOtherwise { .. })), "{reason:?}");
        assert!(late.verdict.words().starts_with("Booted "), "{}", late.verdict.words());
    }
    // One that names another cause is never credited, one that names ours always, and 1.6 has none.
    for reason in ["Watchdog", "LocalReset", "Triggered"] {
        check(Reboot, &away(3, BootReason::Other(reason.to_owned())), &format!("Booted for another reason, {reason}"));
    }
    check(Reboot, &away(3, BootReason::Firmware), "Booted for another reason, a firmware update");
    for gone in [3, 122, 123, 250] {
        check(Reboot, &away(gone, ordered_by_us()), "Rebooted, offline 30 s");
        check(Reboot, &away(gone, BootReason::Unsaid), "Rebooted, offline 30 s");
    }
}

/// the two minutes begin with the end of the last session that it waited for.
#[test]
fn a_reboot_that_waited_for_a_session_goes_after_its_end() {
    let scheduled = [(1, E::Sent), (2, answered(Outcome::Scheduled))];
    let flap = [(50, E::WentOffline), (55, E::CameBack)];
    let after = |ended: i64, gone: i64| {
        let end = [
            (ended, E::SessionEnded),
            (gone, E::WentOffline),
            (gone + 30, boot(open(POWER_UP))),
            (100_000, E::Deadline),
        ];
        [&scheduled[..], &flap[..], &end[..]].concat()
    };
    check(Reboot, &after(900, 905), "Rebooted, offline 30 s, reason PowerUp");
    check(Reboot, &after(900, 1020), "Rebooted, offline 30 s, reason PowerUp");
    check(Reboot, &after(900, 3000), "Booted for another reason, PowerUp");
}

/// where we cut the line ourselves, being away says nothing of the charger.
#[test]
fn our_own_restart_proves_nothing_on_2x() {
    let cut = |reason| {
        [(1, E::Sent), (2, accepted()), (5, E::CutByUs), (15, E::CameBack), (16, boot(reason)), (302, E::Deadline)]
    };
    check(Reboot, &cut(open(POWER_UP)), "Booted for another reason, PowerUp");
    check(Reboot, &cut(BootReason::Open(None)), "Booted later, without a reason");
    check(Reboot, &cut(ordered_by_us()), "Rebooted, offline 11 s");
    check(Reboot, &cut(BootReason::Unsaid), "Rebooted, offline 11 s");
    // It went by itself as well, and within the time.
    let both = [(1, E::Sent), (2, accepted()), (4, E::WentOffline), (5, E::CutByUs), (34, boot(open(POWER_UP)))];
    check(Reboot, &both, "Rebooted, offline 30 s, reason PowerUp");
}

/// W-07: `"1.0.0  "` after `"1.0.0"` is the same version, in whichever of them the padding is.
#[test]
fn a_padded_version_is_no_new_one() {
    let told =
        |version: &str| E::Booted { firmware: Some(version.to_owned()), reason: BootReason::Unsaid, asked: false };
    let check = |before: &str, after: &str, verdict: &str| {
        let mut life = ordered(UpdateFirmware);
        life.firmware_before = Some(before.to_owned());
        let (life, steps) = play_from(
            life,
            &[
                (1, E::Sent),
                (2, answered(Outcome::Received)),
                (9, firmware(FirmwareStatus::Installing)),
                (10, E::WentOffline),
                (20, told(after)),
                (21, firmware(FirmwareStatus::Installed)),
            ],
        );
        assert_eq!(life.verdict.words(), verdict, "{before:?} {after:?} {steps:?}");
    };
    for same in ["1.0.0", "1.0.0  ", "\u{fffd}1.0.0", "1.0.0\0\0\0", "\r\n1.0.0\t"] {
        check("1.0.0", same, "Reported installed, version unchanged");
        check(same, "1.0.0", "Reported installed, version unchanged");
    }
    check("1.0.0 ", "1.0.1  ", "Installed 1.0.0 → 1.0.1, 19 s");
    check("1.0.0", "  ", "Booted, cannot compare versions");
}

/// K-13: what was never sent is "Not sent"; where that cannot be known, nobody says so.
#[test]
fn stopping_what_was_never_sent_leaves_no_doubt() {
    let stopped = || (5, E::StoppedWaiting { by: "desk".to_owned() });
    for kind in CommandKind::ALL {
        let queued = Life { delivery: Delivery::Queued, ..ordered(kind) };
        let (life, _) = play_from(queued, &[stopped()]);
        assert_eq!((life.verdict.words().as_str(), life.delivery), ("Not sent", Delivery::Expired), "{kind:?}");
        let (life, _) = play(kind, &[(1, E::Sent), stopped()]);
        assert_eq!(life.verdict, Verdict::Common(Common::Abandoned));
        // About to be written; then it turns out that it was not.
        let (life, _) = play(kind, &[stopped()]);
        assert_eq!(life.verdict, Verdict::Common(Common::Abandoned));
        let why = "the connection was lost first".to_owned();
        let (life, _) = play(kind, &[stopped(), (6, E::NeverSent { why })]);
        assert_eq!(life.verdict, Verdict::Common(Common::NotSent));
    }
}

#[derive(Clone, Debug)]
enum Happening {
    Answer(Outcome),
    TimedOut,
    Offline,
    CutByUs,
    NewSocket,
    CameBack,
    SessionEnded,
    Boot(BootReason, bool),
    Deadline,
}

fn reasons() -> impl Strategy<Value = BootReason> {
    prop_oneof![
        Just(BootReason::Unsaid),
        Just(ordered_by_us()),
        Just(BootReason::Open(None)),
        Just(open(POWER_UP)),
        Just(BootReason::Firmware),
        Just(BootReason::Other("Watchdog".to_owned())),
    ]
}

fn happenings() -> impl Strategy<Value = Vec<(i64, Happening)>> {
    let answers = prop_oneof![
        Just(Outcome::Accepted),
        Just(Outcome::Rejected),
        Just(Outcome::Scheduled),
        Just(Outcome::Odd { status: "OK".to_owned() }),
        Just(Outcome::Misfit { why: "no status".to_owned() }),
        Just(Outcome::Failed { code: "InternalError".to_owned(), description: String::new() }),
        Just(Outcome::Failed { code: "NotSupported".to_owned(), description: String::new() }),
    ];
    let happening = prop_oneof![
        answers.prop_map(Happening::Answer),
        Just(Happening::TimedOut),
        Just(Happening::Offline),
        Just(Happening::CutByUs),
        Just(Happening::NewSocket),
        Just(Happening::CameBack),
        Just(Happening::SessionEnded),
        (reasons(), proptest::bool::weighted(0.1)).prop_map(|(reason, asked)| Happening::Boot(reason, asked)),
        (reasons(), Just(false)).prop_map(|(reason, asked)| Happening::Boot(reason, asked)),
        Just(Happening::Deadline),
    ];
    proptest::collection::vec((0..90i64, happening), 1..16)
}

proptest! {
    /// W-06, W-22, R-01: whatever comes in whatever order.
    #[test]
    fn no_verdict_on_a_reboot_is_more_than_what_was_seen(told in happenings()) {
        let mut life = ordered(Reboot);
        life.take(&E::Sent, WAITS, 1000);
        let (mut now, mut away, mut gone, mut answered_once, mut refused) = (1, false, false, false, false);
        for (after, happening) in told {
            now += after;
            let before = life.verdict.clone();
            let open_before = life.is_open();
            let evidence = match &happening {
                // One answer comes at most.
                Happening::Answer(_) if answered_once => continue,
                Happening::Answer(outcome) => {
                    answered_once = true;
                    refused |= !outcome.is_odd() && !matches!(outcome, Outcome::Accepted | Outcome::Scheduled);
                    vec![answered(outcome.clone())]
                }
                Happening::TimedOut => vec![E::TimedOut { after_ms: 30_000 }],
                Happening::Offline => { away = true; gone = true; vec![E::WentOffline] }
                Happening::CutByUs => { away = true; vec![E::CutByUs] }
                Happening::NewSocket => { away = true; gone = true; vec![E::WentOffline, E::CameBack] }
                Happening::CameBack => vec![E::CameBack],
                Happening::SessionEnded => vec![E::SessionEnded],
                Happening::Boot(reason, asked) => {
                    vec![E::Booted { firmware: None, reason: reason.clone(), asked: *asked }]
                }
                Happening::Deadline => vec![E::Deadline],
            };
            for evidence in evidence {
                life.take(&evidence, WAITS, now * 1000);
            }
            if matches!(life.verdict, Verdict::Reboot(reboot::Verdict::Rebooted { .. })) && life.verdict != before {
                let Happening::Boot(reason, asked) = &happening else {
                    return Err(TestCaseError::fail(format!("rebooted by {happening:?}")));
                };
                prop_assert!(away && !asked, "rebooted without having been away, or asked: {happening:?}");
                prop_assert!(!matches!(reason, BootReason::Firmware | BootReason::Other(_)));
                prop_assert!(gone || !matches!(reason, BootReason::Open(_)), "we cut the line");
                // A clear no, told while it was open, stays.
                prop_assert!(!refused || !open_before || !matches!(before, Verdict::Common(Common::Rejected)));
                prop_assert!(!matches!(before, Verdict::Common(Common::Rejected)));
            }
            // Once it was seen, nothing takes it back; and a clear no stays.
            if matches!(before, Verdict::Reboot(reboot::Verdict::Rebooted { .. }) | Verdict::Common(Common::Rejected)) {
                prop_assert_eq!(&life.verdict, &before);
            }
            // A verdict never becomes none again, and every open one has an end.
            prop_assert!(open_before || !life.is_open());
            prop_assert!(!life.is_open() || life.deadline_at.is_some());
            if life.verdict == Verdict::Reboot(reboot::Verdict::BootedNeverAway) {
                prop_assert!(before == life.verdict || matches!(happening, Happening::Deadline));
            }
        }
    }

    /// W-07: no padding makes a new version, and none hides one.
    #[test]
    fn padding_never_decides_on_an_update(
        same in any::<bool>(),
        pad in proptest::collection::vec(proptest::sample::select(vec![' ', '\t', '\r', '\n', '\0', '\u{a0}', '\u{feff}']), 0..5),
        front in any::<bool>(),
    ) {
        let pad: String = pad.into_iter().collect();
        let version = if same { "1.8.30" } else { "1.8.31" };
        let told = if front { format!("{pad}{version}") } else { format!("{version}{pad}") };
        let boot = E::Booted { firmware: Some(told), reason: BootReason::Unsaid, asked: false };
        let (life, _) = play(UpdateFirmware, &[(1, E::Sent), (2, E::WentOffline), (3, boot)]);
        prop_assert_eq!(matches!(life.verdict, Verdict::UpdateFirmware(update_firmware::Verdict::FirmwareUpdated { .. })), !same);
    }
}

#[test]
fn coming_back_counts_only_after_having_been_away() {
    check(
        Reboot,
        &[(1, E::Sent), (2, accepted()), (3, E::CameBack), (302, E::Deadline)],
        "Accepted but did not reboot",
    );
    // Away twice in one break is away once, and after the end it is no step.
    let (life, steps) = play(Reboot, &[(1, E::Sent), (2, E::WentOffline), (3, E::WentOffline), (4, E::CutByUs)]);
    assert_eq!((life.progress.offline_at, steps.len()), (Some(2000), 2));
    let (_, steps) = play(Reboot, &[(1, E::Sent), (2, accepted()), (301, E::Deadline), (302, E::WentOffline)]);
    assert_eq!(steps.last().unwrap(), "Waiting time is over");
}

/// A session counts only for a reboot that waits for it.
#[test]
fn the_end_of_a_session_is_taken_while_the_reboot_waits_for_it() {
    let after = |life: Life| {
        let mut life = life;
        life.take(&E::SessionEnded, WAITS, 9000);
        life.progress.session_ended_at
    };
    let waits = play(Reboot, &[(1, E::Sent), (2, answered(Outcome::Scheduled))]).0;
    assert_eq!(waits.deadline_at, Some(2000 + WAITS.sessions));
    assert_eq!(after(waits.clone()), Some(9000));
    assert_eq!(after(Life { delivery: Delivery::Queued, ..waits.clone() }), None);
    assert_eq!(after(Life { verdict: Common::Rejected.into(), ..waits.clone() }), None);
    assert_eq!(after(play_from(waits, &[(3, E::WentOffline)]).0), None);
    // Said late, of one that was given up, it waits for nothing any more.
    let late =
        [(1, E::Sent), (2, E::TimedOut { after_ms: 1 }), (302, E::Deadline), (303, answered(Outcome::Scheduled))];
    assert_eq!(play(Reboot, &late).0.deadline_at, None);
}

#[test]
fn an_evse_that_is_back_soon_after_it_was_given_up_was_restarted() {
    let status = |status: &str| E::EvseStatus { evse: 1, status: status.to_owned() };
    let back = |verdict: Verdict, at: i64| {
        let mut life = ordered(Reboot);
        life.progress.evse = Some(1);
        (life.delivery, life.sent_at) = (Delivery::Answered, Some(0));
        (life.verdict, life.settled_at) = (verdict, Some(1000));
        for word in ["Unavailable", "Available"] {
            life.take(&status(word), WAITS, at);
        }
        life.verdict == reboot::Verdict::EvseRestarted { evse: 1 }.into()
    };
    let odd = || Common::OddAnswer { status: "OK".to_owned() }.into();
    let last = 1000 + WAITS.reboot;
    for verdict in [
        reboot::Verdict::DidNotReboot.into(),
        reboot::Verdict::BootedNeverAway.into(),
        Verdict::from(Common::NoAnswer),
        odd(),
    ] {
        assert!(back(verdict.clone(), last) && !back(verdict.clone(), last + 1), "{verdict:?}");
    }
    assert!(!back(Common::Rejected.into(), 1000) && !back(Common::Abandoned.into(), 1000));
    // While it waits its turn, or is about to be written, that is nothing of ours.
    for (delivery, sent_at) in [(Delivery::Queued, Some(0)), (Delivery::Sent, None)] {
        let mut life = Life { delivery, sent_at, ..ordered(Reboot) };
        life.progress.evse = Some(1);
        assert!(!life.take(&status("Unavailable"), WAITS, 1000).changed, "{delivery:?}");
    }
    let mut life = ordered(Reboot);
    life.progress.evse = Some(1);
    let (_, steps) = play_from(life, &[(1, E::Sent), (2, accepted())]);
    assert_eq!(steps.last().unwrap(), "Only EVSE 1 restarts; the charger stays connected");
}

/// Tried again by itself: for a day a boot with another version shows it.
#[test]
fn a_boot_corrects_an_update_for_a_day() {
    let failed = [(1, E::Sent), (2, accepted()), (3700, E::Deadline)];
    let after = |second: i64| {
        let boot = [(second, E::WentOffline), (second + 10, booted("1.8.32"))];
        play(UpdateFirmware, &[&failed[..], &boot].concat()).0
    };
    let (last, updated) = (
        3700 + 24 * 3600 - 10,
        update_firmware::Verdict::FirmwareUpdated {
            from: "1.8.30".to_owned(),
            to: "1.8.32".to_owned(),
            took_ms: 86_400_000 + 3_699_000,
        },
    );
    assert_eq!(after(last).verdict, updated.into());
    assert_eq!(after(last + 1).verdict.words(), "The charger reported nothing");
}

#[test]
fn the_same_version_is_news_only_from_a_charger_that_was_away() {
    let told = |asked: bool, away: bool| {
        let mut evidence = vec![(1, E::Sent)];
        evidence.extend(away.then_some((5, E::WentOffline)));
        let boot = E::Booted { firmware: Some("1.8.30".to_owned()), reason: BootReason::Unsaid, asked };
        let (mut life, _) = play(UpdateFirmware, &evidence);
        let steps = life.take(&boot, WAITS, 16_000).steps;
        (steps, life.progress.booted_at)
    };
    let step = StepKind::Booted { firmware: Some("1.8.30".to_owned()), downtime_ms: Some(11_000), reason: None };
    assert_eq!(told(false, true), (vec![StepChange::Append(4, step)], Some(16_000)));
    for (asked, away) in [(true, true), (true, false), (false, false)] {
        assert_eq!(told(asked, away), (vec![], None), "asked {asked}, away {away}");
    }
}

/// Without a version before, a boot says something only once it was installing.
#[test]
fn a_boot_in_the_middle_of_an_update_ends_nothing() {
    for status in FirmwareStatus::ALL.iter().copied().filter(|status| !status.is_failure()) {
        let life = Life { firmware_before: None, ..ordered(UpdateFirmware) };
        let evidence = [(1, E::Sent), (2, firmware(status)), (3, E::WentOffline), (9, booted("1.8.32"))];
        let (life, steps) = play_from(life, &evidence);
        let installing = status.rank() >= FirmwareStatus::Installing.rank();
        assert_eq!(!life.is_open(), installing, "{status:?} {steps:?}");
    }
}

#[test]
fn a_status_that_was_passed_changes_nothing_and_another_of_its_rank_does() {
    use FirmwareStatus::{DownloadPaused, Downloading, Idle, InstallationFailed, Installed, Installing};
    let after = |statuses: &[FirmwareStatus]| {
        let told: Vec<_> = statuses.iter().map(|status| (9, firmware(*status))).collect();
        play(UpdateFirmware, &[&[(1, E::Sent)], &told[..]].concat()).0.progress
    };
    assert_eq!(after(&[Installing, Downloading]).firmware, Some(Installing));
    assert_eq!(after(&[Installing, Idle]).firmware, Some(Installing));
    assert_eq!(after(&[Downloading, DownloadPaused]).firmware, Some(DownloadPaused));
    assert_eq!(after(&[Downloading, Installing]).firmware, Some(Installing));
    // Installed counts whatever it comes behind, also where a newer order keeps this one closed.
    let (mut life, _) = play(UpdateFirmware, &[(1, E::Sent), (9, firmware(InstallationFailed))]);
    let effects = life.take(&firmware(Installed), WAITS, 10_000);
    assert!(life.progress.installed);
    assert_eq!(effects.reboot_needed, Some(RebootNeeded::FirmwareInstalled));
}

#[test]
fn installed_is_missed_a_minute_after_the_boot() {
    let boot = [(1, E::Sent), (2, E::WentOffline), (10, booted("1.8.32"))];
    assert_eq!(play(UpdateFirmware, &boot).0.check_at, Some(70_000));
    let told = [(1, E::Sent), (2, firmware(FirmwareStatus::Installed)), (3, E::WentOffline), (10, booted("1.8.32"))];
    let (mut life, _) = play(UpdateFirmware, &told);
    assert_eq!(life.check_at, None);
    assert!(!life.take(&E::Check, WAITS, 70_000).changed, "it was reported");
    let (mut life, _) = play(UpdateFirmware, &[(1, E::Sent), (9, firmware(FirmwareStatus::InstallationFailed))]);
    assert!(!life.take(&E::Check, WAITS, 70_000).changed, "it is not missed of an update that failed");
}
