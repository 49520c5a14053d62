//! Setting one value: a small dialog, and without script the same form on the page.

use crate::commands::{Fields, Ordering, RefusalAlert, send};
use crate::components::icon::{Glyph, Icon};
use crate::components::reveal::soon;
use crate::reads::sentence_of;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{CommandKind, Ordered, Refusal, RefusalCode, Setting};

/// Characters of a value, as the backend takes them.
const VALUE_MAX: u32 = 2500;

#[component]
pub fn SetDialog(setting: RwSignal<Option<Setting>>, ordering: Ordering) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let close = Callback::new(move |()| {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    });
    Effect::new(move || {
        if setting.read().is_some() {
            soon(move || {
                if let Some(dialog) = dialog.get_untracked().filter(|dialog| !dialog.open()) {
                    let _ = dialog.show_modal();
                }
            });
        }
    });
    view! {
        <dialog class="dlg" node_ref=dialog aria-labelledby="set-title" on:close=move |_| setting.set(None)>
            {move || {
                setting
                    .get()
                    .map(|setting| {
                        view! {
                            <SetForm setting refused=None ordering done=close title="set-title" id="set-value">
                                <button type="button" class="btn" on:click=move |_| close.run(())>
                                    "Cancel"
                                </button>
                            </SetForm>
                        }
                    })
            }}
        </dialog>
    }
}

/// The form on the page itself, where the address names a setting.
#[component]
pub fn SetSection(setting: Setting, refused: Option<Refusal>, ordering: Ordering, address: String) -> impl IntoView {
    let shown = RwSignal::new(true);
    let done = Callback::new(move |()| shown.set(false));
    move || {
        let (setting, refused, address) = (setting.clone(), refused.clone(), address.clone());
        shown.get().then(|| {
            view! {
                <section class="dlg" aria-labelledby="set-here-title">
                    <SetForm setting refused ordering done title="set-here-title" id="set-here-value">
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
    ordering: Ordering,
    /// The order was taken.
    done: Callback<()>,
    /// Ids, since a dialog and a section may both stand on the page.
    title: &'static str,
    id: &'static str,
    /// What leads away without setting anything.
    children: Children,
) -> impl IntoView {
    let charger = ordering.charger;
    let refused = RwSignal::new(refused);
    let pending = RwSignal::new(false);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(fields) = Fields::of_event(&event) else { return };
        if pending.get_untracked() {
            return;
        }
        pending.set(true);
        refused.set(None);
        spawn_local(async move {
            let why_not = match send(CommandKind::SetConfiguration, fields.order()).await {
                Ok(Ordered::Taken(key)) => {
                    done.run(());
                    ordering.take(key);
                    None
                }
                Ok(Ordered::Refused(refusal)) => Some(refusal),
                Err(error) => Some(Refusal::new(RefusalCode::NotStored, sentence_of(&error))),
            };
            refused.try_set(why_not);
            pending.try_set(false);
        });
    };
    let is_wrong = move || {
        let wrong = refused.read().as_ref().is_some_and(|refusal| refusal.field.as_deref() == Some("value"));
        wrong.then_some("true")
    };
    let Setting { name, value, readonly: _, about } = setting;
    let choices = about.as_deref().map(choices_of).unwrap_or_default();
    let list = (!choices.is_empty()).then(|| format!("{id}-choices"));
    view! {
        <form
            method="post"
            action=format!("/api/{}", CommandKind::SetConfiguration.slug())
            novalidate
            on:submit=submit
        >
            <header>
                <h2 id=title class="mono">
                    {name.clone()}
                </h2>
                <p class="muted">{about.unwrap_or_else(|| "The charger says nothing about it.".to_owned())}</p>
            </header>
            <div class="form">
                <RefusalAlert refused />
                <input type="hidden" name="charger" value=move || charger.read().key.to_string() />
                <input type="hidden" name="once" value=move || ordering.once_for(CommandKind::SetConfiguration) />
                <input type="hidden" name="name" value=name />
                <div class="f">
                    <label for=id>"Value"</label>
                    <input
                        id=id
                        class="input mono"
                        name="value"
                        value=value.unwrap_or_default()
                        maxlength=VALUE_MAX
                        autocomplete="off"
                        autocapitalize="off"
                        spellcheck="false"
                        list=list.clone()
                        aria-invalid=is_wrong
                    />
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
                        maxlength="500"
                        autocomplete="off"
                        placeholder="Optional, kept in the audit"
                    />
                </label>
            </div>
            <footer>
                {children()} <button class="btn primary" aria-busy=move || pending.get().then_some("true")>
                    <Icon glyph=Glyph::Pencil />
                    "Set"
                </button>
            </footer>
        </form>
    }
}

/// The values that the charger names for a setting, where it does: `OptionList: FTP,HTTP`, `boolean`.
fn choices_of(about: &str) -> Vec<String> {
    if about.split([',', ' ']).any(|word| word.eq_ignore_ascii_case("boolean")) {
        return vec!["true".to_owned(), "false".to_owned()];
    }
    // Of a list of several values each alone would be half an answer.
    let Some((_, list)) = about.split_once("OptionList:") else { return Vec::new() };
    let list = list.split([';', '·']).next().unwrap_or(list);
    list.split(',').map(|choice| choice.trim().to_owned()).filter(|choice| !choice.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_the_charger_names_are_offered() {
        let check = |about: &str, expected: &[&str]| assert_eq!(choices_of(about), expected, "{about}");
        check("boolean", &["true", "false"]);
        check("OptionList: FTP, HTTP", &["FTP", "HTTP"]);
        check("MemberList: A,B", &[]);
        check("integer, s", &[]);
    }
}
