//! A file that is packed as a whole by xz, zstd or bz2, unpacked once: these have no random access.

use crate::limits::Limits;
use crate::meter::Spent;
use crate::packing::Packing;
use crate::reading::unpack;
use crate::sniff::{self, Magic};
use crate::source::Source;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

/// What such a file holds. Clones share it.
#[derive(Debug, Clone)]
pub struct UnpackedFile(pub(crate) Source);

impl UnpackedFile {
    /// Unpacks the file into the empty one that `into` makes, where there is something to unpack. None: it is not packed so, it holds more than `most` bytes, or it does not come to
    /// its end within the limits. This blocks.
    ///
    /// # Errors
    /// If the file cannot be read, or the other not made or written.
    pub fn of(
        path: &Path,
        into: impl FnOnce() -> io::Result<File>,
        most: u64,
        limits: &Limits,
    ) -> io::Result<Option<UnpackedFile>> {
        let source = File::open(path).and_then(Source::file)?;
        let (head, failure) = sniff::head(&mut source.cursor());
        if let Some(failure) = failure {
            return Err(failure);
        }
        let packing = match sniff::magic(&head) {
            Magic::Packed(packing @ (Packing::Xz | Packing::Zstd | Packing::Bzip2)) => packing,
            Magic::Packed(Packing::Gz) | Magic::Zip | Magic::Tar | Magic::None => return Ok(None),
        };
        let mut into = into()?;
        let mut stream = unpack(&source, packing, limits, Spent::new(limits));
        let mut block = vec![0; BLOCK_BYTES];
        let mut bytes = 0_u64;
        loop {
            // What is wrong with it is told where it is read.
            let Ok(read) = stream.read(&mut block) else { return Ok(None) };
            if read == 0 {
                break;
            }
            bytes += read as u64;
            if bytes > most {
                return Ok(None);
            }
            into.write_all(&block[..read])?;
        }
        Ok(Some(UnpackedFile(Source::file(into)?)))
    }

    pub fn bytes(&self) -> u64 {
        self.0.bytes()
    }
}

/// Bytes unpacked at once.
const BLOCK_BYTES: usize = 256 * 1024;
