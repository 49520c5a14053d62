//! Dates and times that stand in lines of their own: a line with the date, and lines below it with the time of day.

use super::date::Date;
use super::daytime::DayTime;
use super::scan::Scan;
use super::{begins_word, weekday_before};

/// Lines with a date alone are no longer than this, in bytes.
const LINE_MOST: usize = 80;
/// Words that may stand before the date: `Log of`, `Date:`.
const WORDS: usize = 2;

/// The date of a line that has nothing else: `=== 2026-11-20 ===`, `Date: 20.11.2026`, `Friday, November 20, 2026`.
pub(crate) fn date(line: &[u8]) -> Option<Date> {
    if line.len() > LINE_MOST || !line.iter().any(u8::is_ascii_digit) {
        return None;
    }
    (0..line.len()).filter(|&at| line[at].is_ascii_alphanumeric() && begins_word(line, at)).find_map(|at| {
        let mut scan = Scan::new(line, at);
        // What has no marks within it may be any number.
        let is_marked = matches!(scan.digit_run(), 0 | 1 | 2 | 4);
        let date = scan.date().filter(|date| is_marked && date.is_whole())?;
        let words = line[..weekday_before(Scan::new(line, at))]
            .split(|byte| !byte.is_ascii_alphanumeric() && byte.is_ascii())
            .filter(|word| !word.is_empty())
            .count();
        let ends = !line[scan.at..].iter().any(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii());
        (words <= WORDS && ends).then_some(date)
    })
}

/// The time of day that a line begins with, and its zone.
pub(crate) fn day_time(line: &[u8]) -> Option<(DayTime, Option<i32>)> {
    let mut scan = Scan::new(line, 0);
    scan.take_while(|byte| matches!(byte, b' ' | b'\t' | b'[' | b'(' | b'<' | b'"' | b'\''));
    let day_time = scan.clock(b":").filter(|day_time| day_time.has_seconds)?;
    let offset = scan.zone();
    let ends = !scan.next_is(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'/'));
    ends.then_some((day_time, offset))
}
