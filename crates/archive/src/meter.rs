//! Counts what is unpacked, and stops bombs.

use crate::error::ArchiveError;
use crate::limits::{DENSE_RATIO_COUNTS_FROM, Limits, RATIO_COUNTS_FROM, size};
use crate::packing::Packing;
use crate::source::Cursor;
use crate::streams::Streams;
use flate2::bufread::DeflateDecoder;
use flate2::{Crc, GzHeader};
use std::io::{self, BufRead, BufReader, Read, Seek};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Bytes read from the disk at once.
const READ_BYTES: usize = 64 * 1024;

/// What one operation may still unpack; shared by all its readers.
#[derive(Debug, Clone)]
pub(crate) struct Spent {
    left: Arc<AtomicU64>,
}

/// Packed bytes, counted as the unpacker takes them.
#[derive(Debug)]
pub(crate) struct PackedBytes {
    reader: BufReader<Cursor>,
    supply: Arc<Supply>,
}

/// What is known of the packed bytes while an unpacker has them.
#[derive(Debug, Default)]
struct Supply {
    taken: AtomicU64,
    /// More was wanted than there is.
    ended: AtomicBool,
    /// The disk failed, whatever the unpacker makes of that.
    failed: AtomicBool,
}

/// How bytes are packed, at work.
#[derive(Debug)]
pub(crate) enum Unpacker {
    Stored(PackedBytes),
    Deflate(DeflateDecoder<PackedBytes>),
    Streams(Box<Streams>),
}

/// What a zip says of a member, checked while it is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MemberClaim {
    pub(crate) bytes: u64,
    pub(crate) crc: u32,
}

/// Unpacks within the limits. An error it gave once it gives for ever.
#[derive(Debug)]
pub(crate) struct MeteredReader {
    unpacker: Unpacker,
    supply: Arc<Supply>,
    spent: Spent,
    total_bytes: u64,
    ratio: u64,
    ratio_counts_from: u64,
    declared: Option<(MemberClaim, Crc)>,
    unpacked: u64,
    failed: Option<ReadFailure>,
}

#[derive(Debug, Clone)]
enum ReadFailure {
    Damaged(String),
    EndsEarly,
    Limit(String),
}

impl Spent {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self { left: Arc::new(AtomicU64::new(limits.total_bytes)) }
    }

    pub(crate) fn is_used_up(&self) -> bool {
        self.left.load(Ordering::Relaxed) == 0
    }

    /// Takes as many of the bytes as are left.
    fn take(&self, bytes: u64) -> u64 {
        let before = self
            .left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| Some(left.saturating_sub(bytes)))
            .expect("the update always gives a value");
        before.min(bytes)
    }
}

impl PackedBytes {
    pub(crate) fn new(cursor: Cursor) -> Self {
        Self { reader: BufReader::with_capacity(READ_BYTES, cursor), supply: Arc::default() }
    }

    /// The next bytes, as many as there are, without taking them.
    pub(crate) fn ahead(&mut self, bytes: usize) -> io::Result<Vec<u8>> {
        let at = self.reader.stream_position()?;
        let mut ahead = Vec::new();
        let read = self.reader.get_ref().again(at, bytes as u64).read_to_end(&mut ahead);
        self.supply.note(&read, |_| false);
        read.map(|_| ahead)
    }

    /// Was more wanted than there is?
    pub(crate) fn is_dry(&self) -> bool {
        self.supply.ended.load(Ordering::Relaxed)
    }

    /// Takes zeros as long as there are any.
    pub(crate) fn skip_zeros(&mut self) -> io::Result<()> {
        loop {
            let held = self.reader.fill_buf()?;
            let zeros = held.iter().take_while(|&&byte| byte == 0).count();
            let more = zeros > 0 && zeros == held.len();
            self.consume(zeros);
            if !more {
                return Ok(());
            }
        }
    }
}

impl Supply {
    fn note<T>(&self, read: &io::Result<T>, is_end: impl Fn(&T) -> bool) {
        match read {
            Ok(read) if is_end(read) => self.ended.store(true, Ordering::Relaxed),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => self.failed.store(true, Ordering::Relaxed),
        }
    }
}

impl Read for PackedBytes {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer);
        self.supply.note(&read, |&read| read == 0 && !buffer.is_empty());
        self.supply.taken.fetch_add(*read.as_ref().unwrap_or(&0) as u64, Ordering::Relaxed);
        read
    }
}

impl BufRead for PackedBytes {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let held = self.reader.fill_buf();
        self.supply.note(&held, |held| held.is_empty());
        held
    }

    fn consume(&mut self, bytes: usize) {
        self.supply.taken.fetch_add(bytes as u64, Ordering::Relaxed);
        self.reader.consume(bytes);
    }
}

impl Unpacker {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Stored(packed) => packed.read(buffer),
            Self::Deflate(decoder) => decoder.read(buffer),
            Self::Streams(streams) => streams.read(buffer),
        }
    }
}

impl MeteredReader {
    /// Unpacks bytes that are stored as they are, or deflated.
    pub(crate) fn of_member(
        packed: PackedBytes,
        deflated: bool,
        declared: Option<MemberClaim>,
        limits: &Limits,
        spent: Spent,
    ) -> Self {
        let supply = packed.supply.clone();
        let unpacker = if deflated { Unpacker::Deflate(DeflateDecoder::new(packed)) } else { Unpacker::Stored(packed) };
        Self::new(unpacker, supply, RATIO_COUNTS_FROM, declared, limits, spent)
    }

    /// Unpacks whole streams of a packing.
    pub(crate) fn of_streams(
        packed: PackedBytes,
        packing: Packing,
        declared: Option<MemberClaim>,
        limits: &Limits,
        spent: Spent,
    ) -> Self {
        let supply = packed.supply.clone();
        let counts_from = if packing == Packing::Gz { RATIO_COUNTS_FROM } else { DENSE_RATIO_COUNTS_FROM };
        let unpacker = Unpacker::Streams(Box::new(Streams::new(packing, packed)));
        Self::new(unpacker, supply, counts_from, declared, limits, spent)
    }

    fn new(
        unpacker: Unpacker,
        supply: Arc<Supply>,
        ratio_counts_from: u64,
        declared: Option<MemberClaim>,
        limits: &Limits,
        spent: Spent,
    ) -> Self {
        Self {
            unpacker,
            supply,
            spent,
            total_bytes: limits.total_bytes,
            ratio: limits.ratio,
            ratio_counts_from,
            declared: declared.map(|declared| (declared, Crc::new())),
            unpacked: 0,
            failed: None,
        }
    }

    /// Bytes unpacked so far: the position in the unpacked stream.
    pub(crate) fn unpacked(&self) -> u64 {
        self.unpacked
    }

    /// Packed bytes taken so far.
    pub(crate) fn packed(&self) -> u64 {
        self.supply.taken.load(Ordering::Relaxed)
    }

    /// What gzip says of its file, once something was read.
    pub(crate) fn gz_header(&self) -> Option<&GzHeader> {
        match &self.unpacker {
            Unpacker::Streams(streams) => streams.header(),
            Unpacker::Stored(_) | Unpacker::Deflate(_) => None,
        }
    }

    /// What a failure of the unpacker means: its decoders have words of their own for an early end.
    fn told(&self, error: io::Error) -> ArchiveError {
        if self.supply.failed.load(Ordering::Relaxed) {
            return ArchiveError::Io(error);
        }
        match error.downcast::<ArchiveError>() {
            Ok(ours) => ours,
            Err(_) if self.supply.ended.load(Ordering::Relaxed) => ArchiveError::EndsEarly,
            Err(error) => ArchiveError::Damaged(error.to_string()),
        }
    }

    fn check(&mut self, fresh: &[u8]) -> usize {
        let length = fresh.len();
        if let Some((declared, crc)) = &mut self.declared {
            crc.update(fresh);
            if self.unpacked + length as u64 > declared.bytes {
                self.failed = Some(ReadFailure::Damaged(format!(
                    "it unpacks to more than the {} bytes it declares",
                    declared.bytes
                )));
                return 0;
            }
            if length == 0 && self.unpacked < declared.bytes {
                self.failed = Some(ReadFailure::EndsEarly);
            } else if length == 0 && crc.sum() != declared.crc {
                self.failed = Some(ReadFailure::Damaged("its check sum does not match".into()));
            }
        }
        let allowed = self.spent.take(length as u64);
        if allowed < length as u64 {
            let most = size(self.total_bytes);
            self.failed = Some(ReadFailure::Limit(format!(
                "Reading ended after {most} were unpacked, the most for one request."
            )));
        }
        self.unpacked += allowed;
        if self.unpacked > self.ratio_counts_from && self.unpacked > self.packed().saturating_mul(self.ratio) {
            let ratio = self.ratio;
            self.failed = Some(ReadFailure::Limit(format!(
                "Reading ended because the file unpacks to more than {ratio} times its size."
            )));
            return 0;
        }
        usize::try_from(allowed).expect("no more than the buffer holds")
    }
}

impl Read for MeteredReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.failed.is_none() && !buffer.is_empty() {
            let read = match self.unpacker.read(buffer) {
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => return Err(error),
                Err(error) => {
                    self.failed = Some(match self.told(error) {
                        ArchiveError::Damaged(why) => ReadFailure::Damaged(why),
                        ArchiveError::EndsEarly => ReadFailure::EndsEarly,
                        ArchiveError::Limit(why) => ReadFailure::Limit(why),
                        other @ (ArchiveError::Io(_)
                        | ArchiveError::NoSuchMember(_)
                        | ArchiveError::NotReadable { .. }
                        | ArchiveError::NotText { .. }
                        | ArchiveError::Zone(_)
                        | ArchiveError::NoTimes
                        | ArchiveError::EmptyNeedle
                        | ArchiveError::LongNeedle { .. }) => return Err(other.into()),
                    });
                    return self.read(buffer);
                }
            };
            let given = self.check(&buffer[..read]);
            if given > 0 || self.failed.is_none() {
                return Ok(given);
            }
        }
        match &self.failed {
            Some(ReadFailure::Damaged(why)) => Err(ArchiveError::Damaged(why.clone()).into()),
            Some(ReadFailure::EndsEarly) => Err(ArchiveError::EndsEarly.into()),
            Some(ReadFailure::Limit(why)) => Err(ArchiveError::Limit(why.clone()).into()),
            None => Ok(0),
        }
    }
}
