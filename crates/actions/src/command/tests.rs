//! How a command stands and what is still to come of it, by its delivery and its timeline.

use super::*;
use CommandKind::*;
use model::{DiagnosticsStatus, FileProtocol};

fn command(kind: CommandKind, delivery: Delivery, steps: &[StepKind]) -> Command {
    let step =
        |(n, kind): (usize, &StepKind)| Step { n: n as i64, at: Moment::default(), kind: kind.clone(), event: None };
    Command {
        key: CommandKey::from("c"),
        charger: ChargerKey::from("k"),
        charger_name: String::new(),
        site_name: String::new(),
        kind,
        subject: String::new(),
        by: String::new(),
        reason: None,
        ordered: Moment::default(),
        delivery,
        verdict: Verdict::PENDING,
        settled: None,
        deadline: None,
        steps: steps.iter().enumerate().map(step).collect(),
        move_back: None,
        restorable: 0,
        hard: false,
        hosted: None,
    }
}

/// The same once it has ended.
fn ended(command: Command) -> Command {
    Command { verdict: crate::Common::NoAnswer.into(), ..command }
}

fn answered(outcome: Outcome) -> StepKind {
    StepKind::Answered { outcome, after_ms: 1, info: None }
}

fn late(outcome: Outcome) -> StepKind {
    StepKind::LateAnswer { outcome, after_ms: 1, info: None }
}

fn firmware(status: FirmwareStatus) -> StepKind {
    StepKind::Firmware { status, count: 1 }
}

fn fetched(bytes: i64) -> StepKind {
    StepKind::Fetched { bytes, total: 100, requests: 1, protocol: FileProtocol::Http }
}

fn waits_for(holds: &[Hold]) -> StepKind {
    StepKind::WaitsFor { holds: holds.to_vec() }
}

fn update() -> Hold {
    Hold::Update { since: Moment::default() }
}

fn plug() -> Hold {
    Hold::Plug { place: "connector 1".to_owned(), since: Moment::default() }
}

#[test]
fn what_is_fetched_from_us_stands_in_percent() {
    let check = |steps: &[StepKind], expected: &str| {
        assert_eq!(command(UpdateFirmware, Delivery::Answered, steps).standing(), expected, "{steps:?}");
    };
    let downloading = firmware(FirmwareStatus::Downloading);
    check(&[], "answered");
    check(&[firmware(FirmwareStatus::Downloading)], "Downloading");
    check(&[fetched(42), downloading.clone()], "Downloading 42 %");
    check(&[downloading.clone(), fetched(42)], "Downloading 42 %");
    check(&[fetched(100), downloading.clone()], "Downloading");
    check(&[fetched(42), firmware(FirmwareStatus::Installing)], "Installing");
    check(&[fetched(42), fetched(100), downloading], "Downloading 42 %");
    let over = ended(command(UpdateFirmware, Delivery::TimedOut, &[fetched(42)]));
    assert_eq!(over.standing(), "No answer", "once it has ended, the verdict is told");
}

#[test]
fn the_subject_stands_in_the_title_where_it_says_something() {
    let title = |kind: CommandKind, subject: &str| {
        Command { subject: subject.to_owned(), ..command(kind, Delivery::Sent, &[]) }.title()
    };
    assert_eq!(title(Reboot, "Soft"), "Reboot (Soft)");
    assert_eq!(title(Reboot, ""), "Reboot");
    assert_eq!(title(ChangeSite, "Kamppi P1 → Mall of Tripla"), "Change Site");
}

#[test]
fn what_chargehand_orders_is_told_from_what_people_order() {
    let by = |by: &str| Command { by: by.to_owned(), ..command(ReadConfiguration, Delivery::Sent, &[]) };
    assert!(by(ITSELF).is_by_itself() && !by("Ada").is_by_itself());
}

/// A charger that waits for its sessions, or may not have got the order, is not called rebooting.
#[test]
fn a_charger_acts_once_it_has_the_order_and_does_not_wait() {
    let acts = |delivery: Delivery, steps: &[StepKind]| command(Reboot, delivery, steps).acts();
    for delivery in Delivery::ALL {
        let has_it = matches!(delivery, Delivery::Answered | Delivery::TimedOut | Delivery::OutcomeUnknown);
        assert_eq!(acts(delivery, &[]), has_it, "{delivery:?}");
        assert!(acts(delivery, &[StepKind::WentOffline]), "{delivery:?}: it was seen to go");
        for scheduled in [answered(Outcome::Scheduled), late(Outcome::Scheduled)] {
            assert!(!acts(delivery, std::slice::from_ref(&scheduled)), "{delivery:?}: it waits");
            assert!(acts(delivery, &[scheduled, StepKind::WentOffline]), "{delivery:?}: and then it went");
        }
        assert!(!ended(command(Reboot, delivery, &[StepKind::WentOffline])).acts(), "{delivery:?}: it is over");
    }
    assert!(acts(Delivery::Answered, &[answered(Outcome::Accepted)]));
}

#[test]
fn what_holds_it_back_is_the_newest_and_only_while_it_was_not_sent() {
    let steps = [waits_for(&[plug(), update()]), waits_for(&[update()]), StepKind::Ordered];
    assert_eq!(command(Reboot, Delivery::Queued, &steps).held_by(), Some(&[update()][..]));
    assert_eq!(command(Reboot, Delivery::Queued, &[StepKind::Ordered]).held_by(), None);
    assert_eq!(command(Reboot, Delivery::Sent, &steps).held_by(), None);
    assert_eq!(ended(command(Reboot, Delivery::Queued, &steps)).held_by(), None);
}

#[test]
fn the_badge_of_a_reboot_says_no_more_than_its_delivery() {
    let check = |delivery: Delivery, steps: &[StepKind], expected: &str| {
        assert_eq!(command(Reboot, delivery, steps).state(), expected, "{delivery:?} {steps:?}");
    };
    check(Delivery::Queued, &[], "Reboot waits its turn");
    check(Delivery::Queued, &[waits_for(&[plug(), update()])], "Reboot waits for the session and the update");
    check(Delivery::Dispatching, &[], "Reboot being sent");
    check(Delivery::Sent, &[], "Reboot sent");
    check(Delivery::Sent, &[StepKind::WentOffline], "Rebooting");
    check(Delivery::Answered, &[answered(Outcome::Accepted)], "Rebooting");
    check(Delivery::Answered, &[answered(Outcome::Scheduled)], "Reboot waits for the session");
    check(Delivery::Answered, &[answered(Outcome::Scheduled), StepKind::WentOffline], "Rebooting");
    check(Delivery::Answered, &[StepKind::LeftToEffect], "Reboot answered oddly");
    check(Delivery::TimedOut, &[], "Reboot not answered");
    check(Delivery::OutcomeUnknown, &[], "Rebooting");
    check(Delivery::Expired, &[], "Rebooting");
    // Once it is over, going offline says nothing of it.
    let over = ended(command(Reboot, Delivery::Sent, &[StepKind::WentOffline]));
    assert_eq!(over.state(), "Reboot sent");
}

#[test]
fn the_badge_of_any_other_action_tells_how_it_stands() {
    let check = |kind: CommandKind, delivery: Delivery, expected: &str| {
        assert_eq!(command(kind, delivery, &[]).state(), expected, "{kind:?} {delivery:?}");
    };
    check(UpdateFirmware, Delivery::Sent, "Update: sent, waiting for the answer");
    check(UpdateFirmware, Delivery::Answered, "Updating: answered");
    check(RequestDiagnostics, Delivery::Answered, "Diagnostics: answered");
    for kind in [
        ClearCache,
        ClearChargingProfiles,
        ChangeSite,
        Ask,
        SendMessage,
        ReadConfiguration,
        SetConfiguration,
        RestoreProfiles,
    ] {
        check(kind, Delivery::Queued, &format!("{}: waiting its turn", kind.label()));
    }
}

#[test]
fn what_is_still_to_come_is_what_was_not_told() {
    let check = |kind: CommandKind, steps: &[StepKind], expected: &[&str]| {
        assert_eq!(command(kind, Delivery::Sent, steps).ahead(), expected, "{kind:?} {steps:?}");
        assert!(ended(command(kind, Delivery::Sent, steps)).ahead().is_empty(), "{kind:?}: nothing once it has ended");
    };
    let accepted = || answered(Outcome::Accepted);
    check(ClearCache, &[], &["Sent", "Answer of the charger"]);
    check(ClearCache, &[StepKind::Sent], &["Answer of the charger"]);
    check(ClearCache, &[StepKind::Sent, late(Outcome::Accepted)], &[]);
    for kind in [ClearChargingProfiles, ChangeSite, SendMessage, SetConfiguration, RestoreProfiles] {
        check(kind, &[StepKind::Sent, accepted()], &[]);
    }
    check(Ask, &[StepKind::Sent, accepted()], &["What was asked for comes"]);
    check(ReadConfiguration, &[StepKind::Sent, accepted()], &["Tells its settings"]);
    check(Reboot, &[], &["Sent", "Answer of the charger", "Goes offline", "Boots again"]);
    check(Reboot, &[StepKind::Sent, accepted(), StepKind::WentOffline], &["Boots again"]);
    check(Reboot, &[StepKind::Sent, accepted(), StepKind::EvseExpected { evse: 1 }], &["The EVSE restarts"]);
    let sent_and = |status: FirmwareStatus| [StepKind::Sent, accepted(), firmware(status)];
    let boots = "Boots and reports its version";
    check(UpdateFirmware, &sent_and(FirmwareStatus::Idle), &["Downloading", "Downloaded", "Installing", boots]);
    check(UpdateFirmware, &sent_and(FirmwareStatus::Downloading), &["Downloaded", "Installing", boots]);
    check(UpdateFirmware, &sent_and(FirmwareStatus::Downloaded), &["Installing", boots]);
    check(UpdateFirmware, &sent_and(FirmwareStatus::Installing), &[boots]);
    let uploads = |status| [StepKind::Sent, accepted(), StepKind::Diagnostics { status, count: 1 }];
    check(RequestDiagnostics, &uploads(DiagnosticsStatus::Idle), &["Uploading", "Uploaded"]);
    check(RequestDiagnostics, &uploads(DiagnosticsStatus::Uploading), &["Uploaded"]);
}
