//! What the times of a log's lines say if its dates are written in one order.

use super::is_set;
use crate::clock::AHEAD_MS;

/// Threads overtake each other, and clocks are put right by a little: times that go back no further go on, in milliseconds.
const GOES_BACK_MS: i64 = 10 * 1000;
/// Of lines that are about as near to a moment, by milliseconds, the first one is meant.
const NEARER_MS: i64 = 1000;
/// Few logs go back further than this from when they were written, in milliseconds.
const OLD_MS: i64 = 400 * 24 * 60 * 60 * 1000;

/// What the lines say if dates are written in one order.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Track {
    /// Days that do not exist.
    pub(super) impossible: u64,
    /// Later than the log was written.
    pub(super) ahead: u64,
    /// Long before the log was written.
    pub(super) old: u64,
    /// Times that went back.
    pub(super) back: u64,
    last: Option<i64>,
    /// The latest time since they went back.
    highest: Option<i64>,
    /// The line found, and how long after the moment it is.
    pub(super) found: Option<(u64, i64)>,
}

impl Track {
    pub(super) fn take(&mut self, number: u64, time: i64, at: i64, near: i64) {
        let went_back = self.highest.is_some_and(|highest| highest.saturating_sub(GOES_BACK_MS) > time);
        self.highest = self.highest.filter(|_| !went_back).max(Some(time));
        let begins = self.last.is_none_or(|last| last < at) || went_back;
        self.back += u64::from(went_back);
        self.ahead += u64::from(time > near.saturating_add(AHEAD_MS) && is_set(time));
        self.old += u64::from(time < near.saturating_sub(OLD_MS));
        self.last = Some(time);
        let counts = is_set(time) || !is_set(at);
        if !begins || time < at || !counts {
            return;
        }
        // A clock that was wrong leads far beyond the moment; the nearest line is the one that is meant.
        let after = time.saturating_sub(at);
        if self.found.is_none_or(|(_, found)| after < found.saturating_sub(NEARER_MS)) {
            self.found = Some((number, after));
        }
    }
}
