//! Removing a file for good: asked for twice, by buttons that work without script too.

use crate::changing::Changed;
use crate::commands::Fields;
use crate::sending::{Deed, SendButton, Sending};
use leptos::prelude::*;

/// What a row with a file to remove needs of its page.
#[derive(Clone, Copy)]
pub struct Removing {
    pub refused: RwSignal<Option<String>>,
    /// Has the list read again.
    pub again: Callback<()>,
}

impl Removing {
    /// Does it, and says why not or has the list read again.
    fn run(self, sending: Sending, deed: impl Future<Output = Result<Changed, ServerFnError>> + 'static) {
        sending.go(deed, move |answer| {
            let sentence = match answer {
                Ok(Changed::Done) => None,
                Ok(Changed::Refused(sentence)) | Err(sentence) => Some(sentence),
            };
            if sentence.is_none() {
                self.again.run(());
            }
            self.refused.try_set(sentence);
        });
    }
}

/// `fields` go to `action`; with script they go to `deed`.
#[component]
pub fn Removal<D>(
    name: String,
    action: &'static str,
    fields: Vec<(&'static str, String)>,
    removing: Removing,
    deed: fn(Fields) -> D,
) -> impl IntoView
where
    D: Future<Output = Result<Changed, ServerFnError>> + 'static,
{
    let sending = Sending::of_button(Deed::Change);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some(fields) = Fields::of_event(&event) {
            removing.run(sending, deed(fields));
        }
    };
    view! {
        <details class="confirm">
            <summary class="btn slim quiet" aria-label=format!("Remove {name}")>
                "Remove"
            </summary>
            <form method="post" action=action on:submit=submit>
                {fields
                    .into_iter()
                    .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
                    .collect_view()}
                <SendButton
                    sending
                    label="Remove for good"
                    class="btn slim danger"
                    name=format!("Remove {name} for good")
                />
            </form>
        </details>
    }
}
