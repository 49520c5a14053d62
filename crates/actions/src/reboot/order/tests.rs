//! What an order of a reboot may say, and what it must tick.

use super::*;

fn abilities() -> Abilities {
    Abilities {
        soft_waits: true,
        resume: Some("ImmediateAndResume".to_owned()),
        evses: vec![1, 2],
        ..Abilities::default()
    }
}

#[test]
fn only_what_the_charger_can_do_is_ordered() {
    let sentence = |reboot: Reboot, abilities: &Abilities| {
        reboot.inputs(abilities, false).map_err(|refusal| (refusal.field.unwrap_or_default(), refusal.sentence))
    };
    let resume = Reboot::now(RebootKind::Resume);
    assert!(sentence(resume, &abilities()).is_ok());
    let cannot = sentence(resume, &Abilities { resume: None, ..abilities() }).unwrap_err();
    assert_eq!(
        cannot,
        (
            "kind".to_owned(),
            "This charger cannot go on with its sessions after a reboot. Choose Soft or Hard.".to_owned()
        )
    );
    for kind in [RebootKind::Soft, RebootKind::Hard] {
        assert!(sentence(Reboot::now(kind), &Abilities { resume: None, ..abilities() }).is_ok(), "{kind:?}");
    }
    let alone = |evse| Reboot { evse: Some(evse), ..Reboot::now(RebootKind::Hard) };
    assert!(sentence(alone(2), &abilities()).is_ok());
    let cannot = sentence(alone(3), &abilities()).unwrap_err();
    assert_eq!(cannot, ("evse".to_owned(), "EVSE 3 of this charger cannot be restarted alone.".to_owned()));
}

#[test]
fn it_is_held_back_here_unless_the_charger_waits_by_itself() {
    use RebootKind::{Hard, Resume, Soft};
    for (kind, when_idle, soft_waits, updating, held_back) in [
        (Soft, true, true, false, false),
        (Soft, true, true, true, true),
        (Soft, true, false, false, true),
        (Soft, true, false, true, true),
        (Hard, true, true, false, true),
        (Resume, true, true, false, true),
        (Soft, false, true, true, false),
        (Soft, false, false, false, false),
        (Hard, false, false, false, false),
    ] {
        let reboot = Reboot { when_idle, ..Reboot::now(kind) };
        let (args, subject) = reboot.inputs(&Abilities { soft_waits, ..abilities() }, updating).unwrap();
        let told = format!("{kind:?} {when_idle} {soft_waits} {updating}");
        assert_eq!(args.waits_for_sessions(), held_back, "{told}");
        let expected = if held_back { format!("{}, when idle", kind.as_str()) } else { kind.as_str().to_owned() };
        assert_eq!(subject, expected, "{told}");
    }
}

#[test]
fn its_inputs_are_kept_as_they_were_ordered() {
    let reboot =
        Reboot { kind: RebootKind::Hard, when_idle: true, evse: Some(2), end_session: true, interrupt_update: true };
    let (args, subject) = reboot.inputs(&abilities(), false).unwrap();
    let inputs = Inputs { kind: RebootKind::Hard, when_idle: true, evse: Some(2), interrupt_update: true };
    assert_eq!(args, Args::Reboot(inputs));
    assert_eq!(subject, "Hard, when idle, EVSE 2");
}

fn reason(text: &str) -> Reason {
    Reason(Some(text.to_owned()))
}

/// The code, the field and how the sentence begins.
fn begins(refusal: Option<Refusal>) -> Option<(RefusalCode, String, String)> {
    refusal.map(|refusal| {
        let beginning = refusal.sentence.chars().take(20).collect();
        (refusal.code, refusal.field.unwrap_or_default(), beginning)
    })
}

fn refused(code: RefusalCode, field: &str, beginning: &str) -> Option<(RefusalCode, String, String)> {
    Some((code, field.to_owned(), beginning.to_owned()))
}

#[test]
fn a_hard_reboot_ends_sessions_only_with_a_tick_and_a_reason() {
    let hard = Reboot::now(RebootKind::Hard);
    let ticked = Reboot { end_session: true, ..hard };
    let not_ticked = refused(RefusalCode::SessionRunning, "end_session", "A charging session i");
    let no_reason = refused(RefusalCode::SessionRunning, "reason", "Give a reason of 5 c");
    assert_eq!(begins(hard.session_objection(&reason("it burns"))), not_ticked);
    assert_eq!(begins(hard.session_objection(&Reason(None))), not_ticked);
    assert_eq!(begins(ticked.session_objection(&Reason(None))), no_reason);
    assert_eq!(begins(ticked.session_objection(&reason("fire"))), no_reason);
    assert_eq!(begins(ticked.session_objection(&reason("fires"))), None);
    // These end none.
    assert_eq!(Reboot { when_idle: true, ..hard }.session_objection(&Reason(None)), None);
    for kind in [RebootKind::Soft, RebootKind::Resume] {
        assert_eq!(Reboot::now(kind).session_objection(&Reason(None)), None, "{kind:?}");
    }
}

#[test]
fn any_reboot_interrupts_an_update_only_with_a_tick_and_a_reason() {
    let not_ticked = refused(RefusalCode::UpdateRunning, "interrupt_update", "A firmware update is");
    let no_reason = refused(RefusalCode::UpdateRunning, "reason", "Give a reason of 5 c");
    for kind in [RebootKind::Soft, RebootKind::Hard, RebootKind::Resume] {
        let now = Inputs { kind, when_idle: false, evse: None, interrupt_update: false };
        let ticked = Inputs { interrupt_update: true, ..now.clone() };
        let waits = Inputs { when_idle: true, ..now.clone() };
        assert_eq!(begins(now.update_objection(&reason("it burns"))), not_ticked, "{kind:?}");
        assert_eq!(begins(ticked.update_objection(&reason("fire"))), no_reason, "{kind:?}");
        assert_eq!(begins(ticked.update_objection(&reason("fires"))), None, "{kind:?}");
        assert_eq!(begins(waits.update_objection(&Reason(None))), None, "{kind:?}");
    }
}
