//! The bytes an archive lies in: the uploaded file itself, or an archive inside it held in memory.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes that many readers may read at once, each from its own position.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    File { file: Arc<Mutex<File>>, begin: u64, bytes: u64 },
    Memory { held: Arc<[u8]>, begin: u64, bytes: u64 },
}

/// One reader's position in a source; it never reads beyond its end.
#[derive(Debug)]
pub(crate) struct Cursor {
    source: Source,
    at: u64,
    end: u64,
}

impl Source {
    pub(crate) fn file(file: File) -> io::Result<Self> {
        let bytes = file.metadata()?.len();
        Ok(Self::File { file: Arc::new(Mutex::new(file)), begin: 0, bytes })
    }

    pub(crate) fn memory(held: Vec<u8>) -> Self {
        let bytes = held.len() as u64;
        Self::Memory { held: held.into(), begin: 0, bytes }
    }

    pub(crate) fn bytes(&self) -> u64 {
        match self {
            Self::File { bytes, .. } | Self::Memory { bytes, .. } => *bytes,
        }
    }

    /// The same without its first bytes.
    pub(crate) fn behind(&self, lead: u64) -> Self {
        let mut behind = self.clone();
        match &mut behind {
            Self::File { begin, bytes, .. } | Self::Memory { begin, bytes, .. } => {
                let lead = lead.min(*bytes);
                *begin += lead;
                *bytes -= lead;
            }
        }
        behind
    }

    /// The same without what stands behind the first `most` bytes.
    pub(crate) fn first(&self, most: u64) -> Self {
        let mut first = self.clone();
        match &mut first {
            Self::File { bytes, .. } | Self::Memory { bytes, .. } => *bytes = most.min(*bytes),
        }
        first
    }

    /// Reads everything.
    pub(crate) fn cursor(&self) -> Cursor {
        self.slice(0, u64::MAX)
    }

    /// Reads `length` bytes from `start`, or as many of them as there are.
    pub(crate) fn slice(&self, start: u64, length: u64) -> Cursor {
        let end = start.saturating_add(length).min(self.bytes());
        Cursor { source: self.clone(), at: start.min(end), end }
    }

    /// Fills the buffer from `start` on.
    pub(crate) fn read_exact_at(&self, start: u64, buffer: &mut [u8]) -> io::Result<()> {
        self.slice(start, buffer.len() as u64).read_exact(buffer)
    }
}

impl Cursor {
    /// Another reader of the same bytes, from a position on.
    pub(crate) fn again(&self, at: u64, length: u64) -> Cursor {
        let end = at.saturating_add(length).min(self.end);
        Cursor { source: self.source.clone(), at: at.min(end), end }
    }
}

impl Read for Cursor {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.end - self.at).unwrap_or(usize::MAX).min(buffer.len());
        if most == 0 {
            return Ok(0);
        }
        let read = match &self.source {
            Source::File { file, begin, .. } => {
                let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
                file.seek(SeekFrom::Start(begin + self.at))?;
                file.read(&mut buffer[..most])?
            }
            Source::Memory { held, begin, .. } => {
                let start = usize::try_from(begin + self.at).expect("a position inside bytes held in memory");
                buffer[..most].copy_from_slice(&held[start..start + most]);
                most
            }
        };
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Cursor {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.end.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        let at = at.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        self.at = at.min(self.end);
        Ok(at)
    }
}
