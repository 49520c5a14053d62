//! Keys that work on every page: `/` puts the cursor into the search box.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

#[component]
pub fn Keys() -> impl IntoView {
    Effect::new(|| {
        let listener = window_event_listener(leptos::ev::keydown, |event: KeyboardEvent| {
            if event.key() != "/" || event.ctrl_key() || event.meta_key() || event.alt_key() || is_typing(&event) {
                return;
            }
            let search = document().query_selector("input[type=search]").ok().flatten();
            if let Some(search) = search.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
                event.prevent_default();
                let _ = search.focus();
            }
        });
        on_cleanup(move || listener.remove());
    });
}

/// Is the key meant for a field or for an open dialog?
fn is_typing(event: &KeyboardEvent) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .is_some_and(|element| matches!(element.closest("input, select, textarea, dialog"), Ok(Some(_))))
}
