//! What somebody looks for: words that must all be found, in capitals or not.

/// Words that count; those behind them are left out.
pub const WORDS_MAX: usize = 8;
/// Letters of a word that count.
pub const LETTERS_MAX: usize = 64;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// In small letters.
    pub words: Vec<String>,
    /// More was asked for than counts.
    pub is_cut: bool,
}

impl Search {
    pub fn of(text: &str) -> Search {
        let mut search = Search::default();
        for word in text.split_whitespace() {
            if search.words.len() == WORDS_MAX {
                search.is_cut = true;
                break;
            }
            search.is_cut |= word.chars().nth(LETTERS_MAX).is_some();
            // A letter may become several.
            search.words.push(word.chars().take(LETTERS_MAX).flat_map(char::to_lowercase).collect());
        }
        search
    }

    /// What is said where not all of it counts.
    pub fn note(&self) -> Option<String> {
        self.is_cut.then(|| {
            format!("Only the first {WORDS_MAX} words are looked for, and the first {LETTERS_MAX} letters of each.")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_looked_for_in_small_letters() {
        let check = |text: &str, words: &[&str]| {
            assert_eq!(
                Search::of(text),
                Search { words: words.iter().map(|word| (*word).to_owned()).collect(), is_cut: false }
            );
        };
        check("", &[]);
        check("  \t ", &[]);
        check(" Kamppi\u{a0}P1 ", &["kamppi", "p1"]);
        check("ÄÖ É", &["äö", "é"]);
    }

    #[test]
    fn no_more_counts_than_may() {
        // Searches of 60,000 words once stopped every page and every charger at the door.
        let word = "Å".repeat(LETTERS_MAX);
        let most = vec![word.clone(); WORDS_MAX].join(" ");
        let search = Search::of(&most);
        assert_eq!((search.words.len(), search.is_cut, search.note()), (WORDS_MAX, false, None));
        let longer = Search::of(&format!("{word}x"));
        assert_eq!((longer.words.as_slice(), longer.is_cut), ([word.to_lowercase()].as_slice(), true));
        let more = Search::of(&format!("{most} one"));
        assert_eq!((more.words.len(), more.is_cut), (WORDS_MAX, true));
        assert!(more.note().is_some_and(|note| note.contains("8 words") && note.contains("64 letters")));
        assert_eq!(Search::of(&"a ".repeat(60_000)).words.len(), WORDS_MAX);
    }
}
