//! Exact secrets: found with any of their bytes percent-encoded, wherever they stand.

use super::layer::percent_at;
use std::collections::VecDeque;
use std::ops::Range;

/// How far one step reads ahead: a byte, or `%XX`.
const STEP_MAX: usize = 3;

/// A secret to look for, in its own spelling and with its own percent signs resolved.
pub(super) struct Pattern {
    spellings: Vec<Vec<u8>>,
}

impl Pattern {
    pub(super) fn new(secret: &[u8]) -> Self {
        let mut spellings = vec![secret.to_vec()];
        let decoded: Vec<u8> = percent_encoding::percent_decode(secret).collect();
        if decoded != secret && decoded.len() >= super::SECRET_MIN {
            spellings.push(decoded);
        }
        Self { spellings }
    }

    /// Adds every stretch of `text` that spells the secret.
    pub(super) fn find(&self, text: &[u8], found: &mut Vec<Range<usize>>) {
        for secret in &self.spellings {
            find(secret, text, found);
        }
    }
}

/// Walks the text once with all beginnings of the secret that are alive; for each length of a beginning only the
/// earliest start is kept, so the work is at most the text's length times the secret's.
fn find(secret: &[u8], text: &[u8], found: &mut Vec<Range<usize>>) {
    if !text.contains(&b'%') {
        let starts = text.iter().enumerate().filter(|(_, byte)| Some(*byte) == secret.first()).map(|(at, _)| at);
        found.extend(starts.filter(|at| text[*at..].starts_with(secret)).map(|at| at..at + secret.len()));
        return;
    }
    let mut ahead: VecDeque<Alive> = (0..=STEP_MAX).map(|_| Alive::new(secret.len())).collect();
    let mut at = 0;
    while at <= text.len() {
        if ahead.iter().all(Alive::is_empty) {
            let begins = |byte: &u8| *byte == b'%' || Some(byte) == secret.first();
            let Some(skipped) = text[at..].iter().position(begins) else { return };
            at += skipped;
        }
        let mut alive = ahead.pop_front().expect("the window always holds the next steps");
        alive.add(0, at);
        for length in 0..alive.longest_after {
            let Some(start) = alive.starts[length] else { continue };
            let Some(wanted) = secret.get(length) else {
                found.push(start..at);
                continue;
            };
            if text.get(at) == Some(wanted) {
                ahead[0].add(length + 1, start);
            }
            if percent_at(text, at) == Some(*wanted) {
                ahead[STEP_MAX - 1].add(length + 1, start);
            }
        }
        alive.clear();
        ahead.push_back(alive);
        at += 1;
    }
}

/// The beginnings of the secret that end at one place of the text.
struct Alive {
    /// By the beginning's length: where it started.
    starts: Vec<Option<usize>>,
    /// One more than the longest length that is alive.
    longest_after: usize,
}

impl Alive {
    fn new(secret: usize) -> Self {
        Self { starts: vec![None; secret + 1], longest_after: 0 }
    }

    fn add(&mut self, length: usize, start: usize) {
        let earliest = self.starts[length].map_or(start, |other| other.min(start));
        self.starts[length] = Some(earliest);
        self.longest_after = self.longest_after.max(length + 1);
    }

    fn is_empty(&self) -> bool {
        self.longest_after == 0
    }

    fn clear(&mut self) {
        self.starts[..self.longest_after].fill(None);
        self.longest_after = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_found_in_any_spelling() {
        let check = |secret: &str, text: &str, expected: &[&str]| {
            let mut found = Vec::new();
            Pattern::new(secret.as_bytes()).find(text.as_bytes(), &mut found);
            found.sort_by_key(|range| range.start);
            let found: Vec<&str> = found.into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, expected, "{secret} in {text}");
        };
        check("p@ss", "a p@ss b", &["p@ss"]);
        check("p@ss", "a p%40ss b %70%40%73%73", &["p%40ss", "%70%40%73%73"]);
        check("p%40ss", "p@ss and p%40ss", &["p@ss", "p%40ss", "p%40ss"]);
        check("p%40ss", "p%2540ss", &["p%2540ss"]);
        check("4142", "%4142", &["4142"]);
        check("4142", "%4%3142", &["4%3142"]);
        check("%41%41", "%41%%341", &["%41%%341"]);
        check("aXa1a", "aXa1aXa1a", &["aXa1a", "aXa1a"]);
        check("aaaa", "aaaaa", &["aaaa", "aaaa"]);
        check("Passe", "passe", &[]);
        check("säule", "s%c3%A4ule", &["s%c3%A4ule"]);
    }
}
