//! Twelve digits that are a date and a time of day, where their place says that they are no other number.

use super::Stamp;
use super::date::Date;
use super::scan::Scan;

/// Years that are believed.
const YEARS: std::ops::Range<i16> = 2010..2060;

/// `[261120113000]`, `(261120-113000)`: alone in brackets.
pub(super) fn in_brackets(from: Scan<'_>) -> Option<Stamp> {
    let before = from.at.checked_sub(1).map(|at| from.line[at])?;
    let close = match before {
        b'[' => b']',
        b'(' => b')',
        b'<' => b'>',
        _ => return None,
    };
    let (stamp, scan) = find(from)?;
    scan.next_is(|byte| byte == close).then_some(stamp)
}

/// The same at the very beginning of a line, which is a time only if most lines begin so.
pub(crate) fn leading(line: &[u8]) -> Option<Stamp> {
    let begin = if line.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let (stamp, scan) = find(Scan::new(line, begin))?;
    scan.peek()
        .is_none_or(|byte| matches!(byte, b' ' | b'\t' | b':' | b';' | b',' | b'|' | b']' | b'-'))
        .then_some(stamp)
}

fn find(from: Scan<'_>) -> Option<(Stamp, Scan<'_>)> {
    let mut scan = from;
    let run = scan.digit_run();
    if !matches!(run, 6 | 12) {
        return None;
    }
    let date = scan.compact_short()?;
    if !matches!(date, Date::Clear { year: Some(year), .. } if YEARS.contains(&year)) {
        return None;
    }
    if run == 6 {
        scan.one_of(b"-_T")?;
    }
    let day_time = (scan.digit_run() == 6).then(|| scan.compact_clock())??;
    let stamp = scan.end(from.at, date, day_time, None)?;
    Some((stamp, scan))
}
