//! Firmware versions as chargers tell them: some pad them with blanks, line ends or NULs, which are no part of the version.

use crate::is_unprintable;

/// The version without what surrounds it; none where nothing is left.
pub fn bare(told: &str) -> Option<&str> {
    // A character that could not be shown was replaced before it was kept.
    let padding = |c: char| c.is_whitespace() || is_unprintable(c) || c == char::REPLACEMENT_CHARACTER;
    Some(told.trim_matches(padding)).filter(|version| !version.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn padding_is_no_part_of_a_version() {
        // W-07
        for told in [
            "1.0.0",
            "1.0.0  ",
            "  1.0.0",
            "\t1.0.0\r\n",
            "1.0.0\0\0\0\0",
            "\u{feff}1.0.0\u{a0}",
            "1.0.0\u{200b}",
            "1.0.0\u{fffd}\u{fffd}",
        ] {
            assert_eq!(bare(told), Some("1.0.0"), "{told:?}");
        }
        for told in ["", " ", "\0\0", "\r\n"] {
            assert_eq!(bare(told), None, "{told:?}");
        }
        assert_eq!(bare("ACME 1.0 b"), Some("ACME 1.0 b"));
    }

    proptest! {
        /// W-07: whatever surrounds it, and however often it is taken off.
        #[test]
        fn a_padded_version_is_the_same_version(
            version in "[a-zA-Z0-9][a-zA-Z0-9 ._+-]{0,20}[a-zA-Z0-9]",
            before in "[ \\t\\r\\n\\x00\u{a0}\u{feff}]{0,6}",
            after in "[ \\t\\r\\n\\x00\u{a0}\u{200b}]{0,6}",
        ) {
            let padded = format!("{before}{version}{after}");
            prop_assert_eq!(bare(&padded), Some(version.as_str()));
            prop_assert_eq!(bare(&padded).and_then(bare), Some(version.as_str()));
        }
    }
}
