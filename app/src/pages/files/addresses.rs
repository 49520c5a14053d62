//! Where files are reached: every door of this server, who can come to it, and a try of those for files.

use crate::calls::doors::{self, TryDoors};
use crate::calls::reply::{Reply, sentence_of};
use crate::components::reply::{Waiting, shown};
use crate::pages::files::rooms::FilesNav;
use leptos::prelude::*;
use leptos_meta::Title;
use model::{Door, DoorOutcome, Doors};

#[component]
pub fn AddressesPage() -> impl IntoView {
    let doors = Resource::new(|| (), |()| doors::doors());
    view! {
        <Title text="Addresses" />
        <Transition fallback=Waiting>
            {move || Suspend::new(async move {
                shown(doors.await, "There is no such page", |doors| view! { <Page doors /> })
            })}
        </Transition>
    }
}

#[component]
fn Page(doors: Doors) -> impl IntoView {
    let try_doors = ServerAction::<TryDoors>::new();
    let Doors { doors, examples } = doors;
    let tried = move || {
        try_doors.value().get().map(|answer| match answer {
            Ok(Reply::Here(tried)) => view! { <Results tried /> }.into_any(),
            Ok(Reply::NotFound | Reply::SignedOut) => {
                view! { <p class="note warn">"Sign in again to try the addresses."</p> }.into_any()
            }
            Err(error) => view! { <p class="note warn">{sentence_of(&error)}</p> }.into_any(),
        })
    };
    view! {
        <div class="top wrap">
            <h1>"Addresses"</h1>
            <span class="muted">"Where this server is reached, and from where"</span>
        </div>
        <FilesNav />
        <div class="doors">{doors.into_iter().map(|door| view! { <DoorCard door /> }).collect_view()}</div>
        <section class="panel words" aria-labelledby="example-head">
            <header><h2 id="example-head">"What a charger is told"</h2></header>
            {if examples.is_empty() {
                view! { <p class="muted">"Nothing: no door for files is open, so only URLs of other servers can be sent."</p> }
                    .into_any()
            } else {
                view! {
                    <p>"A charger outside would fetch a file from"</p>
                    <ul class="plain">
                        {examples
                            .into_iter()
                            .map(|example| view! { <li><code class="mono wrap">{example}</code></li> })
                            .collect_view()}
                    </ul>
                    <p class="muted small">
                        "Every address is made for one charger and one action, ends with it, and is masked everywhere but on the wire."
                    </p>
                }
                    .into_any()
            }}
        </section>
        <section class="panel words" aria-labelledby="try-head">
            <header><h2 id="try-head">"Try the public addresses"</h2></header>
            <p>
                "Goes from this machine to the addresses above and looks whether this very server answers. A charger elsewhere may
                still find a firewall in its way."
            </p>
            <ActionForm action=try_doors>
                <button class="btn primary" disabled=move || try_doors.pending().get()>
                    "Try now"
                </button>
            </ActionForm>
            <div role="status">{tried}</div>
        </section>
    }
}

#[component]
fn DoorCard(door: Door) -> impl IntoView {
    let off = door.listens.is_none();
    view! {
        <section class="panel words door" class:off=off aria-label=door.name.clone()>
            <header><h2>{door.name.clone()}</h2></header>
            <dl class="pairs">
                <dt>"Listens on"</dt>
                <dd class="mono">{door.listens.unwrap_or_else(|| "off".to_owned())}</dd>
                {door
                    .public
                    .filter(|_| !off)
                    .map(|public| {
                        view! {
                            <dt>"Public address"</dt>
                            <dd class="mono wrap">{public}</dd>
                        }
                    })}
                <dt>"Reached by"</dt>
                <dd>{door.reach}</dd>
                <dt>"Set by"</dt>
                <dd class="mono small">{door.option}</dd>
            </dl>
            {door.warning.map(|warning| view! { <p class="note warn">{warning}</p> })}
        </section>
    }
}

#[component]
fn Results(tried: Vec<DoorOutcome>) -> impl IntoView {
    if tried.is_empty() {
        return view! { <p class="muted">"There is nothing to try: no door for files is open."</p> }.into_any();
    }
    let row = |tried: DoorOutcome| {
        let tone = if tried.works { "ok" } else { "warn" };
        let mark = if tried.works { "Works" } else { "Does not work" };
        view! {
            <li>
                <span class=format!("badge {tone}")>{mark}</span>
                " "
                <strong>{tried.name}</strong>
                ": "
                {tried.words}
            </li>
        }
    };
    view! { <ul class="plain tried">{tried.into_iter().map(row).collect_view()}</ul> }.into_any()
}
