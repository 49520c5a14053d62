//! Change Site: moves the charger to another site this person may use, and says what changes with it.

use super::{FormState, running_sessions};
use crate::clock::Clock;
use crate::components::combobox::SiteCombobox;
use actions::OrderForm;
use leptos::prelude::*;
use model::{Charger, Ordered, SiteRef};

pub const HELP: [&str; 2] = [
    "For: moving the charger to another site of your own or a customer's organisation, when reorganising or correcting.",
    "No reboot is needed, nothing is sent to the charger, and it works while it is offline. The timeline keeps it, with a button to move back.",
];

#[server(OrderChangeSite, prefix = "/api", endpoint = "change-site")]
pub async fn change_site(#[server(flatten)] form: OrderForm) -> Result<Ordered, ServerFnError> {
    super::ordering::order(model::CommandKind::ChangeSite, form).await
}

pub fn sentence(charger: &Charger) -> String {
    format!(
        "{} is at {} ({}). Its connection stays up (OCPP {}).",
        charger.name,
        charger.site.name,
        charger.site.organisation,
        charger.protocol_in_words()
    )
}

#[component]
pub fn Inputs(form: FormState) -> impl IntoView {
    let charger = form.ordering.charger;
    let chosen = form.chosen;
    view! {
        {move || {
            let charger = charger.read();
            running_sessions(&charger)
                .map(|(title, _)| {
                    view! {
                        <div class="note off">
                            {title}
                            <small>
                                {format!("It stays with {}, where it began; so do all earlier ones.", charger.site.name)}
                            </small>
                        </div>
                    }
                })
        }}
        <SiteChoice form />
        {move || {
            chosen
                .get()
                .map(|to| {
                    let changes = what_changes(&charger.read().site, &to);
                    view! {
                        <div class="note busy">
                            {format!("What changes at {}", to.name)}
                            {changes.into_iter().map(|line| view! { <small>{line}</small> }).collect_view()}
                        </div>
                    }
                })
        }}
    }
}

/// A searchable list with script; without, radio buttons for the sites that the page's own search has found.
#[component]
pub fn SiteChoice(form: FormState) -> impl IntoView {
    let clock = Clock::get();
    let charger = form.ordering.charger;
    let key = Signal::derive(move || charger.read().key.to_string());
    let sites = form.preset.with_value(|preset| preset.sites.clone());
    move || {
        if clock.is_hydrated() {
            view! { <SiteCombobox charger=key chosen=form.chosen invalid=Signal::derive(move || form.is_wrong("site")) /> }
                .into_any()
        } else {
            view! {
                <fieldset class="opts" data-for="site">
                    <legend>"Site"</legend>
                    {sites
                        .iter()
                        .map(|site| {
                            view! {
                                <label class="opt">
                                    <input type="radio" name="site" value=site.key.to_string() />
                                    <span>
                                        <b>{site.name.clone()}</b>
                                        <br />
                                        <small>{format!("{}, {}", site.organisation, site.time_zone)}</small>
                                    </span>
                                </label>
                            }
                        })
                        .collect_view()}
                    {sites.is_empty().then(|| view! { <p class="muted">"No site found. Search with other words."</p> })}
                </fieldset>
            }
            .into_any()
        }
    }
}

/// What moves along with the charger, and what does not.
fn what_changes(from: &SiteRef, to: &SiteRef) -> Vec<String> {
    let mut lines = Vec::new();
    if from.time_zone == to.time_zone {
        lines.push(format!("Time zone: {} as before.", to.time_zone));
    } else {
        lines.push(format!(
            "Time zone: {} → {}. Times of day in forms follow the new one.",
            from.time_zone, to.time_zone
        ));
    }
    if from.organisation_key == to.organisation_key {
        lines.push(format!("Organisation: {} as before; who sees the charger stays the same.", to.organisation));
    } else {
        lines.push(format!("Organisation: {} → {}.", from.organisation, to.organisation));
        lines.push(format!("From now on people of {} and of organisations above it see the charger.", to.organisation));
        lines.push(format!(
            "People of {} no longer see it, unless theirs is above {}; their open pages let go of it at once.",
            from.organisation, to.organisation
        ));
    }
    lines.push("Tariffs, access and load groups are not kept here and do not change.".to_owned());
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{OrganisationKey, SiteKey};

    fn site(name: &str, organisation: &str, zone: &str) -> SiteRef {
        SiteRef {
            key: SiteKey::from(name),
            name: name.to_owned(),
            organisation: organisation.to_owned(),
            organisation_key: OrganisationKey::from(organisation),
            time_zone: zone.to_owned(),
        }
    }

    #[test]
    fn the_panel_says_who_gains_and_who_loses_sight() {
        // F3
        let lines =
            what_changes(&site("A", "North", "Europe/Helsinki"), &site("B", "South", "Europe/Stockholm")).join(" ");
        assert!(lines.contains("Europe/Helsinki → Europe/Stockholm"));
        assert!(lines.contains("people of South and of organisations above it see"));
        assert!(lines.contains("People of North no longer see it"));
        let same =
            what_changes(&site("A", "North", "Europe/Helsinki"), &site("B", "North", "Europe/Helsinki")).join(" ");
        assert!(same.contains("stays the same"));
    }
}
