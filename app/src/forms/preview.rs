//! The exact frames that an order would send, redacted, asked for when somebody wants to see it.

use crate::calls::commands::{Preview, preview};
use crate::calls::reply::{Reply, sentence_of};
use crate::components::frame::FrameText;
use crate::forms::state::FormState;
use crate::ground::fields::Fields;
use crate::ground::steady::when_still;
use actions::OrderForm;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{CommandKind, Refusal};
use std::time::Duration;
use wasm_bindgen::JsCast;

/// Between the last change in the form and the question.
const PAUSE: Duration = Duration::from_millis(250);

/// Folded; asks when it is opened and whenever the form changes while it is open.
#[component]
pub fn FramePreview(kind: CommandKind, form: FormState) -> impl IntoView {
    let open = RwSignal::new(false);
    let shown = RwSignal::new(None::<Preview>);
    let asked = StoredValue::new(0_u32);
    Effect::new(move || {
        let changes = form.changes.get();
        if !open.get() {
            return;
        }
        let pause = if changes == 0 { Duration::ZERO } else { PAUSE };
        let question = asked.with_value(|asked| asked + 1);
        asked.set_value(question);
        let waiting = set_timeout_with_handle(
            move || {
                let Some(fields) = form.element.get_untracked().and_then(|element| Fields::of_form(&element)) else {
                    return;
                };
                spawn_local(async move {
                    let answer = ask(kind, fields.order()).await;
                    // An answer to an older question is not shown.
                    if asked.try_get_value() == Some(question) {
                        when_still(move || drop(shown.try_set(Some(answer))));
                    }
                });
            },
            pause,
        );
        on_cleanup(move || {
            if let Ok(waiting) = waiting {
                waiting.clear();
            }
        });
    });
    let toggled = move |event: web_sys::Event| {
        let details = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        open.set(details.is_some_and(|details| details.has_attribute("open")));
    };
    view! {
        <details class="fold needs-script" on:toggle=toggled>
            <summary>"The frame that will be sent"</summary>
            {move || match shown.get() {
                None => ().into_any(),
                Some(Preview::Frames(frames)) => view! { <Frames frames /> }.into_any(),
                Some(Preview::Refused(refusal)) => view! { <p class="muted">{refusal.sentence}</p> }.into_any(),
            }}
        </details>
    }
}

/// One under the other, numbered where there are several.
#[component]
fn Frames(frames: Vec<String>) -> impl IntoView {
    let count = frames.len();
    frames
        .into_iter()
        .enumerate()
        .map(|(index, text)| {
            view! {
                {(count > 1).then(|| view! { <p class="cap">{format!("{} of {count}", index + 1)}</p> })}
                <FrameText text=Signal::stored(text) />
            }
        })
        .collect_view()
}

async fn ask(kind: CommandKind, form: OrderForm) -> Preview {
    match preview(Some(kind.slug().to_owned()), form).await {
        Ok(Reply::Here(preview)) => preview,
        Ok(Reply::NotFound) => Preview::Refused(Refusal::field("", "There is no such charger any more.")),
        Ok(Reply::SignedOut) => Preview::Refused(Refusal::field("", "You are signed out.")),
        Err(error) => Preview::Refused(Refusal::field("", sentence_of(&error))),
    }
}
