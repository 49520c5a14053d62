//! What a spreadsheet saved, as text: UTF-8 or UTF-16, with or without a mark at the start.

use super::BadLine;
use std::borrow::Cow;

const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";
/// So much of a file without a mark is looked at to tell UTF-16: the first line is there.
const LOOKED_AT: usize = 256;

/// The file's text, without a mark.
pub(super) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, BadLine> {
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        return utf16(rest, u16::from_le_bytes).map(Cow::Owned);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        return utf16(rest, u16::from_be_bytes).map(Cow::Owned);
    }
    // Names of columns are in plain letters, of which every second byte is zero in UTF-16.
    let beginning = &bytes[..bytes.len().min(LOOKED_AT) & !1];
    let zeros = |odd: usize| beginning.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    if zeros(1) * 4 > beginning.len() && zeros(0) == 0 {
        return utf16(bytes, u16::from_le_bytes).map(Cow::Owned);
    }
    if zeros(0) * 4 > beginning.len() && zeros(1) == 0 {
        return utf16(bytes, u16::from_be_bytes).map(Cow::Owned);
    }
    let text = bytes.strip_prefix(UTF8_MARK).unwrap_or(bytes);
    match std::str::from_utf8(text) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(error) => Err(not_utf8(text, error.valid_up_to())),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, BadLine> {
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
    if whole { Ok(text) } else { Err(broken(&text)) }
}

fn broken(until: &str) -> BadLine {
    let why = "The file begins as UTF-16 and is damaged here; save it as CSV in UTF-8.".to_owned();
    BadLine { line: line_at(until.as_bytes()), why }
}

/// The one encoding that is left is one of the old ones of eight bits, which do not say what they are.
fn not_utf8(text: &[u8], at: usize) -> BadLine {
    let byte = text.get(at).copied().unwrap_or_default();
    let why = format!(
        "The file is not UTF-8: there is a byte {byte:02X} here, as in Latin-1 or Windows-1252. \
         Save it as \u{201c}CSV UTF-8\u{201d}."
    );
    BadLine { line: line_at(&text[..at]), why }
}

/// The line that a byte stands on, after these.
fn line_at(before: &[u8]) -> u64 {
    let mut lines = super::table::Lines::new(before, 1);
    lines.to(before.len());
    lines.line()
}
