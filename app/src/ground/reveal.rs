//! Leads the reader to a place on the page: opens what hides it, scrolls to it and gives it the focus.

use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// When the page stands as the signals say. Not with the next drawing: a tab in the background draws nothing.
pub fn soon(deed: impl FnOnce() + 'static) {
    set_timeout(deed, Duration::ZERO);
}

/// When what has just been added is there.
pub fn reveal_soon(id: String) {
    soon(move || {
        reveal(&id);
    });
}

/// Says whether there is such a place.
pub fn reveal(id: &str) -> bool {
    let Some(place) = document().get_element_by_id(id) else { return false };
    if let Ok(Some(details)) = place.closest("details") {
        let _ = details.set_attribute("open", "");
    }
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Nearest);
    place.scroll_into_view_with_scroll_into_view_options(&options);
    // A folded row is reached by its summary.
    let target = if place.tag_name() == "DETAILS" { place.query_selector("summary").ok().flatten() } else { None };
    if let Some(element) = target.unwrap_or(place).dyn_ref::<HtmlElement>() {
        let _ = element.focus();
    }
    true
}
