//! Does a file show by itself that it came to its end? For doors whose protocol ends a file and a broken connection alike.
//!
//! Only missing bytes count. What stands behind the end (padding, a signature), a checksum that is wrong or not there, and a tar
//! without its empty blocks are whole enough for the tools that read them.

use flate2::{Decompress, FlushDecompress, Status};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

/// Packed bytes read at once.
const BLOCK: usize = 64 * 1024;
/// Unpacked bytes of a gzip that are looked through for its end; a larger one is taken at its sender's word.
const UNPACKED_MAX: u64 = 4 * 1024 * 1024 * 1024;
/// Bytes of a zip's last record without its comment.
const END_RECORD: usize = 22;
/// The last record of a zip stands within so many bytes of its end, where nothing stands behind it.
const USUAL_END: u64 = 66 * 1024;

const GZIP: &[u8] = &[0x1f, 0x8b];
const ZIP_MEMBER: &[u8] = b"PK\x03\x04";
const ZIP_END: &[u8] = b"PK\x05\x06";

/// What a file shows of its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wholeness {
    /// It has an end, and it is there.
    Shown,
    /// It breaks off before its end.
    Missing,
    /// Nothing in it says where it ends.
    Unknown,
}

/// Reads the file through. It blocks; call it where that is allowed.
///
/// # Errors
/// Where the file cannot be read.
pub fn wholeness(path: &Path) -> io::Result<Wholeness> {
    let mut file = File::open(path)?;
    let mut head = [0; 4];
    let read = read_up_to(&mut file, &mut head)?;
    file.seek(SeekFrom::Start(0))?;
    match &head[..read] {
        [0x1f, 0x8b, ..] => gzip(&mut BufReader::with_capacity(BLOCK, file)),
        ZIP_MEMBER => zip(file),
        _ => Ok(Wholeness::Unknown),
    }
}

/// Member by member, until one breaks off or something else follows.
fn gzip(packed: &mut impl BufRead) -> io::Result<Wholeness> {
    let mut unpacked = 0;
    loop {
        let whole = match header(packed).and_then(|()| member(packed, &mut unpacked)) {
            Ok(whole) => whole,
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(Wholeness::Missing),
            // What is damaged does not become better by being sent again.
            Err(error) if error.kind() == io::ErrorKind::InvalidData => return Ok(Wholeness::Unknown),
            Err(error) => return Err(error),
        };
        if !whole {
            return Ok(Wholeness::Unknown);
        }
        // Checksum and length: where they are cut off, nothing of the content is.
        io::copy(&mut packed.by_ref().take(8), &mut io::sink())?;
        if !packed.fill_buf()?.starts_with(GZIP) {
            return Ok(Wholeness::Shown);
        }
    }
}

/// RFC 1952, 2.3.
fn header(packed: &mut impl BufRead) -> io::Result<()> {
    let mut fixed = [0; 10];
    packed.read_exact(&mut fixed)?;
    let flags = fixed[3];
    if !fixed.starts_with(GZIP) || fixed[2] != 8 {
        return Err(io::ErrorKind::InvalidData.into());
    }
    if flags & 4 != 0 {
        let mut length = [0; 2];
        packed.read_exact(&mut length)?;
        skip(packed, u64::from(u16::from_le_bytes(length)))?;
    }
    for _text in [8, 16].into_iter().filter(|flag| flags & flag != 0) {
        while {
            let mut byte = [0];
            packed.read_exact(&mut byte)?;
            byte != [0]
        } {}
    }
    skip(packed, if flags & 2 != 0 { 2 } else { 0 })
}

fn skip(packed: &mut impl BufRead, bytes: u64) -> io::Result<()> {
    let skipped = io::copy(&mut packed.by_ref().take(bytes), &mut io::sink())?;
    if skipped == bytes { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// Unpacks to the end of one stream. False: it is too large to be looked through.
fn member(packed: &mut impl BufRead, unpacked: &mut u64) -> io::Result<bool> {
    let mut stream = Decompress::new(false);
    let mut out = vec![0; BLOCK];
    loop {
        let input = packed.fill_buf()?;
        let is_end = input.is_empty();
        let (before_in, before_out) = (stream.total_in(), stream.total_out());
        let status = stream.decompress(input, &mut out, FlushDecompress::None);
        let status = status.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        let taken = usize::try_from(stream.total_in() - before_in).expect("no more than was given");
        packed.consume(taken);
        let came = stream.total_out() - before_out;
        *unpacked += came;
        match status {
            Status::StreamEnd => return Ok(true),
            Status::Ok | Status::BufError if is_end && came == 0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            Status::Ok | Status::BufError if *unpacked > UNPACKED_MAX => return Ok(false),
            Status::Ok | Status::BufError => {}
        }
    }
}

/// Looks for the last record from the end on, through whatever stands behind it.
fn zip(mut file: File) -> io::Result<Wholeness> {
    let length = file.seek(SeekFrom::End(0))?;
    let mut end = length;
    while end > 0 {
        let start = end.saturating_sub(BLOCK as u64);
        // A record may begin in this block and end in the next.
        let take = usize::try_from((length - start).min(BLOCK as u64 + END_RECORD as u64)).expect("within a block");
        let mut block = vec![0; take];
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(&mut block)?;
        let found = (0..block.len().saturating_sub(ZIP_END.len() - 1)).rev().find(|&at| {
            let position = start + at as u64;
            block[at..].starts_with(ZIP_END)
                && (length - position <= USUAL_END || is_last_record(&block[at..], position))
        });
        if found.is_some() {
            return Ok(Wholeness::Shown);
        }
        end = start;
    }
    Ok(Wholeness::Missing)
}

/// Does this record point to the directory just before it? That of a zip stored inside does not.
fn is_last_record(record: &[u8], position: u64) -> bool {
    let number = |at: usize| Some(u32::from_le_bytes(record.get(at..at + 4)?.try_into().ok()?));
    match (number(12), number(16)) {
        // The larger kind's numbers stand elsewhere.
        (Some(size), Some(offset)) if size == u32::MAX || offset == u32::MAX => true,
        (Some(size), Some(offset)) => u64::from(size) + u64::from(offset) == position,
        _ => false,
    }
}

fn read_up_to(file: &mut File, buffer: &mut [u8]) -> io::Result<usize> {
    let mut read = 0;
    while read < buffer.len() {
        match file.read(&mut buffer[read..])? {
            0 => break,
            more => read += more,
        }
    }
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write;

    fn of(bytes: &[u8]) -> Wholeness {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        wholeness(file.path()).unwrap()
    }

    fn log() -> Vec<u8> {
        (0..4_000).flat_map(|n: u32| format!("{n:05} relay {}\n", n.wrapping_mul(2_654_435_761)).into_bytes()).collect()
    }

    fn gz(bytes: &[u8]) -> Vec<u8> {
        let mut packed = GzEncoder::new(Vec::new(), Compression::default());
        packed.write_all(bytes).unwrap();
        packed.finish().unwrap()
    }

    fn zipped(bytes: &[u8], name: &str) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
        let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        zip.start_file(name, stored).unwrap();
        zip.write_all(bytes).unwrap();
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn what_stands_behind_the_end_is_no_break() {
        // O-08, O-09, O-10, O-11
        let whole = gz(&log());
        let behind = |tail: &[u8]| of(&[&whole[..], tail].concat());
        assert_eq!(behind(b""), Wholeness::Shown);
        assert_eq!(behind(&[0; 300]), Wholeness::Shown, "padding");
        assert_eq!(behind(&[0xa5; 64]), Wholeness::Shown, "a signature");
        assert_eq!(behind(b"\x1f"), Wholeness::Shown, "a byte that could begin another");
        assert_eq!(behind(&gz(b"more")), Wholeness::Shown, "a second member");
        assert_eq!(of(&whole[..whole.len() - 8]), Wholeness::Shown, "without checksum and length");
        let mut tar = tar::Builder::new(Vec::new());
        let mut header = tar::Header::new_gnu();
        header.set_size(log().len() as u64);
        tar.append_data(&mut header, "a.log", &log()[..]).unwrap();
        let tar = tar.into_inner().unwrap();
        assert_eq!(of(&gz(&tar[..tar.len() - 1_024])), Wholeness::Shown, "a tar without its end blocks");
        let zip = zipped(&log(), "a.log");
        for tail in [0, 1, 21, 22, 1_000, 65_536, 80 * 1_024, 200_000] {
            assert_eq!(of(&[&zip[..], &vec![0; tail]].concat()), Wholeness::Shown, "{tail}");
        }
        assert_eq!(of(&[&zip[..], &[0x5a; 90_000][..]].concat()), Wholeness::Shown);
    }

    #[test]
    fn what_is_cut_off_is_missing_something() {
        let (packed, zip) = (gz(&log()), zipped(&log(), "a.log"));
        for share in 1..20 {
            let cut = |bytes: &[u8]| of(&bytes[..bytes.len() * share / 20]);
            assert_eq!(cut(&packed), Wholeness::Missing, "{share}");
            assert_eq!(cut(&zip), Wholeness::Missing, "{share}");
        }
        assert_eq!(of(&packed[..packed.len() - 9]), Wholeness::Missing);
        assert_eq!(of(&packed[..5]), Wholeness::Missing);
        assert_eq!(of(&[&packed[..], &packed[..200]].concat()), Wholeness::Missing, "a second member");
        // The end of a zip inside is not that of the one around it.
        let around = zipped(&[zip, vec![7; 100_000]].concat(), "inner.zip");
        assert_eq!(of(&around[..around.len() - 1_000]), Wholeness::Missing);
        assert_eq!(of(&around), Wholeness::Shown);
    }

    #[test]
    fn what_shows_no_end_is_taken_at_its_word() {
        for bytes in [&b""[..], b"P", b"all is well\n", b"PK\x05\x06", &[0; 5_000]] {
            assert_eq!(of(bytes), Wholeness::Unknown, "{bytes:?}");
        }
        let mut damaged = gz(&log());
        damaged[20..40].fill(0xff);
        assert_ne!(of(&damaged), Wholeness::Shown);
    }

    #[test]
    fn headers_of_gzip_are_gone_over() {
        let log = log();
        let mut packed = flate2::GzBuilder::new()
            .filename("a.log")
            .comment("by hand")
            .extra(vec![7; 500])
            .write(Vec::new(), Compression::fast());
        packed.write_all(&log).unwrap();
        let packed = packed.finish().unwrap();
        assert_eq!(of(&packed), Wholeness::Shown);
        assert_eq!(of(&packed[..300]), Wholeness::Missing);
    }
}
