//! What a form says of a change that it asked for.

use crate::calls::changes::Change;
use crate::ground::submission::Submission;
use leptos::prelude::*;

/// Asks for it, says why not where it is refused, and calls `done` where it is made.
pub fn change(
    submission: Submission,
    asked: impl Future<Output = Result<Change, ServerFnError>> + 'static,
    refused: RwSignal<Option<String>>,
    done: impl FnOnce() + 'static,
) {
    submission.go(asked, move |answer| {
        let sentence = refusal_in(answer);
        let is_made = sentence.is_none();
        refused.try_set(sentence);
        if is_made {
            done();
        }
    });
}

/// Why it was not made, if so.
pub fn refusal_in(answer: Result<Change, String>) -> Option<String> {
    match answer {
        Ok(Change::Done) => None,
        Ok(Change::Refused(sentence)) | Err(sentence) => Some(sentence),
    }
}
