//! The body of a request as it comes: not too slowly, not for ever, and unpacked where it is packed.

use crate::hosting::bounds::{LONGEST, SILENCE, SLOWEST};
use axum::body::BodyDataStream;
use bytes::Bytes;
use flate2::write::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use futures::StreamExt;
use std::io::{self, Write};
use tokio::time::{Instant, timeout};

/// Packed bytes that are unpacked at once: they become no more than a thousand times as many.
const STRETCH: usize = 1024;

/// Bytes by which it is seen whether something unpacks.
const TRIED: usize = 4 * 1024;

/// Why a body ended before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyFault {
    Broken,
    Silent,
    Slow,
    /// It does not unpack.
    Damaged,
}

impl BodyFault {
    /// In the words of the timeline, where more is known than that the connection ended.
    pub fn words(self) -> Option<&'static str> {
        match self {
            BodyFault::Broken => None,
            BodyFault::Silent => Some("nothing came for a minute"),
            BodyFault::Slow => Some("it came too slowly"),
            BodyFault::Damaged => Some("what came does not unpack"),
        }
    }
}

/// How a body is packed that is unpacked here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyPacking {
    Gzip,
    /// With zlib's frame, as the standard has it, or without, as some write it.
    Deflate,
}

pub struct Source {
    body: BodyDataStream,
    began: Instant,
    came: u64,
    unpacks: Option<Unpacker>,
    /// What came and is not unpacked yet, or was put back.
    next: Bytes,
    /// Nothing more comes.
    has_ended: bool,
}

impl Source {
    pub fn new(body: BodyDataStream) -> Self {
        Self { body, began: Instant::now(), came: 0, unpacks: None, next: Bytes::new(), has_ended: false }
    }

    /// From here on what comes is unpacked.
    pub fn unpack(&mut self, packing: BodyPacking) {
        self.unpacks = Some(Unpacker::Unbegun(packing));
    }

    /// The same where what comes first does unpack, which this says; else it stays as it is.
    pub async fn unpack_where_it_can(&mut self, packing: BodyPacking) -> Result<bool, BodyFault> {
        let start = self.peek(TRIED).await?;
        let is_all = self.has_ended && start.len() <= TRIED;
        let mut unpacker = Unpacker::Unbegun(packing);
        let mut stretches = start[..start.len().min(TRIED)].chunks(STRETCH);
        let can = !start.is_empty()
            && stretches.all(|stretch| unpacker.take(stretch).is_ok())
            && (!is_all || unpacker.end().is_ok());
        if can {
            self.unpack(packing);
        }
        Ok(can)
    }

    /// The next bytes; none at its end.
    pub async fn next(&mut self) -> Result<Option<Bytes>, BodyFault> {
        loop {
            let packed = if self.next.is_empty() { self.pull().await? } else { Some(std::mem::take(&mut self.next)) };
            let Some(unpacker) = &mut self.unpacks else { return Ok(packed) };
            let Some(mut packed) = packed else {
                let rest = unpacker.end().map_err(|_| BodyFault::Damaged)?;
                return Ok(Some(Bytes::from(rest)).filter(|rest| !rest.is_empty()));
            };
            let stretch = packed.split_to(packed.len().min(STRETCH));
            self.next = packed;
            let unpacked = unpacker.take(&stretch).map_err(|_| BodyFault::Damaged)?;
            if !unpacked.is_empty() {
                return Ok(Some(Bytes::from(unpacked)));
            }
        }
    }

    /// The first bytes, so many at least where there are so many. They come again with the next.
    pub async fn peek(&mut self, bytes: usize) -> Result<Bytes, BodyFault> {
        while self.next.len() < bytes {
            let Some(block) = self.pull().await? else { break };
            self.next = if self.next.is_empty() { block } else { [&self.next[..], &block].concat().into() };
        }
        Ok(self.next.clone())
    }

    /// Has anything come? Then the charger was asked for it.
    pub fn has_begun(&self) -> bool {
        self.came > 0
    }

    /// What is left, as it comes.
    pub fn rest(&mut self) -> &mut BodyDataStream {
        &mut self.body
    }

    async fn pull(&mut self) -> Result<Option<Bytes>, BodyFault> {
        if self.has_ended {
            return Ok(None);
        }
        let (took, came) = (self.began.elapsed(), self.came);
        if took > LONGEST || (took > SILENCE && came / took.as_secs().max(1) < SLOWEST) {
            return Err(BodyFault::Slow);
        }
        match timeout(SILENCE, self.body.next()).await {
            Ok(None) => {
                self.has_ended = true;
                Ok(None)
            }
            Ok(Some(Ok(block))) => {
                self.came += block.len() as u64;
                Ok(Some(block))
            }
            Ok(Some(Err(_broken))) => Err(BodyFault::Broken),
            Err(_silent) => Err(BodyFault::Silent),
        }
    }
}

enum Unpacker {
    Unbegun(BodyPacking),
    Gzip(MultiGzDecoder<Vec<u8>>),
    Zlib(ZlibDecoder<Vec<u8>>),
    Deflate(DeflateDecoder<Vec<u8>>),
}

impl Unpacker {
    fn take(&mut self, packed: &[u8]) -> io::Result<Vec<u8>> {
        if let Unpacker::Unbegun(packing) = self {
            *self = match (packing, packed.first()) {
                (BodyPacking::Gzip, _) => Unpacker::Gzip(MultiGzDecoder::new(Vec::new())),
                // The first byte of zlib's frame, with a window of any size.
                (BodyPacking::Deflate, Some(first)) if first & 0x0f == 8 => {
                    Unpacker::Zlib(ZlibDecoder::new(Vec::new()))
                }
                (BodyPacking::Deflate, _) => Unpacker::Deflate(DeflateDecoder::new(Vec::new())),
            };
        }
        match self {
            Unpacker::Unbegun(_) => {}
            Unpacker::Gzip(unpacker) => unpacker.write_all(packed)?,
            Unpacker::Zlib(unpacker) => unpacker.write_all(packed)?,
            Unpacker::Deflate(unpacker) => unpacker.write_all(packed)?,
        }
        self.flush()
    }

    fn flush(&mut self) -> io::Result<Vec<u8>> {
        Ok(match self {
            Unpacker::Unbegun(_) => Vec::new(),
            Unpacker::Gzip(unpacker) => std::mem::take(unpacker.get_mut()),
            Unpacker::Zlib(unpacker) => std::mem::take(unpacker.get_mut()),
            Unpacker::Deflate(unpacker) => std::mem::take(unpacker.get_mut()),
        })
    }

    /// There is no more: it must have come to its end.
    fn end(&mut self) -> io::Result<Vec<u8>> {
        match self {
            Unpacker::Unbegun(_) => {}
            Unpacker::Gzip(unpacker) => unpacker.try_finish()?,
            Unpacker::Zlib(unpacker) => unpacker.try_finish()?,
            Unpacker::Deflate(unpacker) => unpacker.try_finish()?,
        }
        self.flush()
    }
}
