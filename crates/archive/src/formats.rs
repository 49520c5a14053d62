//! Names files for what they are that are not read here, by their first bytes.

mod structure;

use std::io::{self, Read};

/// What a 7z begins with, and how many bytes say where its last part is.
const SEVEN_ZIP: &[u8] = b"7z\xbc\xaf\x27\x1c";
const SEVEN_ZIP_BYTES: u64 = 32;
/// Bytes of its last part that are looked at.
const SEVEN_ZIP_HEADER_MOST: u64 = 64 * 1024;
/// How AES is called in it.
const SEVEN_ZIP_AES: &[u8] = b"\x06\xf1\x07\x01";

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Format {
    pub(crate) name: &'static str,
    pub(crate) way: Way,
}

/// What can be done with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// Something else made of files or packed, which is not opened.
    Packed,
    /// Nobody reads it without a password or a key.
    Locked,
    /// No text and no archive.
    Other,
}

impl Format {
    /// The sentence to show beside the file.
    pub(crate) fn note(&self) -> String {
        let name = self.name;
        match self.way {
            Way::Packed => format!("{name}, which is not read here; download it."),
            Way::Locked => format!("{name}, locked with a password or key; download it."),
            Way::Other => format!("{name}; download it."),
        }
    }
}

use Way::{Locked, Other, Packed};

/// A mark, how many bytes it lies behind the beginning, and what it is the mark of.
type Mark = (usize, &'static [u8], &'static str, Way);

const MARKS: &[Mark] = &[
    (0, b"7z\xbc\xaf\x27\x1c", "7z", Packed),
    (0, b"Rar!\x1a\x07", "RAR", Packed),
    (0, b"\x04\x22\x4d\x18", "lz4", Packed),
    (0, b"\x02\x21\x4c\x18", "lz4 (old form)", Packed),
    (0, b"LZIP\x01", "lzip", Packed),
    (0, b"\x5d\0\0\x80\0", "lzma", Packed),
    (0, b"\x5d\0\0\0\x01", "lzma", Packed),
    (0, b"\x5d\0\0\0\x02", "lzma", Packed),
    (0, b"\x5d\0\0\0\x04", "lzma", Packed),
    (0, b"\x5d\0\0\x01\0", "lzma", Packed),
    (0, b"\x89LZO\0\r\n\x1a\n", "lzop", Packed),
    (0, b"\x1f\x9d", "Z (compress)", Packed),
    (0, b"\x1f\xa0", "Z (lzh)", Packed),
    (0, b"\xff\x06\0\0sNaPpY", "snappy", Packed),
    (0, b"MSCF\0\0\0\0", "Cabinet archive", Packed),
    (0, b"!<arch>\ndebian-binary", "Debian package", Packed),
    (0, b"!<arch>\n", "ar archive", Packed),
    (0, b"\xed\xab\xee\xdb", "RPM package", Packed),
    (0, b"070701", "cpio archive", Packed),
    (0, b"070702", "cpio archive", Packed),
    (0, b"070707", "cpio archive", Packed),
    (0, b"\xc7\x71", "cpio archive", Packed),
    (0, b"xar!", "xar archive", Packed),
    (7, b"**ACE**", "ACE archive", Packed),
    (0, b"\x60\xea", "ARJ archive", Packed),
    (0, b"hsqs", "SquashFS image", Packed),
    (0, b"sqsh", "SquashFS image", Packed),
    (0, b"UBI#", "UBI image", Packed),
    (0, b"UBI!", "UBI image", Packed),
    (0, b"\x45\x3d\xcd\x28", "cramfs image", Packed),
    (0, b"\x3a\xff\x26\xed", "Android sparse image", Packed),
    (1080, b"\x53\xef", "ext file system", Packed),
    (510, b"\x55\xaa", "Disk image", Packed),
    (0, b"Salted__", "Encrypted by OpenSSL", Locked),
    (0, b"age-encryption.org/", "Encrypted by age", Locked),
    (0, b"LUKS\xba\xbe", "LUKS volume", Locked),
    (0, b"\x8c\x0d\x04", "Encrypted by OpenPGP", Locked),
    (0, b"\xc3\x0d\x04", "Encrypted by OpenPGP", Locked),
    (0, b"\xff\xf8VBE", "Encrypted by vim", Locked),
    (0, b"VimCrypt~", "Encrypted by vim", Locked),
    (0, b"$ANSIBLE_VAULT;", "Ansible vault", Locked),
    (0, b"\x03\xd9\xa2\x9a", "KeePass database", Locked),
    (0, b"SQLite format 3\0", "SQLite database", Other),
    (0, b"\x37\x7f\x06\x82", "SQLite write-ahead log", Other),
    (0, b"\x37\x7f\x06\x83", "SQLite write-ahead log", Other),
    (0, b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7", "SQLite rollback journal", Other),
    (0, b"\xd4\xc3\xb2\xa1", "Network capture (pcap)", Other),
    (0, b"\xa1\xb2\xc3\xd4", "Network capture (pcap)", Other),
    (0, b"\x4d\x3c\xb2\xa1", "Network capture (pcap)", Other),
    (0, b"\xa1\xb2\x3c\x4d", "Network capture (pcap)", Other),
    (0, b"\xa1\xb2\xcd\x34", "Network capture (pcap)", Other),
    (0, b"\x34\xcd\xb2\xa1", "Network capture (pcap)", Other),
    (0, b"\x0a\x0d\x0d\x0a", "Network capture (pcapng)", Other),
    (0, b"btsnoop\0", "Bluetooth capture (btsnoop)", Other),
    (0, b"snoop\0\0\0", "Network capture (snoop)", Other),
    (0, b"LPKSHHRH", "systemd journal", Other),
    (0, b"ElfFile\0", "Windows event log", Other),
    (0, b"MDMP\x93\xa7", "Windows minidump", Other),
    (0, b"PAGEDU64", "Windows memory dump", Other),
    (0, b"PAGEDUMP", "Windows memory dump", Other),
    (0, b"KDUMP   ", "Kernel dump (kdump)", Other),
    (0, b"JAVA PROFILE 1.", "Java heap dump", Other),
    (0, b"FLR\0", "Java flight recording", Other),
    (0, b"PERFILE2", "perf recording", Other),
    (0, b"\x17\x08\x44tracing", "Kernel trace (trace.dat)", Other),
    (0, b"\xc1\x1f\xfc\xc1", "LTTng trace (CTF)", Other),
    (0, b"DLT\x01", "DLT trace", Other),
    (0, b"MDF     ", "MDF measurement", Other),
    (0, b"LOGG", "BLF bus log", Other),
    (0, b"RRD\0", "RRD database", Other),
    (0, b"PAR1", "Parquet file", Other),
    (0, b"\x89HDF\r\n\x1a\n", "HDF5 file", Other),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Office document (old form)", Other),
    (0, b"%PDF-", "PDF", Other),
    (0, b"\x89PNG\r\n\x1a\n", "PNG image", Other),
    (0, b"\xff\xd8\xff", "JPEG image", Other),
    (0, b"GIF87a", "GIF image", Other),
    (0, b"GIF89a", "GIF image", Other),
    (0, b"II*\0", "TIFF image", Other),
    (0, b"MM\0*", "TIFF image", Other),
    (8, b"WEBP", "WebP image", Other),
    (8, b"WAVEfmt ", "WAV sound", Other),
    (8, b"AVI LIST", "AVI film", Other),
    (4, b"ftyp", "MP4 film", Other),
    (0, b"OggS\0", "Ogg sound", Other),
    (0, b"ID3\x03", "MP3 sound", Other),
    (0, b"ID3\x04", "MP3 sound", Other),
    (0, b"\x1a\x45\xdf\xa3", "Matroska film", Other),
    (0, b"\xca\xfe\xba\xbe", "Java class or Mach-O program", Other),
    (0, b"\xac\xed\0\x05", "Java objects", Other),
    (0, b"\xcf\xfa\xed\xfe", "Mach-O program", Other),
    (0, b"\0asm", "WebAssembly module", Other),
    (0, b"dex\n03", "Android program (dex)", Other),
    (0, b"\x27\x05\x19\x56", "U-Boot image", Other),
    (0, b"\xd0\x0d\xfe\xed", "Device tree", Other),
    (0, b"ANDROID!", "Android boot image", Other),
    (0, b"TZif", "Time zone data", Other),
    (0, b"wOFF", "Font (WOFF)", Other),
    (0, b"wOF2", "Font (WOFF2)", Other),
];

/// What the file is by its first bytes, if that is known and is neither text nor an archive that is read here.
pub(crate) fn known(head: &[u8]) -> Option<Format> {
    if head.starts_with(b"\x7fELF") {
        return Some(Format { name: elf(head), way: Other });
    }
    if let Some((name, way)) = structure::of(head) {
        return Some(Format { name, way });
    }
    let found = MARKS.iter().find(|(at, mark, ..)| head.get(*at..).is_some_and(|rest| rest.starts_with(mark)));
    let &(_, mark, name, way) = found?;
    // Marks of letters alone are words, too: such a file must look like none.
    let is_word = mark.iter().all(|byte| byte.is_ascii_graphic() || *byte == b' ') && mark.len() < 12;
    let looks_like_text = || head.iter().take(64).all(|&byte| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~'));
    (!(is_word && way != Locked && looks_like_text())).then_some(Format { name, way })
}

/// What a 7z's header says of its lock: with its names locked too, nothing but the method of locking can be read.
pub(crate) fn with_its_lock(format: Format, head: &[u8], rest: &mut impl Read) -> Format {
    let is_locked = format.name == "7z"
        && seven_zip_header(head, rest)
            .is_some_and(|header| header.windows(SEVEN_ZIP_AES.len()).any(|window| window == SEVEN_ZIP_AES));
    if is_locked { Format { way: Locked, ..format } } else { format }
}

/// The last part of a 7z, which says how the rest is packed.
fn seven_zip_header(head: &[u8], rest: &mut impl Read) -> Option<Vec<u8>> {
    let (begin, length) = seven_zip_places(head)?;
    let length = length.min(SEVEN_ZIP_HEADER_MOST);
    let mut whole = head.chain(rest).take(begin.checked_add(length)?);
    io::copy(&mut whole.by_ref().take(begin), &mut io::sink()).ok()?;
    let mut header = Vec::new();
    whole.read_to_end(&mut header).ok()?;
    Some(header)
}

/// Where the last part of a 7z begins, and its bytes.
pub(crate) fn seven_zip_places(head: &[u8]) -> Option<(u64, u64)> {
    let number = |at: usize| Some(u64::from_le_bytes(head.get(at..at + 8)?.try_into().ok()?));
    let begin = || SEVEN_ZIP_BYTES.checked_add(number(12)?);
    head.starts_with(SEVEN_ZIP).then(|| Some((begin()?, number(20)?)))?
}

/// What kind of ELF: the crash of a program leaves one of type 4.
fn elf(head: &[u8]) -> &'static str {
    let kind = match (head.get(5), head.get(16..18)) {
        (Some(2), Some(&[high, low])) => u16::from_be_bytes([high, low]),
        (_, Some(&[low, high])) => u16::from_le_bytes([low, high]),
        (_, _) => 0,
    };
    match kind {
        2 | 3 => "Program (ELF)",
        4 => "Core dump (ELF)",
        _ => "ELF file",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// O-39, O-62: each is called what it is.
    #[test]
    fn files_are_called_what_they_are() {
        let check = |head: &[u8], expected: &str| {
            let head = [head, &[0x80; 600]].concat();
            assert_eq!(known(&head).map(|format| format.note()).unwrap_or_default(), expected);
        };
        check(b"7z\xbc\xaf\x27\x1c\0\x04", "7z, which is not read here; download it.");
        check(b"Rar!\x1a\x07\x01\0", "RAR, which is not read here; download it.");
        check(b"SQLite format 3\0", "SQLite database; download it.");
        check(b"\xd4\xc3\xb2\xa1\x02\0\x04\0", "Network capture (pcap); download it.");
        check(b"\x0a\x0d\x0d\x0a\x1c\0\0\0", "Network capture (pcapng); download it.");
        check(b"LPKSHHRH\0\0", "systemd journal; download it.");
        check(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x04\0>\0", "Core dump (ELF); download it.");
        check(b"\x7fELF\x01\x02\x01\0\0\0\0\0\0\0\0\0\0\x02\0\x08", "Program (ELF); download it.");
        check(b"Salted__", "Encrypted by OpenSSL, locked with a password or key; download it.");
        check(b"\x85\x01\x8c\x03abcdefgh\x01", "Encrypted by OpenPGP, locked with a password or key; download it.");
        check(b"\x8c\x0d\x04\x09\x03\x02", "Encrypted by OpenPGP, locked with a password or key; download it.");
        check(b"LUKS\xba\xbe\0\x02", "LUKS volume, locked with a password or key; download it.");
        check(b"age-encryption.org/v1\n-> X25519", "Encrypted by age, locked with a password or key; download it.");
        check(b"\x04\x22\x4d\x18\x64", "lz4, which is not read here; download it.");
        // To a public key, in all its forms.
        const OPENPGP: &str = "Encrypted by OpenPGP, locked with a password or key; download it.";
        check(b"\x84\x5e\x03abcdefgh\x12", OPENPGP);
        check(b"\x85\x02\x0c\x03\0\0\0\0\0\0\0\0\x01", OPENPGP);
        check(b"\xc1\x5e\x03abcdefgh\x12", OPENPGP);
        check(b"\xc1\xc1\x4c\x03abcdefgh\x01", OPENPGP);
        check(b"\xc1\xff\0\0\x01\x0c\x03abcdefgh\x01", OPENPGP);
        check(b"\x86\0\0\x01\x0c\x03abcdefgh\x01", OPENPGP);
        check(b"\xc1\x57\x06\x21\x06abcdefghabcdefghabcdefghabcdefgh\x19", OPENPGP);
        // CMS, with every length of its length.
        const ENVELOPED: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03\xa0";
        const SIGNED: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0";
        const CMS: &str = "Encrypted by CMS (S/MIME), locked with a password or key; download it.";
        for begin in [&b"\x30\x80"[..], b"\x30\x81\xf0", b"\x30\x82\x10\0", b"\x30\x83\x01\0\0", b"\x30\x84\0\x01\0\0"]
        {
            check(&[begin, ENVELOPED].concat(), CMS);
            check(&[begin, SIGNED].concat(), "Signed by CMS (PKCS#7), which is not read here; download it.");
        }
        check(b"\x30\x82\x10\0\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17\xa0", CMS);
        check(b"\x30\x82\x10\0\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x09\xa0", "");
        check(b"\x30\x82\x10\0\x02\x01", "");
        check(b"nothing known", "");
        check(b"", "");
    }

    #[test]
    fn zlib_is_told_by_what_it_holds() {
        let log = "2026-11-20 10:00:00 relay is on\n".repeat(500);
        for level in [1, 5, 6, 9] {
            let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::new(level));
            io::Write::write_all(&mut packed, log.as_bytes()).unwrap();
            let packed = packed.finish().unwrap();
            let found = known(&packed[..packed.len().min(4096)]).map(|format| format.note());
            assert_eq!(found.as_deref(), Some("zlib, which is not read here; download it."), "level {level}");
        }
        let check = |text: &[u8]| assert_eq!(known(text), None, "{text:?}");
        check(b"x^2 + y^2 = r^2\n");
        check("x^2 is what x^2 is, and no more than that is said here. ".repeat(5).as_bytes());
        check(b"x\x01\n");
        check(b"x\xda\xff\xff\xff\xff");
        check(b"x\x9c");
    }

    #[test]
    fn words_are_no_marks() {
        let check = |text: &str| assert_eq!(known(text.as_bytes()), None, "{text:?}");
        check("LOGG started\nLOGG ended\n");
        check("070701 is the code of the day\n");
        check("PAR1 lamp on\n");
        check("MZ is no program\n");
        check("BM or not\n");
        check("hsqs\n");
        check("xar! said the parrot\n");
        check("the file type: ftyp\n");
    }
}
