//! Reads the end of a zip before the zip crate does, so that what it claims cannot make that crate read or keep too much.

use crate::error::ArchiveError;
use crate::limits::MIB;
use crate::source::Source;
use std::io::Read;

/// The end record without its comment, in bytes.
const END_BYTES: u64 = 22;
/// The longest comment, with room for the end record and the locator before it.
const TAIL_BYTES: u64 = 65_535 + END_BYTES + LOCATOR_BYTES;
const LOCATOR_BYTES: u64 = 20;
/// The zip64 end record without its extensible part.
const END64_BYTES: u64 = 56;
/// The longest zip64 end record that is read; the extensible part is never used, and could be the whole file.
const END64_MOST: u64 = 64 * 1024;
/// Bytes behind the end of a zip that are searched for it: a partition's padding, a signature.
const BEHIND_MOST: u64 = 64 * MIB;
/// Bytes before a zip: what unpacks it, a header of the device that made it.
const BEFORE_MOST: u64 = 64 * 1024;
/// Bytes of them read at once.
const STEP_BYTES: u64 = MIB;
const END: &[u8; 4] = b"PK\x05\x06";
const END64: &[u8; 4] = b"PK\x06\x06";
const LOCATOR: &[u8; 4] = b"PK\x06\x07";
const ENTRY: &[u8; 4] = b"PK\x01\x02";
const FILE: &[u8; 4] = b"PK\x03\x04";

/// What the end of a zip says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Survey {
    /// Entries it claims to have.
    pub(crate) entries: u64,
    /// Bytes before the zip begins.
    pub(crate) offset: u64,
}

/// What the end record says; `None` if there is none that could be right.
pub(crate) fn survey(source: &Source) -> Result<Option<Survey>, ArchiveError> {
    let start = source.bytes().saturating_sub(TAIL_BYTES);
    let mut tail = Vec::new();
    source.slice(start, TAIL_BYTES).read_to_end(&mut tail)?;
    let ends: Vec<usize> = (0..tail.len().saturating_sub(3)).filter(|&at| tail[at..].starts_with(END)).collect();
    let mut last = None;
    for &at in &ends {
        if let Some(found) = end(source, start, &tail, at)? {
            last = Some(found);
        }
    }
    // The zip crate may come to any of the ends, and looks for its zip64 record where the last one's offset says.
    if let Some(Survey { offset, .. }) = last {
        for &at in &ends {
            if let Some(said) = locator(&tail, at) {
                refuse_long_end64(source, start + at as u64 - LOCATOR_BYTES, said.saturating_add(offset))?;
            }
        }
    }
    Ok(last)
}

/// Where the zip ends that begins with the source: by its last end record that has its table of contents before it. The end
/// of a zip inside it does not count.
pub(crate) fn end_of(source: &Source) -> Result<Option<u64>, ArchiveError> {
    let (bytes, mut to) = (source.bytes(), source.bytes());
    while to > bytes.saturating_sub(BEHIND_MOST) {
        let from = to.saturating_sub(STEP_BYTES);
        let mut step = Vec::new();
        // A record may begin in this step and end in the one after it.
        source.slice(from, to - from + END_BYTES).read_to_end(&mut step)?;
        for at in (0..usize::try_from(to - from).expect("no more than a step")).rev() {
            if step[at] == b'P'
                && step[at..].starts_with(END)
                && let Some(end) = end_at(source, from + at as u64, &step[at..])?
            {
                return Ok(Some(end));
            }
        }
        to = from;
    }
    Ok(None)
}

/// Whether a zip that begins with the source, and has no end that fits, has one that does not fit. The end of a zip inside it
/// is not its own.
pub(crate) fn has_unfit_end(source: &Source) -> Result<bool, ArchiveError> {
    Ok(match survey(source)? {
        None | Some(Survey { entries: 0, .. }) => false,
        Some(Survey { offset: 0, .. }) => true,
        Some(Survey { offset, .. }) => !has(source, offset, FILE)?,
    })
}

/// Whether a zip begins soon behind other bytes and goes on to the end of the source.
pub(crate) fn is_behind(source: &Source) -> Result<bool, ArchiveError> {
    // A record that no reader would follow is no zip's.
    let survey = match survey(source) {
        Err(ArchiveError::Damaged(_)) => None,
        other => other?,
    };
    Ok(match survey {
        Some(Survey { entries: 1.., offset }) => (1..=BEFORE_MOST).contains(&offset) && has(source, offset, FILE)?,
        Some(Survey { entries: 0, .. }) | None => false,
    })
}

/// Where the zip ends whose end record is here; `None` if the record does not fit what is before it.
fn end_at(source: &Source, at: u64, record: &[u8]) -> Result<Option<u64>, ArchiveError> {
    if (record.len() as u64) < END_BYTES {
        return Ok(None);
    }
    let (entries, length, first) = (u16_at(record, 10), u32_at(record, 12), u32_at(record, 16));
    let is_large = entries == u16::MAX || length == u32::MAX || first == u32::MAX;
    let fits = if is_large {
        let mut locator = [0; LOCATOR_BYTES as usize];
        let begin = at.checked_sub(LOCATOR_BYTES);
        let read = begin.map(|begin| source.read_exact_at(begin, &mut locator)).transpose()?;
        read.is_some() && locator.starts_with(LOCATOR) && has(source, u64_at(&locator, 8), END64)?
    } else {
        at.checked_sub(u64::from(length)) == Some(u64::from(first))
            && (entries == 0 || has(source, u64::from(first), ENTRY)?)
    };
    let comment = at + END_BYTES + u64::from(u16_at(record, 20));
    Ok(fits.then(|| if comment <= source.bytes() { comment } else { at + END_BYTES }))
}

fn end(source: &Source, start: u64, tail: &[u8], at: usize) -> Result<Option<Survey>, ArchiveError> {
    let record = &tail[at..];
    if (record.len() as u64) < END_BYTES || record.len() as u64 - END_BYTES < u64::from(u16_at(record, 20)) {
        return Ok(None);
    }
    let (entries, bytes, first) = (u16_at(record, 10), u32_at(record, 12), u32_at(record, 16));
    let end = start + at as u64;
    // The locator counts whether or not the record asks for it: some other reader might follow it.
    if let Some(said) = locator(tail, at) {
        let found = end64(source, end - LOCATOR_BYTES, said)?;
        if entries == u16::MAX || bytes == u32::MAX || first == u32::MAX || found.is_some() {
            return Ok(found);
        }
    }
    let abutting = end.checked_sub(u64::from(bytes)).filter(|&begin| begin >= u64::from(first));
    let offset = match abutting {
        Some(begin) if entries > 0 && has(source, begin, ENTRY)? => begin - u64::from(first),
        Some(_) | None => 0,
    };
    Ok(Some(Survey { entries: u64::from(entries), offset }))
}

/// Where the locator before an end record says that the zip64 end record is.
fn locator(tail: &[u8], end: usize) -> Option<u64> {
    let locator = &tail[end.checked_sub(LOCATOR_BYTES as usize)?..end];
    locator.starts_with(LOCATOR).then(|| u64_at(locator, 8))
}

fn refuse_long_end64(source: &Source, locator: u64, begin: u64) -> Result<(), ArchiveError> {
    if locator.saturating_sub(begin) > END64_MOST && has(source, begin, END64)? {
        return Err(ArchiveError::Damaged("its end record is longer than any real one".into()));
    }
    Ok(())
}

fn end64(source: &Source, locator: u64, said: u64) -> Result<Option<Survey>, ArchiveError> {
    let (begin, offset) = if said < locator && has(source, said, END64)? {
        (said, 0)
    } else {
        match locator.checked_sub(END64_BYTES) {
            Some(begin) if begin >= said && has(source, begin, END64)? => (begin, begin - said),
            Some(_) | None => return Ok(None),
        }
    };
    refuse_long_end64(source, locator, begin)?;
    if locator - begin < END64_BYTES {
        return Ok(None);
    }
    let mut record = [0; END64_BYTES as usize];
    source.read_exact_at(begin, &mut record)?;
    Ok(Some(Survey { entries: u64_at(&record, 32), offset }))
}

fn has(source: &Source, at: u64, signature: &[u8; 4]) -> Result<bool, ArchiveError> {
    let mut found = Vec::new();
    source.slice(at, 4).read_to_end(&mut found)?;
    Ok(found == signature)
}

fn u16_at(record: &[u8], at: usize) -> u16 {
    u16::from_le_bytes(record[at..at + 2].try_into().expect("two bytes"))
}

fn u32_at(record: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(record[at..at + 4].try_into().expect("four bytes"))
}

fn u64_at(record: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(record[at..at + 8].try_into().expect("eight bytes"))
}
