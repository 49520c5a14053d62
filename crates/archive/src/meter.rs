//! Counts what is unpacked, and stops bombs.

use crate::error::ArchiveError;
use crate::limits::{Limits, RATIO_COUNTS_FROM, size};
use crate::source::Cursor;
use flate2::bufread::{DeflateDecoder, MultiGzDecoder};
use flate2::{Crc, GzHeader};
use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes read from the disk at once.
const READ_BYTES: usize = 64 * 1024;

/// What one operation may still unpack; shared by all its readers.
#[derive(Debug, Clone)]
pub(crate) struct Spent {
    left: Arc<AtomicU64>,
}

/// Packed bytes, counted as the unpacker takes them.
#[derive(Debug)]
pub(crate) struct Packed {
    reader: BufReader<Cursor>,
    taken: u64,
}

/// How bytes are packed, at work.
#[derive(Debug)]
pub(crate) enum Unpacker {
    Stored(Packed),
    Deflate(DeflateDecoder<Packed>),
    Gz(Box<MultiGzDecoder<Packed>>),
}

/// What a zip says of a member, checked while it is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Declared {
    pub(crate) bytes: u64,
    pub(crate) crc: u32,
}

/// Unpacks within the limits. An error it gave once it gives for ever.
#[derive(Debug)]
pub(crate) struct Metered {
    unpacker: Unpacker,
    spent: Spent,
    total_bytes: u64,
    ratio: u64,
    declared: Option<(Declared, Crc)>,
    unpacked: u64,
    failed: Option<Failed>,
}

#[derive(Debug, Clone)]
enum Failed {
    Damaged(String),
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

impl Packed {
    pub(crate) fn new(cursor: Cursor) -> Self {
        Self { reader: BufReader::with_capacity(READ_BYTES, cursor), taken: 0 }
    }
}

impl Read for Packed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.taken += read as u64;
        Ok(read)
    }
}

impl BufRead for Packed {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.reader.fill_buf()
    }

    fn consume(&mut self, bytes: usize) {
        self.taken += bytes as u64;
        self.reader.consume(bytes);
    }
}

impl Unpacker {
    fn packed(&self) -> &Packed {
        match self {
            Self::Stored(packed) => packed,
            Self::Deflate(decoder) => decoder.get_ref(),
            Self::Gz(decoder) => decoder.get_ref(),
        }
    }
}

impl Metered {
    pub(crate) fn new(unpacker: Unpacker, declared: Option<Declared>, limits: &Limits, spent: Spent) -> Self {
        Self {
            unpacker,
            spent,
            total_bytes: limits.total_bytes,
            ratio: limits.ratio,
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
        self.unpacker.packed().taken
    }

    /// What gzip says of its file, once something was read.
    pub(crate) fn gz_header(&self) -> Option<&GzHeader> {
        match &self.unpacker {
            Unpacker::Gz(decoder) => decoder.header(),
            Unpacker::Stored(_) | Unpacker::Deflate(_) => None,
        }
    }

    fn check(&mut self, fresh: &[u8]) -> usize {
        let length = fresh.len();
        if let Some((declared, crc)) = &mut self.declared {
            crc.update(fresh);
            if self.unpacked + length as u64 > declared.bytes {
                self.failed =
                    Some(Failed::Damaged(format!("it unpacks to more than the {} bytes it declares", declared.bytes)));
                return 0;
            }
            if length == 0 && self.unpacked < declared.bytes {
                self.failed = Some(Failed::Damaged("it ends too early".into()));
            } else if length == 0 && crc.sum() != declared.crc {
                self.failed = Some(Failed::Damaged("its check sum does not match".into()));
            }
        }
        let allowed = self.spent.take(length as u64);
        if allowed < length as u64 {
            let most = size(self.total_bytes);
            self.failed =
                Some(Failed::Limit(format!("Reading ended after {most} were unpacked, the most for one request.")));
        }
        self.unpacked += allowed;
        if self.unpacked > RATIO_COUNTS_FROM && self.unpacked > self.packed().saturating_mul(self.ratio) {
            let ratio = self.ratio;
            self.failed = Some(Failed::Limit(format!(
                "Reading ended because the file unpacks to more than {ratio} times its size."
            )));
            return 0;
        }
        usize::try_from(allowed).expect("no more than the buffer holds")
    }
}

impl Read for Metered {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.failed.is_none() && !buffer.is_empty() {
            let read = match &mut self.unpacker {
                Unpacker::Stored(packed) => packed.read(buffer)?,
                Unpacker::Deflate(decoder) => decoder.read(buffer)?,
                Unpacker::Gz(decoder) => decoder.read(buffer)?,
            };
            let given = self.check(&buffer[..read]);
            if given > 0 || self.failed.is_none() {
                return Ok(given);
            }
        }
        match &self.failed {
            Some(Failed::Damaged(why)) => Err(ArchiveError::Damaged(why.clone()).into()),
            Some(Failed::Limit(why)) => Err(ArchiveError::Limit(why.clone()).into()),
            None => Ok(0),
        }
    }
}
