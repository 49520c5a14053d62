//! What the charger reported about its own security, newest first, with a button that says somebody has looked.

use super::state::Sheet;
use crate::changing::{Changed, seen};
use crate::commands::Fields;
use crate::components::icon::Glyph;
use crate::components::status::{Badge, State};
use crate::components::time::Ago;
use crate::live::Live;
use crate::memo::memo;
use crate::sending::{Deed, SendButton, Sending};
use leptos::prelude::*;
use model::{SecurityEvent, Tone};

#[component]
pub fn SecurityPanel(sheet: Sheet) -> impl IntoView {
    let any = memo(move |_| !sheet.security.read().is_empty());
    let may_mark = memo(move |_| unseen_of(&sheet.security.read()) && sheet.may_order.get());
    let rows = memo(move |_| keys_of(&sheet.security.read()));
    move || {
        any.get().then(|| {
            view! {
                <section class="panel" id="security" tabindex="-1" aria-label="Security events">
                    <header>
                        <h2>"Security events"</h2>
                        <span class="grow"></span>
                        {move || may_mark.get().then(|| view! { <MarkAsSeen sheet /> })}
                    </header>
                    <ul class="events">
                        <For each=move || rows.get() key=|key| key.clone() let:key>
                            <Row sheet key />
                        </For>
                    </ul>
                </section>
            }
        })
    }
}

/// What tells one from another: when it was, what it says, and which of several alike.
type Key = (i64, String, Option<String>, usize);

fn keys_of(events: &[SecurityEvent]) -> Vec<Key> {
    let mut keys: Vec<Key> = Vec::new();
    for event in events {
        let alike = |key: &&Key| key.0 == event.at.ms && key.1 == event.kind && key.2 == event.info;
        let before = keys.iter().filter(alike).count();
        keys.push((event.at.ms, event.kind.clone(), event.info.clone(), before));
    }
    keys
}

fn unseen_of(events: &[SecurityEvent]) -> bool {
    events.iter().any(|event| event.seen_by.is_none())
}

#[component]
fn Row(sheet: Sheet, key: Key) -> impl IntoView {
    let key = StoredValue::new(key);
    let find = move |events: &[SecurityEvent]| {
        let at = key.with_value(|key| keys_of(events).iter().position(|other| other == key))?;
        events.get(at).cloned()
    };
    let Some(event) = sheet.security.with_untracked(|events| find(events)) else { return ().into_any() };
    let seen_by = memo(move |_| sheet.security.with(|events| find(events)).and_then(|event| event.seen_by));
    let SecurityEvent { at, kind, info, critical, .. } = event;
    view! {
        <li>
            <div class="row wrap">
                <b class="mono">{kind}</b>
                {critical.then(|| view! { <Badge state=State::new(Tone::Bad, Glyph::Shield, "Critical") /> })}
                <span class="grow"></span>
                <span class="muted">
                    <Ago at=Signal::stored(at) day=true />
                </span>
            </div>
            {info.map(|info| view! { <p class="small">{info}</p> })}
            {move || seen_by.get().map(|by| view! { <p class="small muted">{format!("Seen by {by}")}</p> })}
        </li>
    }
    .into_any()
}

#[component]
fn MarkAsSeen(sheet: Sheet) -> impl IntoView {
    let live = Live::get();
    let refused = RwSignal::new(None::<String>);
    let sending = Sending::of_button(Deed::Change);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(fields) = Fields::of_event(&event) else { return };
        let marked = async move { seen(fields.get("charger")).await };
        sending.go(marked, move |answer| {
            refused.try_set(match answer {
                Ok(Changed::Done) => {
                    sheet.fetch_again(live);
                    None
                }
                Ok(Changed::Refused(sentence)) | Err(sentence) => Some(sentence),
            });
        });
    };
    view! {
        <form method="post" action="/api/seen" on:submit=submit>
            <input type="hidden" name="charger" value=sheet.key.get_value().to_string() />
            <SendButton sending label="Mark as seen" class="btn slim" />
            {move || {
                refused
                    .get()
                    .map(|sentence| {
                        view! {
                            <span class="error" role="alert">
                                {sentence}
                            </span>
                        }
                    })
            }}
        </form>
    }
}
