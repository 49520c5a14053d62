//! Two archives, and two texts, beside each other.

use crate::making::*;
use archive::{Change, HunkLineKind, LineOptions, compare, compare_lines};

/// C10.
#[test]
fn files_are_matched_by_path() {
    use Change::*;
    let check = |left: &[u8], right: &[u8], expected: &[(&str, Change)]| {
        let comparison = compare(&open(left), &open(right)).unwrap();
        let files: Vec<_> = comparison.files.iter().map(|file| (file.path.as_str(), file.change)).collect();
        assert_eq!(files, expected);
        assert_eq!(comparison.cut_short, None);
    };
    let left: [(&str, &[u8]); 4] = [("d1/a", b"1"), ("d1/b", b"22"), ("d1/c", b"3"), ("d1/e", b"x")];
    let right: [(&str, &[u8]); 4] = [("d2/b", b"22"), ("d2/a", b"0"), ("d2/e", b"xy"), ("d2/f", b"")];
    let expected = [("d2/b", Same), ("d2/a", Changed), ("d2/e", Changed), ("d2/f", Added), ("d1/c", Gone)];
    check(&zip(&left), &zip(&right), &expected);
    check(&gz(&tar(&left)), &tar(&right), &expected);
    check(&zip(&left), &gz(&tar(&left)), &[("d1/a", Same), ("d1/b", Same), ("d1/c", Same), ("d1/e", Same)]);
    check(b"one", b"two", &[("upload.log.gz", Changed)]);
    check(&zip(&[("x.log", b"one")]), &gz(b"one"), &[("upload.log", Same)]);
    check(&zip(&[("a", b"1"), ("b", b"2")]), &zip(&[("x/a", b"1")]), &[("x/a", Added), ("a", Gone), ("b", Gone)]);
    check(&tar(&[("./a", b"1"), ("./b", b"2")]), &tar(&[("a", b"1"), ("b", b"2")]), &[("a", Same), ("b", Same)]);
    let inner = |text: &[u8]| zip(&[("in.zip", &zip(&[("a", text), ("b", b"")]))]);
    check(&inner(b"1"), &inner(b"2"), &[("in.zip/a", Changed), ("in.zip/b", Same)]);
}

#[test]
fn what_cannot_be_read_is_not_compared() {
    let mut damaged = zip(&[("a", b"one"), ("b", b"two")]);
    patch(&mut damaged, b"PK\x01\x02", 16, b"\0\0\0\0");
    let comparison = compare(&open(&damaged), &open(&zip(&[("a", b"one"), ("b", b"two")]))).unwrap();
    assert_eq!(comparison.files[0].change, Change::NotCompared);
    let why = "Not all of a was compared. The file is damaged: its check sum does not match.";
    assert_eq!(comparison.cut_short.as_deref(), Some(why));
}

/// C10.
#[test]
fn lines_are_compared_with_their_context() {
    let check = |left: &str, right: &str, ignore_times: bool, expected: &[&str]| {
        let options = LineOptions { ignore_times };
        let difference = compare_lines(&open(left.as_bytes()), 0, &open(right.as_bytes()), 0, options).unwrap();
        let mut shown = Vec::new();
        for hunk in &difference.hunks {
            shown.push(format!("@ {} {}", hunk.left_from, hunk.right_from));
            for row in &hunk.rows {
                shown.push(match row.kind {
                    HunkLineKind::Context => format!("{} {} {}", row.left.unwrap(), row.right.unwrap(), row.text),
                    HunkLineKind::Added => format!("+{} {}", row.right.unwrap(), row.text),
                    HunkLineKind::Gone => format!("-{} {}", row.left.unwrap(), row.text),
                });
            }
        }
        assert_eq!(shown, expected);
        let count = |sign: char| shown.iter().filter(|row| row.starts_with(sign)).count() as u64;
        assert_eq!((difference.added, difference.gone), (count('+'), count('-')));
    };
    check("a\nb\n", "a\nb", false, &[]);
    check("a\nb\n", "a\nc\n", false, &["@ 1 1", "1 1 a", "-2 b", "+2 c"]);
    check("", "a\n", false, &["@ 1 1", "+1 a"]);
    check("a\n", "", false, &["@ 1 1", "-1 a"]);
    let times = ("2026-11-26 10:00:00 boot\n[I] 10 x", "2026-11-27 11:22:33 boot\n[I] 10 x");
    check(times.0, times.1, true, &[]);
    let rows = ["@ 1 1", "-1 2026-11-26 10:00:00 boot", "+1 2026-11-27 11:22:33 boot", "2 2 [I] 10 x"];
    check(times.0, times.1, false, &rows);
    let numbers = |changed: &[u32]| -> String {
        (1..=20).map(|n| if changed.contains(&n) { "new\n".into() } else { format!("{n}\n") }).collect()
    };
    check(
        &numbers(&[]),
        &numbers(&[5, 12]),
        false,
        &[
            "@ 2 2", "2 2 2", "3 3 3", "4 4 4", "-5 5", "+5 new", "6 6 6", "7 7 7", "8 8 8", "9 9 9", "10 10 10",
            "11 11 11", "-12 12", "+12 new", "13 13 13", "14 14 14", "15 15 15",
        ],
    );
    check(
        &format!("{}z\n", numbers(&[])),
        &format!("0\n{}", numbers(&[])),
        false,
        &["@ 1 1", "+1 0", "1 2 1", "2 3 2", "3 4 3", "@ 18 19", "18 19 18", "19 20 19", "20 21 20", "-21 z"],
    );
}

#[test]
fn large_differences_are_cut() {
    let numbers = |from: u32, count: u32| -> String { (from..from + count).map(|n| format!("{n}\n")).collect() };
    let check = |left: &str, right: &str, expected: &str| {
        let difference =
            compare_lines(&open(left.as_bytes()), 0, &open(right.as_bytes()), 0, LineOptions::default()).unwrap();
        assert_eq!(difference.cut_short.as_deref(), Some(expected));
    };
    check("", &numbers(0, 6000), "Only the first 5000 of the 6000 changed lines are shown.");
    let many = numbers(0, 100_001);
    check(&many, &many, "Only the first 100000 lines and 64 MiB of upload.log.gz were compared.");
    let alike = "a\n".repeat(45_000);
    let why = "Only the first 40000 lines were compared, because so many are alike.";
    check(&format!("1\n{alike}2\n"), &format!("3\n{alike}4\n"), why);
    let long = "x".repeat(20_000);
    check(&long, &long, "Lines of upload.log.gz longer than 16 KiB were compared by their beginning.");
}
