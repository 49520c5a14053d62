//! The Actions menu as a page: where the Actions button leads without script.

use crate::calls::chargers::{ChargerSheet, sheet_of};
use crate::components::icon::Icon;
use crate::components::reply::{Waiting, shown};
use crate::components::way_back::WayBack;
use crate::forms::actions::glyph_of;
use crate::forms::menu::obstacle;
use crate::ground::memo::memo;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use model::{CommandKind, TraceFilter};

#[component]
pub fn ChargerActionsPage() -> impl IntoView {
    let params = use_params_map();
    let key = memo(move |_| params.read().get("key").unwrap_or_default());
    let sheet = Resource::new(move || key.get(), |key| sheet_of(key, TraceFilter::default(), None));
    view! {
        <Suspense fallback=Waiting>
            {move || Suspend::new(async move {
                shown(sheet.await, "There is no such charger", |sheet| view! { <Actions sheet=*sheet /> })
            })}
        </Suspense>
    }
}

#[component]
fn Actions(sheet: ChargerSheet) -> impl IntoView {
    let ChargerSheet { page, once: _, offered: _, archives: _ } = sheet;
    let charger = page.charger;
    let (address, name) = (format!("/chargers/{}", charger.key), charger.name.clone());
    let items = CommandKind::menu()
        .map(|kind| match obstacle(kind, &charger, page.may_order) {
            None => view! {
                <li class:divided=kind.follows_divider()>
                    <a class="btn" href=format!("{address}/actions/{}", kind.slug())>
                        <Icon glyph=glyph_of(kind) />
                        {kind.label()}
                    </a>
                </li>
            }
            .into_any(),
            Some(why) => view! {
                <li class:divided=kind.follows_divider()>
                    <span class="btn" aria-disabled="true">
                        <Icon glyph=glyph_of(kind) />
                        {kind.label()}
                    </span>
                    <small class="muted">{format!(" {why}")}</small>
                </li>
            }
            .into_any(),
        })
        .collect_view();
    view! {
        <Title text=format!("Actions, {}", charger.name) />
        <WayBack to=Signal::stored(address.clone())>{name}</WayBack>
        <div class="top">
            <h1>{format!("Actions for {}", charger.name)}</h1>
        </div>
        <ul class="choices">{items}</ul>
        <p class="prose">
            <a class="link" href="/help/actions">
                "What each action is for"
            </a>
        </p>
    }
}
