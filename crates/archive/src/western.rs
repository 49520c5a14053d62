//! Texts of one byte for each character, as Windows-1252 has them and Latin-1 in it.

/// What the bytes from 0x80 to 0x9f are; five are nothing.
const SIGNS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];
/// So many letters beyond ASCII in a row are rather a text of another alphabet.
const RUN: usize = 4;
/// Erased flash is no letter.
const ERASED: u8 = 0xff;

/// Is there a letter or sign beyond ASCII?
pub(crate) fn is_high(byte: u8) -> bool {
    !byte.is_ascii() && byte != ERASED
}

/// Control characters that logs have only as noise.
pub(crate) fn is_noise(byte: u8) -> bool {
    byte.is_ascii_control() && !matches!(byte, 0 | b'\t' | b'\n' | b'\r' | b'\x0c' | b'\x1b')
}

/// Do the letters beyond ASCII fit this code, and not UTF-8 nor another alphabet? `noise_before` counts control characters
/// before the bytes.
pub(crate) fn is_western(bytes: &[u8], noise_before: u64) -> bool {
    let bytes = without_broken_end(bytes);
    if bytes.utf8_chunks().any(|chunk| !chunk.valid().is_ascii()) {
        return false;
    }
    let (mut high, mut foreign, mut unfit, mut run) = (0_u64, 0_u64, 0_u64, 0);
    for (at, &byte) in bytes.iter().enumerate() {
        if !is_high(byte) {
            run = 0;
            continue;
        }
        high += 1;
        run += 1;
        if run == RUN {
            foreign += RUN as u64;
        } else if run > RUN {
            foreign += 1;
        }
        let is_letter = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphabetic);
        let is_within_word = || is_letter(at.checked_sub(1)) && is_letter(Some(at + 1));
        unfit += u64::from(match byte {
            0x81 | 0x8d | 0x8f | 0x90 | 0x9d => true,
            // Marks that stand around words, where the codes of DOS have letters.
            0x80 | 0x82 | 0x84..=0x89 | 0x8b | 0x91 | 0x93..=0x95 | 0x98 | 0x99 | 0x9b => is_within_word(),
            _ => false,
        });
    }
    let noise = noise_before + bytes.iter().filter(|&&byte| is_noise(byte)).count() as u64;
    high > 0 && foreign * 4 <= high && unfit * 20 <= high && noise * 4 <= high
}

/// The same in UTF-8.
pub(crate) fn to_utf8(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 8);
    let mut held = [0; 4];
    for &byte in bytes {
        match byte {
            ..0x80 | ERASED => out.push(byte),
            0x80..=0x9f => out.extend_from_slice(SIGNS[usize::from(byte - 0x80)].encode_utf8(&mut held).as_bytes()),
            0xa0..ERASED => out.extend_from_slice(char::from(byte).encode_utf8(&mut held).as_bytes()),
        }
    }
    out
}

/// The bytes may end within a character of UTF-8.
fn without_broken_end(bytes: &[u8]) -> &[u8] {
    let from = bytes.len().saturating_sub(3);
    let begun = (from..bytes.len()).rev().find(|&at| bytes[at] >= 0xc0);
    match begun {
        Some(at) if std::str::from_utf8(&bytes[at..]).is_err_and(|error| error.error_len().is_none()) => &bytes[..at],
        Some(_) | None => bytes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn western_texts_are_told() {
        let check = |text: &[u8], expected: bool| assert_eq!(is_western(text, 0), expected, "{text:?}");
        check(b"S\xe4ule ge\xf6ffnet\n", true);
        check(b"Gr\xf6\xdfe 20 \xb0C, 5 \xb5s\n", true);
        check(b"caf\xe9 \x96 \x93d\xe9but\x94, l\x92heure\n", true);
        check(b"Stra\xdfe", true);
        check("Säule geöffnet\n".as_bytes(), false);
        check("Säule".as_bytes().split_last().unwrap().1, false);
        check(b"cut within Z\xc3", false);
        check(b"S\xe4ule and S\xc3\xa4ule\n", false);
        check(b"plain\n", false);
        // DOS, Cyrillic, Chinese, a console's noise.
        check(b"S\x84ule ge\x94ffnet\n", false);
        check(b"T\x81r\n", false);
        check(b"\xe7\xe0\xf0\xff\xe4\xea\xe0 \xed\xe0\xf7\xe0\xf2\xe0\n", false);
        check(b"\xb3\xe4\xb5\xe7\xbf\xaa\xca\xbc\n", false);
        check(b"\x07\x08\x03login \xe4\n", false);
        assert!(!is_western(b"login \xe4\n", 3));
    }

    #[test]
    fn each_byte_is_a_character() {
        let text = |bytes: &[u8]| String::from_utf8(to_utf8(bytes)).unwrap();
        assert_eq!(text(b"S\xe4ule \x80 \x96 \xbf\xfe"), "Säule € – ¿þ");
        assert_eq!(to_utf8(b"a\xffb"), b"a\xffb");
    }
}
