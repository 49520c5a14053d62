//! The table of chargers: on a phone each row is a small card.

use crate::components::connectors::Connectors;
use crate::components::status::{State, Status};
use crate::components::time::{Ago, known_at, length};
use crate::ground::memo::memo;
use crate::pages::chargers::list::{ChargerEntry, List};
use leptos::prelude::*;
use model::{Charger, ChargerKey, Protocol};

#[component]
pub fn Table(list: List) -> impl IntoView {
    let rendered_at = memo(move |_| list.info.read().now);
    view! {
        <table class="list">
            <thead>
                <tr>
                    <th scope="col">"Charger"</th>
                    <th scope="col">"State"</th>
                    <th scope="col">"Site"</th>
                    <th scope="col">"Model, firmware"</th>
                    <th scope="col" class="wide">
                        "OCPP"
                    </th>
                    <th scope="col" class="wide">
                        "Connectors"
                    </th>
                    <th scope="col">"Last message"</th>
                    <th scope="col">"Action"</th>
                </tr>
            </thead>
            <tbody>
                <For each=move || list.rows.get() key=|row| row.key.clone() let:row>
                    <ChargerRow row rendered_at />
                </For>
            </tbody>
        </table>
    }
}

/// Whatever a row shows is a text or an attribute of its own, so that what changes beside it leaves it alone.
#[component]
fn ChargerRow(row: ChargerEntry, rendered_at: Memo<i64>) -> impl IntoView {
    let charger = RwSignal::from(row.charger);
    let fresh = RwSignal::from(row.fresh);
    let href = format!("/chargers/{}", row.key);
    let known_at = known_at(rendered_at.into());
    let state = memo(move |_| {
        let charger = charger.read();
        State::of_charger(&charger, charger.since.as_ref().map(|since| length(known_at.get() - since.ms)))
    });
    let name = memo(move |_| charger.read().name.clone());
    let identity = memo(move |_| charger.read().identity.clone());
    let site = memo(move |_| charger.read().site.name.clone());
    let make = memo(move |_| charger.read().make());
    let firmware = memo(move |_| charger.read().firmware.clone().unwrap_or_default());
    view! {
        <tr class:fresh=move || fresh.get() on:animationend=move |_| fresh.set(false)>
            <td class="who">
                <a class="name cut" href=href title=move || name.get()>
                    {move || name.get()}
                </a>
                <small class="mono cut" title=move || identity.get()>
                    {move || identity.get()}
                </small>
            </td>
            <td>
                <Status state />
            </td>
            <td class="hide">
                <span class="cut" title=move || site.get()>
                    {move || site.get()}
                </span>
            </td>
            <td class="hide">
                <span class="cut" title=move || make.get()>
                    {move || make.get()}
                </span>
                <small class="cut" title=move || firmware.get()>
                    {move || firmware.get()}
                </small>
            </td>
            <td class="hide wide mono">{move || charger.read().protocol.map_or("", Protocol::as_str)}</td>
            <td class="hide wide">
                <Connectors charger />
            </td>
            <td class="full">
                <LastMessage charger />
            </td>
            <td class="hide">
                <OpenAction charger key=row.key />
            </td>
        </tr>
    }
}

#[component]
fn LastMessage(#[prop(into)] charger: Signal<Charger>) -> impl IntoView {
    let is_heard = memo(move |_| charger.read().last_message.is_some());
    let at = memo(move |_| charger.read().last_message.as_ref().map(|(at, _)| at.clone()).unwrap_or_default());
    let what = memo(move |_| charger.read().last_message.as_ref().map(|(_, what)| what.clone()).unwrap_or_default());
    view! {
        <span class="muted cut" title=move || what.get()>
            <Show when=move || is_heard.get()>
                <span>
                    <Ago at zoned=true />
                    {move || format!(" · {}", what.get())}
                </span>
            </Show>
        </span>
    }
}

/// The oldest that is open, and how many more.
#[component]
fn OpenAction(#[prop(into)] charger: Signal<Charger>, key: ChargerKey) -> impl IntoView {
    let is_open = memo(move |_| !charger.read().open.is_empty());
    let key = StoredValue::new(key);
    let href = memo(move |_| {
        let command = charger.read().open.first().map(|open| open.key.to_string()).unwrap_or_default();
        key.with_value(|key| format!("/chargers/{key}#command-{command}"))
    });
    let standing = memo(move |_| charger.read().open.first().map(|open| open.standing.clone()).unwrap_or_default());
    let words = memo(move |_| {
        let charger = charger.read();
        let label = charger.open.first().map_or("", |open| open.kind.label());
        match charger.open.len() {
            0 | 1 => label.to_owned(),
            several => format!("{label} +{}", several - 1),
        }
    });
    view! {
        <Show when=move || is_open.get()>
            <a class="link" href=move || href.get() title=move || standing.get()>
                {move || words.get()}
            </a>
        </Show>
    }
}
