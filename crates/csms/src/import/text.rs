//! What a spreadsheet saved, as text: UTF-8 or UTF-16, with or without a mark at the start, or Windows-1252, in which the
//! spreadsheets of many countries save unless told otherwise.

use super::bad_line::BadLine;
use super::cells::line_ends;
use std::borrow::Cow;

const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";
/// So much of a file without a mark is looked at to tell UTF-16: the first line is there.
const LOOKED_AT: usize = 256;
/// What workbooks begin with: those packed by ZIP (.xlsx, .ods), and the old ones (.xls).
const WORKBOOKS: [&[u8]; 2] = [b"PK\x03\x04", b"\xd0\xcf\x11\xe0"];
/// What some programs of old put at the end of a file.
const CTRL_Z: char = '\u{1a}';
/// Windows-1252 from 0x80 on; from 0xA0 on it is Latin-1. Five bytes mean nothing there, and are controls as in Latin-1.
const FROM_80: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// A file's text, without a mark, and what whoever gave it should know of how it was read.
#[derive(Debug)]
pub(super) struct DecodedText<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) note: Option<String>,
}

pub(super) fn decode(bytes: &[u8]) -> Result<DecodedText<'_>, BadLine> {
    if WORKBOOKS.iter().any(|begins| bytes.starts_with(begins)) {
        let why =
            "This is a workbook, not a CSV file; open it in the spreadsheet program and save it as CSV.".to_owned();
        return Err(BadLine { line: 1, why });
    }
    let sure = |text| DecodedText { text: without_end_mark(text), note: None };
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        return utf16(rest, u16::from_le_bytes).map(sure);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        return utf16(rest, u16::from_be_bytes).map(sure);
    }
    // Names of columns are in plain letters, of which every second byte is zero in UTF-16.
    let beginning = &bytes[..bytes.len().min(LOOKED_AT) & !1];
    let zeros = |odd: usize| beginning.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    if zeros(1) * 4 > beginning.len() && zeros(0) == 0 {
        return utf16(bytes, u16::from_le_bytes).map(sure);
    }
    if zeros(0) * 4 > beginning.len() && zeros(1) == 0 {
        return utf16(bytes, u16::from_be_bytes).map(sure);
    }
    let (marked, text) = match bytes.strip_prefix(UTF8_MARK) {
        Some(text) => (true, text),
        None => (false, bytes),
    };
    match std::str::from_utf8(text) {
        Ok(text) => Ok(sure(Cow::Borrowed(text))),
        Err(error) if marked || is_partly_utf8(text) => Err(damaged(text, error.valid_up_to())),
        Err(error) => Ok(windows_1252(text, error.valid_up_to())),
    }
}

/// Without what some programs put at the end of a file.
fn without_end_mark(text: Cow<'_, str>) -> Cow<'_, str> {
    let end = text.trim_end().trim_end_matches(CTRL_Z).len();
    if text[end..].contains(CTRL_Z) {
        return match text {
            Cow::Borrowed(text) => Cow::Borrowed(&text[..end]),
            Cow::Owned(mut text) => {
                text.truncate(end);
                Cow::Owned(text)
            }
        };
    }
    text
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Cow<'_, str>, BadLine> {
    let pairs = bytes.chunks_exact(2);
    let whole = pairs.remainder().is_empty();
    let units = pairs.map(|pair| unit([pair[0], pair[1]]));
    let mut text = String::with_capacity(bytes.len() / 2);
    for read in char::decode_utf16(units) {
        match read {
            Ok(character) => text.push(character),
            Err(_) => return Err(broken(&text)),
        }
    }
    if whole { Ok(Cow::Owned(text)) } else { Err(broken(&text)) }
}

fn broken(until: &str) -> BadLine {
    let why = "The file begins as UTF-16 and is damaged here; save it as CSV in UTF-8.".to_owned();
    BadLine { line: line_at(until.as_bytes()), why }
}

/// Letters of UTF-8 beside bytes that are none: two encodings were mixed, and none fits the whole. In Windows-1252 what reads as a
/// letter of UTF-8 would be two signs that no word has beside each other.
fn is_partly_utf8(text: &[u8]) -> bool {
    text.utf8_chunks().any(|chunk| !chunk.valid().is_ascii())
}

fn damaged(text: &[u8], at: usize) -> BadLine {
    let byte = text.get(at).copied().unwrap_or_default();
    let why = format!(
        "The file is UTF-8 in other places, and there is a byte {byte:02X} here that is not. Put the line right and save the \
         file as \u{201c}CSV UTF-8\u{201d}."
    );
    BadLine { line: line_at(&text[..at]), why }
}

/// The one encoding that is left is one of the old ones of eight bits, which do not say what they are: most likely this one.
fn windows_1252(text: &[u8], first: usize) -> DecodedText<'_> {
    let letter = |byte: &u8| match byte {
        0x80..=0x9f => FROM_80[usize::from(byte - 0x80)],
        _ => char::from(*byte),
    };
    let line = line_at(&text[..first]);
    let decoded: String = text.iter().map(letter).collect();
    let note = format!(
        "the file is not UTF-8 and was read as Windows-1252; look at the accents, first on line {line}, or save it as \
         \u{201c}CSV UTF-8\u{201d}"
    );
    DecodedText { text: without_end_mark(Cow::Owned(decoded)), note: Some(note) }
}

/// The line that a byte stands on, after these.
fn line_at(before: &[u8]) -> u64 {
    1 + line_ends(before)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> (String, bool) {
        let decoded = decode(bytes).unwrap();
        (decoded.text.into_owned(), decoded.note.is_some())
    }

    #[test]
    fn old_encodings_are_read_and_told() {
        for (bytes, expected, told) in [
            (b"plain".as_slice(), "plain", false),
            ("S\u{e4}ule".as_bytes(), "S\u{e4}ule", false),
            (b"\xef\xbb\xbfS\xc3\xa4ule", "S\u{e4}ule", false),
            (b"S\xe4ule", "S\u{e4}ule", true),
            (b"\x80 \x93a\x94 \x8a\x9e\x9f\xff", "\u{20ac} \u{201c}a\u{201d} \u{160}\u{17e}\u{178}\u{ff}", true),
            (b"a\x81\x8d\x8f\x90\x9db", "a\u{81}\u{8d}\u{8f}\u{90}\u{9d}b", true),
        ] {
            assert_eq!(text(bytes), (expected.to_owned(), told), "{bytes:?}");
        }
        assert!(decode(b"a\r\nb\r\nS\xe4ule").unwrap().note.unwrap().contains("line 3"));
    }

    #[test]
    fn the_mark_at_the_end_is_no_text() {
        for (bytes, expected) in [
            (b"a,b\r\n\x1a".as_slice(), "a,b\r\n"),
            (b"a,b\r\n\x1a\r\n", "a,b\r\n"),
            (b"a,b\x1a\x1a", "a,b"),
            (b"a,\xe4\n\x1a", "a,\u{e4}\n"),
            (b"\xff\xfea\0,\0b\0\x1a\0", "a,b"),
            (b"a\x1ab\n", "a\x1ab\n"),
            (b"a \n", "a \n"),
        ] {
            assert_eq!(text(bytes).0, expected, "{bytes:?}");
        }
    }

    #[test]
    fn what_is_no_text_is_refused() {
        for (bytes, line, part) in [
            (b"PK\x03\x04\x14\0".as_slice(), 1, "save it as CSV"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1", 1, "save it as CSV"),
            (b"S\xc3\xa4ule\nS\xe4ule\n", 2, "a byte E4"),
            (b"\xef\xbb\xbfa\nS\xe4ule\n", 2, "a byte E4"),
        ] {
            let bad = decode(bytes).unwrap_err();
            assert!(bad.line == line && bad.why.contains(part), "{bad:?}");
        }
    }
}
