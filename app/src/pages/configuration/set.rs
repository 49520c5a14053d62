//! Setting one value: a small dialog, and without script the same form on the page.

use crate::calls::orders::send;
use crate::components::icon::Glyph;
use crate::components::modal::{Modal, closing};
use crate::components::posted_form::PostedForm;
use crate::components::send_button::SendButton;
use crate::forms::desk::OrderDesk;
use crate::forms::fields::escaped;
use crate::forms::refusal::RefusalAlert;
use crate::ground::fields::Fields;
use crate::ground::submission::{Deed, Submission};
use leptos::html;
use leptos::prelude::*;
use model::{CommandKind, Ordered, Refusal, RefusalCode, Setting};
use wasm_bindgen::JsCast;

#[component]
pub fn SetDialog(setting: RwSignal<Option<Setting>>, desk: OrderDesk) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let close = closing(dialog);
    let closed = Callback::new(move |()| setting.set(None));
    view! {
        <Modal dialog open=Signal::derive(move || setting.read().is_some()) title="set-title" closed>
            {move || {
                setting
                    .get()
                    .map(|setting| {
                        view! {
                            <SetForm setting refused=None desk done=close title="set-title" id="set-value">
                                <button type="button" class="btn" on:click=move |_| close.run(())>
                                    "Cancel"
                                </button>
                            </SetForm>
                        }
                    })
            }}
        </Modal>
    }
}

/// The form on the page itself, where the address names a setting.
#[component]
pub fn SetSection(setting: Setting, refused: Option<Refusal>, desk: OrderDesk, address: String) -> impl IntoView {
    let shown = RwSignal::new(true);
    let done = Callback::new(move |()| shown.set(false));
    move || {
        let (setting, refused, address) = (setting.clone(), refused.clone(), address.clone());
        shown.get().then(|| {
            view! {
                <section class="dlg" aria-labelledby="set-here-title">
                    <SetForm setting refused desk done title="set-here-title" id="set-here-value">
                        <a class="btn" href=address>
                            "Cancel"
                        </a>
                    </SetForm>
                </section>
            }
        })
    }
}

#[component]
fn SetForm(
    setting: Setting,
    refused: Option<Refusal>,
    desk: OrderDesk,
    /// The order was taken.
    done: Callback<()>,
    /// Ids, since a dialog and a section may both stand on the page.
    title: &'static str,
    id: &'static str,
    /// What leads away without setting anything.
    children: Children,
) -> impl IntoView {
    let charger = desk.charger;
    let refused = RwSignal::new(refused);
    let submission = Submission::new(Deed::Order);
    desk.begin(CommandKind::SetConfiguration);
    let take = move |fields: Fields| {
        if submission.is_under_way_now() {
            return;
        }
        let order = desk.keyed(CommandKind::SetConfiguration, fields.order());
        if let Err(refusal) = order.order(CommandKind::SetConfiguration).and_then(|_| order.reason()) {
            refused.set(Some(refusal));
            return;
        }
        submission.go(send(CommandKind::SetConfiguration, order), move |answer| {
            let why_not = match answer {
                Ok(Ordered::Taken(key)) => {
                    done.run(());
                    desk.take(key);
                    None
                }
                Ok(Ordered::Refused(refusal)) => Some(refusal),
                Err(sentence) => Some(Refusal::new(RefusalCode::NotStored, sentence)),
            };
            refused.try_set(why_not);
        });
    };
    // A value may have several lines, such as a certificate: a field of one line would drop what parts them.
    let pressed = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
            event.prevent_default();
            let field = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
            let form = field.and_then(|field| field.closest("form").ok().flatten());
            if let Some(form) =
                form.and_then(|form| form.dyn_into::<web_sys::HtmlFormElement>().ok()).filter(|_| !event.repeat())
            {
                let _ = form.request_submit();
            }
        }
    };
    let is_wrong = move || {
        let wrong = refused.read().as_ref().is_some_and(|refusal| refusal.field.as_deref() == Some("value"));
        wrong.then_some("true")
    };
    let Setting { name, value, readonly: _, about, choices } = setting;
    let value = value.unwrap_or_default();
    let list = (!choices.is_empty()).then(|| format!("{id}-choices"));
    view! {
        <PostedForm action=format!("/api/{}", CommandKind::SetConfiguration.slug()) novalidate=true send=take>
            <header>
                <h2 id=title class="mono">
                    {name.clone()}
                </h2>
                <p class="muted">{about.unwrap_or_else(|| "The charger says nothing about it.".to_owned())}</p>
            </header>
            <div class="form">
                <RefusalAlert refused />
                <input type="hidden" name="charger" value=move || charger.read().key.to_string() />
                <input type="hidden" name="once" value=move || desk.once_for(CommandKind::SetConfiguration) />
                <input type="hidden" name="name" value=name />
                <div class="f">
                    <label for=id>"Value"</label>
                    {match &list {
                        Some(list) => {
                            view! {
                                <input
                                    id=id
                                    class="input mono"
                                    name="value"
                                    value=value
                                    autocomplete="off"
                                    autocapitalize="off"
                                    spellcheck="false"
                                    list=list.clone()
                                    aria-invalid=is_wrong
                                />
                            }
                                .into_any()
                        }
                        None => {
                            view! {
                                <textarea
                                    id=id
                                    class="input mono one-line"
                                    name="value"
                                    rows="1"
                                    autocomplete="off"
                                    autocapitalize="off"
                                    spellcheck="false"
                                    aria-invalid=is_wrong
                                    prop:value=value.clone()
                                    on:keydown=pressed
                                >
                                    // For those without script.
                                    {escaped(&value)}
                                </textarea>
                            }
                                .into_any()
                        }
                    }}
                    {list
                        .map(|list| {
                            let options = choices.into_iter().map(|choice| view! { <option value=choice></option> });
                            view! { <datalist id=list>{options.collect_view()}</datalist> }
                        })}
                </div>
                <label class="f">
                    "Reason"
                    <input
                        class="input"
                        name="reason"
                        autocomplete="off"
                        placeholder="Optional, kept in the audit"
                    />
                </label>
            </div>
            <footer>
                {children()} <SendButton submission label="Set" glyph=Glyph::Pencil />
            </footer>
        </PostedForm>
    }
}
