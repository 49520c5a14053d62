//! A length of time as people write it, `30s`, `5m`, `250ms`, `1h`, on the command line and in the configuration file.

use jiff::SignedDuration;
use serde::{Deserialize, Deserializer};
use std::str::FromStr;
use std::time::Duration;

/// The longest there is: ten years. Far beyond, instants would leave what can be counted.
const LONGEST: Duration = Duration::from_secs(10 * 365 * 24 * 3600);

/// A length of time above zero, up to ten years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span(pub Duration);

impl FromStr for Span {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let bad = || format!("\"{text}\" is not a length of time above zero, such as 30s, 5m, 250ms or 1h");
        let signed = SignedDuration::from_str(text).map_err(|_| bad())?;
        let length = Duration::try_from(signed).map_err(|_| bad())?;
        if length.is_zero() || length > LONGEST { Err(bad()) } else { Ok(Self(length)) }
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_read_as_people_write_them() {
        let check = |text: &str, expected: Option<u64>| {
            let read = text.parse::<Span>().ok().map(|span| span.0.as_millis());
            assert_eq!(read, expected.map(u128::from), "{text}");
        };
        check("30s", Some(30_000));
        check("5m", Some(300_000));
        check("250ms", Some(250));
        check("1h", Some(3_600_000));
        check("1h 30m", Some(5_400_000));
        check("30 seconds", Some(30_000));
        check("87600h", Some(315_360_000_000));
        check("87601h", None);
        check("9223372036854775807s", None);
        check("0s", None);
        check("-5m", None);
        check("30", None);
        check("soon", None);
        check("", None);
    }
}
