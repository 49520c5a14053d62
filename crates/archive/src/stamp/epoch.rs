//! Stamps that count from 1970.

use super::scan::Scan;
use super::{Stamp, When};
use std::ops::Range;

/// Seconds since 1970 that are taken for a time: from 2001 to 2100.
const SECONDS: Range<i64> = 1_000_000_000..4_102_444_800;
/// A count without a name beside it begins within this many bytes of the line's start.
const STARTS_WITHIN: usize = 64;
/// Ten digits alone, which may be a serial number, yield to a date that begins within this many bytes behind them.
const YIELDS_TO: usize = 48;
/// And counts that are longer or in brackets to one right beside them.
const YIELDS_BESIDE: usize = 4;
/// What counts are called.
const NAMES: [&[u8]; 9] = [b"ts", b"t", b"time", b"timestamp", b"epoch", b"date", b"datetime", b"at", b"created"];
/// Where TAI64 has the year 1970.
const TAI64_1970: i64 = (1 << 62) + 10;

/// A count, which may be another number where a date stands behind it.
#[derive(Debug)]
pub(super) struct Count {
    pub(super) stamp: Stamp,
    /// A date that begins before this place in the line is the time instead.
    pub(super) yields_up_to: usize,
}

/// Seconds, with a fraction or not, milliseconds, microseconds or nanoseconds: first in a line, in brackets or behind a name;
/// and elsewhere near the start what is too long or too exact for another number.
pub(super) fn find(line: &[u8], from: usize) -> Option<Count> {
    let mut scan = Scan::new(line, from);
    let run = scan.digit_run();
    if !matches!(run, 10 | 13 | 16 | 19) {
        return None;
    }
    let count: i64 = std::str::from_utf8(&line[from..from + run]).ok()?.parse().ok()?;
    scan.at += run;
    let mut exact = run == 13;
    let mut millis = match run {
        10 => count * 1000,
        13 => count,
        16 => count / 1000,
        _ => count / 1_000_000,
    };
    let mut fraction = scan;
    if run == 10 && fraction.one_of(b".").is_some() && fraction.digit_run() > 0 {
        let mut worth = 100;
        while let Some(digit) = fraction.digits(1) {
            millis += i64::from(digit) * worth;
            worth /= 10;
        }
        scan = fraction;
        exact = true;
    }
    let before = &line[..from];
    let is_first = || before.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'[' | b'(' | b'<' | b'"' | b'\'' | b'{'));
    let in_brackets = || from < STARTS_WITHIN && (before.ends_with(b"[") || before.ends_with(b"("));
    let is_named = is_named(before);
    let is_time = is_first() || in_brackets() || (exact && from < STARTS_WITHIN) || is_named;
    let is_end = !scan.next_is(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let is_near = SECONDS.contains(&(millis / 1000));
    let yields = if is_named {
        0
    } else if run > 10 || exact || in_brackets() {
        YIELDS_BESIDE
    } else {
        YIELDS_TO
    };
    let stamp = Stamp { range: from..scan.at, when: When::Moment(millis) };
    (is_time && is_end && is_near).then(|| Count { yields_up_to: scan.at + yields, stamp })
}

fn is_named(before: &[u8]) -> bool {
    let gap = before.iter().rev().take_while(|byte| matches!(byte, b'=' | b':' | b'"' | b' ' | b'\'')).count();
    let before = &before[..before.len() - gap];
    let letters = before.iter().rev().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let name = &before[before.len() - letters..];
    gap > 0 && NAMES.iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// `@400000006745…`, as daemontools and its kin write.
pub(super) fn tai64(line: &[u8], from: usize) -> Option<Stamp> {
    let digits = line[from + 1..].iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
    let hex = |range: Range<usize>| i64::from_str_radix(std::str::from_utf8(&line[range]).ok()?, 16).ok();
    if !matches!(digits, 16 | 24) {
        return None;
    }
    let seconds = hex(from + 1..from + 17)?.checked_sub(TAI64_1970)?;
    let nanos = if digits == 24 { hex(from + 17..from + 25)? } else { 0 };
    let when = When::Moment(seconds * 1000 + nanos / 1_000_000);
    SECONDS.contains(&seconds).then_some(Stamp { range: from..from + 1 + digits, when })
}
