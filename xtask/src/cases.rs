//! Finds the tests of what was reported from the field and writes the table of them.

use crate::error::Error;
use crate::workspace::{Workspace, files_below, write_if_new};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

const TABLE: &str = "docs/cases.md";
/// Where tests lie.
const ROOMS: [&str; 5] = ["app/src", "crates", "server", "end2end/specs", "fuzz/src"];
const ENDINGS: [&str; 2] = ["rs", "ts"];

/// A kind of reports: its letter, how many there are, what they are about.
const KINDS: [(char, u32, &str); 4] = [
    ('W', 31, "Chargers on the wire"),
    ('O', 69, "Operators, transfers, archives, hosting"),
    ('K', 22, "The console"),
    ('R', 11, "Other people's charger software"),
];

/// Cases without a test, and why.
const UNTESTED: [(&str, &str); 6] = [
    ("W-21", "permessage-deflate is declined, which RFC 7692 allows; B-22 in `door.rs` holds that"),
    ("O-16", "not yet: a charger cannot be retired"),
    ("O-19", "not yet: name and time zone of a site cannot be put right"),
    ("O-32", "not yet: one's own password cannot be changed in the console"),
    ("O-33", "not yet: a browser that keeps no cookies is not told so"),
    ("O-68", "a base path is not possible, which docs/behind-a-proxy.md says"),
];

const HEAD: &str = "# Cases from the field

What chargers, operators and browsers really do, as it was reported from the field and played against Chargehand, and the tests that hold
each case, named by its number. This page is made by `make test` from the tests themselves.
";

/// Writes the table; fails where a case has neither a test nor a reason.
pub fn check(workspace: &Workspace) -> Result<(), Error> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for room in ROOMS {
        for path in files(&workspace.root().join(room))? {
            let text = std::fs::read_to_string(&path).map_err(Error::file(&path))?;
            let name = path.strip_prefix(workspace.root()).unwrap_or(&path).display().to_string();
            for number in numbers(tests_of(&name, &text)) {
                found.entry(number).or_default().insert(name.clone());
            }
        }
    }
    let table = table(&found).map_err(Error::Cases)?;
    write_if_new(&workspace.root().join(TABLE), TABLE, &table)
}

fn table(found: &BTreeMap<String, BTreeSet<String>>) -> Result<String, String> {
    let mut table = HEAD.to_owned();
    for (letter, count, about) in KINDS {
        let _infallible = write!(table, "\n## {about}\n\n| case | held by |\n|---|---|\n");
        for number in 1..=count {
            let case = format!("{letter}-{number:02}");
            let why = UNTESTED.iter().find(|(untested, _)| *untested == case).map(|(_, why)| *why);
            let held = match (found.get(&case), why) {
                (Some(files), None) => files.iter().map(|file| format!("`{file}`")).collect::<Vec<_>>().join(", "),
                (None, Some(why)) => why.to_owned(),
                (Some(_), Some(_)) => return Err(format!("{case} has a test and a reason to have none")),
                (None, None) => return Err(format!("{case} has neither a test nor a reason to have none")),
            };
            let _infallible = writeln!(table, "| {case} | {held} |");
        }
    }
    Ok(table)
}

/// Of a source that holds its tests in itself, those alone.
fn tests_of<'a>(name: &str, text: &'a str) -> &'a str {
    let is_test_file = ["/tests/", "/tests.rs", "/specs/"].iter().any(|part| name.contains(part));
    if is_test_file {
        return text;
    }
    text.find("#[cfg(test)]").map_or("", |at| &text[at..])
}

/// `W-01`, wherever it stands as a word.
fn numbers(text: &str) -> Vec<String> {
    let bytes = text.as_bytes();
    let is_word = |at: usize| bytes.get(at).is_some_and(|byte| byte.is_ascii_alphanumeric());
    bytes
        .windows(4)
        .enumerate()
        .filter(|(_, window)| {
            let letter = KINDS.iter().any(|(letter, ..)| u32::from(window[0]) == u32::from(*letter));
            letter && window[1] == b'-' && window[2].is_ascii_digit() && window[3].is_ascii_digit()
        })
        .filter(|(at, _)| !is_word(at + 4) && !at.checked_sub(1).is_some_and(is_word))
        .map(|(_, window)| String::from_utf8_lossy(window).into_owned())
        .collect()
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut files = files_below(folder)?;
    files.retain(|path| path.extension().is_some_and(|ending| ENDINGS.iter().any(|known| ending == *known)));
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_words() {
        assert_eq!(numbers("// W-01, O-08: x W-011 AW-02 K-3 (R-11)\n\"X-04\""), ["W-01", "O-08", "R-11"]);
    }

    #[test]
    fn of_a_source_only_its_tests_count() {
        assert_eq!(tests_of("crates/a/src/b.rs", "// W-01\n#[cfg(test)]\n// W-02"), "#[cfg(test)]\n// W-02");
        assert_eq!(tests_of("crates/a/src/b.rs", "// W-01"), "");
        assert_eq!(tests_of("crates/a/tests/b.rs", "// W-01"), "// W-01");
    }

    #[test]
    fn a_case_without_test_and_reason_is_named() {
        let why = table(&BTreeMap::new()).unwrap_err();
        assert_eq!(why, "W-01 has neither a test nor a reason to have none");
    }
}
