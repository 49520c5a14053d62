//! Finds the members of a zip whose table of contents is lost, by the header before each of them.

use super::{Found, Inside, Listing, zipped};
use crate::error::ArchiveError;
use crate::member::What;
use crate::meter::{MemberClaim, MeteredReader, PackedBytes};
use crate::reading::{Location, Method};
use crate::shown;
use crate::source::Source;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use std::io::{self, Read};

/// The header before a member's bytes, without its name.
const LOCAL_BYTES: usize = 30;
/// A size that stands for one too large for its field.
const IN_ZIP64: u32 = u32::MAX;
/// The lengths that what follows a member's bytes may have: nothing, or its sizes in one of four shapes.
const DESCRIPTORS: [u64; 5] = [0, 12, 16, 20, 24];

/// One member's header.
#[derive(Debug)]
struct Header {
    found: Found,
    encrypted: bool,
    method: u16,
    /// The sizes follow the bytes.
    sizes_follow: bool,
    crc: u32,
    packed: u64,
    unpacked: u64,
    start: u64,
}

/// Adds what can be found; the list is said to be cut short.
pub(super) fn list(listing: &mut Listing, source: &Source, inside: Inside<'_>) -> Result<(), ArchiveError> {
    listing.damaged |= inside.depth == 0;
    listing
        .cut("The zip's table of contents is missing or damaged; only the files before the damage are listed.".into());
    let mut at = 0;
    while let Some(header) = header(source, at)? {
        if listing.is_full() {
            break;
        }
        let next = member(listing, source, inside, header)?;
        match next {
            Some(next) if next > at => at = next,
            Some(_) | None => break,
        }
    }
    Ok(())
}

/// A date and time as DOS packs them, in milliseconds, read as if they were UTC; `None` if they are none.
pub(super) fn dos_time(date: u16, time: u16) -> Option<i64> {
    let field = |from: u16, shift: u32, bits: u32| i8::try_from((from >> shift) & ((1 << bits) - 1)).ok();
    let year = i16::try_from(1980 + (date >> 9)).ok()?;
    let second = field(time, 0, 5)?.checked_mul(2)?;
    let civil =
        DateTime::new(year, field(date, 5, 4)?, field(date, 0, 5)?, field(time, 11, 5)?, field(time, 5, 6)?, second, 0);
    Some(TimeZone::UTC.to_zoned_datetime(civil.ok()?).ok()?.timestamp().as_millisecond())
}

/// Adds one member; gives where the next one begins, if that can be told.
fn member(
    listing: &mut Listing,
    source: &Source,
    inside: Inside<'_>,
    header: Header,
) -> Result<Option<u64>, ArchiveError> {
    let Header { mut found, encrypted, method, sizes_follow, crc, packed, unpacked, start } = header;
    let sizes_lost = sizes_follow && packed == 0;
    let way = match (encrypted, zipped::method(method)) {
        (true, _) => Err(What::Encrypted),
        (false, None) => Err(What::NotOpened { why: "It is packed in a way that is not read here.".into() }),
        (false, Some(way)) if sizes_lost && way != Method::Deflate => {
            Err(What::NotOpened { why: "Where it ends is not known.".into() })
        }
        (false, Some(way)) => Ok(way),
    };
    let way = match way {
        Ok(way) => way,
        Err(what) => {
            listing.add(inside.prefix, found, what, None);
            return Ok((!sizes_lost).then(|| start.saturating_add(packed)));
        }
    };
    let mut place = Location {
        container: inside.container,
        start,
        length: Some(packed),
        method: way,
        declared: Some(MemberClaim { bytes: unpacked, crc }),
        order: None,
    };
    let mut end = start.checked_add(packed).filter(|&end| end <= source.bytes());
    if sizes_lost {
        let (found_end, bytes) = measure(listing, source, start);
        found.bytes = bytes;
        place.declared = None;
        place.length = found_end.map(|end| end - start);
        end = found_end;
    }
    if end.is_some_and(|end| end == start && unpacked == 0) && found.name.ends_with('/') {
        listing.add(inside.prefix, found, What::Folder, None);
    } else {
        zipped::add_file(listing, inside, found, place)?;
    }
    let Some(end) = end else { return Ok(None) };
    if !sizes_follow {
        return Ok(Some(end));
    }
    for length in DESCRIPTORS {
        if header_at(source, end + length)? {
            return Ok(Some(end + length));
        }
    }
    Ok(None)
}

/// Unpacks a member only to learn where it ends and how large it is.
fn measure(listing: &Listing, source: &Source, start: u64) -> (Option<u64>, Option<u64>) {
    let packed = PackedBytes::new(source.slice(start, u64::MAX));
    let mut metered = MeteredReader::of_member(packed, true, None, &listing.limits, listing.spent.clone());
    match io::copy(&mut (&mut metered).take(listing.limits.member_bytes), &mut io::sink()) {
        Ok(bytes) if bytes < listing.limits.member_bytes => (Some(start + metered.packed()), Some(bytes)),
        Ok(_) | Err(_) => (None, None),
    }
}

fn header_at(source: &Source, at: u64) -> Result<bool, ArchiveError> {
    let mut signature = Vec::new();
    source.slice(at, 4).read_to_end(&mut signature)?;
    Ok(signature == b"PK\x03\x04")
}

fn header(source: &Source, at: u64) -> Result<Option<Header>, ArchiveError> {
    let mut fixed = Vec::new();
    source.slice(at, LOCAL_BYTES as u64).read_to_end(&mut fixed)?;
    if fixed.len() < LOCAL_BYTES || !fixed.starts_with(b"PK\x03\x04") {
        return Ok(None);
    }
    let short = |at: usize| u16::from_le_bytes([fixed[at], fixed[at + 1]]);
    let long = |at: usize| u32::from(short(at)) | u32::from(short(at + 2)) << 16;
    let (name_bytes, extra_bytes) = (u64::from(short(26)), u64::from(short(28)));
    let mut rest = Vec::new();
    source.slice(at + LOCAL_BYTES as u64, name_bytes + extra_bytes).read_to_end(&mut rest)?;
    if (rest.len() as u64) < name_bytes + extra_bytes {
        return Ok(None);
    }
    let (name, extra) = rest.split_at(usize::from(short(26)));
    let (flags, mut packed, mut unpacked) = (short(6), u64::from(long(18)), u64::from(long(22)));
    if long(18) == IN_ZIP64 || long(22) == IN_ZIP64 {
        let Some(sizes) = zip64_sizes(extra) else { return Ok(None) };
        (unpacked, packed) = sizes;
    }
    let sizes_follow = flags & 8 != 0;
    let name = shown::name(name).replace('\\', "/");
    let bytes = (!sizes_follow || packed > 0).then_some(unpacked);
    Ok(Some(Header {
        found: Found { name, bytes, modified: dos_time(short(12), short(10)) },
        encrypted: flags & 1 != 0,
        method: short(8),
        sizes_follow,
        crc: long(14),
        packed,
        unpacked,
        start: at + LOCAL_BYTES as u64 + name_bytes + extra_bytes,
    }))
}

/// Unpacked and packed bytes in the extra field of a large member.
fn zip64_sizes(mut extra: &[u8]) -> Option<(u64, u64)> {
    while let [a, b, c, d, rest @ ..] = extra {
        let (id, length) = (u16::from_le_bytes([*a, *b]), usize::from(u16::from_le_bytes([*c, *d])));
        let value = rest.get(..length)?;
        if id == 1 {
            let number = |at: usize| Some(u64::from_le_bytes(value.get(at..at + 8)?.try_into().ok()?));
            return Some((number(0)?, number(8)?));
        }
        extra = &rest[length..];
    }
    None
}
