//! Commands of several CALLs.

use super::*;

/// A command of three CALLs.
fn in_parts(evidence: &[(i64, E)]) -> (Life, Vec<String>) {
    let mut life = ordered(ClearChargingProfiles);
    life.progress.parts = ["Max", "Default", "Tx"].map(str::to_owned).to_vec();
    play_from(life, evidence)
}

fn part(n: i64, outcome: Outcome) -> E {
    let part = ["Max", "Default", "Tx"][n as usize].to_owned();
    E::Part { n, part, outcome, info: None }
}

#[test]
fn a_part_without_an_answer_holds_up_no_other() {
    // E2, A-19
    let check = |evidence: &[(i64, E)], verdict: &str| {
        let (life, steps) = in_parts(evidence);
        assert_eq!(life.verdict.words(), verdict, "{steps:#?}");
        (life, steps)
    };
    let unheard = |n| E::PartUnheard { n, why: "no answer".to_owned(), unheard: words::Unheard::TimedOut };
    let first = [(1, E::Sent), (31, E::TimedOut { after_ms: 30_000 })];
    assert!(in_parts(&first).0.is_open(), "the others are still to come");
    let rest = [(32, part(1, Outcome::Accepted)), (33, part(2, Outcome::Unknown))];
    let both = [&first[..], &rest[..]].concat();
    check(
        &both,
        &Verdict::ClearChargingProfiles(clear_charging_profiles::Verdict::ProfilesClearedInPart {
            failed: "Max".to_owned(),
        })
        .words(),
    );
    // A late answer takes the place of the missing one, whichever part it is for.
    let late = [&both[..], &[(60, part(0, Outcome::Accepted))]].concat();
    let (life, steps) = check(&late, "Profiles cleared");
    assert!(steps.iter().any(|step| step.contains("Default")), "{steps:#?}");
    assert_eq!(life.progress.answers.len(), 3);
    let second = [(1, E::Sent), (2, part(0, Outcome::Accepted)), (33, unheard(1)), (34, part(2, Outcome::Accepted))];
    check(
        &second,
        &Verdict::ClearChargingProfiles(clear_charging_profiles::Verdict::ProfilesClearedInPart {
            failed: "Default".to_owned(),
        })
        .words(),
    );
    // None was heard of: what became of it is not known.
    let none = [(1, E::Sent), (31, E::TimedOut { after_ms: 30_000 }), (61, unheard(1)), (91, unheard(2))];
    check(&none, &Verdict::Common(Common::NoAnswer).words());
    let never =
        |n| E::PartUnheard { n, why: "the charger went offline first".to_owned(), unheard: words::Unheard::NeverSent };
    check(
        &[(1, E::Sent), (2, E::SocketLost), (2, never(1)), (2, never(2))],
        &Verdict::Common(Common::OutcomeUnknown).words(),
    );
    check(
        &[(1, E::Sent), (2, never(1)), (2, never(2)), (2, E::ServerRestarted)],
        &Verdict::Common(Common::OutcomeUnknown).words(),
    );
}

/// Two of a message's three CALLs, and what they were answered with.
fn message(outcomes: [Outcome; 3]) -> Verdict {
    let mut life = ordered(CommandKind::SendMessage);
    life.progress.parts = ["1", "2", "3"].map(str::to_owned).to_vec();
    life.take(&E::Sent, WAITS, 1000);
    for (n, outcome) in (0..).zip(outcomes) {
        let part = (n + 1).to_string();
        life.take(&E::Part { n, part, outcome, info: None }, WAITS, 2000 + n);
    }
    life.verdict
}

#[test]
fn a_message_in_parts_is_told_by_the_word_that_is_not_the_usual_one() {
    let told = |status: Option<&str>| Outcome::Told { status: status.map(str::to_owned) };
    let answered = |status: Option<&str>| {
        Verdict::from(crate::send_message::Verdict::Answered { status: status.map(str::to_owned) })
    };
    let yes = || told(Some("Accepted"));
    assert_eq!(message([yes(), yes(), yes()]), answered(Some("Accepted")));
    assert_eq!(message([yes(), told(Some("Failed")), told(Some("Other"))]), answered(Some("Failed")));
    assert_eq!(message([told(None), told(None), told(None)]), answered(None));
    assert_eq!(message([told(None), yes(), told(None)]), answered(Some("Accepted")));
    let misfit = || Outcome::Misfit { why: "no status".to_owned() };
    let wrong = Common::AnswerMisfit { why: "no status".to_owned() };
    assert_eq!(message([yes(), misfit(), Outcome::Rejected]), wrong.into());
}

#[test]
fn several_refusals_come_to_the_first_that_says_why() {
    let all = |outcomes: [Outcome; 3]| {
        let parts = (0..).zip(outcomes).map(|(n, outcome)| (2 + n, part(n, outcome)));
        in_parts(&[(1, E::Sent)].into_iter().chain(parts).collect::<Vec<_>>()).0.verdict.words()
    };
    let failed = || Outcome::Failed { code: "InternalError".to_owned(), description: String::new() };
    assert_eq!(all([Outcome::Unknown, Outcome::Unknown, Outcome::Unknown]), "Nothing matched");
    assert_eq!(all([Outcome::Unknown, failed(), Outcome::Rejected]), "Refused with InternalError");
    assert_eq!(all([Outcome::Received, Outcome::Received, Outcome::Received]), "Rejected");
    let part_of = [Outcome::Accepted, failed(), Outcome::Rejected];
    assert_eq!(all(part_of), "Cleared in part, not Default, Tx");
}

/// Only what was cleared asks for a reboot, and for what still limits the charger.
#[test]
fn what_was_cleared_in_parts_asks_for_a_reboot() {
    let last = |first: Outcome| {
        let mut life = ordered(ClearChargingProfiles);
        life.progress.parts = vec!["Max".to_owned(), "Default".to_owned()];
        life.take(&part(0, first), WAITS, 1000);
        life.take(&part(1, Outcome::Unknown), WAITS, 2000)
    };
    let cleared = last(Outcome::Accepted);
    assert_eq!((cleared.reboot_needed, cleared.ask_limits), (Some(RebootNeeded::ProfilesCleared), true));
    for nothing in [Outcome::Unknown, Outcome::Rejected] {
        let effects = last(nothing);
        assert_eq!((effects.reboot_needed, effects.ask_limits), (None, false));
    }
}

#[test]
fn what_still_limits_the_charger_is_told() {
    let told = |left: Vec<words::LeftProfile>, known: Result<(), String>| {
        let (_, steps) = play(ClearChargingProfiles, &[(1, E::Limits { left, known })]);
        steps
    };
    assert_eq!(told(Vec::new(), Ok(())), ["Nothing limits it any more"]);
    let left = words::LeftProfile { place: "EVSE 1".to_owned(), amount: "16 A".to_owned(), by: "EMS".to_owned() };
    assert_eq!(told(vec![left], Ok(())), ["EVSE 1: still limited to 16 A by EMS"]);
    let why = told(Vec::new(), Err("no such request".to_owned()));
    assert!(why[0].contains("cannot say what limits it (no such request)"), "{why:?}");
}

#[test]
fn restored_profiles_are_counted() {
    let all = |outcomes: [Outcome; 2]| {
        let mut life = ordered(CommandKind::RestoreProfiles);
        life.progress.parts = ["a", "b"].map(str::to_owned).to_vec();
        for (n, outcome) in (0..).zip(outcomes) {
            let part = life.progress.parts[n as usize].clone();
            life.take(&E::Part { n, part, outcome, info: None }, WAITS, 1000);
        }
        life.verdict.words()
    };
    assert_eq!(all([Outcome::Accepted, Outcome::Accepted]), "2 profiles restored");
    assert_eq!(all([Outcome::Accepted, Outcome::Rejected]), "Restored in part, not b");
    assert_eq!(all([Outcome::Rejected, Outcome::Rejected]), "Rejected");
}

#[test]
fn each_part_is_told_once_and_none_after_the_end() {
    let sent = [(1, E::Sent), (2, part(1, Outcome::Accepted))];
    let (life, _) = in_parts(&sent);
    assert_eq!(life.delivery, Delivery::Sent, "its own CALL is still on its way");
    assert_eq!(in_parts(&[(1, E::Sent), (2, part(0, Outcome::Accepted))]).0.delivery, Delivery::Answered);
    let unheard = |n| E::PartUnheard { n, why: "no answer".to_owned(), unheard: words::Unheard::TimedOut };
    let mut heard = life;
    assert!(heard.take(&unheard(1), WAITS, 3000).steps.is_empty(), "it was answered");
    assert!(heard.take(&part(1, Outcome::Rejected), WAITS, 3000).steps.is_empty(), "and is so once");
    assert_eq!(heard.take(&unheard(2), WAITS, 3000).steps.len(), 1);
    heard.verdict = Common::Abandoned.into();
    assert!(heard.take(&unheard(0), WAITS, 3000).steps.is_empty(), "nobody waits for it");
}

#[test]
fn a_missing_answer_is_told_of_its_part_and_by_its_cause() {
    let told = |evidence: E| in_parts(&[(1, E::Sent), (2, evidence)]).1.pop().unwrap();
    assert_eq!(told(E::TimedOut { after_ms: 1 }), "Max: the charger answered with an error: no answer");
    assert_eq!(told(E::SocketLost), "Max: the charger answered with an error: the connection was lost");
    // One that is alone is no part of anything.
    let mut life = ordered(ClearChargingProfiles);
    life.progress.parts = vec!["all".to_owned()];
    let (life, steps) = play_from(life, &[(1, E::Sent), (2, E::TimedOut { after_ms: 1 })]);
    assert_eq!((life.verdict, steps.len()), (Common::NoAnswer.into(), 2));
}

/// The others are the same request: none of them is sent any more.
#[test]
fn what_one_part_shows_to_be_unknown_is_unknown() {
    let after = |outcome: Outcome| in_parts(&[(1, E::Sent), (2, part(0, outcome))]).0.is_unknown_there();
    let failed = |code: &str| Outcome::Failed { code: code.to_owned(), description: String::new() };
    assert!(after(failed("NotImplemented")) && after(failed("NotSupported")));
    assert!(!after(failed("InternalError")) && !after(Outcome::Rejected));
    let why = "NotImplemented".to_owned();
    let unheard = E::PartUnheard { n: 0, why, unheard: words::Unheard::TimedOut };
    assert!(!in_parts(&[(1, E::Sent), (2, unheard)]).0.is_unknown_there(), "that is our word, not the charger's");
}
