//! Finds plain text in bytes, whatever its case, without decoding them.

/// Places compared at once; the compiler turns each round into vector instructions.
const LANES: usize = 32;

/// What is looked for, in lower case.
#[derive(Debug)]
pub(crate) struct Needle {
    lower: String,
}

impl Needle {
    pub(crate) fn new(text: &str) -> Self {
        Self { lower: text.to_lowercase() }
    }

    /// True if bytes lowered as ASCII can be searched; otherwise each line is decoded.
    pub(crate) fn is_ascii(&self) -> bool {
        self.lower.is_ascii()
    }

    /// Where it is found in bytes lowered as ASCII, at or after `from`.
    pub(crate) fn find(&self, lowered: &[u8], from: usize) -> Option<usize> {
        let needle = self.lower.as_bytes();
        let [first, .., last] = needle else {
            let only = *needle.first()?;
            return lowered.get(from..)?.iter().position(|&byte| byte == only).map(|at| from + at);
        };
        let haystack = lowered.get(from..)?;
        let places = haystack.len().checked_sub(needle.len())? + 1;
        let begins = &haystack[..places];
        let ends = &haystack[needle.len() - 1..];
        let is_here = |at: usize| begins[at] == *first && ends[at] == *last && haystack[at..].starts_with(needle);
        let mut at = 0;
        for (begins, ends) in begins.chunks_exact(LANES).zip(ends.chunks_exact(LANES)) {
            let any = begins.iter().zip(ends).fold(false, |any, (a, b)| any | ((a == first) & (b == last)));
            if any && let Some(found) = (at..at + LANES).find(|&at| is_here(at)) {
                return Some(from + found);
            }
            at += LANES;
        }
        (at..places).find(|&at| is_here(at)).map(|found| from + found)
    }

    /// Where it is found in a text, in bytes of about the same place.
    pub(crate) fn find_in(&self, text: &str) -> Option<usize> {
        text.to_lowercase().find(&self.lower)
    }

    /// Where it is found in one line, in bytes of about the same place in the line.
    pub(crate) fn find_decoded(&self, line: &[u8]) -> Option<usize> {
        if line.is_ascii() {
            return None;
        }
        self.find_in(&String::from_utf8_lossy(line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ascii_is_found_in_any_case() {
        let check = |haystack: &str, needle: &str, expected: Option<usize>| {
            let lowered = haystack.to_ascii_lowercase();
            assert_eq!(Needle::new(needle).find(lowered.as_bytes(), 0), expected, "{needle:?}");
        };
        check("BootNotification", "NOTIF", Some(4));
        check("BootNotification", "n", Some(4 + 6 - 6));
        check("BootNotification", "x", None);
        check("", "x", None);
        check("short", "longer than it", None);
        check(&("x".repeat(100) + "Error"), "error", Some(100));
        check("aaaaab", "aab", Some(3));
    }

    #[test]
    fn other_letters_are_found_in_any_case() {
        let check = |line: &str, needle: &str, expected: bool| {
            assert_eq!(Needle::new(needle).find_decoded(line.as_bytes()).is_some(), expected, "{needle:?}");
        };
        check("STRASSE ZÜRICH", "zürich", true);
        check("Straße Zürich", "ZÜRICH", true);
        check("ЗАРЯДКА", "зарядка", true);
        check("Zurich", "Zürich", false);
    }

    proptest! {
        #[test]
        fn it_finds_what_a_plain_search_finds(haystack in "[ab]{0,200}", needle in "[ab]{1,6}", from in 0usize..210) {
            let expected = haystack.get(from..).and_then(|rest| rest.find(&needle)).map(|at| from + at);
            prop_assert_eq!(Needle::new(&needle).find(haystack.as_bytes(), from), expected);
        }
    }
}
