//! Makes archives, and opens them from a temporary file.

use archive::{Archive, ArchiveError, Limits, What};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::{Cursor, Write};
use tar::{EntryType, Header};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

pub fn open_with(bytes: &[u8], limits: Limits) -> Result<Archive, ArchiveError> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    Archive::open(file.path(), "upload.log.gz", limits)
}

pub fn open(bytes: &[u8]) -> Archive {
    open_with(bytes, Limits::default()).unwrap()
}

pub fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    zip_as(files, CompressionMethod::Deflated)
}

pub fn stored(files: &[(&str, &[u8])]) -> Vec<u8> {
    zip_as(files, CompressionMethod::Stored)
}

fn zip_as(files: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(method);
    for (name, bytes) in files {
        if name.ends_with('/') {
            zip.add_directory(*name, options).unwrap();
        } else {
            zip.start_file(*name, options).unwrap();
            zip.write_all(bytes).unwrap();
        }
    }
    zip.finish().unwrap().into_inner()
}

pub fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_mtime(1_795_687_200);
        builder.append_data(&mut header, name, *bytes).unwrap();
    }
    builder.into_inner().unwrap()
}

/// One header and its contents, with a name the tar crate would refuse to write.
pub fn tar_entry(name: &[u8], kind: EntryType, link: &[u8], bytes: &[u8]) -> Vec<u8> {
    let mut header = Header::new_gnu();
    header.as_old_mut().name[..name.len()].copy_from_slice(name);
    header.as_old_mut().linkname[..link.len()].copy_from_slice(link);
    header.set_entry_type(kind);
    header.set_size(bytes.len() as u64);
    header.set_mode(0o644);
    header.set_mtime(0);
    header.set_cksum();
    let mut entry = header.as_bytes().to_vec();
    entry.extend_from_slice(bytes);
    entry.resize(entry.len().next_multiple_of(512), 0);
    entry
}

pub fn tar_of(entries: &[Vec<u8>]) -> Vec<u8> {
    [entries.concat(), vec![0; 1024]].concat()
}

pub fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub fn xz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = lzma_rust2::XzWriter::new(Vec::new(), lzma_rust2::XzOptions::with_preset(6)).unwrap();
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub fn zst(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

pub fn bz2(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// One member in a few words: `text a.log`, `link a -> b`.
pub fn summary(archive: &Archive) -> Vec<String> {
    let words = |member: &archive::Member| {
        let what = match &member.what {
            What::Text => "text",
            What::Binary => "binary",
            What::Folder => "folder",
            What::Link { to } => return format!("link {} -> {to}", member.path),
            What::Device => "device",
            What::Encrypted => "encrypted",
            What::Archive => "archive",
            What::NotOpened { .. } => "not opened",
        };
        format!("{what} {}", member.path)
    };
    archive.members().iter().map(words).collect()
}

/// Why the first member that was not opened was not.
pub fn refusal(archive: &Archive) -> &str {
    let why = |member: &'_ archive::Member| matches!(member.what, What::NotOpened { .. });
    match archive.members().iter().find(|member| why(member)).map(|member| &member.what) {
        Some(What::NotOpened { why }) => why,
        _ => "",
    }
}

/// The bytes of a member, or the sentence that ends them.
pub fn read(archive: &Archive, index: usize) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let mut reader = archive.reader(index).map_err(|error| error.to_string())?;
    std::io::Read::read_to_end(&mut reader, &mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes)
}

/// Changes the two bytes at each place that begins with the signature and lies `offset` further.
pub fn patch(bytes: &mut [u8], signature: &[u8], offset: usize, value: &[u8]) {
    let places: Vec<usize> =
        (0..bytes.len().saturating_sub(3)).filter(|&at| bytes[at..].starts_with(signature)).collect();
    for at in places {
        bytes[at + offset..at + offset + value.len()].copy_from_slice(value);
    }
}
