//! Which image is the newest of its make, by what people call its version.

use model::Firmware;
use std::cmp::Ordering;

/// Is there none of the same vendor and model with a later version?
pub fn is_newest(image: &Firmware, all: &[Firmware]) -> bool {
    let later = |other: &&Firmware| {
        is_same_make(image, other)
            && compare(&other.version, &image.version).then(other.uploaded.ms.cmp(&image.uploaded.ms))
                == Ordering::Greater
    };
    all.iter().find(later).is_none()
}

fn is_same_make(one: &Firmware, other: &Firmware) -> bool {
    one.vendor.to_lowercase() == other.vendor.to_lowercase() && one.model.to_lowercase() == other.model.to_lowercase()
}

/// `1.10` is later than `1.9`, and `2.0` than `2.0-rc1`.
fn compare(one: &str, other: &str) -> Ordering {
    let (mut left, mut right) = (parts(one).into_iter(), parts(other).into_iter());
    loop {
        match (left.next(), right.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(rest)) => return if is_candidate(rest) { Ordering::Greater } else { Ordering::Less },
            (Some(rest), None) => return if is_candidate(rest) { Ordering::Less } else { Ordering::Greater },
            (Some(left), Some(right)) => match compare_part(left, right) {
                Ordering::Equal => {}
                unlike => return unlike,
            },
        }
    }
}

fn compare_part(one: &str, other: &str) -> Ordering {
    match (one.parse::<u64>(), other.parse::<u64>()) {
        (Ok(one), Ok(other)) => one.cmp(&other),
        (Ok(_), Err(_)) => Ordering::Greater,
        (Err(_), Ok(_)) => Ordering::Less,
        (Err(_), Err(_)) => one.to_lowercase().cmp(&other.to_lowercase()),
    }
}

/// Digits and letters, each on their own.
fn parts(version: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = version.trim().trim_start_matches(['v', 'V']);
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|letter: char| kind(letter) != kind(first)).unwrap_or(rest.len());
        let (part, after) = rest.split_at(end);
        if first.is_alphanumeric() {
            parts.push(part);
        }
        rest = after;
    }
    parts
}

fn kind(letter: char) -> (bool, bool) {
    (letter.is_ascii_digit(), letter.is_alphanumeric())
}

fn is_candidate(part: &str) -> bool {
    ["alpha", "beta", "rc", "pre", "dev"].contains(&part.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_people_count() {
        // B17
        let check = |later: &str, earlier: &str| {
            assert_eq!(compare(later, earlier), Ordering::Greater, "{later} {earlier}");
            assert_eq!(compare(earlier, later), Ordering::Less, "{earlier} {later}");
        };
        check("1.10.0", "1.9.9");
        check("2.0", "2.0-rc1");
        check("2.0.1", "2.0");
        check("v3", "2.9");
        check("1.8.33b", "1.8.33a");
        check("20261101", "20260930");
        assert_eq!(compare("v1.0", "1.0"), Ordering::Equal);
        assert_eq!(compare("", ""), Ordering::Equal);
    }
}
