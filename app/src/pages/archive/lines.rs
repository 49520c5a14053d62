//! Lines with their numbers, each a permanent link; and how the reader is brought to one of them.

use crate::ground::memo::memo;
use crate::pages::archive::marked::marked;
use crate::pages::archive::passage::line_address;
use crate::pages::archive::reader::Reader;
use leptos::prelude::*;
use model::TextLine;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// The box that scrolls, on a desk.
const PANE: &str = "lines";

#[component]
pub fn Lines(reader: Reader, member: i64, lines: Vec<TextLine>, line: Memo<Option<i64>>) -> impl IntoView {
    // Words are marked where the search is about this file.
    let words = memo(move |_| reader.asked.read().words.clone());
    let rows = lines
        .into_iter()
        .map(|TextLine { number, text }| {
            let href = move || line_address(&reader.asked.read(), &reader.key.read(), member, number);
            view! {
                <li id=format!("L{number}") class:on=move || line.get() == Some(number)>
                    <a class="no" href=href tabindex="-1" data-noscroll="">
                        {number}
                    </a>
                    <code>{move || marked(&text, words.read().as_deref())}</code>
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="lines" id=PANE tabindex="0" role="group" aria-label="Lines">
            <ol>{rows}</ol>
        </div>
    }
}

/// A click on a line's number marks the line where it stands: remembers where that is.
pub fn hold_still(event: &leptos::ev::MouseEvent, still: StoredValue<Option<(i32, f64)>>) {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    if target.is_some_and(|target| target.class_list().contains("no"))
        && let Some(pane) = document().get_element_by_id(PANE)
    {
        still.set_value(Some((pane.scroll_top(), window().scroll_y().unwrap_or_default())));
    }
}

/// Brings the line that stands out into view; other lines than before are shown from their start.
pub fn show_place(line: Option<i64>, turned: bool, is_new: bool, still: StoredValue<Option<(i32, f64)>>) {
    let Some(pane) = document().get_element_by_id(PANE) else { return };
    let held = still.try_update_value(Option::take).flatten();
    match (line, held) {
        (Some(_), Some((top, page_top))) if !turned => {
            pane.set_scroll_top(top);
            window().scroll_to_with_x_and_y(0.0, page_top);
        }
        (Some(line), _) => {
            let Some(row) = document().get_element_by_id(&format!("L{line}")) else { return };
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            row.scroll_into_view_with_scroll_into_view_options(&options);
            // Whoever came by keyboard goes on from there.
            let number = row.query_selector("a").ok().flatten();
            if is_new && let Some(number) = number.as_ref().and_then(|number| number.dyn_ref::<HtmlElement>()) {
                let _ = number.focus();
            }
        }
        (None, _) if turned => pane.set_scroll_top(0),
        (None, _) => {}
    }
}
