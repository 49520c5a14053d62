//! Opens members for reading, one after the other; those of a tar.gz in one pass over its stream.

use crate::error::ArchiveError;
use crate::limits::{Limits, size};
use crate::meter::{MemberClaim, MeteredReader, PackedBytes, Spent};
use crate::packing::Packing;
use crate::sniff::Utf16;
use crate::source::Source;
use std::io::{self, Read};

/// The file, or an archive inside it; `packing` where its members lie in the unpacked stream.
#[derive(Debug)]
pub(crate) struct Container {
    pub(crate) source: Source,
    pub(crate) packing: Option<Packing>,
}

/// Where a member's bytes lie.
#[derive(Debug, Clone)]
pub(crate) struct Location {
    pub(crate) container: usize,
    /// In the container, or in its unpacked stream.
    pub(crate) start: u64,
    /// Of the packed bytes; `None` up to the end.
    pub(crate) length: Option<u64>,
    pub(crate) method: Method,
    pub(crate) declared: Option<MemberClaim>,
    /// The order of a text's bytes, if it is UTF-16.
    pub(crate) order: Option<Utf16>,
}

/// How a member's own bytes are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Method {
    Stored,
    Deflate,
    Packed(Packing),
}

/// One operation that reads members.
#[derive(Debug)]
pub(crate) struct ReadOperation<'a> {
    containers: &'a [Container],
    limits: Limits,
    spent: Spent,
    stream: Option<Stream>,
}

/// Gives one member's bytes and an error where it is longer than the limit or shorter than it should be.
#[derive(Debug)]
pub(crate) struct MemberReader<R> {
    inner: R,
    left: Option<u64>,
    allowed: u64,
    member_bytes: u64,
    over: bool,
}

#[derive(Debug)]
struct Stream {
    /// Whose unpacked stream it is and stays open for the next member.
    stream_of: Option<usize>,
    metered: MeteredReader,
}

/// The unpacked stream of a packed file.
pub(crate) fn unpack(source: &Source, packing: Packing, limits: &Limits, spent: Spent) -> MeteredReader {
    MeteredReader::of_streams(PackedBytes::new(source.cursor()), packing, None, limits, spent)
}

impl<'a> ReadOperation<'a> {
    pub(crate) fn new(containers: &'a [Container], limits: Limits, spent: Spent) -> Self {
        Self { containers, limits, spent, stream: None }
    }

    /// True once nothing more may be unpacked.
    pub(crate) fn is_used_up(&self) -> bool {
        self.spent.is_used_up()
    }

    /// A member that is read before the next one is opened.
    pub(crate) fn open(&mut self, place: &Location) -> Result<MemberReader<&mut MeteredReader>, ArchiveError> {
        self.go_to(place)?;
        let member_bytes = self.limits.member_bytes;
        let metered = &mut self.stream.as_mut().expect("a stream was just opened").metered;
        Ok(MemberReader::new(metered, place, member_bytes))
    }

    /// A member that is read on its own.
    pub(crate) fn into_reader(mut self, place: &Location) -> Result<MemberReader<MeteredReader>, ArchiveError> {
        self.go_to(place)?;
        let metered = self.stream.take().expect("a stream was just opened").metered;
        Ok(MemberReader::new(metered, place, self.limits.member_bytes))
    }

    fn go_to(&mut self, place: &Location) -> Result<(), ArchiveError> {
        let container = &self.containers[place.container];
        let Some(packing) = container.packing else {
            let packed = PackedBytes::new(container.source.slice(place.start, place.length.unwrap_or(u64::MAX)));
            let (declared, limits, spent) = (place.declared, &self.limits, self.spent.clone());
            let metered = match place.method {
                Method::Stored => MeteredReader::of_member(packed, false, declared, limits, spent),
                Method::Deflate => MeteredReader::of_member(packed, true, declared, limits, spent),
                Method::Packed(packing) => MeteredReader::of_streams(packed, packing, declared, limits, spent),
            };
            self.stream = Some(Stream { stream_of: None, metered });
            return Ok(());
        };
        let open = self
            .stream
            .take()
            .filter(|open| open.stream_of == Some(place.container) && open.metered.unpacked() <= place.start);
        let mut metered = match open {
            Some(open) => open.metered,
            None => unpack(&container.source, packing, &self.limits, self.spent.clone()),
        };
        let skip = place.start - metered.unpacked();
        let skipped = io::copy(&mut (&mut metered).take(skip), &mut io::sink());
        self.stream = Some(Stream { stream_of: Some(place.container), metered });
        if skipped? < skip { Err(ArchiveError::EndsEarly) } else { Ok(()) }
    }
}

impl<R: Read> MemberReader<R> {
    fn new(inner: R, place: &Location, member_bytes: u64) -> Self {
        // The length of packed bytes is known only once they are unpacked.
        let left = place.length.filter(|_| place.method == Method::Stored);
        Self { inner, left, allowed: member_bytes, member_bytes, over: false }
    }
}

impl<R: Read> Read for MemberReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.over {
            let most = size(self.member_bytes);
            return Err(ArchiveError::Limit(format!("Only the first {most} of a file are read.")).into());
        }
        let left = self.left.unwrap_or(u64::MAX);
        // One byte beyond what is allowed, to tell a member that ends there from a longer one.
        let most = left.min(self.allowed.saturating_add(1)).min(buffer.len() as u64);
        if most == 0 {
            return Ok(0);
        }
        let most = usize::try_from(most).expect("no more than the buffer holds");
        let read = self.inner.read(&mut buffer[..most])?;
        if read == 0 && self.left.is_some() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let given = (read as u64).min(self.allowed);
        self.over = given < read as u64;
        if self.over && given == 0 {
            return self.read(buffer);
        }
        self.allowed -= given;
        self.left = self.left.map(|left| left - given);
        Ok(usize::try_from(given).expect("no more than the buffer holds"))
    }
}
