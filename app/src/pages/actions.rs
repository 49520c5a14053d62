//! Everything ordered, running first, live: which charger, by whom, how it stands.

mod list;

use crate::calls::commands;
use crate::components::alert::{Stands, Trouble};
use crate::components::empty::Empty;
use crate::components::filter::{FilterChip, SearchNote, hidden_parts};
use crate::components::icon::{Glyph, Icon};
use crate::components::pager::Pager;
use crate::components::reply::{Waiting, shown};
use crate::components::status::{Badge, State};
use crate::components::time::Ago;
use crate::forms::actions::glyph_of;
use crate::ground::address::Query;
use crate::ground::live::Live;
use crate::ground::memo::memo;
use crate::pages::actions::list::CommandList;
use actions::{Command, Commands};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use model::{ChargerKey, CommandKind, CommandQuery, Tone};

const HERE: &str = "/actions";

#[component]
pub fn ActionsPage() -> impl IntoView {
    let query = use_query_map();
    let asked = memo(move |_| CommandQuery::of(&query.read()));
    let first = Resource::new(|| (), move |()| commands::list_of(asked.get_untracked()));
    view! {
        <Title text="Actions" />
        <div class="top">
            <h1>"Actions"</h1>
            <span class="grow"></span>
            <Search asked />
        </div>
        <SearchNote words=Signal::derive(move || asked.read().search.clone()) />
        <Filters asked />
        <Suspense fallback=Waiting>
            {move || Suspend::new(async move {
                shown(first.await, "There are no actions here", move |first| view! { <Page first asked /> })
            })}
        </Suspense>
    }
}

#[component]
fn Page(first: Commands, asked: Memo<CommandQuery>) -> impl IntoView {
    let ordered = CommandList::new(first);
    let live = Live::get();
    Effect::new(move || ordered.go_live(live, asked));
    Effect::watch(move || asked.get(), move |_, _, _| ordered.ask_again(live, asked), false);
    let is_empty = memo(move |_| ordered.rows.read().is_empty());
    let older = memo(move |_| {
        let before = ordered.older.get()?;
        Some(CommandQuery { before: Some(before), ..asked.get() }.on(HERE))
    });
    let newest =
        memo(move |_| asked.read().before.is_some().then(|| CommandQuery { before: None, ..asked.get() }.on(HERE)));
    view! {
        <Trouble sentence=ordered.trouble stands=Stands::Paragraph />
        <div class="panel">
            {move || {
                if is_empty.get() {
                    view! { <Nothing asked /> }.into_any()
                } else {
                    view! { <Table ordered /> }.into_any()
                }
            }}
        </div>
        {move || view! { <Pager ways=[("Newest", newest.get()), ("Older", older.get())] /> }}
    }
}

#[component]
fn Table(ordered: CommandList) -> impl IntoView {
    view! {
        <table class="list">
            <thead>
                <tr>
                    <th scope="col">"Action"</th>
                    <th scope="col">"How it stands"</th>
                    <th scope="col">"Charger"</th>
                    <th scope="col" class="wide">
                        "Why"
                    </th>
                    <th scope="col">"Ordered"</th>
                </tr>
            </thead>
            <tbody>
                <For each=move || ordered.rows.get() key=|row| row.key.clone() let:row>
                    <CommandRow command=RwSignal::from(row.shown) />
                </For>
            </tbody>
        </table>
    }
}

#[component]
fn CommandRow(#[prop(into)] command: Signal<Command>) -> impl IntoView {
    let href = command.with_untracked(|command| format!("/chargers/{}#command-{}", command.charger, command.key));
    let kind = command.with_untracked(|command| command.kind);
    let state = memo(move |_| {
        let command = command.read();
        let tone = if command.is_open() { Tone::Busy } else { command.verdict.tone() };
        State::toned(tone, command.standing())
    });
    let subject = move || {
        let command = command.read();
        if command.title() != command.kind.label() { String::new() } else { command.subject.clone() }
    };
    view! {
        <tr>
            <td class="full who">
                <a class="name cut" href=href title=move || command.read().title()>
                    {move || command.read().title()}
                </a>
                <small class="cut" title=subject>
                    {subject}
                </small>
            </td>
            <td class="full">
                <Badge state />
            </td>
            <td class="full">
                <Icon glyph=glyph_of(kind) size=12 />
                " "
                <span title=move || command.read().charger_name.clone()>{move || command.read().charger_name.clone()}</span>
                <small>{move || command.read().site_name.clone()}</small>
            </td>
            <td class="hide wide">{move || command.read().reason.clone().unwrap_or_default()}</td>
            <td class="full">
                <span class="muted">
                    <Ago at=memo(move |_| command.read().ordered.clone()) day=true zoned=true />
                    {move || format!(" · {}", command.read().by)}
                </span>
            </td>
        </tr>
    }
}

#[component]
fn Search(asked: Memo<CommandQuery>) -> impl IntoView {
    let words = asked.with_untracked(|asked| asked.search.clone().unwrap_or_default());
    view! {
        <search>
            // A plain GET: the router takes it over where there is script.
            <leptos_router::components::Form method="GET" action="/actions">
                {move || hidden_parts(&*asked.read(), &["charger", "kind", "open", "own"])}
                <input
                    class="input"
                    type="search"
                    name="q"
                    value=words
                    autocomplete="off"
                    placeholder="Search charger, site, person, reason"
                    aria-label="Search actions"
                />
            </leptos_router::components::Form>
        </search>
    }
}

#[component]
fn Filters(asked: Memo<CommandQuery>) -> impl IntoView {
    let navigate = use_navigate();
    let choose = move |event: web_sys::Event| {
        let kind = CommandKind::parse(&event_target_value(&event));
        let query = CommandQuery { kind, before: None, ..asked.get_untracked() };
        navigate(&query.on(HERE), NavigateOptions { scroll: false, ..NavigateOptions::default() });
    };
    let running = Signal::derive(move || {
        let now = asked.get();
        CommandQuery { open: !now.open, before: None, ..now }.on(HERE)
    });
    let by_itself = Signal::derive(move || {
        let now = asked.get();
        CommandQuery { by_itself: !now.by_itself, before: None, ..now }.on(HERE)
    });
    let any_charger = Signal::derive(move || CommandQuery { charger: None, before: None, ..asked.get() }.on(HERE));
    let search = move || asked.read().search.clone().unwrap_or_default();
    let open = move || if asked.read().open { "1" } else { "" };
    let own = move || if asked.read().by_itself { "1" } else { "" };
    let charger = move || asked.read().charger.as_ref().map(ChargerKey::to_string).unwrap_or_default();
    view! {
        <form class="filters" method="get" action="/actions" aria-label="Filters">
            <input type="hidden" name="q" value=search />
            <input type="hidden" name="open" value=open />
            <input type="hidden" name="own" value=own />
            <input type="hidden" name="charger" value=charger />
            <FilterChip href=running on=Signal::derive(move || asked.read().open)>
                "Running"
            </FilterChip>
            <select class="chip" name="kind" aria-label="Action" on:change=choose>
                <option value="" selected=move || asked.read().kind.is_none()>
                    "Action: any"
                </option>
                {CommandKind::ALL
                    .into_iter()
                    .map(|kind| {
                        view! {
                            <option value=kind.slug() selected=move || asked.read().kind == Some(kind)>
                                {kind.label()}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
            {move || {
                asked
                    .read()
                    .charger
                    .is_some()
                    .then(|| {
                        view! {
                            <FilterChip href=any_charger on=true>
                                "One charger only"
                            </FilterChip>
                        }
                    })
            }}
            <FilterChip href=by_itself on=Signal::derive(move || asked.read().by_itself)>
                <span title="Show what Chargehand reads from chargers by itself too">"Chargehand's own readings"</span>
            </FilterChip>
            <button class="btn slim without-script">"Filter"</button>
        </form>
    }
}

#[component]
fn Nothing(asked: Memo<CommandQuery>) -> impl IntoView {
    let filtered =
        asked.with_untracked(|asked| *asked != CommandQuery { by_itself: asked.by_itself, ..CommandQuery::default() });
    let (title, words) = if filtered {
        ("No action matches", "Take a part of the filter back to see more.")
    } else {
        ("Nothing has been ordered yet", "Open a charger and choose from its Actions button.")
    };
    view! {
        <Empty glyph=Glyph::Bolt title>
            <p>{words}</p>
            <a class="btn" href="/chargers">
                "To the chargers"
            </a>
        </Empty>
    }
}
