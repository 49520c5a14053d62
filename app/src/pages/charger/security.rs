//! What the charger reported about its own security, newest first, with a button that says somebody has looked.

use crate::calls::changes::seen;
use crate::components::alert::{Stands, Trouble};
use crate::components::icon::Glyph;
use crate::components::posted_form::PostedForm;
use crate::components::send_button::SendButton;
use crate::components::status::{Badge, State};
use crate::components::time::Ago;
use crate::forms::change::change;
use crate::ground::fields::Fields;
use crate::ground::live::Live;
use crate::ground::memo::memo;
use crate::ground::submission::{Deed, Submission};
use crate::pages::charger::state::Sheet;
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
                            <SheetRow sheet key />
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
fn SheetRow(sheet: Sheet, key: Key) -> impl IntoView {
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
    let submission = Submission::of_button(Deed::Change);
    let send = move |fields: Fields| {
        let marked = async move { seen(fields.get("charger")).await };
        change(submission, marked, refused, move || sheet.fetch_again(live));
    };
    view! {
        <PostedForm action="/api/seen" send>
            <input type="hidden" name="charger" value=sheet.key.get_value().to_string() />
            <SendButton submission label="Mark as seen" class="btn slim" />
            <Trouble sentence=refused stands=Stands::Beside />
        </PostedForm>
    }
}
