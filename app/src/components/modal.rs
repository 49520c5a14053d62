//! Dialogs: what opens one, closes it, and keeps a press that was meant for what lay there before from reaching it.

use crate::ground::reveal::soon;
use leptos::html;
use leptos::prelude::*;

/// In its first moment a dialog takes no key that chooses, unless another key has led there; presses are kept off by its style for as
/// long.
pub const FIRST_MOMENT_MS: f64 = 350.0;

/// Shown while `open`; `closed` hears of it whichever way it was closed. Its content is there only while it is open.
#[component]
pub fn Modal(
    dialog: NodeRef<html::Dialog>,
    #[prop(into)] open: Signal<bool>,
    title: &'static str,
    closed: Callback<()>,
    children: Children,
) -> impl IntoView {
    let since = StoredValue::new(0.0_f64);
    Effect::new(move || {
        if open.get() {
            // When the content stands there, so that its first field gets the focus.
            soon(move || {
                if let Some(dialog) = dialog.get_untracked().filter(|dialog| !dialog.open()) {
                    since.set_value(js_sys::Date::now());
                    let _ = dialog.show_modal();
                }
            });
        }
    });
    let pressed = move |event: web_sys::KeyboardEvent| {
        if !matches!(event.key().as_str(), "Enter" | " ") {
            // Whoever goes somewhere in it has seen it.
            since.set_value(0.0);
        } else if js_sys::Date::now() - since.get_value() < FIRST_MOMENT_MS {
            event.prevent_default();
            event.stop_propagation();
        }
    };
    view! {
        <dialog
            class="dlg"
            node_ref=dialog
            aria-labelledby=title
            on:close=move |_| closed.run(())
            on:keydown:capture=pressed
        >
            {children()}
        </dialog>
    }
}

/// Closes it.
pub fn closing(dialog: NodeRef<html::Dialog>) -> Callback<()> {
    Callback::new(move |()| {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    })
}
