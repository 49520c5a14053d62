//! Lists a zip by its table of contents.

use super::directory::{self, Survey};
use super::{Found, Inside, LINK_BYTES, Listing, salvage};
use crate::error::ArchiveError;
use crate::limits::{MIB, size};
use crate::member::What;
use crate::meter::MemberClaim;
use crate::packing::Packing;
use crate::reading::{Location, Method};
use crate::shown;
use crate::sniff;
use crate::source::Source;
use std::io::{self, BufReader, Read};
use zip::CompressionMethod;
use zip::read::{ArchiveOffset, Config, ZipFileEntry};
use zip::result::ZipError;
use zip::unstable::read::ZipIterable;

/// The longest table of contents that is read, in bytes.
const DIRECTORY_BYTES: u64 = 64 * MIB;
/// Bytes read at once of a table of contents, in which the zip crate seeks before each entry.
const STEP_BYTES: usize = 1024;
/// The header before a member's bytes, without its name.
const LOCAL_BYTES: u64 = 30;

/// Bytes of extra fields that are searched for a time.
const EXTRA_BYTES: u64 = 1024;
/// The extra field that holds times in UTC.
const EXTENDED_TIME: u16 = 0x5455;

/// The kinds of files among the bits of a Unix mode.
const KIND_BITS: u32 = 0o170_000;
const REGULAR: u32 = 0o100_000;
const DIRECTORY: u32 = 0o040_000;
const LINK: u32 = 0o120_000;

/// The ways of packing that are read, by their numbers and by what the zip crate calls them.
const METHODS: [(u16, CompressionMethod, Method); 5] = [
    (0, CompressionMethod::Stored, Method::Stored),
    (8, CompressionMethod::Deflated, Method::Deflate),
    (12, CompressionMethod::BZIP2, Method::Packed(Packing::Bzip2)),
    (93, CompressionMethod::ZSTD, Method::Packed(Packing::Zstd)),
    (95, CompressionMethod::XZ, Method::Packed(Packing::Xz)),
];

/// What a member's own header says that the table of contents does not.
#[derive(Debug)]
struct Local {
    /// Where its bytes begin.
    start: u64,
    modified: Option<i64>,
}

/// One entry of the table of contents.
#[derive(Debug)]
struct Entry {
    found: Found,
    header: u64,
    place: Location,
    /// What it is, where its first bytes need not be asked.
    what: Option<What>,
    is_link: bool,
}

/// Adds everything in the zip to the listing; where there is no table of contents, what its members' headers say.
pub(super) fn list(listing: &mut Listing, source: &Source, inside: Inside<'_>) -> Result<(), ArchiveError> {
    // What stands behind the end, padding or a signature, is no part of the zip.
    let ended = directory::end_of(source)?.map(|end| source.first(end));
    let source = ended.as_ref().unwrap_or(source);
    let Some(survey) = directory::survey(source)? else {
        return salvage::list(listing, source, inside);
    };
    let before = listing.cut_short.is_some();
    let mut entries = read_directory(listing, source, inside, survey)?;
    if entries.is_empty() && !before && listing.cut_short.is_some() {
        listing.cut_short = None;
        return salvage::list(listing, source, inside);
    }
    refuse_shared_bytes(&mut entries);
    for entry in entries {
        if listing.is_full() {
            break;
        }
        add(listing, inside, entry)?;
    }
    Ok(())
}

fn read_directory(
    listing: &mut Listing,
    source: &Source,
    inside: Inside<'_>,
    survey: Survey,
) -> Result<Vec<Entry>, ArchiveError> {
    let mut entries = Vec::new();
    let room = listing.limits.members - listing.members.len();
    if survey.entries > room as u64 {
        listing.cut(format!("The zip claims {} files; only the first {room} are listed.", survey.entries));
    }
    // The offset is said, so that the zip crate searches the file for nothing.
    let config = Config { archive_offset: ArchiveOffset::Known(survey.offset) };
    let mut zip = match ZipIterable::try_new(BufReader::with_capacity(STEP_BYTES, source.cursor()), config) {
        Ok(zip) => zip,
        Err(error) => {
            listing.end(inside, damaged(error))?;
            return Ok(entries);
        }
    };
    let mut first = None;
    for entry in zip.files().map_err(damaged)? {
        if entries.len() >= room {
            listing.cut(format!("Only the first {} files are listed.", listing.limits.members));
            break;
        }
        let read = entry.map_err(damaged).and_then(|entry| {
            let begin = *first.get_or_insert(entry.central_header_start());
            if entry.central_header_start() - begin > DIRECTORY_BYTES {
                let most = size(DIRECTORY_BYTES);
                return Err(ArchiveError::Limit(format!(
                    "Only the first {most} of the zip's table of contents are read."
                )));
            }
            read_entry(source, inside, &entry)
        });
        match read {
            Ok(entry) => entries.push(entry),
            Err(error) => {
                listing.end(inside, error)?;
                break;
            }
        }
    }
    Ok(entries)
}

fn read_entry(source: &Source, inside: Inside<'_>, entry: &ZipFileEntry<'_>) -> Result<Entry, ArchiveError> {
    let name = shown::name(entry.name().map_err(damaged)?.as_bytes()).replace('\\', "/");
    let mode = entry.unix_mode().unwrap_or(REGULAR) & KIND_BITS;
    let header = entry.header_start();
    let local = local(source, header);
    let method = entry.compression();
    let way = METHODS.iter().find(|(_, known, _)| *known == method).map(|(.., way)| *way);
    let is_link = entry.is_symlink() || mode == LINK;
    let what = if entry.is_dir() || name.ends_with('/') || mode == DIRECTORY {
        Some(What::Folder)
    } else if entry.encrypted() {
        Some(What::Encrypted)
    } else if !matches!(mode, 0 | REGULAR | LINK) {
        Some(What::Device)
    } else if local.is_none() {
        Some(What::NotOpened { why: "Its place in the zip is damaged.".into() })
    } else if way.is_none() {
        Some(What::NotOpened { why: format!("It is packed as {method}, which is not read here.") })
    } else {
        None
    };
    let place = Location {
        container: inside.container,
        start: local.as_ref().map_or(header, |local| local.start),
        length: Some(entry.compressed_size()),
        method: way.unwrap_or(Method::Stored),
        declared: Some(MemberClaim { bytes: entry.size(), crc: entry.crc32() }),
        order: None,
    };
    let exact = local.and_then(|local| local.modified);
    let said = || entry.last_modified().and_then(|said| salvage::dos_time(said.datepart(), said.timepart()));
    let found = Found { name, bytes: Some(entry.size()), modified: exact.or_else(said) };
    Ok(Entry { found, header, place, what, is_link })
}

/// How a member is packed, by the number it has in zips; `None` where that is not read here.
pub(super) fn method(number: u16) -> Option<Method> {
    METHODS.iter().find(|(known, ..)| *known == number).map(|(.., way)| *way)
}

/// Reads a member's own header; `None` where there is none.
fn local(source: &Source, header: u64) -> Option<Local> {
    let mut fixed = [0; LOCAL_BYTES as usize];
    source.read_exact_at(header, &mut fixed).ok()?;
    if !fixed.starts_with(b"PK\x03\x04") {
        return None;
    }
    let length = |at: usize| u64::from(u16::from_le_bytes([fixed[at], fixed[at + 1]]));
    let extra = header + LOCAL_BYTES + length(26);
    let mut fields = Vec::new();
    source.slice(extra, length(28).min(EXTRA_BYTES)).read_to_end(&mut fields).ok()?;
    Some(Local { start: extra + length(28), modified: exact_time(&fields) })
}

/// The time in UTC that some zips keep beside the local one, in milliseconds.
fn exact_time(mut fields: &[u8]) -> Option<i64> {
    while let [a, b, c, d, rest @ ..] = fields {
        let (id, length) = (u16::from_le_bytes([*a, *b]), usize::from(u16::from_le_bytes([*c, *d])));
        let value = rest.get(..length)?;
        if id == EXTENDED_TIME
            && let [flags, e, f, g, h, ..] = value
            && flags & 1 == 1
        {
            return Some(i64::from(i32::from_le_bytes([*e, *f, *g, *h])) * 1000);
        }
        fields = &rest[length..];
    }
    None
}

/// Members that share packed bytes are a bomb's way to be large: only the first of them is opened.
fn refuse_shared_bytes(entries: &mut [Entry]) {
    let mut order: Vec<usize> = (0..entries.len()).filter(|&at| entries[at].what.is_none()).collect();
    order.sort_by_key(|&at| entries[at].header);
    let mut end = 0;
    for at in order {
        let entry = &mut entries[at];
        if entry.header < end {
            entry.what =
                Some(What::NotOpened { why: "It shares its bytes with another file, as only a trap does.".into() });
        } else {
            end = entry.place.start.saturating_add(entry.place.length.unwrap_or(0));
        }
    }
}

fn add(listing: &mut Listing, inside: Inside<'_>, entry: Entry) -> Result<(), ArchiveError> {
    let Entry { found, place, what, is_link, .. } = entry;
    if let Some(what) = what {
        listing.add(inside.prefix, found, what, None);
        return Ok(());
    }
    if is_link {
        let mut target = Vec::new();
        // A target that cannot be read whole is shown as far as it can.
        let _ = listing.look(&place)?.take(LINK_BYTES).read_to_end(&mut target);
        listing.add(inside.prefix, found, What::Link { to: shown::name(&target) }, None);
        return Ok(());
    }
    add_file(listing, inside, found, place)
}

/// Looks into a regular file and adds it.
pub(super) fn add_file(
    listing: &mut Listing,
    inside: Inside<'_>,
    found: Found,
    place: Location,
) -> Result<(), ArchiveError> {
    let mut reader = listing.look(&place)?;
    let (head, failure) = sniff::head(&mut reader);
    match failure.map(|failure| ArchiveError::from(failure).cut_short()).transpose()? {
        Some(why) if head.is_empty() => {
            listing.add(inside.prefix, found, What::NotOpened { why }, None);
            Ok(())
        }
        Some(_) | None => listing.file(inside, found, place, &head, &mut reader),
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the library's own errors, whose words are for programmers")]
fn damaged(error: ZipError) -> ArchiveError {
    match error {
        ZipError::Io(error) => io::Error::into(error),
        _ => ArchiveError::Damaged("the zip's table of contents cannot be read".into()),
    }
}
