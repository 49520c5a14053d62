//! What ARCHITECTURE.md names is there, and what is there it names.

use super::sources::{architecture, root, sources};
use super::{HOUSES, reader};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Folders that nobody wrote.
const MADE: [&str; 6] = [".git", ".venv", "node_modules", "results", "target", "demo"];
/// How files end that a sentence may name.
const ENDINGS: [&str; 9] = [".rs", ".md", ".js", ".toml", ".sh", ".py", ".css", ".yml", ".json"];

/// Every file and folder of the repository, by its path.
fn everything() -> BTreeSet<String> {
    let root = root();
    let mut found = BTreeSet::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let entry = entry.unwrap();
            let path = entry.path();
            let is_made = folder == root && MADE.iter().any(|made| entry.file_name() == *made);
            if is_made || entry.file_name() == "node_modules" {
                continue;
            }
            found.insert(path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned());
            if entry.file_type().unwrap().is_dir() {
                folders.push(path);
            }
        }
    }
    found
}

/// `a/{b,c}/d` is two paths.
fn unfolded(word: &str) -> Vec<String> {
    let Some((before, rest)) = word.split_once('{') else { return vec![word.to_owned()] };
    let Some((choices, after)) = rest.split_once('}') else { return vec![word.to_owned()] };
    choices.split(',').flat_map(|choice| unfolded(&format!("{before}{choice}{after}"))).collect()
}

/// The paths that a text names: what ends like a file, or stands between backquotes and has a slash in it.
fn paths(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (n, part) in text.split('`').enumerate() {
        for word in part.split_whitespace() {
            let word =
                word.split("::").next().unwrap().trim_matches(|c: char| "(),;:".contains(c)).trim_end_matches('.');
            let is_file = ENDINGS.iter().any(|ending| word.ends_with(ending) && word.len() > ending.len());
            let is_path = n % 2 == 1 && word.contains('/') && !part.contains(' ');
            let is_elsewhere = word.starts_with('/') || word.contains("://") || word.contains(['*', '…', '$']);
            if (is_file || is_path) && !is_elsewhere {
                found.extend(unfolded(word).into_iter().map(|path| path.trim_end_matches('/').to_owned()));
            }
        }
    }
    found
}

/// A path may be named from within its crate or its folder, and a module without its ending.
fn is_there(path: &str, everything: &BTreeSet<String>) -> bool {
    let names = |known: &str| known == path || known.strip_suffix(path).is_some_and(|before| before.ends_with('/'));
    everything.iter().any(|known| names(known) || known.strip_suffix(".rs").is_some_and(names))
}

/// The lines of the code map that are about this folder.
fn part_of_map<'a>(text: &'a str, folder: &str) -> String {
    let map = text.split("## Code map").nth(1).expect("there is a code map").split("```").nth(1).expect("in a block");
    let lines = map.lines().skip_while(|line| line.split_whitespace().next() != Some(folder));
    let more = |(n, line): &(usize, &'a str)| *n == 0 || line.starts_with(' ');
    lines.enumerate().take_while(more).map(|(_, line)| line).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_path_that_architecture_names_is_there() {
    let everything = everything();
    let named = paths(&architecture());
    assert!(named.len() > 100, "this test reads nothing");
    let missing: Vec<&String> = named.iter().filter(|path| !is_there(path, &everything)).collect();
    assert!(missing.is_empty(), "ARCHITECTURE.md names what is not there: {missing:#?}");
}

#[test]
fn the_code_map_names_every_crate_and_every_top_module() {
    let text = architecture();
    let mut unnamed = Vec::new();
    for manifest in everything().iter().filter(|path| path.ends_with("Cargo.toml") && path.contains('/')) {
        let folder = manifest.trim_end_matches("/Cargo.toml");
        if part_of_map(&text, folder).is_empty() && part_of_map(&text, &format!("{folder}/")).is_empty() {
            unnamed.push(folder.to_owned());
        }
    }
    for house in HOUSES {
        let folder = house.src.trim_end_matches("src").trim_end_matches('/');
        let part = [part_of_map(&text, folder), part_of_map(&text, &format!("{folder}/"))].concat();
        let words: BTreeSet<&str> = part.split(|c: char| c.is_whitespace() || "(),;:".contains(c)).collect();
        for module in reader::top_modules(&sources(house.src)) {
            let path = Path::new(house.src).join(&module);
            if !words.contains(format!("{module}.rs").as_str()) && !words.contains(format!("{module}/").as_str()) {
                unnamed.push(path.display().to_string());
            }
        }
    }
    assert!(unnamed.is_empty(), "the code map of ARCHITECTURE.md does not name {unnamed:#?}");
}

#[test]
fn paths_are_found_in_sentences() {
    let check = |text: &str, expected: &[&str]| {
        assert_eq!(paths(text).iter().map(String::as_str).collect::<Vec<_>>(), expected, "{text}");
    };
    check("See docs/cases.md, or `store/links.rs`.", &["docs/cases.md", "store/links.rs"]);
    check(
        "in `src/{v16,v201}/said.rs` (`commands/wire.rs::next`)",
        &["commands/wire.rs", "src/v16/said.rs", "src/v201/said.rs"],
    );
    check("in `store/transactions`, a folder, and/or `crates/csms/`", &["crates/csms", "store/transactions"]);
    check("`/api/reboot`, `ws://a/b`, `crates/*/src/tests.rs`, `order(&caller, …)`, `cargo run a/b`", &[]);
    let known = BTreeSet::from(["crates/csms/src/store/links.rs".to_owned()]);
    assert!(is_there("store/links.rs", &known) && is_there("store/links", &known) && !is_there("re/links.rs", &known));
}
