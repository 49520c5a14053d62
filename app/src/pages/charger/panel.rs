//! The messages' panel: filters that live in the address, pause, rows, and Load older.

use crate::components::alert::{Stands, Trouble};
use crate::components::empty::Empty;
use crate::components::filter::FilterChip;
use crate::components::icon::{Glyph, Icon};
use crate::components::trace::ExchangeRow;
use crate::ground::address::{Query, address};
use crate::ground::memo::memo;
use crate::pages::charger::state::Sheet;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use model::{Direction, TraceFilter};

#[component]
pub fn MessagesPanel(sheet: Sheet) -> impl IntoView {
    let messages = sheet.messages;
    let query = use_query_map();
    let shown = memo(move |_| TraceFilter::of(&query.read()));
    let path = move || format!("/chargers/{}", sheet.charger.read().key);
    let older = move || {
        let before = messages.older.get();
        let mut parts = shown.read().parts();
        parts.push(("before", before.map(|seq| seq.to_string())));
        address(&path(), &parts)
    };
    view! {
        <section class="panel" aria-label="Messages">
            <header class="wrap">
                <h2>"Messages"</h2>
                <span class="grow"></span>
                <Filters sheet shown />
                <button
                    type="button"
                    class="chip needs-script"
                    aria-label="Pause"
                    aria-pressed=move || if messages.paused.get() { "true" } else { "false" }
                    on:click=move |_| messages.pause(!messages.paused.get_untracked())
                >
                    <Icon
                        glyph=Signal::derive(move || if messages.paused.get() { Glyph::Play } else { Glyph::Pause })
                        size=12
                    />
                    {move || {
                        let missed = messages.missed.get();
                        (missed > 0).then(|| format!("{missed} new"))
                    }}
                </button>
            </header>
            <Trouble sentence=messages.trouble stands=Stands::Paragraph />
            <ul class="msgs">
                <For each=move || messages.rows.get() key=|row| row.key let:row>
                    <ExchangeRow exchange=RwSignal::from(row.shown) />
                </For>
            </ul>
            <Show when=move || messages.rows.read().is_empty()>
                <Empty glyph=Glyph::List title="No messages">
                    <p>
                        {move || {
                            if shown.get() == TraceFilter::default() {
                                "They appear here as soon as the charger connects."
                            } else {
                                "None passes the filter. Take a part of it back to see more."
                            }
                        }}
                    </p>
                </Empty>
            </Show>
            <Show when=move || messages.older.read().is_some()>
                <div class="pager">
                    <button type="button" class="btn needs-script" on:click=move |_| messages.load_older()>
                        "Load older"
                    </button>
                    <a class="btn without-script" href=older>
                        "Older messages"
                    </a>
                </div>
            </Show>
        </section>
    }
}

#[component]
fn Filters(sheet: Sheet, shown: Memo<TraceFilter>) -> impl IntoView {
    let navigate = use_navigate();
    let with = move |change: fn(&mut TraceFilter)| {
        Signal::derive(move || {
            let mut filter = shown.get();
            change(&mut filter);
            filter.on(&format!("/chargers/{}", sheet.charger.read().key))
        })
    };
    let from_charger = with(|filter| toggle_direction(filter, Direction::FromCharger));
    let to_charger = with(|filter| toggle_direction(filter, Direction::ToCharger));
    let errors = with(|filter| filter.errors_only = !filter.errors_only);
    let routine = with(|filter| filter.hide_routine = !filter.hide_routine);
    let choose_action = move |event: web_sys::Event| {
        let mut filter = shown.get_untracked();
        let chosen = event_target_value(&event);
        filter.action = Some(chosen).filter(|action| !action.is_empty());
        let path = format!("/chargers/{}", sheet.charger.read_untracked().key);
        let options = NavigateOptions { scroll: false, ..NavigateOptions::default() };
        navigate(&filter.on(&path), options);
    };
    view! {
        <FilterChip href=from_charger on=Signal::derive(move || shown.read().direction == Some(Direction::FromCharger))>
            <span role="img" aria-label="From charger" title="From charger">"→"</span>
        </FilterChip>
        <FilterChip href=to_charger on=Signal::derive(move || shown.read().direction == Some(Direction::ToCharger))>
            <span role="img" aria-label="To charger" title="To charger">"←"</span>
        </FilterChip>
        <select class="chip needs-script" aria-label="Action" on:change=choose_action>
            <option value="" selected=move || shown.read().action.is_none()>
                "Action: any"
            </option>
            <For each=move || sheet.messages.actions_seen.get() key=|action| action.clone() let:action>
                <option
                    value=action.clone()
                    selected={
                        let action = action.clone();
                        move || shown.read().action.as_deref() == Some(&action)
                    }
                >
                    {action.clone()}
                </option>
            </For>
        </select>
        <FilterChip href=errors on=Signal::derive(move || shown.read().errors_only)>
            "Errors only"
        </FilterChip>
        <FilterChip href=routine on=Signal::derive(move || shown.read().hide_routine)>
            "Hide heartbeats"
        </FilterChip>
    }
}

fn toggle_direction(filter: &mut TraceFilter, direction: Direction) {
    filter.direction = if filter.direction == Some(direction) { None } else { Some(direction) };
}
