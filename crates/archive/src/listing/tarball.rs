//! Walks the headers of a tar, seeking in a file and streaming in a tar.gz.

use super::{Found, Inside, Listing};
use crate::error::ArchiveError;
use crate::limits::size;
use crate::member::What;
use crate::reading::{Location, Method};
use crate::shown;
use crate::sniff::{self, is_tar_header};
use crate::source::{Cursor, Source};
use std::io::{self, Read, Seek, SeekFrom};
use tar::{EntryType, Header, PaxExtensions};

/// The unit of a tar, in bytes.
const BLOCK: u64 = 512;
/// The longest extended header (a long name and the like) that is read, in bytes.
const EXTENDED_BYTES: u64 = 64 * 1024;

/// A tar being walked; it only goes forward.
pub(super) struct Tape<R> {
    ahead: io::Cursor<Vec<u8>>,
    reader: R,
    at: u64,
    bytes: Option<u64>,
    skip: fn(&mut R, u64) -> io::Result<u64>,
}

/// What extended headers say of the entry that follows them.
#[derive(Debug, Default)]
struct ExtendedHeaders {
    name: Option<String>,
    link: Option<String>,
    bytes: Option<u64>,
    modified: Option<i64>,
    sparse: bool,
}

enum Step {
    Entry(Box<Header>),
    End,
}

/// Adds everything in the tar to the listing; damage ends the list and is said.
pub(super) fn list<R: Read>(listing: &mut Listing, mut tape: Tape<R>, inside: Inside<'_>) -> Result<(), ArchiveError> {
    match walk(listing, &mut tape, inside) {
        Ok(()) => Ok(()),
        Err(error) => listing.end(inside, error),
    }
}

fn walk<R: Read>(listing: &mut Listing, tape: &mut Tape<R>, inside: Inside<'_>) -> Result<(), ArchiveError> {
    let mut extended = ExtendedHeaders::default();
    while let Step::Entry(header) = tape.header()? {
        if listing.is_full() {
            return Ok(());
        }
        let kind = header.entry_type();
        let said = header.entry_size().map_err(|_| tape.damaged())?;
        if kind.is_gnu_longname() || kind.is_gnu_longlink() || kind.is_pax_local_extensions() {
            extended.read(&tape.extended(said)?, kind);
            continue;
        }
        let bytes = extended.bytes.unwrap_or(said);
        let start = tape.past_sparse_map(&header, kind)?;
        let next = bytes.checked_next_multiple_of(BLOCK).and_then(|padded| start.checked_add(padded));
        let next = next.ok_or_else(|| tape.damaged())?;
        if !kind.is_pax_global_extensions() {
            entry(listing, tape, inside, &header, &extended, start, bytes)?;
            extended = ExtendedHeaders::default();
        }
        tape.past_padding(start.saturating_add(bytes), next)?;
    }
    Ok(())
}

fn entry<R: Read>(
    listing: &mut Listing,
    tape: &mut Tape<R>,
    inside: Inside<'_>,
    header: &Header,
    extended: &ExtendedHeaders,
    start: u64,
    bytes: u64,
) -> Result<(), ArchiveError> {
    let name = extended.name.clone().unwrap_or_else(|| shown::name(&header.path_bytes()));
    let seconds = header.mtime().ok().and_then(|seconds| i64::try_from(seconds).ok());
    let modified = extended.modified.or(seconds.and_then(|seconds| seconds.checked_mul(1000)));
    let found = Found { name, bytes: Some(bytes), modified };
    let kind = header.entry_type();
    let what = if kind.is_symlink() || kind.is_hard_link() {
        let to = header.link_name_bytes().unwrap_or_default();
        What::Link { to: extended.link.clone().unwrap_or_else(|| shown::name(&to)) }
    } else if kind.is_dir() || (kind.is_file() && found.name.ends_with('/')) {
        What::Folder
    } else if kind.is_character_special() || kind.is_block_special() || kind.is_fifo() {
        What::Device
    } else if kind.is_gnu_sparse() || extended.sparse {
        What::NotOpened { why: "It is a sparse file, which is not read here.".into() }
    } else if kind.is_file() || kind.is_contiguous() {
        let place = Location {
            container: inside.container,
            start,
            length: Some(bytes),
            method: Method::Stored,
            declared: None,
            order: None,
        };
        let mut data = tape.take_file(bytes);
        let (head, failure) = sniff::head(&mut data);
        listing.file(inside, found, place, &head, &mut data)?;
        return failure.map_or(Ok(()), |failure| Err(failure.into()));
    } else {
        What::NotOpened { why: "It is of a kind that is not known here.".into() }
    };
    listing.add(inside.prefix, found, what, None);
    Ok(())
}

impl Tape<Cursor> {
    pub(super) fn file(source: &Source) -> Self {
        let skip = |reader: &mut Cursor, by: u64| {
            let before = reader.stream_position()?;
            Ok(reader.seek(SeekFrom::Start(before.saturating_add(by)))? - before)
        };
        Self { ahead: io::Cursor::default(), reader: source.cursor(), at: 0, bytes: Some(source.bytes()), skip }
    }
}

impl<R: Read> Tape<R> {
    /// The tar in a stream of which `ahead` was read already.
    pub(super) fn stream(ahead: Vec<u8>, reader: R) -> Self {
        let skip = |reader: &mut R, by| io::copy(&mut reader.take(by), &mut io::sink());
        Self { ahead: io::Cursor::new(ahead), reader, at: 0, bytes: None, skip }
    }

    fn damaged(&self) -> ArchiveError {
        ArchiveError::Damaged(format!("what should be a header before byte {} is none", self.at))
    }

    fn header(&mut self) -> Result<Step, ArchiveError> {
        let mut block = Vec::with_capacity(BLOCK as usize);
        self.by_ref().take(BLOCK).read_to_end(&mut block)?;
        // Many a writer leaves out the two empty blocks that should stand at the end.
        if block.iter().all(|&byte| byte == 0) {
            return Ok(Step::End);
        }
        if (block.len() as u64) < BLOCK {
            return Err(ArchiveError::EndsEarly);
        }
        if !is_tar_header(&block) {
            return Err(self.damaged());
        }
        Ok(Step::Entry(Box::new(Header::from_byte_slice(&block).clone())))
    }

    /// The contents of an extended header.
    fn extended(&mut self, bytes: u64) -> Result<Vec<u8>, ArchiveError> {
        if bytes > EXTENDED_BYTES {
            let most = size(EXTENDED_BYTES);
            return Err(ArchiveError::Limit(format!("The list ends at a name longer than {most}.")));
        }
        let mut text = vec![0; usize::try_from(bytes).expect("no longer than an extended header")];
        self.read_exact(&mut text)?;
        self.go_to(self.at.next_multiple_of(BLOCK))?;
        Ok(text)
    }

    /// Where the contents begin, after the further headers an old sparse file may have.
    fn past_sparse_map(&mut self, header: &Header, kind: EntryType) -> Result<u64, ArchiveError> {
        let mut more = kind.is_gnu_sparse() && header.as_gnu().is_some_and(|gnu| gnu.is_extended());
        while more {
            let mut map = tar::GnuExtSparseHeader::new();
            self.read_exact(map.as_mut_bytes())?;
            more = map.is_extended();
        }
        Ok(self.at)
    }

    /// The contents of a file; an error if they are cut.
    fn take_file(&mut self, bytes: u64) -> TapeFile<'_, R> {
        TapeFile { tape: self, left: bytes }
    }

    /// To the header after a file whose contents end at `end`; the last file's padding may be left out, too.
    fn past_padding(&mut self, end: u64, next: u64) -> Result<(), ArchiveError> {
        self.go_to(end)?;
        self.by_ref().take(next - end).read_to_end(&mut Vec::new())?;
        Ok(())
    }

    fn go_to(&mut self, to: u64) -> Result<(), ArchiveError> {
        if self.bytes.is_some_and(|bytes| to > bytes) {
            return Err(ArchiveError::EndsEarly);
        }
        let by = to - self.at;
        let ahead = self.ahead.get_ref().len() as u64 - self.ahead.position();
        let jumped = by.min(ahead);
        self.ahead.set_position(self.ahead.position() + jumped);
        let skipped = if by > jumped { (self.skip)(&mut self.reader, by - jumped)? } else { 0 };
        self.at = to;
        if jumped + skipped < by { Err(ArchiveError::EndsEarly) } else { Ok(()) }
    }
}

impl<R: Read> Read for Tape<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = match self.ahead.read(buffer)? {
            0 => self.reader.read(buffer)?,
            read => read,
        };
        self.at += read as u64;
        Ok(read)
    }
}

struct TapeFile<'a, R> {
    tape: &'a mut Tape<R>,
    left: u64,
}

impl<R: Read> Read for TapeFile<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        let read = self.tape.read(&mut buffer[..most])?;
        if read == 0 && most > 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.left -= read as u64;
        Ok(read)
    }
}

impl ExtendedHeaders {
    fn read(&mut self, text: &[u8], kind: EntryType) {
        let until_nul = || shown::name(text.split(|&byte| byte == 0).next().unwrap_or_default());
        if kind.is_gnu_longname() {
            self.name = Some(until_nul());
            return;
        }
        if kind.is_gnu_longlink() {
            self.link = Some(until_nul());
            return;
        }
        for extension in PaxExtensions::new(text).map_while(Result::ok) {
            let value = extension.value_bytes();
            let number = || std::str::from_utf8(value).ok();
            match extension.key_bytes() {
                b"path" => self.name = Some(shown::name(value)),
                b"linkpath" => self.link = Some(shown::name(value)),
                b"size" => self.bytes = number().and_then(|text| text.parse().ok()),
                b"mtime" => {
                    let seconds = number().and_then(|text| text.split('.').next()?.parse::<i64>().ok());
                    self.modified = seconds.and_then(|seconds| seconds.checked_mul(1000));
                }
                key => self.sparse |= key.starts_with(b"GNU.sparse."),
            }
        }
    }
}
