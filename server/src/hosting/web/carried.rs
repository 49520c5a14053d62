//! How content was made to fit through mail (`Content-Transfer-Encoding`), and how that is undone as it comes.

use super::names::LENIENT;
use base64::Engine;

/// Bytes of a line of quoted-printable that are held back, in search of its end.
const LINE_MAX: usize = 1024;

/// Undoes it.
#[derive(Debug, Default)]
pub enum TransferCoding {
    #[default]
    AsItIs,
    Base64(Base64),
    QuotedPrintable(QuotedPrintable),
}

impl TransferCoding {
    /// By the header's word.
    pub fn of(word: &str) -> Self {
        match word.trim().trim_matches('"').to_ascii_lowercase().as_str() {
            "base64" => TransferCoding::Base64(Base64::default()),
            "quoted-printable" => TransferCoding::QuotedPrintable(QuotedPrintable::default()),
            _as_it_is => TransferCoding::AsItIs,
        }
    }

    pub fn take(&mut self, bytes: Vec<u8>) -> Vec<u8> {
        match self {
            TransferCoding::AsItIs => bytes,
            TransferCoding::Base64(base64) => base64.take(&bytes),
            TransferCoding::QuotedPrintable(quoted) => quoted.take(&bytes),
        }
    }

    /// What is left at the end.
    pub fn end(&mut self) -> Vec<u8> {
        match self {
            TransferCoding::AsItIs => Vec::new(),
            TransferCoding::Base64(base64) => base64.end(),
            TransferCoding::QuotedPrintable(quoted) => quoted.end(),
        }
    }
}

/// May this be the beginning of base64? Text is not: it has blanks and points.
pub fn is_base64(start: &[u8]) -> bool {
    let is_of_it = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'\r' | b'\n');
    !start.is_empty() && start.iter().all(is_of_it)
}

/// Takes base64 apart as it comes. What is none passes as it is.
#[derive(Debug, Default)]
pub struct Base64(Vec<u8>);

impl Base64 {
    fn take(&mut self, encoded: &[u8]) -> Vec<u8> {
        self.0.extend(encoded.iter().filter(|byte| !byte.is_ascii_whitespace()));
        let whole = self.0.len() / 4 * 4;
        let letters: Vec<u8> = self.0.drain(..whole).collect();
        LENIENT.decode(&letters).unwrap_or(letters)
    }

    fn end(&mut self) -> Vec<u8> {
        let letters = std::mem::take(&mut self.0);
        LENIENT.decode(&letters).unwrap_or(letters)
    }
}

/// Takes quoted-printable apart line by line. An equals sign that escapes nothing stays.
#[derive(Debug, Default)]
pub struct QuotedPrintable(Vec<u8>);

impl QuotedPrintable {
    fn take(&mut self, encoded: &[u8]) -> Vec<u8> {
        self.0.extend_from_slice(encoded);
        let mut content = Vec::new();
        let whole = self.0.iter().rposition(|&byte| byte == b'\n').map_or(0, |last| last + 1);
        for line in self.0.drain(..whole).collect::<Vec<u8>>().split_inclusive(|&byte| byte == b'\n') {
            undo_line(line, &mut content);
        }
        // A line that never ends goes out up to what may be the beginning of an escape, or of blanks before its end.
        if self.0.len() > LINE_MAX {
            let is_open = |byte: &u8| matches!(byte, b'=' | b' ' | b'\t' | b'\r') || byte.is_ascii_hexdigit();
            let open = self.0.iter().rev().take(LINE_MAX / 2).take_while(|byte| is_open(byte)).count();
            let rest = self.0.split_off(self.0.len() - open);
            undo(&std::mem::replace(&mut self.0, rest), &mut content);
        }
        content
    }

    fn end(&mut self) -> Vec<u8> {
        let mut content = Vec::new();
        undo_line(&std::mem::take(&mut self.0), &mut content);
        content
    }
}

/// One line with its end, which counts unless an equals sign stands before it. Blanks before a line's end are none of the content's.
fn undo_line(line: &[u8], content: &mut Vec<u8>) {
    let text = line.strip_suffix(b"\n").map_or(line, |text| text.strip_suffix(b"\r").unwrap_or(text));
    let end = &line[text.len()..];
    let text = if end.is_empty() { text } else { without_blanks(text) };
    match text.strip_suffix(b"=") {
        Some(goes_on) => undo(goes_on, content),
        None => {
            undo(text, content);
            content.extend_from_slice(end);
        }
    }
}

fn without_blanks(line: &[u8]) -> &[u8] {
    let blanks = line.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    &line[..line.len() - blanks]
}

fn undo(mut text: &[u8], content: &mut Vec<u8>) {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    while let Some((&first, rest)) = text.split_first() {
        let escaped = match rest {
            [high, low, ..] if first == b'=' => digit(*high).zip(digit(*low)).map(|(high, low)| high * 16 + low),
            [..] => None,
        };
        content.push(escaped.unwrap_or(first));
        text = if escaped.is_some() { &rest[2..] } else { rest };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Undone, in blocks of so many bytes.
    fn undone(word: &str, encoded: &[u8], block: usize) -> Vec<u8> {
        let mut carried = TransferCoding::of(word);
        let mut content: Vec<u8> = encoded.chunks(block).flat_map(|block| carried.take(block.to_vec())).collect();
        content.extend(carried.end());
        content
    }

    #[test]
    fn base64_is_undone_however_it_is_cut() {
        let content: Vec<u8> = (0..=255).collect();
        let mut encoded = base64::engine::general_purpose::STANDARD.encode(&content);
        encoded.insert_str(76, "\r\n");
        for block in [1, 2, 3, 5, 400] {
            assert_eq!(undone(" Base64 ", encoded.as_bytes(), block), content, "{block}");
        }
    }

    #[test]
    fn quoted_printable_is_undone_however_it_is_cut() {
        // O-47 and its neighbours
        let check = |encoded: &str, expected: &str| {
            for block in [1, 2, 3, 7, 4096] {
                let content = undone("Quoted-Printable", encoded.as_bytes(), block);
                assert_eq!(String::from_utf8_lossy(&content), expected, "{encoded:?} {block}");
            }
        };
        check("L=C3=A4de\r\n", "Läde\r\n");
        check("a=3Db\n", "a=b\n");
        check("a long =\r\nline\r\n", "a long line\r\n");
        check("a long =  \r\nline", "a long line");
        check("blank  \r\nend", "blank\r\nend");
        check("=c3=a4", "ä");
        check("a=b == =zz=4", "a=b == =zz=4");
        check("end=", "end");
        check("", "");
        check(&"=41x".repeat(2_000), &"Ax".repeat(2_000));
    }

    #[test]
    fn other_words_leave_it_as_it_is() {
        for word in ["", "binary", "8bit", "7bit", "identity", "x"] {
            assert_eq!(undone(word, b"a=41 QQ==", 3), b"a=41 QQ==", "{word}");
        }
        for start in [&b"QUJD\r\nREVG"[..], b"QQ=="] {
            assert!(is_base64(start), "{start:?}");
        }
        for start in [&b""[..], b"00007 relay", b"12:30", b"\x1f\x8b", b"a.b"] {
            assert!(!is_base64(start), "{start:?}");
        }
    }
}
