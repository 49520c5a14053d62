//! Finds the line of a moment among lines whose clock may have been wrong, and whose dates may be in either order.

use crate::clock::{AHEAD_MS, Clock};
use crate::stamp::{self, Date, Order, Reading, When};
use std::ops::Range;

/// Threads overtake each other, and clocks are put right by a little: times that go back no further go on, in milliseconds.
const GOES_BACK_MS: i64 = 10 * 1000;
/// Of lines that are about as near to a moment, by milliseconds, the first one is meant.
const NEARER_MS: i64 = 1000;
/// What a clock shows that was set, from 2001 to 2100: others begin at 1970, 1980 or 2000, or end in 2106.
const SET_MS: Range<i64> = 978_307_200_000..4_102_444_800_000;

/// Few logs go back further than this from when they were written, in milliseconds.
const OLD_MS: i64 = 400 * 24 * 60 * 60 * 1000;

/// Is this a time of a clock that was set?
pub(crate) fn is_set(time: i64) -> bool {
    SET_MS.contains(&time)
}

/// Looks for the line of a moment, line by line.
pub(crate) struct Jump<'a> {
    clock: &'a Clock,
    at: i64,
    /// When the log was written at the latest.
    near: i64,
    /// Where dates are read with their month first.
    american: bool,
    times: u64,
    /// Times with AM or PM.
    twelve_hours: u64,
    mark: u8,
    /// One for each order of dates.
    tracks: [Track; Order::ALL.len()],
}

/// What the lines say if dates are written in one order.
#[derive(Debug, Default, Clone, Copy)]
struct Track {
    /// Days that do not exist.
    impossible: u64,
    /// Later than the log was written.
    ahead: u64,
    /// Long before the log was written.
    old: u64,
    /// Times that went back.
    back: u64,
    last: Option<i64>,
    /// The latest time since they went back.
    highest: Option<i64>,
    /// The line found, and how long after the moment it is.
    found: Option<(u64, i64)>,
}

impl<'a> Jump<'a> {
    pub(crate) fn new(clock: &'a Clock, at: i64, near: i64, zone: &str) -> Self {
        let american = zone.starts_with("America/") || zone.starts_with("US/") || zone == "Pacific/Honolulu";
        let tracks = Default::default();
        Self { clock, at, near, american, times: 0, twelve_hours: 0, mark: 0, tracks }
    }

    pub(crate) fn take(&mut self, number: u64, line: &[u8]) {
        let Some(stamp) = stamp::find(line) else { return };
        let mut known = false;
        match stamp.when {
            When::Reading(Reading { date: Date::Open { mark, .. }, twelve_hours, .. }) => {
                self.twelve_hours += u64::from(twelve_hours);
                self.mark = mark;
                for (order, track) in Order::ALL.into_iter().zip(&mut self.tracks) {
                    match self.clock.time_of(&stamp.when, order) {
                        Some(time) => {
                            known = true;
                            track.take(number, time, self.at, self.near);
                        }
                        None => track.impossible += 1,
                    }
                }
            }
            When::Reading(Reading { date: Date::Clear { .. }, .. }) | When::Moment(_) => {
                if let Some(time) = self.clock.time_of(&stamp.when, Order::Day) {
                    known = true;
                    self.tracks.iter_mut().for_each(|track| track.take(number, time, self.at, self.near));
                }
            }
        }
        self.times += u64::from(known);
    }

    /// Was there any time at all?
    pub(crate) fn any_time(&self) -> bool {
        self.times > 0
    }

    /// The first line as late as the moment, in the order of dates that fits best.
    pub(crate) fn found(&self) -> Option<u64> {
        let best = Order::ALL
            .into_iter()
            .zip(&self.tracks)
            .min_by_key(|(order, track)| (track.impossible, track.ahead, track.old, track.back, self.custom(*order)));
        best.and_then(|(_, track)| track.found).map(|(line, _)| line)
    }

    /// How unusual an order is where nothing else tells.
    fn custom(&self, order: Order) -> usize {
        let month_first = self.mark != b'.' && (self.twelve_hours > 0 || self.american);
        let usual = match self.mark {
            _ if month_first => [Order::Month, Order::Day, Order::Year],
            b'-' => [Order::Year, Order::Day, Order::Month],
            _ => [Order::Day, Order::Month, Order::Year],
        };
        usual.iter().position(|known| *known == order).unwrap_or(usual.len())
    }
}

impl Track {
    fn take(&mut self, number: u64, time: i64, at: i64, near: i64) {
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
