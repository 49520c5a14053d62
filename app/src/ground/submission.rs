//! What a form sends: at most once at a time, not for ever, given up when its form goes; and what can be said where no answer came.

use crate::ground::notice::Notice;
use crate::ground::steady::when_still;
use futures::future::{AbortHandle, Aborted, abortable};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

/// An answer that takes longer is not waited for: a browser keeps a request back where its connections to a host are used up.
const PATIENCE: Duration = Duration::from_secs(15);

/// What a request is for, which decides what can be said where its answer is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// It carries an idempotency key.
    Order,
    /// It sets something, and set twice it is the same.
    Change,
    /// A charger is registered, once.
    Register,
}

/// Why no answer came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lost {
    Unreachable,
    TooLate,
    Unreadable,
    Cancelled,
}

/// One form's request.
#[derive(Clone, Copy)]
pub struct Submission {
    deed: Deed,
    under_way: RwSignal<bool>,
    request: StoredValue<Option<AbortHandle>>,
    /// Its answer counts, even where the button has gone.
    outlives: bool,
}

impl Submission {
    /// Belongs to the form that is being made: when that goes the request is given up, and a line over the page says so.
    pub fn new(deed: Deed) -> Self {
        let submission = Self { outlives: false, ..Self::of_button(deed) };
        let notice = Notice::get();
        on_cleanup(move || {
            let under_way = submission.under_way.try_get_untracked() == Some(true);
            if let Some(request) = submission.request.try_update_value(Option::take).flatten().filter(|_| under_way) {
                request.abort();
                notice.say(deed.without_answer(Lost::Cancelled));
            }
        });
        submission
    }

    /// Belongs to a button that may go by itself, since live events tell of what it did sooner than its own answer does.
    pub fn of_button(deed: Deed) -> Self {
        Self { deed, under_way: RwSignal::new(false), request: StoredValue::new(None), outlives: true }
    }

    pub fn is_under_way(self) -> bool {
        self.under_way.get()
    }

    /// Asked by whoever sends, not by what is shown.
    pub fn is_under_way_now(self) -> bool {
        self.under_way.get_untracked()
    }

    /// Sends it, unless that is under way already. `heard` gets the answer, or the sentence that says why there is none.
    pub fn go<T: 'static>(
        self,
        request: impl Future<Output = Result<T, ServerFnError>> + 'static,
        heard: impl FnOnce(Result<T, String>) + 'static,
    ) {
        if self.is_under_way_now() {
            return;
        }
        self.under_way.set(true);
        // Dropped, a request is ended in the browser too, whether it has left or not.
        let (request, given_up) = abortable(request);
        let patience = {
            let given_up = given_up.clone();
            set_timeout_with_handle(move || given_up.abort(), PATIENCE)
        };
        self.request.set_value(Some(given_up));
        spawn_local(async move {
            let answer = request.await;
            if let Ok(patience) = patience {
                patience.clear();
            }
            let answer = match answer {
                Ok(Ok(answer)) => Ok(answer),
                Ok(Err(error)) => Err(self.deed.sentence_of(&error)),
                Err(Aborted) => Err(self.deed.without_answer(Lost::TooLate)),
            };
            when_still(move || {
                // What is given back: the form has gone, and with it whoever would hear.
                if self.under_way.try_set(false).is_none() || self.outlives {
                    heard(answer);
                }
            });
        });
    }
}

impl Deed {
    fn sentence_of(self, error: &ServerFnError) -> String {
        match error {
            // The server's own sentence.
            ServerFnError::ServerError(sentence) => sentence.clone(),
            ServerFnError::Request(_) => self.without_answer(Lost::Unreachable),
            _no_answer_of_ours => self.without_answer(Lost::Unreadable),
        }
    }

    fn without_answer(self, lost: Lost) -> String {
        let what = match lost {
            Lost::Unreachable => "The server cannot be reached.".to_owned(),
            Lost::TooLate => format!("No answer came within {} seconds.", PATIENCE.as_secs()),
            Lost::Unreadable => "The answer could not be read.".to_owned(),
            Lost::Cancelled => "Cancelled while it was on its way.".to_owned(),
        };
        let become_of_it = match (self, lost) {
            (Deed::Order, Lost::Cancelled) => "It may have been ordered all the same; then the timeline shows it.",
            (Deed::Order, _) => "It may have been ordered all the same; pressing again counts once.",
            (Deed::Change, Lost::Cancelled) => {
                "It may have been changed all the same: look before you change it again."
            }
            (Deed::Change, _) => "It may have been changed all the same; pressing again changes it once.",
            (Deed::Register, _) => "It may have been registered all the same: look for it among the chargers.",
        };
        format!("{what} {become_of_it}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// K-12, K-05: wherever an answer is missing, the sentence says what may have become of it.
    #[test]
    fn a_missing_answer_leaves_no_half_sentence() {
        let deeds = [(Deed::Order, "ordered"), (Deed::Change, "changed"), (Deed::Register, "registered")];
        for (deed, word) in deeds {
            for lost in [Lost::Unreachable, Lost::TooLate, Lost::Unreadable, Lost::Cancelled] {
                let sentence = deed.without_answer(lost);
                assert!(sentence.contains(&format!("may have been {word}")), "{sentence}");
                assert!(sentence.ends_with('.'), "{sentence}");
            }
        }
        let order = |error: &ServerFnError| Deed::Order.sentence_of(error);
        assert!(order(&ServerFnError::Request("x".to_owned())).ends_with("pressing again counts once."));
        assert!(order(&ServerFnError::Deserialization("<html>".to_owned())).contains("may have been ordered"));
        assert_eq!(
            order(&ServerFnError::ServerError("Something went wrong, reference x.".to_owned())),
            "Something went wrong, reference x."
        );
    }
}
