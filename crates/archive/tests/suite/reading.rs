//! Lines, searches and moments.

use crate::making::*;
use archive::{Archive, ArchiveError, Cover, Limits};

fn plain(text: &str) -> Archive {
    open(text.as_bytes())
}

/// C8.
#[test]
fn pages_of_lines_are_read() {
    let text: String = (1..=1000).map(|n| format!("line {n}\r\n")).collect();
    let archive = open(&gz(&tar(&[("other.log", b"x"), ("a.log", text.as_bytes())])));
    let check = |from: u64, count: usize, expected: &[u64]| {
        let page = archive.lines(1, from, count).unwrap();
        assert_eq!(page.lines.iter().map(|line| line.number).collect::<Vec<_>>(), expected, "{from} {count}");
        assert!(page.lines.iter().all(|line| line.text == format!("line {}", line.number) && !line.cut));
        assert_eq!((page.total, page.cut_short), (1000, None));
    };
    check(1, 3, &[1, 2, 3]);
    check(0, 1, &[1]);
    check(999, 5, &[999, 1000]);
    check(1001, 5, &[]);
    check(u64::MAX, usize::MAX, &[]);
    check(500, 0, &[]);
}

#[test]
fn lines_are_shown_harmless_and_short() {
    let check = |input: &[u8], expected: &[(&str, bool)]| {
        let limits = Limits { line_bytes: 10, ..Limits::default() };
        let page = open_with(input, limits).unwrap().lines(0, 1, 10).unwrap();
        let lines: Vec<_> = page.lines.iter().map(|line| (line.text.as_str(), line.cut)).collect();
        assert_eq!((lines.as_slice(), page.total), (expected, expected.len() as u64));
    };
    check(b"a\tb\x1b[1m\n\nend", &[("a\tb�[1m", false), ("", false), ("end", false)]);
    check(b"12345678901\nx", &[("1234567890", true), ("x", false)]);
    check(b"\xff\xfeZ\0\xfc\0r\0\n\0i\0", &[("Zür", false), ("i", false)]);
    check(b"\xef\xbb\xbfmark", &[("mark", false)]);
    let long = [b"x".repeat(1_000_000), b"\nlast".to_vec()].concat();
    check(&long, &[("xxxxxxxxxx", true), ("last", false)]);
    check(b"", &[]);
}

#[test]
fn only_text_has_lines() {
    let archive = open(&zip(&[("a.bin", b"\0")]));
    assert!(matches!(archive.lines(0, 1, 1), Err(ArchiveError::NotText { .. })));
    assert!(matches!(archive.lines(1, 1, 1), Err(ArchiveError::NoSuchMember(1))));
    assert!(matches!(archive.reader(9), Err(ArchiveError::NoSuchMember(9))));
}

/// C9.
#[test]
fn text_is_found_in_any_case() {
    let archive = open(&tar(&[
        ("a.log", "Boot\nERROR one, error two\nZÜRICH\n".as_bytes()),
        ("b.bin", b"\x7fELF error\0"),
        ("c.log", b"no\nError three"),
    ]));
    let check = |member: Option<usize>, needle: &str, limit: usize, expected: &[(usize, u64)], more: bool| {
        let hits = archive.search(member, needle, limit).unwrap();
        let found: Vec<_> = hits.hits.iter().map(|hit| (hit.member, hit.line)).collect();
        assert_eq!((found.as_slice(), hits.more), (expected, more), "{needle:?}");
    };
    check(None, "error", 10, &[(0, 2), (2, 2)], false);
    check(None, "ERROR", 1, &[(0, 2)], true);
    check(None, "error", 2, &[(0, 2), (2, 2)], false);
    check(Some(2), "error", 10, &[(2, 2)], false);
    check(None, "zürich", 10, &[(0, 3)], false);
    check(None, "boot\nerror", 10, &[], false);
    check(None, "nowhere", 10, &[], false);
    check(None, "o", 0, &[], true);
    assert!(matches!(archive.search(None, "", 1), Err(ArchiveError::EmptyNeedle)));
    assert!(matches!(archive.search(None, &"x".repeat(1025), 1), Err(ArchiveError::LongNeedle { most: 1024 })));
    assert!(matches!(archive.search(Some(1), "x", 1), Err(ArchiveError::NotText { .. })));
}

#[test]
fn what_is_covered_is_neither_shown_nor_found() {
    // The label is far before the excerpt, and a secret is longer than one.
    let far = format!("password={} word {}", "s".repeat(600), "x".repeat(2000));
    let text = format!("first\n{far}\n{}", "password=guess\n".repeat(300));
    let cover = |line: &str| {
        let parts = line.split(' ').map(|part| if part.starts_with("password=") { "password=***" } else { part });
        parts.collect::<Vec<_>>().join(" ")
    };
    let check = |needle: &str, finds_covered: bool, hits: usize, more: bool| {
        let cover = Cover { cover: &cover, finds_covered };
        let found = plain(&text).search_covered(None, needle, 200, cover).unwrap();
        assert_eq!((found.hits.len(), found.more, found.cut_short), (hits, more, None), "{needle}");
        assert!(found.hits.iter().all(|hit| !hit.text.contains("sss") && !hit.text.contains("guess")), "{needle}");
    };
    check("word", false, 200, true);
    check(" word ", false, 1, false);
    check("ssss", true, 1, false);
    check("ssss", false, 0, false);
    check("guess", true, 200, true);
    check("guess", false, 0, false);
    check("first", false, 1, false);
}

#[test]
fn hits_are_found_across_blocks_and_in_long_lines() {
    let check = |needle: &str, before: usize, line_length: usize| {
        let line = format!("{}\n", "x".repeat(line_length));
        let mut text = line.repeat(before / line.len());
        let number = text.lines().count() as u64 + 1;
        text.push_str(&"y".repeat(before - text.len()));
        text.push_str(&format!("{needle}{}\n{}", "z".repeat(3000), line.repeat(3)));
        let hits = plain(&text).search(None, needle, 10).unwrap();
        assert_eq!(hits.hits.iter().map(|hit| hit.line).collect::<Vec<_>>(), [number], "{before} {line_length}");
        assert!(hits.hits[0].text.contains(needle) && hits.hits[0].text.len() < 1100);
        assert_eq!(hits.searched_bytes, text.len() as u64);
    };
    for needle in ["needle", "nädel"] {
        for before in [262_138, 262_140, 262_144, 524_280, 1_000_000] {
            check(needle, before, 100);
            check(needle, before, 70_000);
            check(needle, before, 900_000);
        }
    }
}

#[test]
fn one_long_line_is_one_hit() {
    let check = |text: String, expected: &[u64]| {
        let hits = plain(&text).search(None, "needle", 100).unwrap();
        assert_eq!(hits.hits.iter().map(|hit| hit.line).collect::<Vec<_>>(), expected);
    };
    check("needle ".repeat(200_000), &[1]);
    check(format!("{}\nneedle", "needle ".repeat(200_000)), &[1, 2]);
    check(format!("a\n{}\nb\nneedle", "needle ".repeat(100_000)), &[2, 4]);
}

/// C9.
#[test]
fn the_line_of_a_moment_is_found() {
    const TEN: i64 = 1_795_687_200_000;
    let archive = plain("start\n2026-11-26 10:59:59 a\n  more\n2026-11-26 11:00:00 b\n2026-11-26 12:00:00 c\n");
    let check = |at: i64, expected: Option<u64>| {
        assert_eq!(archive.line_at(0, at, "Europe/Berlin", None).unwrap(), expected, "{at}");
    };
    check(0, Some(2));
    check(TEN, Some(4));
    check(TEN + 1, Some(5));
    check(TEN + 3_600_001, None);
    assert!(matches!(archive.line_at(0, 0, "Nowhere/At all", None), Err(ArchiveError::Zone(_))));
    let syslog = open(&tar(&[("syslog", b"Nov 26 09:59:59 a\nNov 26 10:00:00 b\n")]));
    assert_eq!(syslog.line_at(0, TEN, "UTC", None).unwrap(), Some(2));
}
