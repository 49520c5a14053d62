//! Clear Charging Profiles: all of them or those that match, behind Confirm.

use super::FormState;
use super::fields::NumberField;
use crate::memo::memo;
use actions::OrderForm;
use leptos::prelude::*;
use model::{Charger, HeldHere, Ordered, ProfilePurpose, Protocol};

pub const HELP: [&str; 2] = [
    "For: removing load management schedules and limits held by the charger, when it charges too slowly or not at all under limits nobody wants.",
    "Reboot it by hand afterwards; until then its power limits may not be enforced as expected. Chargers that follow the standard keep profiles over a reboot.",
];

#[server(OrderClearChargingProfiles, prefix = "/api", endpoint = "clear-charging-profiles")]
pub async fn clear_charging_profiles(#[server(flatten)] form: OrderForm) -> Result<Ordered, ServerFnError> {
    super::ordering::order(model::CommandKind::ClearChargingProfiles, form).await
}

pub fn sentence(charger: &Charger) -> String {
    format!(
        "{} drops the charging profiles it holds (OCPP {}), then needs a reboot.",
        charger.name,
        charger.protocol_in_words()
    )
}

#[component]
pub fn Inputs(form: FormState) -> impl IntoView {
    let charger = form.ordering.charger;
    let has_evses = memo(move |_| has_evses(&charger.read()));
    let places = memo(move |_| places_of(&charger.read()));
    let purposes = memo(move |_| charger.read().abilities.purposes.clone());
    view! {
        <div class="note">
            "With nothing filled in below, this clears ALL profiles the charger holds."
            <small>
                {move || {
                    if has_evses.get() {
                        "It takes no single request for all of them, so it is asked once for each purpose: see the frames below."
                    } else {
                        "OCPP 1.6 does not tell which there are."
                    }
                }}
            </small>
            <small>
                "The site's load management default is among them: without it the charger may draw more than the site can give."
            </small>
        </div>
        <Held form />
        <div class="fields">
            <NumberField form name="id" label="Profile id" placeholder="Any" />
            <div class="f">
                <label for="connector">{move || if has_evses.get() { "EVSE" } else { "Connector" }}</label>
                <select
                    id="connector"
                    class="input"
                    name="connector"
                    aria-invalid=form.invalid("connector")
                    aria-describedby=form.described("connector")
                >
                    <option value="">"Any"</option>
                    <option value="0">"0, the whole charger"</option>
                    {move || {
                        places.get().into_iter().map(|id| view! { <option value=id>{id}</option> }).collect_view()
                    }}
                </select>
            </div>
            <div class="f">
                <label for="purpose">"Purpose"</label>
                <select
                    id="purpose"
                    class="input"
                    name="purpose"
                    aria-invalid=form.invalid("purpose")
                    aria-describedby=form.described("purpose")
                >
                    <option value="">"Any"</option>
                    {move || {
                        purposes
                            .get()
                            .into_iter()
                            .map(|purpose| {
                                view! {
                                    <option value=purpose.as_str()>{words_of(purpose, has_evses.get())}</option>
                                }
                            })
                            .collect_view()
                    }}
                </select>
            </div>
            <NumberField form name="stack_level" label="Stack level" placeholder="Any" />
        </div>
        <label class="check">
            <input
                type="checkbox"
                name="confirm"
                value="true"
                aria-labelledby="confirm-name"
                aria-describedby="confirm-words"
                aria-invalid=form.invalid("confirm")
                on:change=move |event| form.confirmed.set(event_target_checked(&event))
            />
            <span>
                <span id="confirm-name">"Confirm"</span>
                <small id="confirm-words">
                    "I want these profiles gone. Only those that were set from here can be restored afterwards."
                </small>
            </span>
        </label>
    }
}

/// What is known of the profiles that are there: those set from here, and those the charger has told of.
#[component]
fn Held(form: FormState) -> impl IntoView {
    let (charger, profiles) = (form.ordering.charger, form.ordering.profiles);
    let some_reported = move || profiles.read().iter().any(|profile| profile.reported);
    move || {
        let held = profiles.get();
        (!held.is_empty()).then(|| {
            let by_evse = has_evses(&charger.read());
            let title = match held.len() {
                1 => "1 profile is known".to_owned(),
                count => format!("{count} profiles are known"),
            };
            view! {
                <details class="fold" open>
                    <summary>{title}</summary>
                    <ul class="held">
                        {held
                            .into_iter()
                            .map(|profile| {
                                let words = words_of_profile(&profile, by_evse);
                                let mark = mark_of(&profile, some_reported());
                                view! {
                                    <li>
                                        {words} <small>{mark}</small>
                                    </li>
                                }
                            })
                            .collect_view()}
                    </ul>
                </details>
            }
        })
    }
}

/// `Profile 3, TxDefaultProfile, level 1, EVSE 2, 16 A`
fn words_of_profile(profile: &HeldHere, by_evse: bool) -> String {
    let place = if by_evse { model::place(profile.place, 0) } else { model::place(0, profile.place) };
    let amount = profile.amount.as_deref().map(|amount| format!(", {amount}")).unwrap_or_default();
    format!("Profile {}, {}, level {}, {place}{amount}", profile.id, profile.purpose, profile.stack_level)
}

/// Who says that it is there; where the two differ, that is said (E4).
fn mark_of(profile: &HeldHere, some_reported: bool) -> &'static str {
    match (profile.set_here, profile.reported) {
        (true, true) => "set from here, and the charger tells of it",
        (true, false) if some_reported => "set from here, but the charger does not tell of it",
        (true, false) => "set from here",
        (false, _) => "not set from here; the charger tells of it",
    }
}

fn has_evses(charger: &Charger) -> bool {
    charger.protocol.is_some_and(Protocol::has_evses)
}

/// The connectors, or the EVSEs, that profiles may be for.
fn places_of(charger: &Charger) -> Vec<i64> {
    let by_evse = has_evses(charger);
    let mut places: Vec<i64> =
        charger.connectors.iter().map(|connector| if by_evse { connector.evse } else { connector.id }).collect();
    places.retain(|id| *id != 0);
    places.sort_unstable();
    places.dedup();
    places
}

/// In words, with the name that the charger's version has for it.
fn words_of(purpose: ProfilePurpose, has_evses: bool) -> String {
    match purpose {
        // It is called otherwise where a charger is a charging station.
        ProfilePurpose::ChargePointMaxProfile if has_evses => purpose.words().to_owned(),
        ProfilePurpose::ChargePointMaxProfile
        | ProfilePurpose::TxDefaultProfile
        | ProfilePurpose::TxProfile
        | ProfilePurpose::PriorityCharging
        | ProfilePurpose::LocalGeneration => format!("{} ({})", purpose.words(), purpose.as_str()),
    }
}
