//! Names files whose short marks say something only together with what follows them.

use super::Way::{self, Locked, Other, Packed};
use flate2::read::ZlibDecoder;
use std::io::Read;

/// Bytes that are unpacked to tell zlib from a text that begins as it does.
const UNPACKED: usize = 32;
/// The identifiers of CMS: RSA's arc of PKCS, and what follows it.
const PKCS: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01";
const SIGNED: &[u8] = b"\x07\x02";
const LOCKING: [&[u8]; 4] = [b"\x07\x03", b"\x07\x04", b"\x07\x06", b"\x09\x10\x01\x17"];
/// Parts of UTF-32 that must be characters, in percent.
const UTF32_PERCENT: usize = 90;

/// What the file is, and what can be done with it.
pub(super) fn of(head: &[u8]) -> Option<(&'static str, Way)> {
    let program = |at: [u8; 4]| {
        let at = usize::try_from(u32::from_le_bytes(at)).ok()?;
        head.get(at..)?.starts_with(b"PE\0\0").then_some(("Windows program", Other))
    };
    match head {
        [b'M', b'Z', ..] => program(head.get(0x3c..0x40)?.try_into().ok()?),
        [b'B', b'M', _, _, _, _, 0, 0, 0, 0, _, _, 0, 0, 12 | 40 | 108 | 124, 0, ..] => Some(("BMP image", Other)),
        [0x80..=0xff, b'\r', b'\r', b'\n', ..] => Some(("Python bytecode", Other)),
        [0x84, 0x5e..=0xff, key @ ..]
        | [0x85, 1..=4, _, key @ ..]
        | [0x86, 0, 0, 1..=4, _, key @ ..]
        | [0xc1, 0x4e..=0xbf, key @ ..]
        | [0xc1, 0xc0..=0xc6, _, key @ ..]
        | [0xc1, 0xff, 0, 0, _, _, key @ ..] => of_openpgp(key),
        [0x30, 0x80, rest @ ..]
        | [0x30, 0x81, _, rest @ ..]
        | [0x30, 0x82, _, _, rest @ ..]
        | [0x30, 0x83, _, _, _, rest @ ..]
        | [0x30, 0x84, _, _, _, _, rest @ ..] => of_cms(rest),
        [b'x', 0x01 | 0x5e | 0x9c | 0xda, ..] => is_zlib(head).then_some(("zlib", Packed)),
        [0xff, 0xfe, 0, 0, rest @ ..] => of_utf32(rest, u32::from_le_bytes),
        [0, 0, 0xfe, 0xff, rest @ ..] => of_utf32(rest, u32::from_be_bytes),
        _ => None,
    }
}

/// A session key for somebody's public key: its version, whose key it is, and one of the known ciphers.
fn of_openpgp(key: &[u8]) -> Option<(&'static str, Way)> {
    let cipher = match key {
        [3, rest @ ..] => rest.get(8),
        [6, 0, rest @ ..] => rest.first(),
        [6, 0x15, 4, rest @ ..] => rest.get(20),
        [6, 0x21, 6, rest @ ..] => rest.get(32),
        _ => None,
    };
    matches!(cipher, Some(1..=3 | 16 | 18 | 22 | 25 | 26)).then_some(("Encrypted by OpenPGP", Locked))
}

/// What the identifier says that the contents are.
fn of_cms(rest: &[u8]) -> Option<(&'static str, Way)> {
    let [6, length, rest @ ..] = rest else { return None };
    let kind = rest.get(..usize::from(*length))?.strip_prefix(PKCS)?;
    if LOCKING.contains(&kind) {
        return Some(("Encrypted by CMS (S/MIME)", Locked));
    }
    (kind == SIGNED).then_some(("Signed by CMS (PKCS#7)", Packed))
}

/// Can its beginning be unpacked?
fn is_zlib(head: &[u8]) -> bool {
    // Some texts can be unpacked, too.
    let is_text = head.iter().take(2 * UNPACKED).all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace());
    let mut unpacked = [0; UNPACKED];
    !is_text && ZlibDecoder::new(head).read_exact(&mut unpacked).is_ok()
}

/// Are these characters? UTF-16 has the same mark before padding.
fn of_utf32(rest: &[u8], unit: fn([u8; 4]) -> u32) -> Option<(&'static str, Way)> {
    let (units, _) = rest.as_chunks::<4>();
    let characters = units.iter().filter(|&&bytes| unit(bytes) != 0 && char::from_u32(unit(bytes)).is_some()).count();
    let is_text = characters > 0 && characters * 100 >= units.len() * UTF32_PERCENT;
    is_text.then_some(("Text in UTF-32", Packed))
}
