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
