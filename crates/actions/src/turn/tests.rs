//! Whether a CALL is written, by what it is for, how its command stands, and what goes on at the charger.

use super::*;
use crate::{Common, PartAnswer, Progress, RebootKind, Verdict};
use model::{CommandKind, Delivery, Moment, Outcome};

const PURPOSES: [Purpose; 6] = [
    Purpose::Main,
    Purpose::Part { n: 1 },
    Purpose::Schedule { connector: 1 },
    Purpose::Profiles,
    Purpose::HowFar,
    Purpose::Settings { from: 0 },
];

fn life(verdict: impl Into<Verdict>) -> Life {
    Life {
        kind: CommandKind::Reboot,
        delivery: Delivery::Queued,
        verdict: verdict.into(),
        ordered_at: 0,
        sent_at: None,
        settled_at: None,
        deadline_at: None,
        check_at: None,
        starts_at: 0,
        firmware_before: None,
        progress: Progress::default(),
        last_step: 1,
    }
}

fn reboot(when_idle: bool, interrupt_update: bool) -> Args {
    Args::Reboot(reboot::Inputs { kind: RebootKind::Hard, when_idle, evse: None, interrupt_update })
}

fn plug() -> Hold {
    Hold::Plug { place: "connector 1".to_owned(), since: Moment::default() }
}

fn update() -> Hold {
    Hold::Update { since: Moment::default() }
}

const AT_ONCE: Turn = Turn::Goes { only_idle: false };

#[test]
fn nothing_of_a_command_that_was_stopped_is_written() {
    for verdict in [Common::Abandoned, Common::NotSent, Common::Superseded, Common::NeverSent, Common::NoAnswer] {
        for purpose in PURPOSES {
            let turn = Turn::of(&purpose, &life(verdict.clone()), &reboot(false, true), &[]);
            // What is left of its profiles is of interest also once it has ended.
            let expected = match purpose {
                Purpose::Schedule { .. } | Purpose::Profiles => AT_ONCE,
                Purpose::Main | Purpose::Part { .. } | Purpose::HowFar | Purpose::Settings { .. } => Turn::Over,
            };
            assert_eq!(turn, expected, "{purpose:?} {verdict:?}");
        }
    }
    // Not even where it would only be held back.
    assert_eq!(Turn::of(&Purpose::Main, &life(Common::NotSent), &reboot(true, false), &[plug()]), Turn::Over);
}

#[test]
fn what_nothing_speaks_against_is_written() {
    for purpose in PURPOSES {
        assert_eq!(Turn::of(&purpose, &life(Common::Pending), &Args::ClearCache, &[]), AT_ONCE, "{purpose:?}");
    }
}

#[test]
fn the_other_parts_of_a_request_that_it_does_not_know_are_dropped() {
    let not_known = Outcome::Failed { code: "NotImplemented".to_owned(), description: String::new() };
    let after = |outcome: Outcome| {
        let mut life = life(Common::Pending);
        life.progress.answers.push(PartAnswer { n: 0, part: String::new(), outcome, unheard: None });
        life
    };
    for purpose in PURPOSES {
        let expected = match purpose {
            Purpose::Part { .. } => Turn::Dropped("not sent, as it knows no such request"),
            Purpose::Main
            | Purpose::Schedule { .. }
            | Purpose::Profiles
            | Purpose::HowFar
            | Purpose::Settings { .. } => AT_ONCE,
        };
        assert_eq!(Turn::of(&purpose, &after(not_known.clone()), &Args::ClearCache, &[]), expected, "{purpose:?}");
        let taken = after(Outcome::Accepted);
        assert_eq!(Turn::of(&purpose, &taken, &Args::ClearCache, &[]), AT_ONCE, "{purpose:?}");
    }
}

#[test]
fn a_reboot_waits_for_sessions_and_spares_an_update_as_it_was_told_to() {
    let began_first =
        Turn::Dropped("an update of its firmware began first; order it again with Interrupt the update, or When idle");
    let when_idle = Turn::Goes { only_idle: true };
    for (waits, interrupts, holds, expected) in [
        (false, false, vec![], AT_ONCE),
        (false, false, vec![plug()], AT_ONCE),
        (false, false, vec![update()], began_first),
        (false, false, vec![plug(), update()], began_first),
        (false, true, vec![], AT_ONCE),
        (false, true, vec![plug()], AT_ONCE),
        (false, true, vec![plug(), update()], AT_ONCE),
        (true, false, vec![], when_idle),
        (true, false, vec![plug()], Turn::Held),
        (true, false, vec![update()], Turn::Held),
        (true, true, vec![], when_idle),
        (true, true, vec![update()], Turn::Held),
    ] {
        let turn = Turn::of(&Purpose::Main, &life(Common::Pending), &reboot(waits, interrupts), &holds);
        assert_eq!(turn, expected, "{waits} {interrupts} {holds:?}");
    }
    // Nothing else minds either.
    let holds = [plug(), update()];
    assert_eq!(Turn::of(&Purpose::Main, &life(Common::Pending), &Args::ClearCache, &holds), AT_ONCE);
}

#[test]
fn where_calls_are_given_up_only_the_first_of_an_open_command_may_stay() {
    for purpose in PURPOSES {
        for (verdict, may_stay) in
            [(Common::Pending, true), (Common::Pending, false), (Common::NotSent, true), (Common::NotSent, false)]
        {
            let expected = purpose == Purpose::Main && verdict == Common::Pending && may_stay;
            assert_eq!(
                stays_queued(&purpose, &life(verdict.clone()), may_stay),
                expected,
                "{purpose:?} {verdict:?} {may_stay}"
            );
        }
    }
}
