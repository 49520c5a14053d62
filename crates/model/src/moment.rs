//! A moment as the server tells it: the instant, and how it reads in the site's time zone.

use serde::{Deserialize, Serialize};

/// An instant with its local reading. The server writes both, so that nothing rendered differs between it and the browser.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub ms: i64,
    /// The reading in the site's zone, `2026-11-23 09:41:07 +02:00`.
    pub local: String,
}

impl Moment {
    /// The time of day alone, `09:41:07`.
    pub fn clock(&self) -> &str {
        self.local.get(11..19).unwrap_or(&self.local)
    }

    /// Day and minute, `2026-11-23 09:41`.
    pub fn minute(&self) -> &str {
        self.local.get(..16).unwrap_or(&self.local)
    }

    /// How far the zone's clock is from UTC at this moment, `+02:00`.
    pub fn zone(&self) -> &str {
        self.local.get(20..).unwrap_or_default()
    }
}

/// A length of time in the two largest units that matter: `41 s`, `6 min 12 s`, `3 h 5 min`, `2 d 4 h`; below a second `212 ms`.
pub fn describe_duration(ms: i64) -> String {
    let ms = ms.max(0);
    let seconds = ms / 1000;
    let pair = |large: i64, large_unit: &str, small: i64, small_unit: &str| {
        if small == 0 { format!("{large} {large_unit}") } else { format!("{large} {large_unit} {small} {small_unit}") }
    };
    match seconds {
        0 => format!("{ms} ms"),
        1..60 => format!("{seconds} s"),
        60..3600 => pair(seconds / 60, "min", seconds % 60, "s"),
        3600..86_400 => pair(seconds / 3600, "h", seconds % 3600 / 60, "min"),
        _ => pair(seconds / 86_400, "d", seconds % 86_400 / 3600, "h"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_in_two_units() {
        let check = |ms, expected: &str| assert_eq!(describe_duration(ms), expected, "{ms}");
        check(-5, "0 ms");
        check(212, "212 ms");
        check(41_900, "41 s");
        check(60_000, "1 min");
        check(372_000, "6 min 12 s");
        check(11_100_000, "3 h 5 min");
        check(187_200_000, "2 d 4 h");
    }
}
