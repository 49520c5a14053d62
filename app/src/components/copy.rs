//! Copying: by the clipboard where the browser has one, else by a selection, as on plain http; and where that is refused, too, the
//! text is marked and the button says which keys to press.

use js_sys::{Function, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement};

/// How long the button says what came of it.
const SAID_FOR: Duration = Duration::from_secs(3);

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CopyOutcome {
    Not,
    Yes,
    /// The text is marked; the rest is the keyboard's.
    Marked {
        apple: bool,
    },
}

impl CopyOutcome {
    fn words(self) -> &'static str {
        match self {
            CopyOutcome::Not => "",
            CopyOutcome::Yes => "Copied",
            CopyOutcome::Marked { apple: false } => "Press Ctrl+C",
            CopyOutcome::Marked { apple: true } => "Press ⌘C",
        }
    }
}

/// A button that copies `text`, which stands in what `shown` finds. What came of it is told to a screen reader too.
#[component]
pub fn CopyButton(
    #[prop(into)] text: Signal<String>,
    shown: impl Fn() -> Option<Element> + Copy + 'static,
    class: &'static str,
    #[prop(optional, into)] name: Option<String>,
) -> impl IntoView {
    let copied = RwSignal::new(CopyOutcome::Not);
    let since = StoredValue::new(0_u32);
    let say = move |outcome: CopyOutcome| {
        if copied.try_set(outcome).is_some() {
            return;
        }
        let number = since.with_value(|since| since + 1);
        since.set_value(number);
        set_timeout(
            move || {
                if since.try_get_value() == Some(number) {
                    copied.set(CopyOutcome::Not);
                }
            },
            SAID_FOR,
        );
    };
    let copy = move |_| {
        let text = text.get_untracked();
        let element = shown();
        match clipboard_takes(&text) {
            Some(promise) => spawn_local(async move {
                say(if JsFuture::from(promise).await.is_ok() {
                    CopyOutcome::Yes
                } else {
                    by_selection(element.as_ref())
                });
            }),
            None => say(by_selection(element.as_ref())),
        }
    };
    view! {
        <button type="button" class=format!("{class} needs-script copy") aria-label=name on:click=copy>
            <span class="turns" data-said=move || (copied.get() != CopyOutcome::Not).then_some("")>
                <span>"Copy"</span>
                <span>{move || copied.get().words()}</span>
            </span>
        </button>
        <span class="sr" role="status">
            {move || copied.get().words()}
        </span>
    }
}

/// None where the browser has no clipboard for this page.
fn clipboard_takes(text: &str) -> Option<js_sys::Promise> {
    let navigator = window().navigator();
    let has = Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|clipboard| !clipboard.is_undefined());
    has.then(|| navigator.clipboard().write_text(text))
}

/// Marks what is shown and has the browser copy that, which it does for a press of a button alone.
fn by_selection(shown: Option<&Element>) -> CopyOutcome {
    let marked = shown.zip(window().get_selection().ok().flatten()).is_some_and(|(shown, selection)| {
        open_around(shown);
        selection.select_all_children(shown).is_ok()
    });
    if marked && browser_copies() {
        // Left marked, one sees what was copied.
        return CopyOutcome::Yes;
    }
    let platform = window().navigator().platform().unwrap_or_default();
    CopyOutcome::Marked { apple: platform.starts_with("Mac") || platform.starts_with("iP") }
}

/// What lies in a fold cannot be marked.
fn open_around(shown: &Element) {
    if let Ok(Some(fold)) = shown.closest("details") {
        let _ = fold.set_attribute("open", "");
    }
    if let Some(shown) = shown.dyn_ref::<HtmlElement>() {
        let _ = shown.focus();
    }
}

/// `document.execCommand("copy")`: old, and still the one way without a secure context.
fn browser_copies() -> bool {
    let document = document();
    let command = Reflect::get(&document, &"execCommand".into()).ok().and_then(|f| f.dyn_into::<Function>().ok());
    let copied = command.and_then(|command| command.call1(&document, &JsValue::from_str("copy")).ok());
    copied.is_some_and(|copied| copied.is_truthy())
}
