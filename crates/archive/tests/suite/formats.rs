//! Every kind of archive is listed and read.

use crate::making::*;
use archive::{Kind, Packing, What};

const A: (&str, &[u8]) = ("logs/a.log", b"2026-11-26 10:00:00 boot\n");
const B: (&str, &[u8]) = ("logs/b.bin", b"\x7fELF\0\0\x01");

/// C8.
#[test]
fn every_kind_is_listed() {
    let check = |bytes: &[u8], kind: Kind, expected: &[&str]| {
        let archive = open(bytes);
        assert_eq!((archive.kind(), archive.cut_short()), (kind, None));
        assert_eq!(summary(&archive), expected);
    };
    let both = ["text logs/a.log", "binary logs/b.bin"];
    check(&zip(&[A, B]), Kind::Zip, &both);
    check(&stored(&[A, B]), Kind::Zip, &both);
    check(&zip(&[("logs/", b""), A]), Kind::Zip, &["folder logs/", "text logs/a.log"]);
    check(&zip(&[]), Kind::Zip, &[]);
    check(&tar(&[A, B]), Kind::Tar, &both);
    check(&gz(&tar(&[A, B])), Kind::PackedTar(Packing::Gz), &both);
    check(&gz(A.1), Kind::Packed(Packing::Gz), &["text upload.log"]);
    check(A.1, Kind::Plain, &["text upload.log.gz"]);
    check(b"", Kind::Plain, &["text upload.log.gz"]);
    check(B.1, Kind::Plain, &["binary upload.log.gz"]);
    let prefixed = [b"PK\x03\x04junk".to_vec(), zip(&[A])].concat();
    check(&prefixed, Kind::Zip, &["text logs/a.log"]);
    let long = "x/".repeat(100) + "a.log";
    check(&gz(&tar(&[(&long, b"")])), Kind::PackedTar(Packing::Gz), &[&format!("text {long}")]);
}

#[test]
fn every_kind_is_read() {
    let check = |bytes: &[u8], index: usize, expected: &[u8]| {
        assert_eq!(read(&open(bytes), index).as_deref(), Ok(expected));
    };
    for bytes in [zip(&[A, B]), stored(&[A, B]), tar(&[A, B]), gz(&tar(&[A, B]))] {
        check(&bytes, 0, A.1);
        check(&bytes, 1, B.1);
    }
    check(&gz(A.1), 0, A.1);
    check(A.1, 0, A.1);
    check(&[gz(b"one"), gz(b"two")].concat(), 0, b"onetwo");
}

#[test]
fn archives_inside_archives_are_opened() {
    let check = |bytes: &[u8], expected: &[&str]| assert_eq!(summary(&open(bytes)), expected);
    let inner = zip(&[A]);
    check(&zip(&[("in.zip", &inner), ("z.txt", b"")]), &["archive in.zip", "text in.zip/logs/a.log", "text z.txt"]);
    check(&tar(&[("in.tgz", &gz(&tar(&[A])))]), &["archive in.tgz", "text in.tgz/logs/a.log"]);
    check(&gz(&tar(&[("in.zip", &inner)])), &["archive in.zip", "text in.zip/logs/a.log"]);
    check(&zip(&[("log.1.gz", &gz(A.1))]), &["archive log.1.gz", "text log.1.gz/log.1"]);
    check(&gz(&inner), &["archive upload.log", "text upload.log/logs/a.log"]);
}

#[test]
fn sizes_and_times_are_told() {
    let check = |bytes: &[u8], expected: (Option<u64>, Option<i64>)| {
        let archive = open(bytes);
        assert_eq!((archive.members()[0].bytes, archive.members()[0].modified), expected);
    };
    check(&tar(&[A]), (Some(25), Some(1_795_687_200_000)));
    check(&gz(A.1), (None, None));
    // The zip crate writes the first time DOS knows, 1980-01-01.
    check(&zip(&[A]), (Some(25), Some(315_532_800_000)));
}

/// G-10: what begins as a page and ends as a zip is a page, and a page is text.
#[test]
fn a_polyglot_is_only_text() {
    let check = |bytes: &[u8], expected: &What| assert_eq!(&open(bytes).members()[0].what, expected);
    check(b"<html><script>alert(1)</script>", &What::Text);
    check(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", &What::Text);
    check(&[b"<html>".to_vec(), b"x".repeat(5000), zip(&[A])].concat(), &What::Text);
    check(&zip(&[("log.txt", b"<script>alert(1)</script>")]), &What::Text);
    check(b"GIF89a\0<script>", &What::Binary);
}

#[test]
fn truncated_archives_show_what_is_left() {
    let check = |bytes: &[u8], expected: &[&str]| {
        let archive = open(bytes);
        assert_eq!(summary(&archive), expected);
        assert!(archive.cut_short().is_some() && archive.is_damaged(), "it is said");
    };
    let noise: Vec<u8> =
        (0..20_000_u32).flat_map(|n| format!("{}\n", n.wrapping_mul(2_654_435_761)).into_bytes()).collect();
    let files: [(&str, &[u8]); 3] = [A, ("noise.log", &noise), ("last.log", b"last\n")];
    let cut = |bytes: Vec<u8>, left: usize| bytes[..left].to_vec();
    check(&cut(zip(&files), 30_000), &["text logs/a.log", "text noise.log"]);
    check(&cut(stored(&files), 30_000), &["text logs/a.log", "text noise.log"]);
    check(&cut(tar(&files), 30_000), &["text logs/a.log", "text noise.log"]);
    check(&cut(gz(&tar(&files)), 30_000), &["text logs/a.log", "text noise.log"]);
    let all = zip(&files);
    check(&cut(all.clone(), all.len() - 10), &["text logs/a.log", "text noise.log", "text last.log"]);
    check(b"PK\x03\x04 and nothing more", &[]);
    check(b"\x1f\x8b\x08 and nothing more", &["text upload.log"]);
}

#[test]
fn a_damaged_member_is_read_up_to_the_damage() {
    let check = |bytes: &[u8], expected: (&str, &str)| {
        let lines = open(bytes).lines(0, 1, 10).unwrap();
        assert_eq!((lines.lines[0].text.as_str(), lines.cut_short.as_deref()), (expected.0, Some(expected.1)));
    };
    let mut wrong_sum = zip(&[("a.log", b"first\nsecond\n")]);
    patch(&mut wrong_sum, b"PK\x01\x02", 16, b"\0\0\0\0");
    check(&wrong_sum, ("first", "The file is damaged: its check sum does not match."));
    let mut too_small = zip(&[("a.log", b"first\nsecond\n")]);
    patch(&mut too_small, b"PK\x01\x02", 24, b"\xff\0\0\0");
    check(&too_small, ("first", "The file is damaged: it ends too early."));
}

/// A zip behind other bytes opens where these are no text of their own, and is named where they are.
#[test]
fn a_zip_behind_other_bytes_is_told() {
    const NOTE: Option<&str> = Some("A zip begins within it, which is not opened; download it.");
    let all = zip(&[A, B]);
    let both = ["text logs/a.log", "binary logs/b.bin"];
    let stub = b"#!/bin/sh\nexec unzip \"$0\"\nexit\n".to_vec();
    let noise: Vec<u8> = (0..60_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    for before in [stub.clone(), [stub, vec![0; 60_000]].concat(), noise.clone(), vec![0; 512], vec![1, 2, 3, 0xfe]] {
        let archive = open(&[before, all.clone()].concat());
        assert_eq!((archive.kind(), summary(&archive)), (Kind::Zip, both.map(str::to_owned).to_vec()));
        assert_eq!(archive.cut_short(), None);
        assert_eq!(read(&archive, 0).as_deref(), Ok(A.1));
    }
    // A page stays a page (G-10).
    let page = open(&[b"<html>".to_vec(), b"x".repeat(5000), all.clone()].concat());
    assert_eq!(
        (page.kind(), &page.members()[0].what, page.members()[0].note.as_deref()),
        (Kind::Plain, &What::Text, NOTE)
    );
    // An end record that does not fit, or a zip far behind, is none.
    let log = A.1.repeat(10_000);
    for bytes in [[&log[..], &all[all.len() - 22..]].concat(), [log.clone(), all.clone()].concat()] {
        let archive = open(&bytes);
        assert_eq!((archive.kind(), archive.members()[0].note.as_deref()), (Kind::Plain, None));
    }
}

/// What stands before gzip or a tar by mistake keeps nobody from reading it.
#[test]
fn marks_and_zeros_before_an_archive_are_passed_over() {
    let check = |name: &str, bytes: Vec<u8>, kind: Kind, expected: &[&str]| {
        let archive = open(&bytes);
        assert_eq!((archive.kind(), archive.cut_short()), (kind, None), "{name}");
        assert_eq!(summary(&archive), expected, "{name}");
        assert_eq!(read(&archive, 0).as_deref(), Ok(A.1), "{name}");
        let inside = open(&tar(&[("in", &bytes)]));
        assert_eq!(summary(&inside)[0], "archive in", "{name}");
        assert_eq!(read(&inside, 1).as_deref(), Ok(A.1), "{name}");
    };
    let both = ["text logs/a.log", "binary logs/b.bin"];
    let zeros = |count: usize| vec![0; count];
    check("a mark", [b"\xef\xbb\xbf".to_vec(), gz(A.1)].concat(), Kind::Packed(Packing::Gz), &["text upload.log"]);
    check("zeros", [zeros(3), gz(A.1)].concat(), Kind::Packed(Packing::Gz), &["text upload.log"]);
    check("a block", [zeros(512), gz(&tar(&[A, B]))].concat(), Kind::PackedTar(Packing::Gz), &both);
    check("a block before a tar", [zeros(512), tar(&[A, B])].concat(), Kind::Tar, &both);
    check("blocks before a tar", [zeros(2048), tar(&[A, B])].concat(), Kind::Tar, &both);
    let plain = open(&[zeros(3), A.1.to_vec()].concat());
    assert_eq!((plain.kind(), summary(&plain)), (Kind::Plain, vec!["text upload.log.gz".to_owned()]));
}

#[test]
fn a_tar_of_nothing_is_named() {
    const NOTE: Option<&str> = Some("Nothing but NUL bytes, as an empty tar has; download it.");
    let check = |bytes: &[u8], expected: Option<&str>| {
        for archive in [open(bytes), open(&zip(&[("a.tar", bytes)]))] {
            assert_eq!((&archive.members()[0].what, archive.members()[0].note.as_deref()), (&What::Binary, expected));
        }
    };
    check(&[0; 1024], NOTE);
    check(&[0; 10_240], NOTE);
    check(&[0; 5000], None);
    check(&[0; 512], None);
    check(&[0; 1 << 20], None);
}
