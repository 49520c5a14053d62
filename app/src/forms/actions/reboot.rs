//! Reboot: Soft, Hard and where there is one Resume, told truly for the charger's version, with the sessions that it ends.

use crate::forms::sessions::running_sessions;
use crate::forms::state::FormState;
use crate::ground::clock::Clock;
use crate::ground::memo::memo;
use actions::RebootKind;
use leptos::prelude::*;
use model::{Abilities, Charger};

pub const HELP: [&str; 2] = [
    "For: clearing faults, applying new settings, finishing a firmware update.",
    "Soft in most cases; Hard only where the manufacturer says so or the charger no longer responds. The charger is back in a minute or two.",
];

pub fn sentence(charger: &Charger) -> String {
    let sessions = match (charger.transactions.is_empty(), charger.abilities.soft_waits) {
        (true, _) => "No session is running.",
        (false, true) => "Soft waits until running sessions have ended, Hard ends them.",
        (false, false) => "Running sessions end.",
    };
    format!(
        "{} restarts and is away until it has booted again (OCPP {}). {sessions}",
        charger.name,
        charger.protocol_in_words()
    )
}

#[component]
pub fn Inputs(form: FormState) -> impl IntoView {
    let clock = Clock::get();
    let charger = form.desk.charger;
    let abilities = memo(move |_| charger.read().abilities.clone());
    let starts = form.preset.with_value(|preset| if preset.hard { RebootKind::Hard } else { RebootKind::Soft });
    let chosen = RwSignal::new(starts);
    let when_idle = RwSignal::new(false);
    let is_charging = memo(move |_| !charger.read().transactions.is_empty());
    let is_updating = memo(move |_| charger.read().updating.is_some());
    let interrupts = memo(move |_| is_updating.get() && !when_idle.get());
    let ends_session = memo(move |_| is_charging.get() && chosen.get() == RebootKind::Hard && !when_idle.get());
    let kinds = move || {
        [RebootKind::Soft, RebootKind::Hard, RebootKind::Resume]
            .into_iter()
            .filter_map(|kind| {
                let words = words_of(kind, &abilities.read())?;
                Some(view! { <Choice kind words starts=kind == starts chosen /> })
            })
            .collect_view()
    };
    view! {
        <RunningSessions form />
        <RunningUpdate form />
        <fieldset class="opts" data-for="kind">
            <legend class="sr">"How"</legend>
            {kinds}
        </fieldset>
        {move || {
            (!abilities.read().soft_waits || is_updating.get())
                .then(|| {
                    view! {
                        <label class="check">
                            <input
                                type="checkbox"
                                name="when_idle"
                                value="true"
                                aria-labelledby="when-idle-name"
                                aria-describedby="when-idle-words"
                                aria-invalid=form.invalid("when_idle")
                                on:change=move |event| when_idle.set(event_target_checked(&event))
                            />
                            <span>
                                <span id="when-idle-name">"When idle"</span>
                                <small id="when-idle-words">
                                    "Held back by Chargehand until no session runs and no update is under way, and checked again right before it is sent."
                                </small>
                            </span>
                        </label>
                    }
                })
        }}
        <EvseField form />
        {move || {
            (interrupts.get() || is_updating.get() && !clock.is_hydrated())
                .then(|| {
                    view! {
                        <label class="check">
                            <input
                                type="checkbox"
                                name="interrupt_update"
                                value="true"
                                aria-labelledby="interrupt-update-name"
                                aria-describedby="interrupt-update-words"
                                aria-invalid=form.invalid("interrupt_update")
                            />
                            <span>
                                <span id="interrupt-update-name">"Interrupt the update"</span>
                                <small id="interrupt-update-words">
                                    "A reboot while firmware is fetched or installed needs this, and a reason of 5 characters or more."
                                </small>
                            </span>
                        </label>
                    }
                })
        }}
        // Without script it stands there for Hard to need; with script it comes with Hard.
        {move || {
            (ends_session.get() || is_charging.get() && !clock.is_hydrated())
                .then(|| {
                    view! {
                        <label class="check">
                            <input
                                type="checkbox"
                                name="end_session"
                                value="true"
                                aria-labelledby="end-session-name"
                                aria-describedby="end-session-words"
                                aria-invalid=form.invalid("end_session")
                            />
                            <span>
                                <span id="end-session-name">"End the charging session"</span>
                                <small id="end-session-words">
                                    "A Hard reboot while somebody charges needs this, and a reason of 5 characters or more."
                                </small>
                            </span>
                        </label>
                    }
                })
        }}
    }
}

#[component]
fn Choice(kind: RebootKind, words: String, starts: bool, chosen: RwSignal<RebootKind>) -> impl IntoView {
    let id = kind.as_str().to_lowercase();
    let (name_id, words_id) = (format!("{id}-name"), format!("{id}-words"));
    view! {
        <label class="opt">
            <input
                type="radio"
                name="kind"
                value=kind.as_str()
                checked=starts
                aria-describedby=words_id.clone()
                aria-labelledby=name_id.clone()
                on:change=move |_| chosen.set(kind)
            />
            <span>
                <b id=name_id>{kind.as_str()}</b>
                <br />
                <small id=words_id>{words}</small>
            </span>
        </label>
    }
}

/// One EVSE alone, on chargers that can restart them so.
#[component]
fn EvseField(form: FormState) -> impl IntoView {
    let charger = form.desk.charger;
    let evses = memo(move |_| charger.read().abilities.evses.clone());
    let refusing = memo(move |_| charger.read().known.evses_not_to_reset.clone());
    move || {
        let evses = evses.get();
        (!evses.is_empty()).then(|| {
            view! {
                <div class="f">
                    <label for="evse">"EVSE"</label>
                    <select
                        id="evse"
                        class="input"
                        name="evse"
                        aria-invalid=form.invalid("evse")
                        aria-describedby=form.described("evse")
                    >
                        <option value="">"Whole charger"</option>
                        {evses
                            .into_iter()
                            .map(|evse| view! { <option value=evse>{format!("EVSE {evse}")}</option> })
                            .collect_view()}
                    </select>
                    {move || {
                        let refusing: Vec<String> = refusing.read().iter().map(i64::to_string).collect();
                        (!refusing.is_empty())
                            .then(|| {
                                let which = refusing.join(", ");
                                view! { <small>{format!("Not to be restarted alone, it says: EVSE {which}.")}</small> }
                            })
                    }}
                </div>
            }
        })
    }
}

/// The sessions that a reboot concerns, by the charger's state now.
#[component]
fn RunningSessions(form: FormState) -> impl IntoView {
    let charger = form.desk.charger;
    move || {
        let charger = charger.read();
        running_sessions(&charger).map(|(title, lines)| {
            view! {
                <div class="note">
                    {title}
                    {lines.into_iter().map(|line| view! { <small>{line}</small> }).collect_view()}
                    <small>{what_becomes_of_sessions(&charger)}</small>
                </div>
            }
        })
    }
}

/// The update that a reboot would interrupt.
#[component]
fn RunningUpdate(form: FormState) -> impl IntoView {
    let charger = form.desk.charger;
    move || {
        charger.read().updating.as_ref().map(|since| {
            let title = format!("Firmware is being fetched or installed since {}.", since.clock());
            view! {
                <div class="note">
                    {title}
                    <small>"A reboot now may spoil it: the charger may have to begin again, or may not start any more."</small>
                </div>
            }
        })
    }
}

/// What this way of rebooting does on this charger; none where it has no such way.
fn words_of(kind: RebootKind, abilities: &Abilities) -> Option<String> {
    let (words, wire) = match kind {
        RebootKind::Soft if abilities.soft_waits => {
            ("Waits until running sessions have ended, then restarts. The right choice in most cases.", &abilities.soft)
        }
        RebootKind::Soft => (
            "Graceful restart; running sessions are ended in good order. The right choice in most cases.",
            &abilities.soft,
        ),
        RebootKind::Hard => (
            "Full restart of the controller at once, if the manufacturer says so or it no longer responds.",
            &abilities.hard,
        ),
        RebootKind::Resume => ("Restarts at once; running sessions go on afterwards.", abilities.resume.as_ref()?),
    };
    if wire.is_empty() || wire == kind.as_str() {
        Some(words.to_owned())
    } else {
        Some(format!("{words} Sent as {wire}."))
    }
}

fn what_becomes_of_sessions(charger: &Charger) -> String {
    let protocol = charger.protocol_in_words();
    let soft = if charger.abilities.soft_waits {
        format!("On OCPP {protocol} Soft waits for the end of the session; Hard ends it at once.")
    } else {
        format!("On OCPP {protocol} a Soft reset ends it gracefully; a Hard reset may lose its last readings.")
    };
    match charger.abilities.resume {
        Some(_) => format!("{soft} Resume restarts at once and lets it go on afterwards."),
        None => soft,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::fixtures::charger;
    use model::{KnownBy, Moment, Protocol, Transaction};

    /// A charger that charges, as the backend describes one of this version.
    fn charging(protocol: Protocol) -> Charger {
        let session = Transaction {
            evse: 1,
            connector: 1,
            started: Moment::default(),
            energy_wh: Some(14_200),
            known_by: KnownBy::Start,
        };
        let (soft, hard, resume) = match protocol {
            Protocol::V16 => ("Soft", "Hard", None),
            Protocol::V201 => ("OnIdle", "Immediate", None),
            Protocol::V21 => ("OnIdle", "Immediate", Some("ImmediateAndResume".to_owned())),
        };
        let abilities = Abilities {
            soft: soft.to_owned(),
            hard: hard.to_owned(),
            soft_waits: protocol.has_evses(),
            resume,
            ..Abilities::default()
        };
        Charger { protocol: Some(protocol), transactions: vec![session], abilities, ..charger() }
    }

    #[test]
    fn nothing_but_resume_promises_that_charging_goes_on() {
        // A3
        let check = |words: &str| {
            let words = words.to_lowercase();
            for promise in ["interrupt", "continue", "go on", "goes on", "resume"] {
                assert!(!words.contains(promise), "{promise}: {words}");
            }
        };
        check(&HELP.join(" "));
        for protocol in [Protocol::V16, Protocol::V201] {
            let charger = charging(protocol);
            check(&sentence(&charger));
            check(&what_becomes_of_sessions(&charger));
        }
        for protocol in Protocol::ALL {
            let charger = charging(protocol);
            check(&sentence(&charger));
            for kind in [RebootKind::Soft, RebootKind::Hard] {
                check(&words_of(kind, &charger.abilities).expect("every version has both"));
            }
        }
    }

    #[test]
    fn each_version_says_what_becomes_of_sessions() {
        // A2, A3
        let check = |protocol: Protocol, kind: RebootKind, expected: Option<&str>| {
            let words = words_of(kind, &charging(protocol).abilities);
            assert_eq!(words.as_deref(), expected, "{protocol} {kind:?}");
        };
        check(
            Protocol::V16,
            RebootKind::Soft,
            Some("Graceful restart; running sessions are ended in good order. The right choice in most cases."),
        );
        check(
            Protocol::V201,
            RebootKind::Soft,
            Some(
                "Waits until running sessions have ended, then restarts. The right choice in most cases. Sent as OnIdle.",
            ),
        );
        check(
            Protocol::V201,
            RebootKind::Hard,
            Some(
                "Full restart of the controller at once, if the manufacturer says so or it no longer responds. Sent as Immediate.",
            ),
        );
        check(Protocol::V16, RebootKind::Resume, None);
        check(Protocol::V201, RebootKind::Resume, None);
        check(
            Protocol::V21,
            RebootKind::Resume,
            Some("Restarts at once; running sessions go on afterwards. Sent as ImmediateAndResume."),
        );
        assert!(sentence(&charging(Protocol::V16)).ends_with("(OCPP 1.6J). Running sessions end."));
        assert!(what_becomes_of_sessions(&charging(Protocol::V16)).contains("On OCPP 1.6J a Soft reset ends it"));
    }
}
