//! One action's form as a page of its own, for browsers without script and for links.

use crate::calls::chargers::{self, ChargerSheet, sheet_of};
use crate::calls::reply::Reply;
use crate::components::live_title::LiveTitle;
use crate::components::reply::{Waiting, shown};
use crate::components::way_back::WayBack;
use crate::forms::action_form::ActionForm;
use crate::forms::actions::Flesh;
use crate::forms::desk::OrderDesk;
use crate::forms::refusal::refusal_of_address;
use crate::forms::state::Preset;
use crate::ground::live::Live;
use crate::ground::memo::memo;
use crate::pages::not_found::NotFound;
use actions::Event;
use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_params_map, use_query_map};
use model::{CommandKind, SiteRef, TraceFilter};

#[component]
pub fn ActionPage() -> impl IntoView {
    let params = use_params_map();
    let key = memo(move |_| params.read().get("key").unwrap_or_default());
    let kind = memo(move |_| params.read().get("action").as_deref().and_then(CommandKind::parse));
    move || match kind.get().and_then(|kind| Some((kind, Flesh::of(kind)?))) {
        Some((kind, flesh)) => view! { <OneAction key=key kind flesh /> }.into_any(),
        None => view! { <NotFound /> }.into_any(),
    }
}

#[component]
fn OneAction(#[prop(into)] key: Signal<String>, kind: CommandKind, flesh: Flesh) -> impl IntoView {
    let query = use_query_map();
    let words = memo(move |_| query.read().get("q").unwrap_or_default());
    let read = Resource::new(
        move || (key.get(), words.get()),
        move |(key, words)| async move {
            let sheet = sheet_of(key.clone(), TraceFilter::default(), None).await?;
            let sites = if kind == CommandKind::ChangeSite {
                chargers::sites(Some(words), Some(key)).await?
            } else {
                Reply::NotFound
            };
            let sites = match sites {
                Reply::Here(sites) => sites,
                Reply::NotFound | Reply::SignedOut => Vec::new(),
            };
            Ok((sheet, sites))
        },
    );
    view! {
        <Suspense fallback=Waiting>
            {move || Suspend::new(async move {
                let read = read.await;
                let (reply, sites) = match read {
                    Ok((reply, sites)) => (Ok(reply), sites),
                    Err(error) => (Err(error), Vec::new()),
                };
                shown(reply, "There is no such charger", move |sheet| view! { <Form sheet=*sheet kind flesh sites /> })
            })}
        </Suspense>
    }
}

#[component]
fn Form(sheet: ChargerSheet, kind: CommandKind, flesh: Flesh, sites: Vec<SiteRef>) -> impl IntoView {
    let ChargerSheet { page, once, offered, archives: _ } = sheet;
    let query = use_query_map();
    let navigate = use_navigate();
    let live = Live::get();
    let key = page.charger.key.clone();
    let charger = RwSignal::new(page.charger);
    let local_now = RwSignal::new(page.local_now);
    let once = RwSignal::new(once.to_string());
    let address = format!("/chargers/{key}");
    let preset = query.with_untracked(|query| Preset {
        hard: query.get_str("kind") == Some("Hard"),
        refused: refusal_of_address(query.get_str("refused"), query.get_str("field")),
        sites,
        words: query.get("q").unwrap_or_default(),
    });
    let words = preset.words.clone();
    let back = address.clone();
    let taken = Callback::new(move |command| {
        navigate(&format!("{back}#command-{command}"), leptos_router::NavigateOptions::default());
    });
    let desk = OrderDesk::new(charger.into(), local_now.into(), once, taken)
        .holding(Signal::stored(page.profiles))
        .offering(RwSignal::new(offered));
    // What the form says of the charger stays true while it is being filled in.
    Effect::new(move || {
        let key = key.clone();
        live.listen(move |event| {
            if let Event::Charger { charger: now, .. } = event
                && now.key == key
            {
                charger.set((**now).clone());
            }
        });
    });
    view! {
        <LiveTitle text=move || format!("{} {}", kind.label(), charger.read().name) />
        <WayBack to=Signal::stored(address.clone())>{move || charger.read().name.clone()}</WayBack>
        {(kind == CommandKind::ChangeSite)
            .then(|| {
                view! {
                    <search class="without-script">
                        <form class="filters" method="get">
                            <input class="input" type="search" name="q" value=words aria-label="Search sites" />
                            <button class="btn">"Search sites"</button>
                        </form>
                    </search>
                }
            })}
        <section class="dlg" aria-labelledby="action-title">
            {if page.may_order {
                view! { <ActionForm kind flesh desk preset /> }.into_any()
            } else {
                view! {
                    <div class="bones">
                        <header>
                            <h1 id="action-title">{kind.label()}</h1>
                        </header>
                        <div class="form">
                            <div class="note off">"Your role reads only; it orders nothing."</div>
                        </div>
                    </div>
                }
                    .into_any()
            }}
        </section>
    }
}
