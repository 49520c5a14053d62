//! Where the frames of each charger lie in a part that has no indexes yet.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// A frame's number, and that of the CALL it answers; 0 for none.
#[derive(Clone, Copy, Debug)]
struct Entry {
    seq: i64,
    pair: i64,
}

#[derive(Debug, Default)]
pub struct Hot(HashMap<Arc<str>, Vec<Entry>>);

impl Hot {
    /// They come in the order of their numbers.
    pub fn add(&mut self, charger: &Arc<str>, seq: i64, pair: Option<i64>) {
        let entry = Entry { seq, pair: pair.unwrap_or(0) };
        match self.0.get_mut(charger) {
            Some(entries) => entries.push(entry),
            None => {
                self.0.insert(charger.clone(), vec![entry]);
            }
        }
    }

    /// The newest numbers of a charger before this one, newest first.
    pub fn before(&self, charger: &str, before: i64, most: usize) -> Vec<i64> {
        let entries = self.of(charger);
        let end = entries.partition_point(|entry| entry.seq < before);
        entries[end.saturating_sub(most)..end].iter().rev().map(|entry| entry.seq).collect()
    }

    /// The oldest numbers of a charger after this one up to another.
    pub fn between(&self, charger: &str, after: i64, until: i64, most: usize) -> Vec<i64> {
        let entries = self.of(charger);
        let start = entries.partition_point(|entry| entry.seq <= after);
        entries[start..].iter().map(|entry| entry.seq).take_while(|seq| *seq <= until).take(most).collect()
    }

    /// Those of a charger's frames that answer one of these.
    pub fn answers(&self, charger: &str, calls: &[i64]) -> Vec<i64> {
        let Some(oldest) = calls.iter().min() else { return Vec::new() };
        let wanted: HashSet<i64> = calls.iter().copied().collect();
        let entries = self.of(charger);
        let start = entries.partition_point(|entry| entry.seq <= *oldest);
        entries[start..].iter().filter(|entry| wanted.contains(&entry.pair)).map(|entry| entry.seq).collect()
    }

    fn of(&self, charger: &str) -> &[Entry] {
        self.0.get(charger).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_charger_is_read_by_its_own_numbers() {
        let (mut hot, one, two): (Hot, Arc<str>, Arc<str>) = (Hot::default(), "one".into(), "two".into());
        for (seq, charger, pair) in
            [(1, &one, None), (2, &two, None), (3, &two, Some(2)), (4, &one, Some(1)), (6, &one, None)]
        {
            hot.add(charger, seq, pair);
        }
        assert_eq!(hot.before("one", i64::MAX, 2), [6, 4]);
        assert_eq!(hot.before("one", 6, 9), [4, 1]);
        assert_eq!(hot.before("three", 6, 9), [] as [i64; 0]);
        assert_eq!(hot.between("one", 1, 6, 9), [4, 6]);
        assert_eq!(hot.between("one", 0, 5, 1), [1]);
        assert_eq!(hot.answers("one", &[1, 6]), [4]);
        assert_eq!(hot.answers("two", &[1]), [] as [i64; 0]);
    }
}
