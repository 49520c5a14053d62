//! The clock of a modem, as 3GPP writes it: years first, and the zone in quarters of an hour.

use super::Stamp;
use super::date::Date;
use super::scan::Scan;

/// Zones are at most so many quarters of an hour away.
const QUARTERS: i32 = 56;
const QUARTER_SECONDS: i32 = 15 * 60;

/// `26/11/20,12:30:00+04`, `2026/11/20,12:30:00+04`.
pub(super) fn find(from: Scan<'_>) -> Option<Stamp> {
    let mut scan = from;
    let year = match scan.digit_run() {
        2 => 2000 + i16::from(scan.two()?),
        _ => scan.year()?,
    };
    scan.one_of(b"/")?;
    let month = scan.two().filter(|month| (1..=12).contains(month))?;
    scan.one_of(b"/")?;
    let day = scan.two().filter(|day| (1..=31).contains(day))?;
    scan.one_of(b",")?;
    let day_time = scan.clock(b":").filter(|day_time| day_time.has_seconds && !day_time.twelve_hours)?;
    let sign = if scan.one_of(b"+-")? == b'-' { -1 } else { 1 };
    let quarters = (scan.digit_run() == 2).then(|| scan.digits(2))?.filter(|quarters| *quarters <= QUARTERS)?;
    if scan.next_is(|byte| byte == b':') {
        return None;
    }
    let offset = Some(sign * quarters * QUARTER_SECONDS);
    scan.end(from.at, Date::Clear { year: Some(year), month, day }, day_time, offset)
}
