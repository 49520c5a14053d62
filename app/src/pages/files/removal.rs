//! Removing a file for good: asked for twice, by buttons that work without script too.

use crate::changing::Changed;
use crate::commands::Fields;
use crate::reads::sentence_of;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What a row with a file to remove needs of its page.
#[derive(Clone, Copy)]
pub struct Removing {
    pub refused: RwSignal<Option<String>>,
    /// Has the list read again.
    pub again: Callback<()>,
}

impl Removing {
    /// Does it, and says why not or has the list read again.
    fn run(self, deed: impl Future<Output = Result<Changed, ServerFnError>> + 'static) {
        self.refused.set(None);
        spawn_local(async move {
            let sentence = match deed.await {
                Ok(Changed::Done) => None,
                Ok(Changed::Refused(sentence)) => Some(sentence),
                Err(error) => Some(sentence_of(&error)),
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
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some(fields) = Fields::of_event(&event) {
            removing.run(deed(fields));
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
                <button class="btn slim danger" aria-label=format!("Remove {name} for good")>
                    "Remove for good"
                </button>
            </form>
        </details>
    }
}
