//! Unpacks gz, xz, zstd and bz2: one packed stream after the other, until what follows is none any more.

use crate::error::ArchiveError;
use crate::limits::{WINDOW_BYTES, size};
use crate::meter::PackedBytes;
use crate::packing::{MARK_BYTES, Packing, is_skippable};
use bzip2::bufread::BzDecoder;
use flate2::GzHeader;
use flate2::bufread::GzDecoder;
use lzma_rust2::XzReader;
use ruzstd::decoding::errors::{FrameDecoderError, FrameHeaderError};
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};
use std::fmt;
use std::io::{self, Read};

/// What the decoder of xz needs beside its window, in KiB.
const XZ_BESIDE_KIB: u64 = 512;

/// Streams of one packing, one behind the other. What stands behind the last of them, padding or a signature, is left alone.
#[derive(Debug)]
pub(crate) struct Streams {
    packing: Packing,
    now: Now,
    /// What gzip says of the first of them.
    header: Option<GzHeader>,
    /// Streams that came to their end.
    whole: u64,
}

enum Now {
    Gz(Box<GzDecoder<PackedBytes>>),
    Xz(Box<XzReader<PackedBytes>>),
    Zstd(Box<StreamingDecoder<PackedBytes, FrameDecoder>>),
    Bzip2(Box<BzDecoder<PackedBytes>>),
    /// Before a stream, where it is still to be opened.
    Before(PackedBytes),
    End,
}

impl fmt::Debug for Now {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Gz(_) => "Gz",
            Self::Xz(_) => "Xz",
            Self::Zstd(_) => "Zstd",
            Self::Bzip2(_) => "Bzip2",
            Self::Before(_) => "Before",
            Self::End => "End",
        })
    }
}

impl Streams {
    pub(crate) fn new(packing: Packing, packed: PackedBytes) -> Self {
        Self { packing, now: Now::Before(packed), header: None, whole: 0 }
    }

    /// What gzip says of its file, once something was read.
    pub(crate) fn header(&self) -> Option<&GzHeader> {
        self.header.as_ref()
    }

    fn open(&mut self, mut packed: PackedBytes) -> io::Result<Now> {
        Ok(match self.packing {
            Packing::Gz => {
                let decoder = GzDecoder::new(packed);
                if self.whole == 0 {
                    self.header = decoder.header().cloned();
                } else if decoder.header().is_none() && !decoder.get_ref().is_dry() {
                    // What only begins as a further stream does is none.
                    return Ok(Now::End);
                }
                Now::Gz(Box::new(decoder))
            }
            Packing::Bzip2 => Now::Bzip2(Box::new(BzDecoder::new(packed))),
            Packing::Xz => {
                let most = u32::try_from(WINDOW_BYTES / 1024 + XZ_BESIDE_KIB).expect("a window of some MiB");
                Now::Xz(Box::new(XzReader::new_mem_limit(packed, false, most)))
            }
            Packing::Zstd => {
                let mark = packed.ahead(8)?;
                if is_skippable(&mark) {
                    let length = mark.get(4..8).and_then(|bytes| bytes.try_into().ok()).map(u32::from_le_bytes);
                    let length = length.ok_or(io::ErrorKind::UnexpectedEof)?;
                    let whole = u64::from(length) + 8;
                    if io::copy(&mut (&mut packed).take(whole), &mut io::sink())? < whole {
                        return Err(io::ErrorKind::UnexpectedEof.into());
                    }
                    return self.after(packed);
                }
                let decoder = StreamingDecoder::new_with_max_window_size(packed, WINDOW_BYTES).map_err(of_zstd)?;
                Now::Zstd(Box::new(decoder))
            }
        })
    }

    /// What comes after a stream: another one, also behind padding, or nothing that is read.
    fn after(&mut self, mut packed: PackedBytes) -> io::Result<Now> {
        self.whole += 1;
        packed.skip_zeros()?;
        let goes_on = self.packing.begins(&packed.ahead(MARK_BYTES)?);
        Ok(if goes_on { Now::Before(packed) } else { Now::End })
    }

    fn next(&mut self, buffer: &mut [u8]) -> io::Result<Option<usize>> {
        let read = match &mut self.now {
            Now::Gz(decoder) => decoder.read(buffer)?,
            Now::Xz(decoder) => decoder.read(buffer)?,
            Now::Zstd(decoder) => decoder.read(buffer).map_err(|_| corrupt_zstd())?,
            Now::Bzip2(decoder) => decoder.read(buffer)?,
            Now::Before(_) => 0,
            Now::End => return Ok(Some(0)),
        };
        if read > 0 {
            return Ok(Some(read));
        }
        self.now = match std::mem::replace(&mut self.now, Now::End) {
            Now::Gz(decoder) => self.after(decoder.into_inner())?,
            Now::Bzip2(decoder) => self.after(decoder.into_inner())?,
            Now::Xz(decoder) => self.after(decoder.into_inner())?,
            Now::Zstd(decoder) => {
                let (packed, frame) = decoder.into_parts();
                let said = frame.get_checksum_from_data();
                if said.is_some() && said != frame.get_calculated_checksum() {
                    return Err(io::Error::new(io::ErrorKind::InvalidData, "its check sum does not match"));
                }
                self.after(packed)?
            }
            Now::Before(packed) => self.open(packed)?,
            Now::End => Now::End,
        };
        Ok(None)
    }
}

impl Read for Streams {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            match self.next(buffer) {
                Ok(Some(read)) => return Ok(read),
                Ok(None) => {}
                Err(error) => {
                    // A decoder that failed is not asked again.
                    self.now = Now::End;
                    return Err(if error.kind() == io::ErrorKind::OutOfMemory { too_wide() } else { error });
                }
            }
        }
    }
}

/// What a window may be; larger ones are made for machines with much memory.
fn too_wide() -> io::Error {
    let most = size(WINDOW_BYTES);
    ArchiveError::Limit(format!(
        "It needs a window of more than {most} to be unpacked, which is not read here; download it."
    ))
    .into()
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the library's own errors, whose words are for programmers")]
fn of_zstd(error: FrameDecoderError) -> io::Error {
    match error {
        FrameDecoderError::WindowSizeTooBig { .. }
        | FrameDecoderError::FrameHeaderError(FrameHeaderError::WindowTooBig { .. }) => too_wide(),
        _ => corrupt_zstd(),
    }
}

/// Its decoder's own words are for programmers.
fn corrupt_zstd() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "corrupt zstd stream")
}
