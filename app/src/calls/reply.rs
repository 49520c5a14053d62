//! Answers to questions, and what is said where there is none.

use leptos::prelude::ServerFnError;
use serde::{Deserialize, Serialize};

/// An answer to a question: what was asked for, or why it is not for these eyes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Reply<T> {
    Here(T),
    /// Not there, or somebody else's: both alike.
    NotFound,
    SignedOut,
}

/// What the operator reads of an error: our own sentence, or that the server could not be reached.
pub fn sentence_of(error: &ServerFnError) -> String {
    match error {
        ServerFnError::ServerError(sentence) => sentence.clone(),
        ServerFnError::Request(_) => "The server cannot be reached.".to_owned(),
        _our_own_mistake_or_an_older_server => "Something went wrong. Reload the page and try again.".to_owned(),
    }
}
