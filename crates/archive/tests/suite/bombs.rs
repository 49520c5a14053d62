//! The well-known bombs, as they are found: 42.zip, and a table of contents of ten million files.

use crate::making::*;
use archive::{Archive, Limits};
use flate2::{Compress, Compression, Crc, FlushCompress, Status};
use std::io::{BufWriter, Write};

const MIB: usize = 1024 * 1024;

/// A member's bytes as they stand in a zip.
struct PackedMember {
    deflated: Vec<u8>,
    crc: u32,
    bytes: u32,
}

impl PackedMember {
    fn new(bytes: &[u8]) -> Self {
        let mut crc = Crc::new();
        crc.update(bytes);
        Self { deflated: deflate(bytes, FlushCompress::Finish), crc: crc.sum(), bytes: bytes.len() as u32 }
    }

    /// So many MiB of zeros: a MiB whose end is flushed can be followed by itself.
    fn zeros(mib: usize) -> Self {
        let zeros = vec![0; MIB];
        let mut one = Crc::new();
        one.update(&zeros);
        let mut crc = Crc::new();
        (0..mib).for_each(|_| crc.combine(&one));
        let mut deflated = deflate(&zeros, FlushCompress::Full).repeat(mib);
        // An empty last block.
        deflated.extend([3, 0]);
        Self { deflated, crc: crc.sum(), bytes: (mib * MIB) as u32 }
    }
}

fn deflate(bytes: &[u8], flush: FlushCompress) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + 64);
    let mut compress = Compress::new(Compression::best(), false);
    let status = compress.compress_vec(bytes, &mut out, flush).unwrap();
    assert!(status == Status::StreamEnd || compress.total_in() == bytes.len() as u64);
    out
}

fn local(name: &str, packed: &PackedMember) -> Vec<u8> {
    let mut header = b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0".to_vec();
    for number in [packed.crc, packed.deflated.len() as u32, packed.bytes] {
        header.extend(number.to_le_bytes());
    }
    header.extend((name.len() as u16).to_le_bytes());
    header.extend([0, 0]);
    header.extend(name.as_bytes());
    header
}

fn central(name: &str, packed: &PackedMember, at: usize) -> Vec<u8> {
    let mut header = b"PK\x01\x02\x14\0\x14\0\0\0\x08\0\0\0\0\0".to_vec();
    for number in [packed.crc, packed.deflated.len() as u32, packed.bytes] {
        header.extend(number.to_le_bytes());
    }
    header.extend((name.len() as u16).to_le_bytes());
    header.extend([0; 12]);
    header.extend((at as u32).to_le_bytes());
    header.extend(name.as_bytes());
    header
}

/// A zip in which each name has the same bytes of its own.
fn zip_of(names: &[String], packed: &PackedMember) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for name in names {
        directory.extend(central(name, packed, bytes.len()));
        bytes.extend(local(name, packed));
        bytes.extend(&packed.deflated);
    }
    let at = bytes.len() as u32;
    bytes.extend(&directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend((names.len() as u16).to_le_bytes());
    bytes.extend((names.len() as u16).to_le_bytes());
    bytes.extend((directory.len() as u32).to_le_bytes());
    bytes.extend(at.to_le_bytes());
    bytes.extend([0, 0]);
    bytes
}

/// G-08: 42.zip, level by level: sixteen of each in the next, and in the innermost a file of nearly 4 GiB.
#[test]
fn forty_two_zip_is_listed_to_a_bound_and_never_unpacked() {
    let innermost = zip_of(&["0.dll".to_owned()], &PackedMember::zeros(4095));
    let bomb = open(&innermost);
    assert_eq!(bomb.members()[0].bytes, Some(4095 * MIB as u64));
    let refused = read(&bomb, 0).map(|bytes| bytes.len());
    assert_eq!(refused.unwrap_err(), "Reading ended because the file unpacks to more than 200 times its size.");

    let mut level = innermost;
    for name in ["page", "doc", "chapter", "book", "lib"] {
        let names: Vec<String> = (0..16).map(|n| format!("{name} {n:x}.zip")).collect();
        level = zip_of(&names, &PackedMember::new(&level));
    }
    assert!(level.len() < 100_000, "as small as bombs are: {}", level.len());
    let archive = open(&level);
    assert!(archive.members().len() <= Limits::default().members);
    assert_eq!(archive.members()[0].path, "lib 0.zip");
    assert!(archive.members().iter().all(|member| !member.path.ends_with("0.dll")), "the innermost is never reached");
    assert_eq!(refusal(&archive), "Archives are opened 3 deep and no deeper.");
}

/// G-08: ten million entries that are really there, all for one file, with the end that zip64 has for so many.
#[test]
fn ten_million_entries_are_listed_to_the_bound() {
    const ENTRIES: u64 = 10_000_000;
    let packed = PackedMember::new(b"x");
    let first = [local("x", &packed), packed.deflated.clone()].concat();
    let thousand = central("x", &packed, 0).repeat(1_000);
    let directory = thousand.len() as u64 * (ENTRIES / 1_000);
    let mut file = tempfile::NamedTempFile::new().unwrap();
    let mut out = BufWriter::with_capacity(MIB, file.as_file_mut());
    out.write_all(&first).unwrap();
    for _ in 0..ENTRIES / 1_000 {
        out.write_all(&thousand).unwrap();
    }
    out.write_all(b"PK\x06\x06").unwrap();
    out.write_all(&44_u64.to_le_bytes()).unwrap();
    out.write_all(&[45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]).unwrap();
    for number in [ENTRIES, ENTRIES, directory, first.len() as u64] {
        out.write_all(&number.to_le_bytes()).unwrap();
    }
    out.write_all(b"PK\x06\x07\0\0\0\0").unwrap();
    out.write_all(&(first.len() as u64 + directory).to_le_bytes()).unwrap();
    out.write_all(b"\x01\0\0\0PK\x05\x06\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0").unwrap();
    out.flush().unwrap();
    drop(out);
    let archive = Archive::open(file.path(), "upload", Limits::default()).unwrap();
    assert_eq!(archive.cut_short(), Some("The zip claims 10000000 files; only the first 10000 are listed."));
    assert_eq!(archive.members().len(), 10_000);
    // All but the first share its bytes.
    assert_eq!(refusal(&archive), "It shares its bytes with another file, as only a trap does.");
    assert_eq!(read(&archive, 0).as_deref(), Ok(b"x".as_slice()));
}
