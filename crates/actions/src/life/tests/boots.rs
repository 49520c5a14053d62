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
