//! Ask: one message that the charger is to send now, chosen from those that its version knows.

use crate::forms::state::FormState;
use crate::ground::clock::Clock;
use crate::ground::memo::memo;
use leptos::prelude::*;
use model::{Charger, Protocol, Topic};

pub const HELP: [&str; 2] = [
    "For: hearing now what the charger would tell some time, when what is shown here may be old.",
    "Nothing changes on the charger and no reboot is needed. It is done when what was asked for has come, not when the charger has said Accepted.",
];

pub fn sentence(charger: &Charger) -> String {
    format!("{} is asked to send one message now (OCPP {}).", charger.name, charger.protocol_in_words())
}

#[component]
pub fn Inputs(form: FormState) -> impl IntoView {
    let clock = Clock::get();
    let charger = form.desk.charger;
    let topics = memo(move |_| charger.read().abilities.topics.clone());
    let places = memo(move |_| places_of(&charger.read()));
    let has_evses = memo(move |_| has_evses(&charger.read()));
    let chosen = RwSignal::new(Topic::Status);
    let choose = move |event| {
        if let Some(topic) = Topic::parse(&event_target_value(&event)) {
            chosen.set(topic);
        }
    };
    // Without script it stands there for what has a place, and is not read for the rest.
    let has_place = memo(move |_| chosen.get().has_place() || !clock.is_hydrated());
    view! {
        <div class="fields">
            <div class="f">
                <label for="what">"What to ask for"</label>
                <select
                    id="what"
                    class="input"
                    name="what"
                    aria-invalid=form.invalid("what")
                    aria-describedby=form.described("what")
                    on:change=choose
                >
                    {move || {
                        topics
                            .get()
                            .into_iter()
                            .map(|topic| view! { <option value=topic.as_str()>{topic.words()}</option> })
                            .collect_view()
                    }}
                </select>
            </div>
            {move || {
                has_place
                    .get()
                    .then(|| {
                        view! {
                            <div class="f">
                                <label for="connector">"Connector"</label>
                                <select
                                    id="connector"
                                    class="input"
                                    name="connector"
                                    aria-invalid=form.invalid("connector")
                                    aria-describedby=form.described("connector")
                                >
                                    {move || {
                                        places
                                            .get()
                                            .into_iter()
                                            .map(|(value, words)| view! { <option value=value>{words}</option> })
                                            .collect_view()
                                    }}
                                    <option value="">"The whole charger"</option>
                                </select>
                                <small>
                                    {move || match has_evses.get() {
                                        true => "For its status and its meter values; the status is always of one connector.",
                                        false => "For its status and its meter values.",
                                    }}
                                </small>
                            </div>
                        }
                    })
            }}
        </div>
    }
}

fn has_evses(charger: &Charger) -> bool {
    charger.protocol.is_some_and(Protocol::has_evses)
}

/// The connectors that can be named, each as the order has it and in words.
fn places_of(charger: &Charger) -> Vec<(String, String)> {
    let by_evse = has_evses(charger);
    let plugs = charger.plugs().filter(|plug| plug.id > 0);
    plugs
        .map(|plug| match by_evse {
            true => (format!("{}.{}", plug.evse, plug.id), format!("EVSE {}, connector {}", plug.evse, plug.id)),
            false => (plug.id.to_string(), format!("Connector {}", plug.id)),
        })
        .collect()
}
