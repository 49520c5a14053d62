//! The dialog that holds the form of the action that was chosen.

use crate::components::modal::{Modal, closing};
use crate::forms::action_form::ActionForm;
use crate::forms::actions::Flesh;
use crate::forms::desk::OrderDesk;
use crate::forms::state::Preset;
use leptos::html;
use leptos::prelude::*;
use model::CommandKind;

/// The action whose form is open.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenForm {
    pub kind: CommandKind,
    pub preset: Preset,
}

/// The one dialog of a charger's page: it holds the form of the action that was chosen.
#[component]
pub fn ActionDialog(open: RwSignal<Option<OpenForm>>, desk: OrderDesk) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let close = closing(dialog);
    let closed = Callback::new(move |()| open.set(None));
    view! {
        <Modal dialog open=Signal::derive(move || open.read().is_some()) title="action-title" closed>
            {move || {
                open.get()
                    .and_then(|OpenForm { kind, preset }| {
                        let flesh = Flesh::of(kind)?;
                        Some(view! { <ActionForm kind flesh desk preset close /> })
                    })
            }}
        </Modal>
    }
}
