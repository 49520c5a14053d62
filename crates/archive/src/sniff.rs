//! Tells archives by their first bytes, whatever their names are.

use crate::packing::Packing;
use std::io::{self, Read};
use tar::Header;

/// How many of a member's first bytes are looked at.
pub(crate) const HEAD_BYTES: usize = 4096;

/// The byte order mark of UTF-8, which is no part of what it stands before.
pub(crate) const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";
/// The length of a tar's header.
const TAR_HEADER_BYTES: usize = 512;
/// Where a tar's header keeps its own check sum, which counts as eight spaces.
const TAR_SUM: std::ops::Range<usize> = 148..156;

/// What the first bytes are the beginning of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Magic {
    Zip,
    Packed(Packing),
    Tar,
    None,
}

/// The order of the bytes of UTF-16.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Utf16 {
    Little,
    Big,
}

/// The first bytes, and the error that kept them from being more.
pub(crate) fn head(reader: &mut impl Read) -> (Vec<u8>, Option<io::Error>) {
    let mut head = Vec::new();
    let failure = reader.take(HEAD_BYTES as u64).read_to_end(&mut head).err();
    (head, failure)
}

pub(crate) fn magic(head: &[u8]) -> Magic {
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        Magic::Zip
    } else if let Some(packing) = Packing::ALL.into_iter().find(|packing| packing.begins(head)) {
        Magic::Packed(packing)
    } else if head.get(..TAR_HEADER_BYTES).is_some_and(is_tar_header) {
        Magic::Tar
    } else {
        Magic::None
    }
}

/// Bytes before an archive that are no part of it: a byte order mark or zeros before gzip, blocks of zeros before a tar.
pub(crate) fn lead(head: &[u8]) -> usize {
    let zeros = head.iter().take_while(|&&byte| byte == 0).count();
    let lead = if head.starts_with(UTF8_MARK) { UTF8_MARK.len() } else { zeros };
    let is_gz = || matches!(head[lead..], [0x1f, 0x8b, 8, ..0x20, ..]);
    let is_lead = match zeros / TAR_HEADER_BYTES * TAR_HEADER_BYTES {
        _ if lead == 0 => false,
        0 => is_gz(),
        // A tar's header begins with a letter of its name.
        blocks if blocks == zeros => is_gz() || head[lead..].get(..TAR_HEADER_BYTES).is_some_and(is_tar_header),
        _within_a_block => is_gz(),
    };
    if is_lead { lead } else { 0 }
}

/// True if the header's check sum is right.
pub(crate) fn is_tar_header(block: &[u8]) -> bool {
    let sum: u32 = block
        .iter()
        .enumerate()
        .map(|(at, &byte)| if TAR_SUM.contains(&at) { u32::from(b' ') } else { u32::from(byte) })
        .sum();
    block[0] != 0 && Header::from_byte_slice(block).cksum().is_ok_and(|said| said == sum)
}

/// The byte order mark of UTF-16.
pub(crate) fn utf16(head: &[u8]) -> Option<Utf16> {
    match head {
        [0xff, 0xfe, ..] => Some(Utf16::Little),
        [0xfe, 0xff, ..] => Some(Utf16::Big),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_before_an_archive_is_told() {
        let check = |parts: &[&[u8]], expected: usize| assert_eq!(lead(&parts.concat()), expected, "{parts:?}");
        let mut tar = Header::new_gnu();
        tar.set_path("a.log").unwrap();
        tar.set_size(0);
        tar.set_cksum();
        let gz = b"\x1f\x8b\x08\0";
        check(&[gz], 0);
        check(&[b"\xef\xbb\xbf", gz], 3);
        check(&[b"\0\0\0", gz], 3);
        check(&[&[0; 600], gz], 600);
        check(&[b"\n", gz], 0);
        check(&[&[0; 512], tar.as_bytes()], 512);
        check(&[&[0; 3072], tar.as_bytes()], 3072);
        check(&[&[0; 100], tar.as_bytes()], 0);
        check(&[tar.as_bytes()], 0);
        check(&[&[0; 4096]], 0);
        check(&[b"\xef\xbb\xbftext"], 0);
        check(&[], 0);
    }

    #[test]
    fn archives_are_told_by_their_bytes() {
        let check = |input: &[u8], expected: Magic| assert_eq!(magic(input), expected, "{input:?}");
        check(b"PK\x03\x04rest", Magic::Zip);
        check(b"PK\x05\x06", Magic::Zip);
        check(b"\x1f\x8b\x08\0", Magic::Packed(Packing::Gz));
        check(b"<html>PK\x03\x04", Magic::None);
        check(&[0; 512], Magic::None);
        check(Header::new_gnu().as_bytes(), Magic::None);
        let mut header = Header::new_gnu();
        header.set_path("a.log").unwrap();
        header.set_size(0);
        header.set_cksum();
        check(header.as_bytes(), Magic::Tar);
    }
}
