//! The table of chargers: on a phone each row is a small card.

use super::list::{List, Row};
use crate::clock::Clock;
use crate::components::connectors::Connectors;
use crate::components::status::{State, Status};
use crate::components::time::{Ago, length};
use crate::memo::memo;
use leptos::prelude::*;
use model::{Charger, Protocol};

#[component]
pub fn Table(list: List) -> impl IntoView {
    let rendered_at = Signal::derive(move || list.info.read().now);
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

#[component]
fn ChargerRow(row: Row, rendered_at: Signal<i64>) -> impl IntoView {
    let clock = Clock::get();
    let charger = RwSignal::from(row.charger);
    let fresh = RwSignal::from(row.fresh);
    let href = format!("/chargers/{}", row.key);
    let state = memo(move |_| {
        let charger = charger.read();
        let now = clock.now().unwrap_or_else(|| rendered_at.get());
        State::of_charger(&charger, charger.since.as_ref().map(|since| length(now - since.ms)))
    });
    view! {
        <tr class:fresh=move || fresh.get() on:animationend=move |_| fresh.set(false)>
            <td>
                <a class="name" href=href.clone()>
                    {move || charger.read().name.clone()}
                </a>
                <small class="mono">{move || charger.read().identity.clone()}</small>
            </td>
            <td>
                <Status state />
            </td>
            <td class="hide">{move || charger.read().site.name.clone()}</td>
            <td class="hide">
                {move || charger.read().make()} <small>{move || charger.read().firmware.clone()}</small>
            </td>
            <td class="hide wide mono">{move || charger.read().protocol.map(Protocol::as_str)}</td>
            <td class="hide wide">
                <Connectors charger />
            </td>
            <td class="full">
                <span class="muted">{move || last_message(charger)}</span>
            </td>
            <td class="hide">{move || open_action(&charger.read(), &href)}</td>
        </tr>
    }
}

fn last_message(charger: RwSignal<Charger>) -> Option<impl IntoView + use<>> {
    let (at, what) = charger.read().last_message.clone()?;
    Some(view! {
        <Ago at=Signal::stored(at) />
        {format!(" · {what}")}
    })
}

fn open_action(charger: &Charger, href: &str) -> Option<impl IntoView + use<>> {
    let open = charger.open.first()?;
    let more = charger.open.len() - 1;
    let more = if more > 0 { format!(" +{more}") } else { String::new() };
    Some(view! {
        <a class="link" href=format!("{href}#command-{}", open.key) title=open.standing.clone()>
            {format!("{}{more}", open.kind.label())}
        </a>
    })
}
