//! The one dialog of a charger's page: it holds the form of the action that was chosen, and nothing while it is closed.

use super::reveal::soon;
use crate::commands::{ActionForm, Flesh, Ordering, Preset};
use leptos::html;
use leptos::prelude::*;
use model::CommandKind;

/// The action whose form is open.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenForm {
    pub kind: CommandKind,
    pub preset: Preset,
}

#[component]
pub fn ActionDialog(open: RwSignal<Option<OpenForm>>, ordering: Ordering) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let close = Callback::new(move |()| {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    });
    Effect::new(move || {
        if open.read().is_some() {
            // When the form stands there, so that its first field gets the focus.
            soon(move || {
                if let Some(dialog) = dialog.get_untracked().filter(|dialog| !dialog.open()) {
                    let _ = dialog.show_modal();
                }
            });
        }
    });
    view! {
        <dialog class="dlg" node_ref=dialog aria-labelledby="action-title" on:close=move |_| open.set(None)>
            {move || {
                open.get()
                    .and_then(|OpenForm { kind, preset }| {
                        let flesh = Flesh::of(kind)?;
                        Some(view! { <ActionForm kind flesh ordering preset close /> })
                    })
            }}
        </dialog>
    }
}
