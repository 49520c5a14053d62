//! What a charger may upload: told for what it is, listed, read line by line, and judged whether it is whole.

#![no_main]

use archive::{Archive, Limits};
use libfuzzer_sys::fuzz_target;
use std::io::Write;

/// Small bounds, so that reaching them is quick.
const LIMITS: Limits = Limits {
    members: 50,
    member_bytes: 1 << 20,
    total_bytes: 4 << 20,
    ratio: 200,
    depth: 3,
    nested_bytes: 1 << 20,
    line_bytes: 100,
};

fuzz_target!(|bytes: &[u8]| {
    let mut file = tempfile::NamedTempFile::new().expect("there is room for a small file");
    file.write_all(bytes).expect("there is room for a small file");
    archive::wholeness(file.path()).expect("the file is there");
    let Ok(archive) = Archive::open(file.path(), "upload", LIMITS) else { return };
    for member in archive.members() {
        let _ = archive.lines(member.index, 2, 5);
        let _ = archive.line_at(member.index, 1_795_165_200_000, "Europe/Berlin", None);
    }
    archive.search(None, "e", 5).expect("damage is no error");
});
