//! Files packed by xz, zstd and bz2: read like gz, and within the same limits. What is not read is named.

use crate::making::*;
use archive::{Archive, Kind, Limits, Packing, What};
use flate2::Crc;

const MIB: usize = 1024 * 1024;
const A: (&str, &[u8]) = ("logs/a.log", b"2026-11-26 10:00:00 boot\n");
/// A packing, how to pack so, and how such files' names end.
type Way = (Packing, fn(&[u8]) -> Vec<u8>, &'static str);
const WAYS: [Way; 4] =
    [(Packing::Gz, gz, "gz"), (Packing::Xz, xz, "xz"), (Packing::Zstd, zst, "zst"), (Packing::Bzip2, bz2, "bz2")];

fn note(archive: &Archive, index: usize) -> &str {
    archive.members()[index].note.as_deref().unwrap_or_default()
}

/// O-58, O-60, O-63: a log.
#[test]
fn a_packed_log_is_read() {
    let text: String = (1..=2000).map(|n| format!("2026-11-20 10:00:00 step {n} of {}\n", n * 7919)).collect();
    for (packing, pack, _) in WAYS {
        let archive = open(&pack(text.as_bytes()));
        assert_eq!((archive.kind(), archive.cut_short()), (Kind::Packed(packing), None));
        assert_eq!(archive.members()[0].what, What::Text);
        assert_eq!(archive.lines(0, 1990, 100).unwrap().total, 2000);
        assert_eq!(archive.search(None, "step 1234 ", 10).unwrap().hits[0].line, 1234);
        assert_eq!(read(&archive, 0).as_deref(), Ok(text.as_bytes()));
    }
}

/// O-59, O-61: a tar in it, and what is inside an archive.
#[test]
fn a_packed_tar_is_read() {
    for (packing, pack, ending) in WAYS {
        let archive = open(&pack(&tar(&[A, ("b.log", b"end\n")])));
        assert_eq!((archive.kind(), archive.kind().to_string()), (Kind::PackedTar(packing), format!("tar.{ending}")));
        assert_eq!(summary(&archive), ["text logs/a.log", "text b.log"]);
        assert_eq!(read(&archive, 1).as_deref(), Ok(&b"end\n"[..]));
        assert_eq!(read(&archive, 0).as_deref(), Ok(A.1));
        let (log, tarred) = (format!("log.1.{ending}"), format!("all.tar.{ending}"));
        let files: [(&str, &[u8]); 2] = [(&log, &pack(A.1)), (&tarred, &pack(&tar(&[A])))];
        for outer in [zip(&files), tar(&files), pack(&tar(&files))] {
            let archive = open(&outer);
            let expected = [
                format!("archive {log}"),
                format!("text {log}/log.1"),
                format!("archive {tarred}"),
                format!("text {tarred}/logs/a.log"),
            ];
            assert_eq!(summary(&archive), expected);
            assert_eq!(read(&archive, 1).as_deref(), Ok(A.1));
            assert_eq!(read(&archive, 3).as_deref(), Ok(A.1));
        }
    }
}

/// A zip of one file, packed in a way by its number.
fn zip_by(method: u16, packed: &[u8], unpacked: &[u8]) -> Vec<u8> {
    let mut crc = Crc::new();
    crc.update(unpacked);
    let mut facts = vec![20, 0, 0, 0];
    facts.extend(method.to_le_bytes());
    facts.extend([0; 4]);
    for number in [crc.sum(), packed.len() as u32, unpacked.len() as u32] {
        facts.extend(number.to_le_bytes());
    }
    facts.extend([5, 0, 0, 0]);
    let mut bytes = [&b"PK\x03\x04"[..], &facts, b"a.log", packed].concat();
    let directory = bytes.len() as u32;
    bytes.extend([&b"PK\x01\x02\x14\0"[..], &facts, &[0; 14], b"a.log"].concat());
    let length = bytes.len() as u32 - directory;
    bytes.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    bytes.extend(length.to_le_bytes());
    bytes.extend(directory.to_le_bytes());
    bytes.extend([0, 0]);
    bytes
}

#[test]
fn members_of_a_zip_packed_so_are_read() {
    for (method, packed) in [(12, bz2(A.1)), (93, zst(A.1)), (95, xz(A.1))] {
        let archive = open(&zip_by(method, &packed, A.1));
        assert_eq!((summary(&archive), archive.cut_short()), (vec!["text a.log".to_owned()], None), "{method}");
        assert_eq!(read(&archive, 0).as_deref(), Ok(A.1));
        let damaged = open(&zip_by(method, &packed, b"2026-11-26 10:00:00 BOOT\n"));
        assert_eq!(read(&damaged, 0), Err("The file is damaged: its check sum does not match.".to_owned()));
    }
}

/// G-08: a bomb in each packing.
#[test]
fn a_bomb_stops_at_the_ratio() {
    let zeros = vec![b'0'; MIB];
    for (_, pack, ending) in WAYS {
        let bomb = pack(&zeros).repeat(20);
        let archive = open(&bomb);
        let error = read(&archive, 0).map(|bytes| bytes.len()).unwrap_err();
        assert_eq!(error, "Reading ended because the file unpacks to more than 200 times its size.", "{ending}");
        let small = Limits { total_bytes: 3_000_000, ratio: u64::MAX, ..Limits::default() };
        let error = read(&open_with(&bomb, small).unwrap(), 0).unwrap_err();
        assert_eq!(error, "Reading ended after 3000000 bytes were unpacked, the most for one request.");
        let small = Limits { member_bytes: 500_000, ratio: u64::MAX, ..Limits::default() };
        let error = read(&open_with(&bomb, small).unwrap(), 0).unwrap_err();
        assert_eq!(error, "Only the first 500000 bytes of a file are read.");
    }
}

#[test]
fn what_breaks_off_or_is_garbage_is_said() {
    let text: Vec<u8> =
        (0..20_000_u32).flat_map(|n| format!("line {}\n", n.wrapping_mul(2_654_435_761)).into_bytes()).collect();
    for (_, pack, ending) in WAYS {
        let packed = pack(&text);
        let archive = open(&packed[..packed.len() / 2]);
        let lines = archive.lines(0, 1, 1).unwrap();
        assert_eq!(lines.cut_short.as_deref(), Some("The file is damaged: it ends too early."), "{ending}");
        let tarred = pack(&tar(&[("a.log", b"short\n"), ("b.log", &text)]));
        let archive = open(&tarred[..tarred.len() / 2]);
        assert_eq!(archive.cut_short(), Some("The file is damaged: it ends too early."), "{ending}");
        assert!(archive.is_damaged());
        let mut broken = packed.clone();
        let middle = broken.len() / 2;
        broken[middle..middle + 200].fill(0x55);
        let archive = open(&broken);
        let error = read(&archive, 0).map(|bytes| bytes.len()).unwrap_err();
        assert!(error.starts_with("The file is damaged: "), "{ending}: {error}");
        let garbage = [&packed[..12], &[0x77; 500]].concat();
        let archive = open(&garbage);
        assert!(archive.cut_short().is_some(), "{ending}");
    }
}

/// What it takes to unpack is bounded, too.
#[test]
fn a_huge_window_is_refused() {
    const REFUSED: &str = "It needs a window of more than 64 MiB to be unpacked, which is not read here; download it.";
    let check = |bytes: &[u8], refused: bool| {
        let archive = open(bytes);
        let (cut_short, read) = (archive.cut_short(), read(&archive, 0));
        if refused {
            assert_eq!((cut_short, read), (Some(REFUSED), Err(REFUSED.to_owned())));
            assert_eq!(refusal(&archive), REFUSED);
        } else {
            assert_eq!((cut_short, read), (None, Ok(b"hello".to_vec())));
        }
    };
    let windowed = |byte: u8| {
        let mut bytes = xz(b"hello");
        // The one filter of the first block says how large its dictionary is.
        let header = 12..12 + (usize::from(bytes[12]) + 1) * 4;
        let at = header.start + 2 + bytes[header.start + 2..].iter().position(|&id| id == 0x21).unwrap();
        bytes[at + 2] = byte;
        let mut crc = Crc::new();
        crc.update(&bytes[header.start..header.end - 4]);
        bytes[header.end - 4..header.end].copy_from_slice(&crc.sum().to_le_bytes());
        bytes
    };
    check(&windowed(28), false);
    check(&windowed(29), true);
    check(&windowed(40), true);
    let framed = |window: u8| [&b"\x28\xb5\x2f\xfd\0"[..], &[window], b"\x29\0\0hello"].concat();
    check(&framed(0x80), false);
    check(&framed(0x88), true);
    check(&framed(0xff), true);
}

/// O-39: what an archive holds is called what it is; O-62, O-64: so is a file alone.
#[test]
fn what_is_not_read_is_named() {
    let core = [&b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x04\0>\0"[..], &[0; 300]].concat();
    let seven_zip = |last: &[u8]| {
        let mut bytes = b"7z\xbc\xaf\x27\x1c\0\x04\0\0\0\0".to_vec();
        bytes.extend(9000_u64.to_le_bytes());
        bytes.extend((last.len() as u64).to_le_bytes());
        bytes.extend([0; 4]);
        bytes.extend(vec![0xa7; 9000]);
        bytes.extend(last);
        bytes
    };
    let (plain, locked) = (seven_zip(b"\x17\x06\0\x01\x03\x01\x01"), seven_zip(b"\x17\x06\0\x24\x06\xf1\x07\x01\x0a"));
    let files: [(&str, &[u8], &str); 9] = [
        ("a.sqlite", b"SQLite format 3\0\x10\0\x01\x01\0", "SQLite database; download it."),
        ("b.pcap", b"\xd4\xc3\xb2\xa1\x02\0\x04\0\0\0\0\0", "Network capture (pcap); download it."),
        ("c.journal", b"LPKSHHRH\0\0\0\0", "systemd journal; download it."),
        ("d.core", &core, "Core dump (ELF); download it."),
        ("e.7z", &plain, "7z, which is not read here; download it."),
        ("f.7z", &locked, "7z, locked with a password or key; download it."),
        (
            "g.log.enc",
            b"Salted__\x01\x02\x03\x04\x05\x06\x07\x08\x99",
            "Encrypted by OpenSSL, locked with a password or key; download it.",
        ),
        ("h.rar", b"Rar!\x1a\x07\x01\0", "RAR, which is not read here; download it."),
        ("i.log.lz4", b"\x04\x22\x4d\x18\x64\x40\xa7", "lz4, which is not read here; download it."),
    ];
    let inside: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes, _)| (*name, *bytes)).collect();
    for outer in [zip(&inside), stored(&inside), tar(&inside), gz(&tar(&inside)), xz(&tar(&inside))] {
        let archive = open(&outer);
        for (at, (name, bytes, said)) in files.iter().enumerate() {
            assert_eq!((note(&archive, at), &archive.members()[at].what), (*said, &What::Binary), "{name}");
            assert_eq!(read(&archive, at).as_deref(), Ok(*bytes), "it can still be downloaded");
        }
    }
    for (_, bytes, said) in files {
        let archive = open(bytes);
        assert_eq!((archive.kind(), note(&archive, 0)), (Kind::Plain, said));
    }
}

/// Unpacked once, a file is the same: its list, its members in any order, lines and hits; and one that cannot be unpacked whole, or to as
/// many bytes, is read as it is.
#[test]
fn what_was_unpacked_before_reads_the_same() {
    let text: Vec<u8> = (1..=500).flat_map(|n| format!("2026-11-20 10:00:00 step {n}\n").into_bytes()).collect();
    let inner = zip(&[("in.log", &text)]);
    let forms =
        [text.clone(), tar(&[A, ("b.log", &text), ("c.bin", &[0, 1, 2, 0xff])]), tar(&[("in.zip", &inner), A]), inner];
    let unpacked = |bytes: &[u8], most: u64| {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        std::io::Write::write_all(&mut file, bytes).unwrap();
        let held = archive::UnpackedFile::of(file.path(), tempfile::tempfile, most, &Limits::default()).unwrap();
        held.map(|held| {
            (
                held.bytes(),
                Archive::open_unpacked(file.path(), "upload.log.gz", Limits::default(), Some(&held)).unwrap(),
            )
        })
    };
    for form in &forms {
        for (packing, pack, _) in WAYS {
            let bytes = pack(form);
            if packing == Packing::Gz {
                assert!(unpacked(&bytes, u64::MAX).is_none());
                continue;
            }
            let (length, again) = unpacked(&bytes, form.len() as u64).expect("it is unpacked");
            let archive = open(&bytes);
            assert_eq!(length, form.len() as u64);
            assert_eq!((again.kind(), again.cut_short()), (archive.kind(), archive.cut_short()));
            assert_eq!(again.members(), archive.members());
            for index in (0..archive.members().len()).rev() {
                assert_eq!(read(&again, index), read(&archive, index), "{packing:?} {index}");
            }
            let hits = |archive: &Archive| archive.search(None, "step 499", 10).unwrap().hits.len();
            assert_eq!(hits(&again), hits(&archive));
            assert!(unpacked(&bytes, form.len() as u64 - 1).is_none(), "more than may be kept");
            assert!(unpacked(&bytes[..bytes.len() - 9], u64::MAX).is_none(), "it breaks off");
        }
    }
}
