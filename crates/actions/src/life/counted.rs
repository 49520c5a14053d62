//! What is told once on the timeline and counted after that.

use model::TurnedAway;
use serde::{Deserialize, Serialize};

/// What is counted, the step that tells it, and how often it was seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "Kept")]
pub struct Counted {
    pub told: Told,
    pub step: i64,
    pub count: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Told {
    /// A status that the charger reports, by its name.
    Status(String),
    /// Why our file host turned it away.
    TurnedAway(TurnedAway),
    /// Why we did not take a file of it.
    NotTaken(String),
    /// A file without a byte, by its name.
    Empty(String),
}

/// As it is kept, and as it was kept before: by a word that stood for everything.
#[derive(Deserialize)]
#[serde(untagged)]
enum Kept {
    Now { told: Told, step: i64, count: i64 },
    Before(String, i64, i64),
}

impl From<Kept> for Counted {
    fn from(kept: Kept) -> Self {
        match kept {
            Kept::Now { told, step, count } => Counted { told, step, count },
            Kept::Before(word, step, count) => Counted { told: told(word), step, count },
        }
    }
}

fn told(word: String) -> Told {
    if let Some(why) = word.strip_prefix("turned away: ").and_then(TurnedAway::parse) {
        return Told::TurnedAway(why);
    }
    if let Some(name) = word.strip_prefix("empty: ") {
        return Told::Empty(name.to_owned());
    }
    // A status is one word, a reason is a sentence.
    if word.contains(' ') { Told::NotTaken(word) } else { Told::Status(word) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Progress;

    #[test]
    fn what_was_kept_by_a_word_is_read() {
        let check = |word: &str, told: Told| {
            let read: Progress = serde_json::from_str(&format!("{{\"counted\":[[\"{word}\",4,2]]}}")).unwrap();
            assert_eq!(read.counted, [Counted { told, step: 4, count: 2 }]);
            let again: Progress = serde_json::from_str(&serde_json::to_string(&read).unwrap()).unwrap();
            assert_eq!(again, read);
        };
        check("Downloading", Told::Status("Downloading".to_owned()));
        check("turned away: PackedBrotli", Told::TurnedAway(TurnedAway::PackedBrotli));
        check("empty: log.zip", Told::Empty("log.zip".to_owned()));
        check("the disk is nearly full", Told::NotTaken("the disk is nearly full".to_owned()));
    }
}
