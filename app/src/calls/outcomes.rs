//! How what a plain form asked for ended, kept for the page that it leads back to: addresses carry no sentences, which anybody could
//! write.

use serde::{Deserialize, Serialize};

/// How something ended, in a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    pub good: bool,
    pub sentence: String,
}

#[cfg(feature = "ssr")]
pub use shelf::Outcomes;

#[cfg(feature = "ssr")]
mod shelf {
    use crate::calls::outcomes::Outcome;
    use std::collections::VecDeque;
    use std::sync::{Arc, Mutex, PoisonError};

    /// Sentences kept at once; older ones are forgotten.
    const KEPT: usize = 256;

    /// The newest sentences by the word in the address that stands for each.
    #[derive(Clone, Debug, Default)]
    pub struct Outcomes(Arc<Mutex<VecDeque<(String, Outcome)>>>);

    impl Outcomes {
        /// `token` cannot be guessed.
        pub fn keep(&self, token: String, outcome: Outcome) {
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            kept.truncate(KEPT - 1);
            kept.push_front((token, outcome));
        }

        pub fn find(&self, token: &str) -> Option<Outcome> {
            let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            kept.iter().find(|(known, _)| known == token).map(|(_, outcome)| outcome.clone())
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn only_the_newest_sentences_are_kept() {
            let outcomes = Outcomes::default();
            let outcome = |number: usize| Outcome { good: true, sentence: number.to_string() };
            for number in 0..KEPT + 1 {
                outcomes.keep(format!("t{number}"), outcome(number));
            }
            assert_eq!(outcomes.find("t0"), None);
            assert_eq!(outcomes.find("t1"), Some(outcome(1)));
            assert_eq!(outcomes.find(&format!("t{KEPT}")), Some(outcome(KEPT)));
        }
    }
}
