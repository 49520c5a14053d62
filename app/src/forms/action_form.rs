//! The bones of every action's form: what will happen, the inputs, help, reason, the frame, the button, Cancel.

use crate::calls::orders::send;
use crate::components::draft;
use crate::components::me::Me;
use crate::components::posted_form::PostedForm;
use crate::components::send_button::SendButton;
use crate::forms::actions::{Flesh, glyph_of};
use crate::forms::desk::OrderDesk;
use crate::forms::preview::FramePreview;
use crate::forms::refusal::RefusalAlert;
use crate::forms::state::{FormState, Preset};
use crate::ground::clock::Clock;
use crate::ground::fields::Fields;
use crate::ground::reveal::soon;
use crate::ground::submission::{Deed, Submission};
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{CommandKind, Ordered, Refusal, RefusalCode};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

/// The form of one of the six actions, whose `flesh` it is given.
#[component]
pub fn ActionForm(
    kind: CommandKind,
    flesh: Flesh,
    desk: OrderDesk,
    #[prop(optional)] preset: Preset,
    /// Closes the dialog; on a page of its own, Cancel leads back to the charger.
    #[prop(optional, into)]
    close: Option<Callback<()>>,
) -> impl IntoView {
    let clock = Clock::get();
    let charger = desk.charger;
    let form = FormState {
        desk,
        refused: RwSignal::new(preset.refused.clone()),
        preset: StoredValue::new(preset),
        confirmed: RwSignal::new(false),
        changes: RwSignal::new(0),
        chosen: RwSignal::new(None),
        element: NodeRef::new(),
    };
    let submission = Submission::new(Deed::Order);
    desk.begin(kind);
    let take = move |fields: Fields| {
        if submission.is_under_way_now() {
            return;
        }
        let order = desk.keyed(kind, fields.order());
        // What is wrong whoever the charger is, is told without asking anybody.
        if let Err(refusal) = order.order(kind).and_then(|_| order.reason()) {
            refuse(form, refusal);
            return;
        }
        submission.go(send(kind, order), move |answer| match answer {
            Ok(Ordered::Taken(key)) => {
                if let Some(close) = close {
                    close.run(());
                }
                desk.take(key);
            }
            Ok(Ordered::Refused(refusal)) => refuse(form, refusal),
            Err(sentence) => refuse(form, Refusal::new(RefusalCode::NotStored, sentence)),
        });
    };
    let me = Me::get();
    Effect::new(move || {
        let Some(element) = form.element.get() else { return };
        spawn_local(async move {
            if let Some(signed_in) = me.read().await {
                let site = |site| drop(form.chosen.try_set(Some(site)));
                draft::refill(&element, kind.slug(), &signed_in.operator.email, site);
            }
        });
    });
    let title = move || format!("{} {}", kind.label(), charger.read().name);
    let needs_confirm = kind == CommandKind::ClearChargingProfiles;
    let blocked = Signal::derive(move || {
        needs_confirm && clock.is_hydrated() && !form.confirmed.get() && !submission.is_under_way()
    });
    view! {
        <PostedForm
            action=format!("/api/{}", kind.slug())
            novalidate=true
            keep=kind.slug()
            node_ref=form.element
            send=take
            pressed=only_where_typed as fn(KeyboardEvent)
            typed=Callback::new(move |()| form.changes.update(|changes| *changes += 1))
        >
            <header>
                {match close {
                    Some(_) => view! { <h2 id="action-title">{title}</h2> }.into_any(),
                    None => view! { <h1 id="action-title">{title}</h1> }.into_any(),
                }}
                <p class="muted">{move || (flesh.sentence)(&charger.read())}</p>
            </header>
            <div class="form">
                <RefusalAlert refused=form.refused />
                <input type="hidden" name="charger" value=move || charger.read().key.to_string() />
                <input type="hidden" name="once" value=move || desk.once_for(kind) />
                <Conditions kind desk />
                {(flesh.inputs)(form)}
                <label class="f">
                    "Reason"
                    <input
                        class="input"
                        name="reason"
                        autocomplete="off"
                        placeholder="Optional, kept in the audit"
                        aria-invalid=form.invalid("reason")
                        aria-describedby=form.described("reason")
                    />
                </label>
                <div class="about">{flesh.help.map(|line| view! { <p>{line}</p> }).collect_view()}</div>
                {actions::facts(kind).needs_connection.then(|| view! { <FramePreview kind form /> })}
            </div>
            <footer>
                {match close {
                    Some(close) => {
                        view! {
                            <button type="button" class="btn" on:click=move |_| close.run(())>
                                "Cancel"
                            </button>
                        }
                            .into_any()
                    }
                    None => {
                        view! {
                            <a class="btn" href=move || format!("/chargers/{}", charger.read().key)>
                                "Cancel"
                            </a>
                        }
                            .into_any()
                    }
                }}
                <SendButton submission label=flesh.button glyph=glyph_of(kind) blocked />
            </footer>
        </PostedForm>
    }
}

/// Enter sends a form from where words are typed, and where it is meant: not by a key that is held down, and not from a choice.
fn only_where_typed(event: KeyboardEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let is_choice =
        target.is_some_and(|target| target.matches("input[type=radio], input[type=checkbox], select").unwrap_or(false));
    if event.key() == "Enter" && (is_choice || event.repeat()) {
        event.prevent_default();
    }
}

/// What stands against the order, told before it is sent: offline, impossible, not supported, already running.
#[component]
fn Conditions(kind: CommandKind, desk: OrderDesk) -> impl IntoView {
    let charger = desk.charger;
    move || {
        let charger = charger.read();
        let offline = actions::facts(kind).needs_connection && !charger.online;
        let obstacle = if offline { None } else { charger.abilities.obstacle(kind).map(str::to_owned) };
        let unsupported = obstacle.is_none() && charger.unsupported.contains(&kind);
        let open =
            charger.open.iter().find(|open| open.kind == kind).map(|open| (open.standing.clone(), open.by.clone()));
        let stays = actions::facts(kind).may_be_replaced && !charger.abilities.replaces;
        view! {
            {offline
                .then(|| {
                    view! {
                        <div class="note off">
                            "The charger is offline."
                            <small>"Nothing can be sent to it until it connects again."</small>
                        </div>
                    }
                })}
            {obstacle.map(|why| view! { <div class="note">{why}</div> })}
            {unsupported
                .then(|| {
                    view! {
                        <div class="note">
                            "Not supported, it said last time."
                            <small>
                                "With this firmware the charger answered that it does not know this action. It can be tried again."
                            </small>
                        </div>
                    }
                })}
            {open
                .map(|(standing, by)| {
                    view! {
                        <div class="note busy">
                            {format!("{} is running already.", kind.label())}
                            <small>{format!("Ordered by {by}: {}.", standing.to_lowercase())}</small>
                            {stays
                                .then(|| {
                                    view! {
                                        <small>
                                            "This charger cannot put another in its place: wait for its end, or stop waiting."
                                        </small>
                                    }
                                })}
                        </div>
                    }
                })}
        }
    }
}

/// Says why, in the open dialog, and leads to the field at fault.
fn refuse(form: FormState, refusal: Refusal) {
    let field = refusal.field.clone();
    form.refused.try_set(Some(refusal));
    let element = form.element.get_untracked();
    soon(move || {
        let (Some(element), Some(field)) = (element, field) else { return };
        // Field names are our own words, never quoted text.
        let input =
            element.query_selector(&format!("[name={field}]:not([type=hidden]), [data-for={field}]")).ok().flatten();
        if let Some(input) = input.and_then(|input| input.dyn_into::<HtmlElement>().ok()) {
            // What lies in a fold cannot take the focus.
            if let Ok(Some(fold)) = input.closest("details") {
                let _ = fold.set_attribute("open", "");
            }
            let _ = input.focus();
        }
    });
}
