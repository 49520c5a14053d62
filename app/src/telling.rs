//! What was said to a plain form, kept for the page that it leads back to: addresses carry no sentences, which anybody could write.

use serde::{Deserialize, Serialize};

/// How something ended, in a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Say {
    pub good: bool,
    pub sentence: String,
}

#[cfg(feature = "ssr")]
pub use keeping::Told;

#[cfg(feature = "ssr")]
mod keeping {
    use super::Say;
    use std::collections::VecDeque;
    use std::sync::{Arc, Mutex, PoisonError};

    /// Sentences kept at once; older ones are forgotten.
    const KEPT: usize = 256;

    /// The newest sentences by the word in the address that stands for each.
    #[derive(Clone, Debug, Default)]
    pub struct Told(Arc<Mutex<VecDeque<(String, Say)>>>);

    impl Told {
        /// `token` cannot be guessed.
        pub fn keep(&self, token: String, say: Say) {
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            kept.truncate(KEPT - 1);
            kept.push_front((token, say));
        }

        pub fn find(&self, token: &str) -> Option<Say> {
            let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            kept.iter().find(|(known, _)| known == token).map(|(_, say)| say.clone())
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn only_the_newest_sentences_are_kept() {
            let told = Told::default();
            let say = |number: usize| Say { good: true, sentence: number.to_string() };
            for number in 0..KEPT + 1 {
                told.keep(format!("t{number}"), say(number));
            }
            assert_eq!(told.find("t0"), None);
            assert_eq!(told.find("t1"), Some(say(1)));
            assert_eq!(told.find(&format!("t{KEPT}")), Some(say(KEPT)));
        }
    }
}
