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
    let unseen = memo(move |_| sheet.security.read().iter().any(|event| event.seen_by.is_none()));
    move || {
        any.get().then(|| {
            view! {
                <section class="panel" id="security" tabindex="-1" aria-label="Security events">
                    <header>
                        <h2>"Security events"</h2>
                        <span class="grow"></span>
                        {move || (unseen.get() && sheet.may_order.get()).then(|| view! { <MarkAsSeen sheet /> })}
                    </header>
                    <ul class="events">
                        {move || {
                            sheet.security.get().into_iter().map(|event| view! { <Row event /> }).collect_view()
                        }}
                    </ul>
                </section>
            }
        })
    }
}

#[component]
fn Row(event: SecurityEvent) -> impl IntoView {
    let SecurityEvent { at, kind, info, critical, seen_by } = event;
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
            {seen_by.map(|by| view! { <p class="small muted">{format!("Seen by {by}")}</p> })}
        </li>
    }
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
