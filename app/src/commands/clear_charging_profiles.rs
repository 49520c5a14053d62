//! Clear Charging Profiles: all of them or those that match, behind Confirm.
#![expect(clippy::too_many_arguments, reason = "a server function's arguments are its form's fields, flat")]

use super::fields::NumberField;
use super::{Fields, FormState};
use leptos::prelude::*;
use model::{Charger, Ordered, ProfilePurpose};

pub const HELP: [&str; 2] = [
    "For: removing load management schedules and limits held by the charger, when it charges too slowly or not at all under limits nobody wants.",
    "Reboot it by hand afterwards; until then its power limits may not be enforced as expected. Chargers that follow the standard keep profiles over a reboot.",
];

#[server(OrderClearChargingProfiles, prefix = "/api", endpoint = "clear-charging-profiles")]
pub async fn clear_charging_profiles(
    #[server(default)] charger: Option<String>,
    #[server(default)] once: Option<String>,
    #[server(default)] reason: Option<String>,
    #[server(default)] confirm: Option<String>,
    #[server(default)] id: Option<String>,
    #[server(default)] connector: Option<String>,
    #[server(default)] purpose: Option<String>,
    #[server(default)] stack_level: Option<String>,
) -> Result<Ordered, ServerFnError> {
    use super::ordering::{Ordering, order};
    use model::{CommandKind, parse_clear_profiles};
    let clear = parse_clear_profiles(
        confirm.as_deref(),
        id.as_deref(),
        connector.as_deref(),
        purpose.as_deref(),
        stack_level.as_deref(),
    );
    order(CommandKind::ClearChargingProfiles, Ordering { charger, once, reason }, clear).await
}

pub async fn send(fields: &Fields) -> Result<Ordered, ServerFnError> {
    clear_charging_profiles(
        fields.get("charger"),
        fields.get("once"),
        fields.get("reason"),
        fields.get("confirm"),
        fields.get("id"),
        fields.get("connector"),
        fields.get("purpose"),
        fields.get("stack_level"),
    )
    .await
}

pub fn sentence(charger: &Charger) -> String {
    let protocol = charger.protocol.as_deref().unwrap_or("1.6J");
    format!("{} drops the charging profiles it holds (OCPP {protocol}), then needs a reboot.", charger.name)
}

#[component]
pub fn Inputs(form: FormState) -> impl IntoView {
    let charger = form.ordering.charger;
    view! {
        <div class="note">
            "With nothing filled in below, this clears ALL profiles the charger holds."
            <small>
                "OCPP 1.6 does not tell how many there are. The site's load management default is among them: without it the charger may draw more than the site can give."
            </small>
        </div>
        <div class="fields">
            <NumberField form name="id" label="Profile id" placeholder="Any" />
            <div class="f">
                <label for="connector">"Connector"</label>
                <select id="connector" class="input" name="connector" aria-invalid=form.invalid("connector")>
                    <option value="">"Any"</option>
                    <option value="0">"0, the whole charger"</option>
                    {move || {
                        charger
                            .read()
                            .plugs()
                            .map(|plug| view! { <option value=plug.id>{plug.id}</option> })
                            .collect_view()
                    }}
                </select>
            </div>
            <div class="f">
                <label for="purpose">"Purpose"</label>
                <select id="purpose" class="input" name="purpose" aria-invalid=form.invalid("purpose")>
                    <option value="">"Any"</option>
                    {ProfilePurpose::ALL
                        .into_iter()
                        .map(|purpose| {
                            view! {
                                <option value=purpose.as_str()>
                                    {format!("{} ({})", purpose.words(), purpose.as_str())}
                                </option>
                            }
                        })
                        .collect_view()}
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
                <small id="confirm-words">"I want these profiles gone. They cannot be brought back from here."</small>
            </span>
        </label>
    }
}
