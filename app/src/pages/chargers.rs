//! The list of chargers: searched, filtered and paged by the server through the address, its rows live.

mod list;
mod table;

use crate::calls::chargers::list_of;
use crate::components::alert::{Stands, Trouble};
use crate::components::empty::Empty;
use crate::components::filter::{FilterChip, SearchNote, hidden_parts};
use crate::components::icon::{Glyph, Icon};
use crate::components::pager::Pager;
use crate::components::reply::{Waiting, shown};
use crate::components::status::{State, Status};
use crate::ground::address::Query;
use crate::ground::live::{Live, Stream};
use crate::ground::memo::memo;
use crate::ground::number::grouped;
use crate::pages::chargers::list::List;
use crate::pages::chargers::table::Table;
use leptos::html;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate, use_query_map};
use model::{Attention, ChargerQuery, Chargers, SiteKey, Tone};
use std::time::Duration;

const HERE: &str = "/chargers";
/// Between the last key in the search box and the question.
const PAUSE: Duration = Duration::from_millis(200);

#[component]
pub fn ChargersPage() -> impl IntoView {
    let query = use_query_map();
    let asked = memo(move |_| ChargerQuery::of(&query.read()));
    let first = Resource::new(|| (), move |()| list_of(asked.get_untracked()));
    view! {
        <Title text="Chargers" />
        <Suspense fallback=Waiting>
            {move || Suspend::new(async move {
                shown(first.await, "There are no chargers here", move |first| view! { <Page first asked /> })
            })}
        </Suspense>
    }
}

#[component]
fn Page(first: Chargers, asked: Memo<ChargerQuery>) -> impl IntoView {
    let list = List::new(first);
    let live = Live::get();
    Effect::new(move || list.go_live(live, asked));
    Effect::watch(move || asked.get(), move |_, _, _| list.ask_again(live, asked), false);
    // What hangs on the rows is made anew when they are told: the table is asked for once, and its rows come and go in it.
    let is_empty = memo(move |_| list.rows.read().is_empty());
    let is_filtered = memo(move |_| *asked.read() != ChargerQuery::default());
    let has_sites = memo(move |_| !list.info.read().sites.is_empty());
    view! {
        <div class="top">
            <h1>"Chargers"</h1>
            <span class="muted">
                {move || {
                    let info = list.info.read();
                    format!("{} · {} connected", grouped(info.total), grouped(info.connected))
                }}
            </span>
            <span class="grow"></span>
            <Search asked />
        </div>
        <SearchNote words=Signal::derive(move || asked.read().search.clone()) />
        <Filters list asked />
        <Trouble sentence=list.trouble stands=Stands::Paragraph />
        <div class="panel">
            {move || {
                if is_empty.get() {
                    view! { <Nothing is_filtered=is_filtered.get() has_sites=has_sites.get() /> }.into_any()
                } else {
                    view! { <Table list /> }.into_any()
                }
            }}
        </div>
        <Pages list asked />
    }
}

#[component]
fn Search(asked: Memo<ChargerQuery>) -> impl IntoView {
    let navigate = use_navigate();
    let input = NodeRef::<html::Input>::new();
    let here = use_location().pathname;
    let go = move |words: String| {
        // Whoever has chosen a charger meanwhile must not be brought back by the pause after the last key.
        if here.try_with_untracked(|path| path.trim_end_matches('/') == HERE) != Some(true) {
            return;
        }
        let query = ChargerQuery {
            search: Some(words.trim().to_owned()).filter(|words| !words.is_empty()),
            after: None,
            ..asked.get_untracked()
        };
        if query != asked.get_untracked() {
            let options = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
            navigate(&query.on(HERE), options);
        }
    };
    let typed = leptos::leptos_dom::helpers::debounce(PAUSE, {
        let go = go.clone();
        move |words: String| go(words)
    });
    let mut typed = typed;
    // Changed elsewhere, the words change here; what somebody is typing stays.
    Effect::new(move || {
        let words = asked.read().search.clone().unwrap_or_default();
        if let Some(input) = input.get()
            && input.value().trim() != words
            && document().active_element().as_ref() != Some(input.as_ref())
        {
            input.set_value(&words);
        }
    });
    let first_words = asked.with_untracked(|asked| asked.search.clone().unwrap_or_default());
    view! {
        <search>
            <form
                method="get"
                action="/chargers"
                on:submit=move |event| {
                    event.prevent_default();
                    if let Some(input) = input.get_untracked() {
                        go(input.value());
                    }
                }
            >
                {move || hidden_parts(&*asked.read(), &["attention", "site", "model"])}
                <input
                    class="input"
                    type="search"
                    name="q"
                    value=first_words
                    node_ref=input
                    autocomplete="off"
                    placeholder="Search name, id, site, serial"
                    aria-label="Search chargers"
                    aria-keyshortcuts="/"
                    on:input=move |event| typed(event_target_value(&event))
                />
            </form>
        </search>
    }
}

#[component]
fn Filters(list: List, asked: Memo<ChargerQuery>) -> impl IntoView {
    let live = Live::get();
    let chip = move |attention: Attention| {
        let href = Signal::derive(move || {
            let now = asked.get();
            let attention = Some(attention).filter(|_| now.attention != Some(attention));
            ChargerQuery { attention, after: None, ..now }.on(HERE)
        });
        let on = Signal::derive(move || asked.read().attention == Some(attention));
        let words = move || {
            let info = list.info.read();
            match attention {
                Attention::Needed => format!("Needs attention {}", grouped(info.needing_attention)),
                Attention::Offline => format!("Offline {}", grouped(info.offline)),
                Attention::Busy => format!("Busy {}", grouped(info.busy)),
            }
        };
        view! {
            <FilterChip href on>
                {words}
            </FilterChip>
        }
    };
    let stream = memo(move |_| match live.stream() {
        Stream::Starting => None,
        Stream::Live => Some(State::new(Tone::Neutral, Glyph::Check, "Live")),
        Stream::Paused | Stream::Crowded => Some(State::new(Tone::Neutral, Glyph::Ring, "Paused")),
    });
    view! {
        <form class="filters" method="get" action="/chargers" aria-label="Filters">
            {chip(Attention::Needed)} {chip(Attention::Offline)} {chip(Attention::Busy)} <SiteAndModel list asked />
            <span class="grow"></span>
            <span class="only-desk">
                {move || stream.get().map(|state| view! { <Status state=Signal::stored(state) /> })}
            </span>
        </form>
    }
}

/// Two lists to choose from; without script a button sends the choice.
#[component]
fn SiteAndModel(list: List, asked: Memo<ChargerQuery>) -> impl IntoView {
    let navigate = use_navigate();
    let go = move |query: ChargerQuery| {
        navigate(&query.on(HERE), NavigateOptions { scroll: false, ..NavigateOptions::default() });
    };
    let choose_site = {
        let go = go.clone();
        move |event: web_sys::Event| {
            let site = Some(event_target_value(&event)).filter(|key| !key.is_empty()).map(SiteKey);
            go(ChargerQuery { site, after: None, ..asked.get_untracked() });
        }
    };
    let choose_model = move |event: web_sys::Event| {
        let model = Some(event_target_value(&event)).filter(|model| !model.is_empty());
        go(ChargerQuery { model, after: None, ..asked.get_untracked() });
    };
    let search = move || asked.read().search.clone().unwrap_or_default();
    let attention = move || asked.read().attention.map(Attention::as_str).unwrap_or_default();
    view! {
        <input type="hidden" name="q" value=search />
        <input type="hidden" name="attention" value=attention />
        <select class="chip" name="site" aria-label="Site" on:change=choose_site>
            <option value="" selected=move || asked.read().site.is_none()>
                "Site: any"
            </option>
            <For each=move || list.info.read().sites.clone() key=|site| site.clone() let:site>
                <option
                    value=site.0.to_string()
                    selected={
                        let key = site.0.clone();
                        move || asked.read().site.as_ref() == Some(&key)
                    }
                >
                    {site.1.clone()}
                </option>
            </For>
        </select>
        <select class="chip" name="model" aria-label="Model" on:change=choose_model>
            <option value="" selected=move || asked.read().model.is_none()>
                "Model: any"
            </option>
            <For each=move || list.info.read().models.clone() key=|model| model.clone() let:model>
                <option
                    value=model.clone()
                    selected={
                        let model = model.clone();
                        move || asked.read().model.as_ref() == Some(&model)
                    }
                >
                    {model.clone()}
                </option>
            </For>
        </select>
        <button class="btn slim without-script">"Filter"</button>
    }
}

#[component]
fn Pages(list: List, asked: Memo<ChargerQuery>) -> impl IntoView {
    let first =
        memo(move |_| asked.read().after.is_some().then(|| ChargerQuery { after: None, ..asked.get() }.on(HERE)));
    let next = memo(move |_| {
        let after = list.info.read().next.clone()?;
        Some(ChargerQuery { after: Some(after), ..asked.get() }.on(HERE))
    });
    move || view! { <Pager ways=[("First", first.get()), ("Next", next.get())] /> }
}

/// No rows: the first step, or the way back from a filter.
#[component]
fn Nothing(is_filtered: bool, has_sites: bool) -> impl IntoView {
    if is_filtered {
        return view! {
            <Empty glyph=Glyph::List title="No charger matches">
                <p>"Search for fewer words, or take the filters back."</p>
                <a class="btn" href="/chargers">
                    "All chargers"
                </a>
            </Empty>
        }
        .into_any();
    }
    view! {
        <Empty glyph=Glyph::Plug title="No chargers yet">
            {(!has_sites)
                .then(|| {
                    view! {
                        <p>
                            "First a site, on the command line: "
                            <code class="mono">"chargehand site add NAME --organisation NAME"</code>
                        </p>
                    }
                })}
            <p>
                "Register one on the command line: "
                <code class="mono">"chargehand charger add IDENTITY --site NAME"</code>
                ". It prints the address and the password to enter in the charger."
            </p>
            <a class="btn" href="/help/actions">
                <Icon glyph=Glyph::Help />
                "What can be done with a charger"
            </a>
        </Empty>
    }
    .into_any()
}
