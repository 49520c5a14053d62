//! What each action makes of an answer, and of one that is missing.

use super::*;
use crate::{change_site, restore_profiles, send_message, set_configuration};
use CommandKind::{ChangeSite, RestoreProfiles, SendMessage, SetConfiguration};

fn failed(code: &str) -> Outcome {
    Outcome::Failed { code: code.to_owned(), description: String::new() }
}

/// Sent, and answered so.
fn after(kind: CommandKind, outcome: Outcome) -> (Life, Effects) {
    let mut life = ordered(kind);
    life.take(&E::Sent, WAITS, 1000);
    let effects = life.take(&answered(outcome), WAITS, 2000);
    (life, effects)
}

#[test]
fn what_ends_by_its_answer_is_told_by_that() {
    let check = |kind: CommandKind, outcome: Outcome, expected: Verdict| {
        let (life, _) = after(kind, outcome.clone());
        assert_eq!(life.verdict, expected, "{kind:?} {outcome:?}");
    };
    for yes in [Outcome::Accepted, Outcome::Received] {
        check(SetConfiguration, yes.clone(), set_configuration::Verdict::SettingTaken { after_reboot: false }.into());
        check(RestoreProfiles, yes.clone(), restore_profiles::Verdict::ProfilesRestored { count: 1 }.into());
        check(SendMessage, yes.clone(), send_message::Verdict::Answered { status: None }.into());
        check(ReadConfiguration, yes, Verdict::PENDING);
    }
    let taken = set_configuration::Verdict::SettingTaken { after_reboot: true };
    check(SetConfiguration, Outcome::AfterReboot, taken.into());
    check(SetConfiguration, Outcome::Unknown, set_configuration::Verdict::SettingUnknown.into());
    for status in [Some("Unlocked".to_owned()), None] {
        let told = Outcome::Told { status: status.clone() };
        check(SendMessage, told, send_message::Verdict::Answered { status }.into());
    }
    for kind in CommandKind::ALL {
        check(kind, Outcome::Rejected, Common::Rejected.into());
    }
    let refused = update_firmware::Verdict::CertificateRefused { status: "RevokedCertificate".to_owned() };
    let word = Outcome::CertificateRefused { status: "RevokedCertificate".to_owned() };
    check(UpdateFirmware, word, refused.into());
    // A word that is another action's.
    let odd = Common::OddAnswer { status: "Nothing matched".to_owned() };
    check(ClearCache, Outcome::Unknown, odd.into());
}

#[test]
fn only_what_an_answer_says_follows_from_it() {
    let effects = |kind: CommandKind, outcome: Outcome| after(kind, outcome).1;
    assert_eq!(effects(SetConfiguration, Outcome::AfterReboot).reboot_needed, Some(RebootNeeded::SettingChanged));
    assert_eq!(effects(SetConfiguration, Outcome::Accepted).reboot_needed, None);
    for kind in [UpdateFirmware, RequestDiagnostics] {
        assert!(effects(kind, Outcome::Replaces).replaces && !effects(kind, Outcome::Accepted).replaces, "{kind:?}");
    }
    // The one that cancels another may name its file, too.
    let mut life = ordered(RequestDiagnostics);
    let replaces = E::Answered { outcome: Outcome::Replaces, after_ms: 1, late: false, info: Some("a.log".to_owned()) };
    life.take(&replaces, WAITS, 1000);
    assert_eq!(life.progress.file.as_deref(), Some("a.log"));
}

/// It is asked for single settings where it does not tell all of them, once.
#[test]
fn settings_are_asked_for_one_by_one_where_not_all_are_told() {
    for code in ["NotSupported", "InternalError"] {
        let (life, effects) = after(ReadConfiguration, failed(code));
        assert!(life.is_open() && effects.ask_settings, "{code}");
    }
    let mut life = ordered(ReadConfiguration);
    life.progress.no_other_way = true;
    life.take(&E::Sent, WAITS, 1000);
    let effects = life.take(&answered(failed("NotSupported")), WAITS, 2000);
    assert!(!life.is_open() && !effects.ask_settings);
    // Given up without an answer, which is a no now: nothing is asked any more.
    let mut life = ordered(ReadConfiguration);
    life.take(&E::TimedOut { after_ms: 30_000 }, WAITS, 31_000);
    let effects = life.take(&answered(failed("NotSupported")), WAITS, 32_000);
    assert_eq!(life.verdict.words(), "Refused with NotSupported");
    assert!(!effects.ask_settings);
}

#[test]
fn settings_are_taken_for_a_day_after_no_answer_was_heard() {
    let told = E::Settings { count: 3, last: true };
    let at = |verdict: Verdict, after_ms: i64| {
        let mut life = Life { verdict, settled_at: Some(0), ..ordered(ReadConfiguration) };
        life.take(&told, WAITS, after_ms).changed
    };
    assert!(at(Common::NoAnswer.into(), CORRECTABLE_MS) && !at(Common::NoAnswer.into(), CORRECTABLE_MS + 1));
    assert!(!at(Common::Rejected.into(), 0));
    // Given up in the middle, it says how many had come.
    let (life, _) = play(ReadConfiguration, &[(1, E::Sent), (2, E::Settings { count: 3, last: false })]);
    let part = read_configuration::Verdict::ConfigurationReadInPart { settings: 3 };
    assert_eq!(play_from(life, &[(122, E::Deadline)]).0.verdict, part.into());
}

/// It knows no such request and is asked for the same by another one, once and only while it is open.
#[test]
fn what_it_does_not_know_is_asked_for_otherwise() {
    let asked = |open: bool, code: &str| {
        let mut life = ordered(RequestDiagnostics);
        life.progress.instead = Some("GetDiagnostics".to_owned());
        life.take(&E::Sent, WAITS, 1000);
        if !open {
            (life.verdict, life.delivery) = (Common::NoAnswer.into(), Delivery::TimedOut);
        }
        let effects = life.take(&answered(failed(code)), WAITS, 2000);
        (life, effects)
    };
    for code in ["NotImplemented", "NotSupported"] {
        let (life, effects) = asked(true, code);
        assert!(life.is_open() && effects.send_otherwise && life.progress.instead.is_none(), "{code}");
        assert_eq!(life.delivery, Delivery::Queued);
        let step = StepKind::AskedOtherwise { instead: "GetDiagnostics".to_owned() };
        assert_eq!(effects.steps.last(), Some(&StepChange::Append(4, step)));
        let (life, effects) = asked(false, code);
        assert!(!life.is_open() && !effects.send_otherwise, "{code}");
    }
    let (life, effects) = asked(true, "SecurityError");
    assert!(!life.is_open() && !effects.send_otherwise);
}

#[test]
fn an_answer_is_late_after_its_time_whoever_says_so() {
    let step = |delivery: Delivery, late: bool| {
        let mut life = Life { delivery, ..ordered(Reboot) };
        let evidence = E::Answered { outcome: Outcome::Accepted, after_ms: 1, late, info: None };
        let effects = life.take(&evidence, WAITS, 2000);
        assert_eq!((life.delivery, life.progress.answered_at), (Delivery::Answered, Some(2000)));
        matches!(&effects.steps[..], [StepChange::Append(2, StepKind::LateAnswer { .. })])
    };
    assert!(step(Delivery::Sent, true));
    assert!(step(Delivery::TimedOut, false) && step(Delivery::OutcomeUnknown, false));
    assert!(!step(Delivery::Sent, false));
}

/// What only the answer can tell ends without it; the effect of the others is still waited for.
#[test]
fn without_an_answer_only_what_needs_one_ends() {
    for kind in CommandKind::ALL {
        for (evidence, verdict) in
            [(E::TimedOut { after_ms: 1 }, Common::NoAnswer), (E::SocketLost, Common::OutcomeUnknown)]
        {
            let mut life = ordered(kind);
            life.take(&E::Sent, WAITS, 1000);
            life.take(&evidence, WAITS, 2000);
            let by_answer = facts(kind).ends_by == crate::EndsBy::Answer;
            assert_eq!(life.verdict, if by_answer { verdict } else { Common::Pending }.into(), "{kind:?}");
        }
        // A person had ended it before.
        let mut life = Life { verdict: Common::Abandoned.into(), delivery: Delivery::Sent, ..ordered(kind) };
        life.take(&E::TimedOut { after_ms: 1 }, WAITS, 2000);
        assert_eq!(life.verdict, Common::Abandoned.into(), "{kind:?}");
    }
}

/// No charger is asked; were there an answer, it would be told.
#[test]
fn a_change_of_site_asks_no_charger() {
    assert!(!facts(ChangeSite).needs_connection);
    let (life, _) = after(ChangeSite, Outcome::Accepted);
    assert_eq!(life.verdict, Common::OddAnswer { status: Outcome::Accepted.words() }.into());
    let moved = change_site::Verdict::Moved { from: "A".to_owned(), to: "B".to_owned() };
    assert_eq!(Verdict::from(moved).words(), "Moved, A → B");
}
