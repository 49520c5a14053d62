//! Removals a file for good: asked for twice, by buttons that work without script too.

use crate::calls::changes::Change;
use crate::components::posted_form::PostedForm;
use crate::components::send_button::SendButton;
use crate::forms::change::change;
use crate::ground::fields::Fields;
use crate::ground::submission::{Deed, Submission};
use leptos::prelude::*;

/// What a row with a file to remove needs of its page.
#[derive(Clone, Copy)]
pub struct Removals {
    pub refused: RwSignal<Option<String>>,
    /// Has the list read again.
    pub again: Callback<()>,
}

/// `fields` go to `action`; with script they go to `deed`.
#[component]
pub fn Removal<D>(
    name: String,
    action: &'static str,
    fields: Vec<(&'static str, String)>,
    removals: Removals,
    deed: fn(Fields) -> D,
) -> impl IntoView
where
    D: Future<Output = Result<Change, ServerFnError>> + 'static,
{
    let submission = Submission::of_button(Deed::Change);
    let send = move |fields: Fields| {
        change(submission, deed(fields), removals.refused, move || removals.again.run(()));
    };
    view! {
        <details class="confirm">
            <summary class="btn slim quiet" aria-label=format!("Remove {name}")>
                "Remove"
            </summary>
            <PostedForm action send>
                {fields
                    .into_iter()
                    .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
                    .collect_view()}
                <SendButton
                    submission
                    label="Remove for good"
                    class="btn slim danger"
                    name=format!("Remove {name} for good")
                />
            </PostedForm>
        </details>
    }
}
