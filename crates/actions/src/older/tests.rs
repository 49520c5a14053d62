//! Which open command ends for another, gives way to it, or stands in its way; and how that is said.

use super::*;
use crate::{Reboot, RequestDiagnostics, Retries, UpdateFirmware, Verdict, request_diagnostics, update_firmware};
use model::{ChargerKey, CommandKey, LogKind, Moment};

fn reboot(kind: RebootKind, when_idle: bool) -> Args {
    Args::Reboot(reboot::Inputs { kind, when_idle, evse: None, interrupt_update: false })
}

fn update() -> Args {
    Args::UpdateFirmware(update_firmware::Inputs {
        url: String::new(),
        retrieve_at: 0,
        install_at: None,
        retries: Retries::default(),
        signing: None,
        image: None,
    })
}

fn diagnostics() -> Args {
    Args::RequestDiagnostics(request_diagnostics::Inputs {
        url: String::new(),
        from: None,
        to: None,
        retries: Retries::default(),
        log: LogKind::default(),
        here: true,
    })
}

#[test]
fn a_reboot_ends_a_softer_one_and_one_that_only_waits() {
    use RebootKind::{Hard, Resume, Soft};
    let order = Order::Reboot(Reboot::now(Soft));
    for newer in [Soft, Hard, Resume] {
        for newer_waits in [false, true] {
            for older in [Soft, Hard, Resume] {
                for older_waits in [false, true] {
                    for delivery in Delivery::ALL {
                        let args = reboot(newer, newer_waits);
                        let met = Newer { order: &order, args: &args, by: "Anna", replaces: true }
                            .meets(&reboot(older, older_waits), delivery);
                        let harder = older == Soft && newer != Soft;
                        let at_once = older_waits && !newer_waits && delivery == Delivery::Queued;
                        let expected = match harder || at_once {
                            true => Older::Superseded { by: format!("Reboot ({}) by Anna", newer.as_str()) },
                            false => Older::StandsInTheWay { replaceable: false },
                        };
                        assert_eq!(met, expected, "{newer:?} {newer_waits} {older:?} {older_waits} {delivery:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn a_request_gives_way_where_the_charger_lets_go_of_it_and_a_person_has_ticked_that() {
    let orders = |replace| {
        let newer_update = UpdateFirmware { replace, ..UpdateFirmware::now("ftp://h/f") };
        let newer_request = RequestDiagnostics { replace, ..RequestDiagnostics::here() };
        [(Order::UpdateFirmware(newer_update), update()), (Order::RequestDiagnostics(newer_request), diagnostics())]
    };
    for (replaces, ticked, expected) in [
        (true, true, Older::GivesWay),
        (true, false, Older::StandsInTheWay { replaceable: true }),
        (false, true, Older::StandsInTheWay { replaceable: false }),
        (false, false, Older::StandsInTheWay { replaceable: false }),
    ] {
        for (order, args) in &orders(ticked) {
            let newer = Newer { order, args, by: "Anna", replaces };
            assert_eq!(newer.meets(args, Delivery::Queued), expected, "{replaces} {ticked} {order:?}");
        }
    }
    // No other kind does.
    let newer = Newer { order: &Order::ClearCache, args: &Args::ClearCache, by: "Anna", replaces: true };
    assert_eq!(newer.meets(&Args::ClearCache, Delivery::Sent), Older::StandsInTheWay { replaceable: false });
}

#[test]
fn it_is_said_which_one_is_open_and_what_can_be_done() {
    let at = Moment { ms: 0, local: "2026-11-23 09:41:07 +02:00".to_owned() };
    let open = Command {
        key: CommandKey::from("c"),
        charger: ChargerKey::from("k"),
        charger_name: String::new(),
        site_name: String::new(),
        kind: CommandKind::RequestDiagnostics,
        subject: String::new(),
        by: "Anna".to_owned(),
        reason: None,
        ordered: at,
        delivery: Delivery::Queued,
        verdict: Verdict::PENDING,
        settled: None,
        deadline: None,
        steps: Vec::new(),
        move_back: None,
        restorable: 0,
        hard: false,
        hosted: None,
    };
    let kind = CommandKind::RequestDiagnostics;
    let said = |open: Option<&Command>, replaceable| already_open(kind, open, replaceable);
    let alone = said(Some(&open), false);
    assert_eq!(alone.code, RefusalCode::AlreadyOpen);
    assert_eq!(alone.field, None);
    assert_eq!(
        alone.sentence,
        "Request Diagnostics by Anna of 09:41:07 is still open (waiting its turn). Wait for its verdict or stop waiting for it. \
         Nothing was sent."
    );
    let replaceable = said(Some(&open), true);
    assert_eq!(replaceable.field.as_deref(), Some("replace"));
    assert!(
        replaceable.sentence.contains("(waiting its turn). Tick Replace the running one, wait for its verdict or stop"),
        "{}",
        replaceable.sentence
    );
    let gone = said(None, false);
    assert_eq!(gone.sentence, "Request Diagnostics is already running on this charger. Nothing was sent.");
}
