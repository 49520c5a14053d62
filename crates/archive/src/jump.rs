//! Finds the line of a moment among lines whose clock may have been wrong, and whose dates may be in either order.

mod carried;
mod track;

use crate::clock::Clock;
use crate::stamp::{self, Date, Order, Reading, Stamp, When};
use carried::DateMemory;
use std::ops::Range;
use track::Track;

/// What a clock shows that was set, from 2001 to 2100: others begin at 1970, 1980 or 2000, or end in 2106.
const SET_MS: Range<i64> = 978_307_200_000..4_102_444_800_000;

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
    /// Lines that are not blank.
    lines: u64,
    /// Of these lines the stamps are what they are.
    plain: Way,
    /// And lines that begin with twelve digits are times, too.
    compact: Way,
    /// And lines that begin with a time of day have the date of a line before.
    carried: Way,
    date: DateMemory,
}

/// One way to read the lines.
#[derive(Debug, Default)]
struct Way {
    /// Lines that only this way gives a time.
    own: u64,
    times: u64,
    /// Times with AM or PM.
    twelve_hours: u64,
    mark: u8,
    /// One for each order of dates.
    tracks: [Track; Order::ALL.len()],
}

/// A line's time in each order of dates.
type Times = [Option<i64>; Order::ALL.len()];

impl<'a> Jump<'a> {
    pub(crate) fn new(clock: &'a Clock, at: i64, near: i64, zone: &str) -> Self {
        let american = zone.starts_with("America/") || zone.starts_with("US/") || zone == "Pacific/Honolulu";
        let (plain, compact, carried) = Default::default();
        Self { clock, at, near, american, lines: 0, plain, compact, carried, date: DateMemory::default() }
    }

    pub(crate) fn take(&mut self, number: u64, line: &[u8]) {
        self.lines += u64::from(!line.trim_ascii().is_empty());
        let (at, near) = (self.at, self.near);
        if let Some(stamp) = stamp::find(line) {
            let times = self.times(&stamp);
            for way in [&mut self.plain, &mut self.compact, &mut self.carried] {
                way.take(number, &stamp, times, at, near);
            }
            self.date.told(&stamp);
        } else if let Some(stamp) = stamp::leading(line) {
            let times = self.times(&stamp);
            self.compact.own += 1;
            self.compact.take(number, &stamp, times, at, near);
        } else if let Some(stamp) = self.date.stamp(line) {
            let times = self.times(&stamp);
            self.carried.own += 1;
            self.carried.take(number, &stamp, times, at, near);
        }
    }

    fn times(&self, stamp: &Stamp) -> Times {
        match stamp.when {
            When::Reading(Reading { date: Date::Open { .. }, .. }) => {
                Order::ALL.map(|order| self.clock.time_of(&stamp.when, order))
            }
            When::Reading(Reading { date: Date::Clear { .. }, .. }) | When::Moment(_) => {
                [self.clock.time_of(&stamp.when, Order::Day); Order::ALL.len()]
            }
        }
    }

    /// The way that most lines bear out.
    fn way(&self) -> &Way {
        if self.compact.own * 2 > self.lines {
            &self.compact
        } else if self.carried.own > self.plain.times {
            &self.carried
        } else {
            &self.plain
        }
    }

    /// Was there any time at all?
    pub(crate) fn any_time(&self) -> bool {
        self.way().times > 0
    }

    /// The first line as late as the moment, in the order of dates that fits best.
    pub(crate) fn found(&self) -> Option<u64> {
        let way = self.way();
        let best = Order::ALL.into_iter().zip(&way.tracks).min_by_key(|(order, track)| {
            (track.impossible, track.ahead, track.old, track.back, way.custom(*order, self.american))
        });
        best.and_then(|(_, track)| track.found).map(|(line, _)| line)
    }
}

impl Way {
    fn take(&mut self, number: u64, stamp: &Stamp, times: Times, at: i64, near: i64) {
        let mut is_open = false;
        if let When::Reading(Reading { date: Date::Open { mark, .. }, twelve_hours, .. }) = stamp.when {
            self.twelve_hours += u64::from(twelve_hours);
            self.mark = mark;
            is_open = true;
        }
        for (time, track) in times.into_iter().zip(&mut self.tracks) {
            match time {
                Some(time) => track.take(number, time, at, near),
                None => track.impossible += u64::from(is_open),
            }
        }
        self.times += u64::from(times.iter().any(Option::is_some));
    }

    /// How unusual an order is where nothing else tells.
    fn custom(&self, order: Order, american: bool) -> usize {
        let month_first = self.mark != b'.' && (self.twelve_hours > 0 || american);
        let usual = match self.mark {
            _ if month_first => [Order::Month, Order::Day, Order::Year],
            b'-' => [Order::Year, Order::Day, Order::Month],
            _ => [Order::Day, Order::Month, Order::Year],
        };
        usual.iter().position(|known| *known == order).unwrap_or(usual.len())
    }
}
