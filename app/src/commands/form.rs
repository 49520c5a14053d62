//! The bones of every action's form: what will happen, the inputs, help, reason, the frame, the button, Cancel.

use super::preview::FramePreview;
use super::{Fields, Flesh, Ordering, send};
use crate::clock::Clock;
use crate::components::icon::Glyph;
use crate::components::reveal::soon;
use crate::kept::{self, SignInLink};
use crate::pages::Me;
use crate::sending::{Deed, SendButton, Sending};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{CommandKind, Ordered, Refusal, RefusalCode, SiteRef};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// What a form starts with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Preset {
    /// Hard is chosen.
    pub hard: bool,
    /// What the page without script says about the order before.
    pub refused: Option<Refusal>,
    /// Sites to choose from where there is no script, found by these words.
    pub sites: Vec<SiteRef>,
    pub words: String,
}

/// What the parts of one form share.
#[derive(Clone, Copy)]
pub struct FormState {
    pub ordering: Ordering,
    pub preset: StoredValue<Preset>,
    /// The order was not taken, and why.
    pub refused: RwSignal<Option<Refusal>>,
    /// Confirm is ticked.
    pub confirmed: RwSignal<bool>,
    /// Counts up with each change in the form.
    pub changes: RwSignal<u32>,
    /// The site that was chosen, where one is asked for.
    pub chosen: RwSignal<Option<SiteRef>>,
    pub element: NodeRef<html::Form>,
}

impl FormState {
    /// Is this the field at fault?
    pub fn is_wrong(self, field: &str) -> bool {
        self.refused.read().as_ref().is_some_and(|refusal| refusal.field.as_deref() == Some(field))
    }

    /// Does the form begin with the first of two ways? What was refused shows the way that it belongs to.
    pub fn starts_here(self, usually: bool, here: &[&str], elsewhere: &[&str]) -> bool {
        let refused = self.refused.read_untracked();
        match refused.as_ref().and_then(|refusal| refusal.field.as_deref()) {
            Some(field) if here.contains(&field) => true,
            Some(field) if elsewhere.contains(&field) => false,
            Some(_) | None => usually,
        }
    }

    /// For `aria-invalid`.
    pub fn invalid(self, field: &'static str) -> impl Fn() -> Option<&'static str> + Copy + Send + Sync + 'static {
        move || self.is_wrong(field).then_some("true")
    }

    /// For `aria-describedby`: the sentence that says what is wrong.
    pub fn described(self, field: &'static str) -> impl Fn() -> Option<&'static str> + Copy + Send + Sync + 'static {
        move || self.is_wrong(field).then_some("refusal")
    }
}

/// The form of one of the six actions, whose `flesh` it is given.
#[component]
pub fn ActionForm(
    kind: CommandKind,
    flesh: Flesh,
    ordering: Ordering,
    #[prop(optional)] preset: Preset,
    /// Closes the dialog; on a page of its own, Cancel leads back to the charger.
    #[prop(optional, into)]
    close: Option<Callback<()>>,
) -> impl IntoView {
    let clock = Clock::get();
    let charger = ordering.charger;
    let form = FormState {
        ordering,
        refused: RwSignal::new(preset.refused.clone()),
        preset: StoredValue::new(preset),
        confirmed: RwSignal::new(false),
        changes: RwSignal::new(0),
        chosen: RwSignal::new(None),
        element: NodeRef::new(),
    };
    let sending = Sending::new(Deed::Order);
    ordering.begin(kind);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(fields) = Fields::of_event(&event) else { return };
        if sending.is_under_way_now() {
            return;
        }
        let order = ordering.keyed(kind, fields.order());
        // What is wrong whoever the charger is, is told without asking anybody.
        if let Err(refusal) = order.order(kind).and_then(|_| order.reason()) {
            refuse(form, refusal);
            return;
        }
        sending.go(send(kind, order), move |answer| match answer {
            Ok(Ordered::Taken(key)) => {
                if let Some(close) = close {
                    close.run(());
                }
                ordering.take(key);
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
                kept::refill(&element, kind.slug(), &signed_in.operator.email, site);
            }
        });
    });
    let title = move || format!("{} {}", kind.label(), charger.read().name);
    let needs_confirm = kind == CommandKind::ClearChargingProfiles;
    let blocked = Signal::derive(move || {
        needs_confirm && clock.is_hydrated() && !form.confirmed.get() && !sending.is_under_way()
    });
    view! {
        <form
            method="post"
            action=format!("/api/{}", kind.slug())
            novalidate
            data-keep=kind.slug()
            node_ref=form.element
            on:submit=submit
            on:keydown=only_where_typed
            on:input=move |_| form.changes.update(|changes| *changes += 1)
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
                <input type="hidden" name="once" value=move || ordering.once_for(kind) />
                <Conditions kind ordering />
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
                <SendButton sending label=flesh.button glyph=Glyph::of(kind) blocked />
            </footer>
        </form>
    }
}

/// Enter sends a form from where words are typed, and where it is meant: not by a key that is held down, and not from a choice.
fn only_where_typed(event: web_sys::KeyboardEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let is_choice =
        target.is_some_and(|target| target.matches("input[type=radio], input[type=checkbox], select").unwrap_or(false));
    if event.key() == "Enter" && (is_choice || event.repeat()) {
        event.prevent_default();
    }
}

/// A list of refused fields' words for a page that knows only a code and a field.
pub fn refusal_of_address(code: Option<&str>, field: Option<&str>) -> Option<Refusal> {
    let code = code.and_then(RefusalCode::parse)?;
    let field = field.and_then(|field| FIELDS.into_iter().find(|(name, _)| *name == field));
    let sentence = match field {
        Some((_, label)) if code == RefusalCode::Invalid => format!("{label} is not right. Nothing was sent."),
        Some(_) | None => code.words().to_owned(),
    };
    Some(Refusal { code, sentence, field: field.map(|(name, _)| name.to_owned()) })
}

/// Every field that a form may have with its label.
const FIELDS: [(&str, &str); 31] = [
    ("reason", "Reason"),
    ("kind", "How to reboot"),
    ("when_idle", "When idle"),
    ("evse", "EVSE"),
    ("end_session", "End the charging session"),
    ("interrupt_update", "Interrupt the update"),
    ("source", "Where the file comes from"),
    ("firmware", "Firmware file"),
    ("anyway", "Send it anyway, with a reason,"),
    ("receiver", "Who receives the file"),
    ("by", "Protocol"),
    ("url", "The URL"),
    ("fetch_from", "Fetch from"),
    ("install_from", "Install from"),
    ("certificate", "Signing certificate"),
    ("signature", "Signature"),
    ("from", "From"),
    ("to", "To"),
    ("log", "Log"),
    ("retries", "Retries"),
    ("retry_interval", "Seconds between retries"),
    ("replace", "Replace the running one"),
    ("confirm", "Confirm"),
    ("id", "Profile id"),
    ("connector", "Connector or EVSE"),
    ("purpose", "Purpose"),
    ("stack_level", "Stack level"),
    ("site", "Site"),
    ("action", "Message"),
    ("payload", "Payload"),
    ("value", "Value"),
];

/// Says why an order was not taken.
#[component]
pub fn RefusalAlert(refused: RwSignal<Option<Refusal>>) -> impl IntoView {
    move || {
        refused.get().map(|refusal| {
            let signed_out = refusal.code == RefusalCode::SignedOut;
            view! {
                <div class="alert" role="alert" id="refusal">
                    <Sentences text=refusal.sentence />
                    {signed_out
                        .then(|| {
                            view! {
                                " "
                                <SignInLink class="link" />
                            }
                        })}
                </div>
            }
        })
    }
}

/// A sentence; where it has several lines those after the first are a list, such as of what does not fit.
#[component]
fn Sentences(text: String) -> impl IntoView {
    let mut lines = text.lines().map(str::to_owned);
    let first = lines.next();
    let rest: Vec<String> = lines.filter(|line| !line.trim().is_empty()).collect();
    view! {
        {first}
        {(!rest.is_empty())
            .then(|| {
                view! { <ul>{rest.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul> }
            })}
    }
}

/// What stands against the order, told before it is sent: offline, impossible, not supported, already running.
#[component]
fn Conditions(kind: CommandKind, ordering: Ordering) -> impl IntoView {
    let charger = ordering.charger;
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
