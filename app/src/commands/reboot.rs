//! Reboot: Soft or Hard, told truly for OCPP 1.6, with the sessions that it ends.

use super::{Fields, FormState, running_sessions};
use crate::clock::Clock;
use leptos::prelude::*;
use model::{Charger, Ordered};

pub const HELP: [&str; 2] = [
    "For: clearing faults, applying new settings, finishing a firmware update.",
    "Soft in most cases; Hard only where the manufacturer says so or the charger no longer responds. The charger is back in a minute or two.",
];

#[server(OrderReboot, prefix = "/api", endpoint = "reboot")]
pub async fn reboot(
    #[server(default)] charger: Option<String>,
    #[server(default)] once: Option<String>,
    #[server(default)] reason: Option<String>,
    #[server(default)] kind: Option<String>,
    #[server(default)] end_session: Option<String>,
) -> Result<Ordered, ServerFnError> {
    use super::ordering::{Ordering, order};
    use model::{CommandKind, parse_reboot};
    let reboot = parse_reboot(kind.as_deref(), end_session.as_deref());
    order(CommandKind::Reboot, Ordering { charger, once, reason }, reboot).await
}

pub async fn send(fields: &Fields) -> Result<Ordered, ServerFnError> {
    reboot(
        fields.get("charger"),
        fields.get("once"),
        fields.get("reason"),
        fields.get("kind"),
        fields.get("end_session"),
    )
    .await
}

pub fn sentence(charger: &Charger) -> String {
    let protocol = charger.protocol.as_deref().unwrap_or("1.6J");
    match running_sessions(charger) {
        None => format!(
            "{} restarts and is away until it has booted again (OCPP {protocol}). No session is running.",
            charger.name
        ),
        Some(_) => format!(
            "{} restarts and is away until it has booted again (OCPP {protocol}). Running sessions end.",
            charger.name
        ),
    }
}

#[component]
pub fn Inputs(form: FormState) -> impl IntoView {
    let clock = Clock::get();
    let charger = form.ordering.charger;
    let hard = RwSignal::new(form.preset.with_value(|preset| preset.hard));
    let starts_hard = hard.get_untracked();
    let is_charging = Memo::new(move |_| !charger.read().transactions.is_empty());
    view! {
        <RunningSessions form />
        <fieldset class="opts" data-for="kind">
            <legend class="sr">"How"</legend>
            <label class="opt">
                <input
                    type="radio"
                    name="kind"
                    value="Soft"
                    checked=!starts_hard
                    aria-describedby="soft-words"
                    aria-labelledby="soft-name"
                    on:change=move |_| hard.set(false)
                />
                <span>
                    <b id="soft-name">"Soft"</b>
                    <br />
                    <small id="soft-words">"Graceful restart. The right choice in most cases."</small>
                </span>
            </label>
            <label class="opt">
                <input
                    type="radio"
                    name="kind"
                    value="Hard"
                    checked=starts_hard
                    aria-describedby="hard-words"
                    aria-labelledby="hard-name"
                    on:change=move |_| hard.set(true)
                />
                <span>
                    <b id="hard-name">"Hard"</b>
                    <br />
                    <small id="hard-words">
                        "Full restart of the controller, if the manufacturer says so or it no longer responds."
                    </small>
                </span>
            </label>
        </fieldset>
        // Without script it stands there for Hard to need; with script it comes with Hard.
        {move || {
            (is_charging.get() && (hard.get() || !clock.is_hydrated()))
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

/// The sessions that a reboot ends, by the charger's state now.
#[component]
fn RunningSessions(form: FormState) -> impl IntoView {
    let charger = form.ordering.charger;
    move || {
        running_sessions(&charger.read()).map(|(title, lines)| {
            view! {
                <div class="note">
                    {title}
                    {lines.into_iter().map(|line| view! { <small>{line}</small> }).collect_view()}
                    <small>
                        "On OCPP 1.6 a Soft reset ends it gracefully; a Hard reset may lose its last readings."
                    </small>
                </div>
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_promises_that_charging_goes_on() {
        // A3
        let words = HELP.join(" ").to_lowercase();
        assert!(!words.contains("without interrupting") && !words.contains("continue"));
    }
}
