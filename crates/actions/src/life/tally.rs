//! What is told once on the timeline and counted after that.

use model::TurnedAway;
use serde::{Deserialize, Serialize};

/// What is counted, the step that tells it, and how often it was seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "Kept")]
pub struct Tally {
    pub told: TallyKey,
    pub step: i64,
    pub count: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TallyKey {
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
    Now { told: TallyKey, step: i64, count: i64 },
    Before(String, i64, i64),
}

impl From<Kept> for Tally {
    fn from(kept: Kept) -> Self {
        match kept {
            Kept::Now { told, step, count } => Tally { told, step, count },
            Kept::Before(word, step, count) => Tally { told: told(word), step, count },
        }
    }
}

fn told(word: String) -> TallyKey {
    if let Some(why) = word.strip_prefix("turned away: ").and_then(TurnedAway::parse) {
        return TallyKey::TurnedAway(why);
    }
    if let Some(name) = word.strip_prefix("empty: ") {
        return TallyKey::Empty(name.to_owned());
    }
    // A status is one word, a reason is a sentence.
    if word.contains(' ') { TallyKey::NotTaken(word) } else { TallyKey::Status(word) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Progress;

    #[test]
    fn what_was_kept_by_a_word_is_read() {
        let check = |word: &str, told: TallyKey| {
            let read: Progress = serde_json::from_str(&format!("{{\"counted\":[[\"{word}\",4,2]]}}")).unwrap();
            assert_eq!(read.counted, [Tally { told, step: 4, count: 2 }]);
            let again: Progress = serde_json::from_str(&serde_json::to_string(&read).unwrap()).unwrap();
            assert_eq!(again, read);
        };
        check("Downloading", TallyKey::Status("Downloading".to_owned()));
        check("turned away: PackedBrotli", TallyKey::TurnedAway(TurnedAway::PackedBrotli));
        check("empty: log.zip", TallyKey::Empty("log.zip".to_owned()));
        check("the disk is nearly full", TallyKey::NotTaken("the disk is nearly full".to_owned()));
    }
}
