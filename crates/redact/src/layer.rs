//! A text as some reader takes it, byte by byte, each byte knowing which stretch of the source it stands for.

use std::ops::Range;

/// One reading of a stretch of the source.
pub(super) struct Layer {
    bytes: Vec<u8>,
    /// The stretch of the source that each byte came from; whole characters and whole escapes, so that no cut falls
    /// inside one.
    spans: Vec<Range<usize>>,
}

impl Layer {
    /// The source itself.
    pub(super) fn of_source(text: &str, range: Range<usize>) -> Layer {
        let mut layer = Layer::with_capacity(range.len());
        for (at, character) in text[range.clone()].char_indices() {
            let start = range.start + at;
            layer.push_char(character, start..start + character.len_utf8());
        }
        layer
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The stretch of the source that these bytes stand for; they are at least one.
    pub(super) fn source(&self, range: Range<usize>) -> Range<usize> {
        self.spans[range.start].start..self.spans[range.end - 1].end
    }

    /// The reading with JSON's escapes resolved, if there are any; what is no escape stays.
    pub(super) fn unescaped(&self) -> Option<Layer> {
        if !self.bytes.contains(&b'\\') {
            return None;
        }
        let mut layer = Layer::with_capacity(self.bytes.len());
        let mut at = 0;
        while at < self.bytes.len() {
            match self.escape_at(at) {
                Some((character, length)) => {
                    layer.push_char(character, self.source(at..at + length));
                    at += length;
                }
                None => {
                    layer.push(self.bytes[at], self.spans[at].clone());
                    at += 1;
                }
            }
        }
        Some(layer)
    }

    /// The reading with percent signs resolved, if there are any; what is no escape stays.
    pub(super) fn percent_decoded(&self) -> Option<Layer> {
        if !self.bytes.contains(&b'%') {
            return None;
        }
        let mut layer = Layer::with_capacity(self.bytes.len());
        let mut at = 0;
        while at < self.bytes.len() {
            let (byte, length) = percent_at(&self.bytes, at).map_or((self.bytes[at], 1), |byte| (byte, 3));
            layer.push(byte, self.source(at..at + length));
            at += length;
        }
        Some(layer)
    }

    fn with_capacity(length: usize) -> Layer {
        Layer { bytes: Vec::with_capacity(length), spans: Vec::with_capacity(length) }
    }

    fn push(&mut self, byte: u8, span: Range<usize>) {
        self.bytes.push(byte);
        self.spans.push(span);
    }

    fn push_char(&mut self, character: char, span: Range<usize>) {
        for byte in character.encode_utf8(&mut [0; 4]).bytes() {
            self.push(byte, span.clone());
        }
    }

    /// The escape that begins here: its character and its length. Half a surrogate pair is a character of its own.
    fn escape_at(&self, at: usize) -> Option<(char, usize)> {
        if self.bytes[at] != b'\\' {
            return None;
        }
        let character = match self.bytes.get(at + 1)? {
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            same @ (b'"' | b'\\' | b'/') => char::from(*same),
            b'u' => return self.unicode_at(at),
            _ => return None,
        };
        Some((character, 2))
    }

    fn unicode_at(&self, at: usize) -> Option<(char, usize)> {
        let first = self.unit_at(at)?;
        if let Some(character) = char::from_u32(first) {
            return Some((character, 6));
        }
        let pair =
            self.unit_at(at + 6).and_then(|second| char::decode_utf16([first as u16, second as u16]).next()?.ok());
        Some(pair.map_or((char::REPLACEMENT_CHARACTER, 6), |character| (character, 12)))
    }

    /// The number in `\uXXXX`.
    fn unit_at(&self, at: usize) -> Option<u32> {
        let digits = self.bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
        digits.iter().try_fold(0, |number, digit| Some(number * 16 + char::from(*digit).to_digit(16)?))
    }
}

/// The byte that `%XX` at this place stands for.
pub(super) fn percent_at(bytes: &[u8], at: usize) -> Option<u8> {
    let [b'%', high, low] = bytes.get(at..at + 3)? else { return None };
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_know_where_they_come_from() {
        let check = |text: &str, expected: &str, span_of_last: &str| {
            let source = Layer::of_source(text, 0..text.len());
            let outer = source.unescaped().unwrap_or(source);
            let layer = outer.percent_decoded().unwrap_or(outer);
            assert_eq!(String::from_utf8_lossy(layer.bytes()), expected, "{text}");
            let last = layer.bytes().len() - 1;
            assert_eq!(&text[layer.source(last..last + 1)], span_of_last, "{text}");
        };
        check("abc", "abc", "c");
        check(r"a\/b\u0041", "a/bA", r"\u0041");
        check(r"\ud83d\ude00", "😀", r"\ud83d\ude00");
        check(r"\ud83d\u0041", "\u{fffd}A", r"\u0041");
        check(r"\ude00", "\u{fffd}", r"\ude00");
        check("%41%4a%4A%zz%4", "AJJ%zz%4", "4");
        check(r"\u0025\u00341", "A", r"\u0025\u00341");
        check("é", "é", "é");
        check(r"a\", r"a\", r"\");
        check(r"\x\u12", r"\x\u12", "2");
    }
}
