//! The head of a charger's page: its name, its badges, the facts, the Actions button.

use crate::components::connectors::Connectors;
use crate::components::way_back::WayBack;
use crate::forms::desk::OrderDesk;
use crate::forms::dialog::OpenForm;
use crate::forms::menu::ActionsMenu;
use crate::forms::state::Preset;
use crate::ground::memo::memo;
use crate::pages::charger::badges::Badges;
use crate::pages::charger::state::Sheet;
use crate::pages::charger::treatment::Treatment;
use leptos::prelude::*;
use model::CommandKind;

#[component]
pub fn Head(sheet: Sheet, desk: OrderDesk, form: RwSignal<Option<OpenForm>>) -> impl IntoView {
    let charger = sheet.charger;
    let order = Callback::new(move |kind: CommandKind| form.set(Some(OpenForm { kind, preset: Preset::default() })));
    let protocol = move || charger.read().protocol_in_words();
    let serial = memo(move |_| charger.read().serial.clone().unwrap_or_default());
    let security = move || if charger.read().no_password { ", no password" } else { ", secured by password" };
    view! {
        <WayBack to=Signal::stored("/chargers".to_owned())>"Chargers"</WayBack>
        <div class="head">
            <div>
                <div class="row wrap">
                    <h1>{move || charger.read().name.clone()}</h1>
                    <Badges charger rendered_at=sheet.rendered_at may_order=sheet.may_order desk />
                </div>
                <div class="facts">
                    <span class="mono">{move || charger.read().identity.clone()}</span>
                    <span>
                        "Site " <b>{move || charger.read().site.name.clone()}</b>
                        {move || format!(", {}", charger.read().site.organisation)}
                    </span>
                    <span>"Times in " <b>{move || charger.read().site.time_zone.clone()}</b></span>
                    <span>
                        <b>{move || charger.read().make()}</b>
                    </span>
                    <Show when=move || !serial.read().is_empty()>
                        <span>"Serial " <b>{move || serial.get()}</b></span>
                    </Show>
                    <span>
                        "Firmware "
                        <b>{move || charger.read().firmware.clone().unwrap_or_else(|| "not told".to_owned())}</b>
                    </span>
                    <span>"OCPP " <b>{protocol}</b> {security}</span>
                    <span>
                        <Connectors charger /> " " {move || charger.read().connectors_in_words()}
                    </span>
                </div>
                <Faults sheet />
                <Oddities sheet />
                <TurnedAway sheet />
                <Ways sheet />
                <Treatment sheet />
            </div>
            <ActionsMenu charger may_order=sheet.may_order chosen=order />
        </div>
    }
}

/// Where else this charger has a page.
#[component]
fn Ways(sheet: Sheet) -> impl IntoView {
    let page = sheet.key.with_value(|key| format!("/chargers/{key}"));
    let message = format!("{page}/message");
    view! {
        <p class="ways">
            <a class="link" href=format!("{page}/configuration")>
                "Configuration"
            </a>
            {move || {
                let href = message.clone();
                sheet
                    .may_manage
                    .get()
                    .then(|| {
                        view! {
                            <a class="link" href=href>
                                "Send a message"
                            </a>
                        }
                    })
            }}
        </p>
    }
}

/// How many of its messages were odd, and what was odd about the last one: they were taken all the same.
#[component]
fn Oddities(sheet: Sheet) -> impl IntoView {
    move || {
        sheet.charger.read().oddities.clone().map(|odd| {
            let messages = if odd.count == 1 {
                "1 message was odd".to_owned()
            } else {
                format!("{} messages were odd", odd.count)
            };
            let last = format!("{messages} and taken all the same. The last at {}: {}.", odd.at.local, odd.last);
            view! { <p class="small muted">{last}</p> }
        })
    }
}

/// How often the door turned it away today, and why the last time: whoever looks for a charger that does not come finds it here.
#[component]
fn TurnedAway(sheet: Sheet) -> impl IntoView {
    let told = memo(move |_| sheet.charger.read().turned_away.as_ref().map(|away| away.words()).unwrap_or_default());
    view! {
        <Show when=move || !told.read().is_empty()>
            <p class="small bad">{move || told.get()} "."</p>
        </Show>
    }
}

/// What the charger says is wrong with it, connector by connector, in its own words.
#[component]
fn Faults(sheet: Sheet) -> impl IntoView {
    move || {
        let charger = sheet.charger.read();
        let online = charger.online;
        let class = if online { "small bad" } else { "small muted" };
        charger
            .connectors
            .iter()
            .filter_map(|connector| {
                let error = connector.error.clone()?;
                let place = connector.place();
                let reports = if online { "reports" } else { "last reported" };
                let info = connector.info.clone().map(|info| format!(", {info}")).unwrap_or_default();
                Some(view! { <p class=class>{format!("{place} {reports} {error}{info}")}</p> })
            })
            .collect_view()
    }
}
