//! A diagnostics log of some 64 KiB, such as a charger writes.

use std::fmt::Write as _;

use chrono::{DateTime, TimeDelta, Utc};

const BYTES: usize = 64 * 1024;

const LINES: [&str; 8] = [
    "INFO  meter    L1 231.4 V, L2 230.9 V, L3 232.0 V, 0.00 A, temperature 23.1 C",
    "DEBUG pilot    state A, 12.0 V, duty cycle 100 %",
    "INFO  modem    LTE, RSSI -71 dBm, cell 24405-1A2F03, 10.64.3.17",
    "DEBUG websocket ping answered",
    "INFO  rfid     reader idle, firmware 3.4.1",
    "WARN  rcd      self test due in 12 days",
    "INFO  contactor open, 4211 cycles",
    "DEBUG storage  41 % used, 118 MiB free",
];

/// "2026-12-01T04:00:00.000Z " and the end of the line.
const REST_OF_LINE: usize = 26;

/// A line every ten seconds, the last of them now.
pub fn written_until(now: DateTime<Utc>) -> String {
    let round: usize = LINES.iter().map(|line| line.len() + REST_OF_LINE).sum();
    let count = i32::try_from(BYTES * LINES.len() / round).unwrap_or_default();
    let mut log = String::with_capacity(BYTES);
    for (ago, line) in (0..count).rev().zip(LINES.iter().cycle()) {
        let at = now - TimeDelta::seconds(10) * ago;
        let _a_string_takes_all = writeln!(log, "{} {line}", at.format("%Y-%m-%dT%H:%M:%S%.3fZ"));
    }
    log
}

#[cfg(test)]
mod tests {
    use super::{BYTES, written_until};
    use chrono::{DateTime, Utc};

    #[test]
    fn a_log_has_some_64_kib_and_ends_now() {
        let now = DateTime::<Utc>::from_timestamp(1_796_097_642, 0).expect("a time");
        let log = written_until(now);
        assert!(log.len().abs_diff(BYTES) < 200, "{}", log.len());
        assert!(log.lines().last().is_some_and(|line| line.starts_with("2026-12-01T04:00:42.000Z ")), "{log}");
    }
}
