//! Which archives are compared, and which file's lines; it lives in the address.

use crate::ground::address::{Parts, Query};

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pair {
    pub left: String,
    pub right: String,
    /// The file's places in the two archives, `3-2`.
    pub file: Option<(i64, i64)>,
    /// Lines that differ by their time alone count as well.
    pub times_count: bool,
}

impl Query for Pair {
    fn read(part: impl Fn(&str) -> Option<String>) -> Self {
        let pair = |text: String| {
            let (left, right) = text.split_once('-')?;
            Some((left.parse().ok()?, right.parse().ok()?))
        };
        Self {
            left: part("left").unwrap_or_default(),
            right: part("right").unwrap_or_default(),
            file: part("file").and_then(pair),
            times_count: part("times").as_deref() == Some("count"),
        }
    }

    fn parts(&self) -> Parts {
        vec![
            ("left", Some(self.left.clone())),
            ("right", Some(self.right.clone())),
            ("file", self.file.map(|(left, right)| format!("{left}-{right}"))),
            ("times", self.times_count.then(|| "count".to_owned())),
        ]
    }
}

impl Pair {
    pub fn address(&self) -> String {
        self.on("/files/compare")
    }

    pub fn swapped(&self) -> Self {
        let Self { left, right, file, times_count } = self.clone();
        Self { left: right, right: left, file: file.map(|(left, right)| (right, left)), times_count }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// C10.
    #[test]
    fn a_comparison_survives_its_way_through_the_address() {
        let check = |query: &str, expected: &str, swapped: &str| {
            let parts: Vec<(&str, &str)> = query.split('&').filter_map(|part| part.split_once('=')).collect();
            let find = |name: &str| parts.iter().find(|(part, _)| *part == name).map(|(_, value)| (*value).to_owned());
            let asked = Pair::read(find);
            assert_eq!(asked.address(), format!("/files/compare{expected}"));
            assert_eq!(asked.swapped().address(), format!("/files/compare{swapped}"));
        };
        check("left=a&right=b", "?left=a&right=b", "?left=b&right=a");
        check(
            "left=a&right=b&file=3-2&times=count",
            "?left=a&right=b&file=3-2&times=count",
            "?left=b&right=a&file=2-3&times=count",
        );
        check("left=a&right=b&file=3&times=ignore", "?left=a&right=b", "?left=b&right=a");
    }
}
