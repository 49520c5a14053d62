//! Whatever the bytes are, listing and reading end and nothing panics.

use crate::making::*;
use archive::{ArchiveError, Limits, LineOptions, compare, compare_lines, time_of};
use proptest::prelude::*;
use std::io::{Read, sink};

fn limits() -> Limits {
    Limits {
        members: 50,
        member_bytes: 1_000_000,
        total_bytes: 2_000_000,
        nested_bytes: 200_000,
        line_bytes: 100,
        ..Limits::default()
    }
}

fn use_all(bytes: &[u8]) {
    let Ok(archive) = open_with(bytes, limits()) else { return };
    assert!(archive.members().len() <= 50);
    for member in archive.members() {
        if let Ok(reader) = archive.reader(member.index) {
            let read = std::io::copy(&mut reader.take(3_000_000), &mut sink());
            assert!(read.unwrap_or(0) <= 1_000_000);
        }
        if let Ok(page) = archive.lines(member.index, 2, 5) {
            assert!(page.lines.len() <= 5);
            compare_lines(&archive, member.index, &archive, member.index, LineOptions { ignore_times: true }).unwrap();
            match archive.line_at(member.index, 0, "Europe/Berlin", None) {
                Ok(_) | Err(ArchiveError::NoTimes) => {}
                Err(error) => panic!("{error}"),
            }
        }
    }
    archive.search(None, "e", 5).unwrap();
    archive.search(None, "ü", 5).unwrap();
    compare(&archive, &archive).unwrap();
}

fn valid() -> Vec<Vec<u8>> {
    let text = "2026-11-26 10:00:00 boot\n".repeat(50);
    let files: [(&str, &[u8]); 3] = [("d/a.log", text.as_bytes()), ("d/b.bin", b"\0\x01"), ("c.txt", b"end")];
    let inner = zip(&files);
    let long = "n".repeat(150);
    vec![
        inner.clone(),
        stored(&files),
        tar(&[files[0], (&long, b"x")]),
        gz(&tar(&files)),
        gz(text.as_bytes()),
        zip(&[("in.zip", &inner), ("in.tgz", &gz(&tar(&files)))]),
        stored(&[("in.zip", &stored(&files)), ("in.tar", &tar(&files))]),
        xz(&tar(&files)),
        zst(&tar(&files)),
        bz2(&tar(&files)),
        tar(&[("a.xz", &xz(text.as_bytes())), ("b.zst", &zst(text.as_bytes())), ("c.bz2", &bz2(text.as_bytes()))]),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_bytes_are_only_bytes(
        magic in prop::sample::select(vec![&b""[..], b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08\0", b"\xff\xfe", b"\xfd7zXZ\0\0\x04", b"\x28\xb5\x2f\xfd", b"BZh91AY&SY"]),
        rest in prop::collection::vec(any::<u8>(), 0..2000),
    ) {
        use_all(&[magic, &rest].concat());
    }

    #[test]
    fn a_mutated_archive_is_only_bytes(
        which in 0usize..11,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut bytes = valid().swap_remove(which);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        use_all(&bytes);
    }

    /// The table of contents and its end are where a zip's claims are.
    #[test]
    fn a_mutated_table_of_contents_is_only_bytes(
        which in prop::sample::select(vec![0usize, 1, 5, 6]),
        changes in prop::collection::vec((0usize..200, prop::sample::select(vec![0u8, 1, 0x7f, 0xff])), 1..6),
    ) {
        let mut bytes = valid().swap_remove(which);
        for (back, byte) in changes {
            let at = bytes.len() - 1 - back;
            bytes[at] = byte;
        }
        use_all(&bytes);
    }

    #[test]
    fn any_line_has_a_time_or_none(line in any::<String>(), near in any::<i64>()) {
        time_of(&line, "Europe/Berlin", Some(near));
    }

    #[test]
    fn stamp_like_lines_have_a_time_or_none(line in "[\\[ <]{0,2}(Nov|Feb|[0-9]{2,13})[-/ :T.,0-9]{0,24}[Z+-]?[0-9:]{0,6}") {
        time_of(&line, "Europe/Berlin", Some(0));
    }
}
