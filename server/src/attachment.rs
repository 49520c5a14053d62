//! How a file of a charger's is named to a browser: always to be kept, and no name can end the header or mislead a file system.

use axum::http::HeaderValue;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Letters that stand for themselves in `filename*` (RFC 8187).
const IN_NAME: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// `Content-Disposition`: a plain name, and beside it the name itself for browsers that know how.
pub fn attachment(name: &str) -> HeaderValue {
    let name = if name.is_empty() { "file" } else { name };
    let is_plain = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.' | ' ');
    let plain: String = name.chars().map(|character| if is_plain(character) { character } else { '_' }).collect();
    let text = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", utf8_percent_encode(name, IN_NAME));
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_name_stays_within_its_quotes() {
        // G-02, G-10
        let check = |name: &str, expected: &str| assert_eq!(attachment(name).to_str().unwrap(), expected);
        check("charger.log", "attachment; filename=\"charger.log\"; filename*=UTF-8''charger.log");
        check("", "attachment; filename=\"file\"; filename*=UTF-8''file");
        check("a\"; x=.html\\", "attachment; filename=\"a__ x_.html_\"; filename*=UTF-8''a%22%3B%20x%3D.html%5C");
        check("lähtö\r\n.txt", "attachment; filename=\"l_ht___.txt\"; filename*=UTF-8''l%C3%A4ht%C3%B6%0D%0A.txt");
    }
}
