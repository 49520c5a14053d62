//! Bombs and traps end at a limit with a sentence, and nothing is followed.

use crate::making::*;
use archive::{ArchiveError, Limits};
use tar::EntryType;

const MIB: usize = 1024 * 1024;

fn small() -> Limits {
    Limits { members: 5, member_bytes: 3_000_000, total_bytes: 6_000_000, nested_bytes: 100_000, ..Limits::default() }
}

/// G-08: one file that unpacks to a thousand times its size.
#[test]
fn a_bomb_stops_at_the_ratio() {
    let zeros = vec![b'0'; 8 * MIB];
    let check = |bytes: &[u8], index: usize| {
        let archive = open(bytes);
        let error = read(&archive, index).map(|bytes| bytes.len()).unwrap_err();
        assert_eq!(error, "Reading ended because the file unpacks to more than 200 times its size.");
        let hits = archive.search(None, "1", 10).unwrap();
        assert!(hits.cut_short.unwrap().ends_with(&error) && hits.searched_bytes < 2 * MIB as u64);
        assert_eq!(archive.lines(index, 1, 10).unwrap().cut_short, Some(error));
    };
    check(&zip(&[("bomb.log", &zeros)]), 0);
    check(&gz(&zeros), 0);
    check(&zip(&[("bomb.gz", &gz(&zeros))]), 1);
    let tgz = open(&gz(&tar(&[("bomb.log", &zeros), ("next.log", b"")])));
    assert_eq!(summary(&tgz), ["text bomb.log"]);
    assert_eq!(tgz.cut_short(), Some("Reading ended because the file unpacks to more than 200 times its size."));
}

/// G-08: 42.zip has six levels; each has sixteen of the next.
#[test]
fn nested_archives_stop_at_the_depth() {
    let check = |levels: usize, each: usize, expected: (usize, &str)| {
        let mut level = zip(&[("0.dll", &[0; 1000])]);
        for _ in 1..levels {
            let names: Vec<String> = (0..each).map(|n| format!("lib {n}.zip")).collect();
            let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), level.as_slice())).collect();
            level = zip(&files);
        }
        let archive = open(&level);
        assert_eq!((archive.members().len(), refusal(&archive)), expected);
    };
    check(4, 1, (4, ""));
    check(6, 1, (4, "Archives are opened 3 deep and no deeper."));
    check(6, 4, (4 + 16 + 64 + 256, "Archives are opened 3 deep and no deeper."));
}

/// G-08: an archive that holds itself would never end.
#[test]
fn nested_archives_stop_at_their_bytes() {
    let inner = stored(&[("a.log", &[b'a'; 60_000])]);
    let archive = open_with(&zip(&[("1.zip", &inner), ("2.zip", &inner)]), small()).unwrap();
    assert_eq!(summary(&archive), ["archive 1.zip", "text 1.zip/a.log", "not opened 2.zip"]);
    assert_eq!(refusal(&archive), "Archives inside an archive are opened up to 100000 bytes altogether.");
    assert_eq!(read(&archive, 2).unwrap(), inner, "it can still be downloaded");
}

/// G-08: ten million entries, claimed in either end record, and really there.
#[test]
fn many_entries_stop_at_the_first_ones() {
    let check = |bytes: &[u8], cut: &str| {
        let archive = open_with(bytes, small()).unwrap();
        assert_eq!(archive.members().len(), 5);
        assert_eq!(archive.cut_short(), Some(cut));
    };
    let names: Vec<String> = (0..20).map(|n| format!("{n}.log")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), b"x".as_slice())).collect();
    check(&zip(&files), "The zip claims 20 files; only the first 5 are listed.");
    check(&tar(&files), "Only the first 5 files are listed.");
    check(&gz(&tar(&files)), "Only the first 5 files are listed.");
    // A table of contents of 200,000 entries, all for one file, with a zip64 end.
    let one = zip(&files[..1]);
    let at = one.windows(4).position(|four| four == b"PK\x01\x02").unwrap();
    let entry = &one[at..one.len() - 22];
    let mut many = one[..at].to_vec();
    many.extend(entry.repeat(200_000));
    let end64 = many.len() as u64;
    many.extend(b"PK\x06\x06");
    many.extend(44_u64.to_le_bytes());
    many.extend([45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    for number in [200_000, 200_000, entry.len() as u64 * 200_000, at as u64] {
        many.extend(number.to_le_bytes());
    }
    many.extend(b"PK\x06\x07\0\0\0\0");
    many.extend(end64.to_le_bytes());
    many.extend(1_u32.to_le_bytes());
    many.extend(b"PK\x05\x06\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0");
    check(&many, "The zip claims 200000 files; only the first 5 are listed.");
}

/// G-08: a claim of ten million entries that are not there.
#[test]
fn a_claim_of_entries_is_not_believed() {
    let mut bytes = zip(&[("a.log", b"text")]);
    patch(&mut bytes, b"PK\x05\x06", 8, &[0xff, 0xfe, 0xff, 0xfe]);
    let archive = open(&bytes);
    assert_eq!(summary(&archive), ["text a.log"]);
    assert!(archive.cut_short().is_some());
    let ends = [zip(&[("a.log", b"text")]), b"PK\x05\x06".repeat(16_000)].concat();
    assert_eq!(summary(&open(&ends)), ["text a.log"]);
}

/// G-08: an end record as long as the file must not be held.
#[test]
fn a_long_end_record_is_refused() {
    let check = |extra: usize, refused: bool| {
        let mut bytes = b"PK\x03\x04PK\x06\x06".to_vec();
        bytes.extend((44 + extra as u64).to_le_bytes());
        bytes.extend(vec![0; 44 + extra]);
        bytes.extend(b"PK\x06\x07\0\0\0\0\x04\0\0\0\0\0\0\0\x01\0\0\0");
        bytes.extend(b"PK\x05\x06\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0");
        assert_eq!(matches!(open_with(&bytes, Limits::default()), Err(ArchiveError::Damaged(_))), refused, "{extra}");
    };
    check(0, false);
    check(1000, false);
    check(1_000_000, true);
}

/// G-08: members that overlap, as in the bombs of one level.
#[test]
fn overlapping_entries_are_not_opened() {
    let mut bytes = stored(&[("a.log", b"aaaa"), ("b.log", b"bbbb")]);
    // The second entry of the table of contents points at the first file.
    let last = bytes.windows(4).rposition(|four| four == b"PK\x01\x02").unwrap();
    bytes[last + 42..last + 46].copy_from_slice(&[0; 4]);
    let archive = open(&bytes);
    assert_eq!(summary(&archive), ["text a.log", "not opened b.log"]);
    assert_eq!(refusal(&archive), "It shares its bytes with another file, as only a trap does.");
    assert!(matches!(archive.reader(1), Err(ArchiveError::NotReadable { .. })));
}

#[test]
fn a_file_stops_at_its_limit_and_a_request_at_its_own() {
    const CHUNK: usize = 400_000;
    let noise: Vec<u8> = (0..90_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_string().into_bytes()).collect();
    let files: [(&str, &[u8]); 4] =
        [("1", &noise[..CHUNK]), ("2", &noise[..CHUNK]), ("3", &noise[..CHUNK]), ("4", &noise)];
    let check = |bytes: &[u8]| {
        let archive = open_with(bytes, Limits { total_bytes: 1_000_000, ..Limits::default() }).unwrap();
        assert_eq!(read(&archive, 0).unwrap().len(), CHUNK);
        let found = archive.search(None, "nothing like it", 1).unwrap();
        assert_eq!(found.searched_bytes, 1_000_000);
        assert_eq!(
            found.cut_short.unwrap(),
            "Not all of 3 was searched. Reading ended after 1000000 bytes were unpacked, the most for one request."
        );
    };
    check(&zip(&files));
    check(&tar(&files));
    for bytes in [zip(&files), tar(&files), gz(&tar(&files))] {
        let archive = open_with(&bytes, Limits { member_bytes: 500_000, ..Limits::default() }).unwrap();
        let error = read(&archive, 3).map(|bytes| bytes.len()).unwrap_err();
        assert_eq!(error, "Only the first 500000 bytes of a file are read.");
        assert_eq!(archive.search(Some(3), "nothing like it", 1).unwrap().searched_bytes, 500_000);
    }
}

/// G-09.
#[test]
fn names_lead_nowhere() {
    let check = |name: &[u8], expected: &str| {
        let regular = tar_entry(name, EntryType::Regular, b"", b"text");
        assert_eq!(summary(&open(&tar_of(&[regular]))), [format!("text {expected}")]);
    };
    check(b"../../etc/passwd", "../../etc/passwd");
    check(b"/etc/passwd", "/etc/passwd");
    check(b"a\x1b[31m\n.log", "a�[31m�.log");
    check("a\u{202e}gol.exe".as_bytes(), "a�gol.exe");
    let archive =
        open(&zip(&[("../up.log", b"1"), ("C:\\x\\y.log", b"2"), ("nul\0.log", b"3"), (&"n".repeat(4096), b"4")]));
    let cut = format!("text {}…", "n".repeat(512));
    assert_eq!(summary(&archive), ["text ../up.log", "text C:/x/y.log", "text nul�.log", cut.as_str()]);
    let mut twice = zip(&[("a.log", b"1"), ("b.log", b"22")]);
    for at in 0..twice.len() - 5 {
        if twice[at..].starts_with(b"b.log") {
            twice[at] = b'a';
        }
    }
    let archive = open(&twice);
    assert_eq!(summary(&archive), ["text a.log", "text a.log"]);
    assert_eq!((read(&archive, 0).unwrap(), read(&archive, 1).unwrap()), (b"1".to_vec(), b"22".to_vec()));
}

/// G-09.
#[test]
fn links_and_devices_are_never_followed() {
    let check = |kind: EntryType, link: &[u8], expected: &str| {
        let archive = open(&tar_of(&[tar_entry(b"it", kind, link, b"")]));
        assert_eq!(summary(&archive), [expected]);
        assert!(matches!(archive.reader(0), Err(ArchiveError::NotReadable { .. })));
        assert!(matches!(archive.lines(0, 1, 1), Err(ArchiveError::NotReadable { .. })));
    };
    check(EntryType::Symlink, b"/etc/shadow", "link it -> /etc/shadow");
    check(EntryType::Link, b"../../etc/shadow", "link it -> ../../etc/shadow");
    check(EntryType::Char, b"", "device it");
    check(EntryType::Block, b"", "device it");
    check(EntryType::Fifo, b"", "device it");
    check(EntryType::Directory, b"", "folder it");
    check(EntryType::GNUSparse, b"", "not opened it");
    check(EntryType::new(b'!'), b"", "not opened it");
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.add_symlink("it", "/etc/shadow", zip::write::SimpleFileOptions::default()).unwrap();
    assert_eq!(summary(&open(&zip.finish().unwrap().into_inner())), ["link it -> /etc/shadow"]);
}

/// C8: what cannot be read is named and says why.
#[test]
fn locked_and_unknown_packing_is_said() {
    let check = |offset: usize, value: &[u8], expected: &str, why: &str| {
        let mut bytes = zip(&[("a.log", b"text")]);
        patch(&mut bytes, b"PK\x01\x02", offset, value);
        let archive = open(&bytes);
        assert_eq!(summary(&archive), [expected]);
        assert_eq!(archive.reader(0).err().unwrap().to_string(), format!("a.log cannot be read. {why}"));
    };
    check(8, &[1, 0], "encrypted a.log", "It is locked with a password.");
    check(10, &[14, 0], "not opened a.log", "It is packed as Lzma, which is not read here.");
    check(10, &[99, 0], "not opened a.log", "It is packed as Aes, which is not read here.");
    check(42, &[9, 0, 0, 0], "not opened a.log", "Its place in the zip is damaged.");
}

/// A tar may claim a name of gigabytes, which must not be held.
#[test]
fn a_long_name_ends_the_list() {
    let first = tar_entry(b"a.log", EntryType::Regular, b"", b"text");
    let name = tar_entry(b"././@LongLink", EntryType::GNULongName, b"", &[b'n'; 100_000]);
    let archive = open(&tar_of(&[first, name]));
    assert_eq!(summary(&archive), ["text a.log"]);
    assert_eq!(archive.cut_short(), Some("The list ends at a name longer than 64 KiB."));
}
