//! Secrets named in running text: `password=…`, `"token":"…"`, `?sig=…`, `Authorization: Basic …`, `Bearer …`.

use super::names::{is_secret_field, is_secret_parameter};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use std::ops::Range;

/// A word after `Bearer` this long is a token, not English.
const BEARER_MIN: usize = 16;
/// After the name of a secret configuration key, its value is looked for so many bytes on.
const PAIR_REACH: usize = 200;

/// The stretches of the text that are values of named secrets. Reading goes on behind each value, so every byte is
/// looked at a fixed number of times.
pub(super) fn find(text: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    // Up to here a field called "value" belongs to a secret key named before.
    let mut pair_until = 0;
    while at < text.len() {
        let word = word_at(text, at);
        if word.is_empty() {
            at += 1;
            continue;
        }
        at = word.end;
        let name = &text[word.clone()];
        let value = match Sign::after(text, &word) {
            Some(sign) => secret_value(text, &word, &sign, word.start < pair_until),
            None => {
                if is_secret_field(name) {
                    pair_until = at + PAIR_REACH;
                }
                scheme_value(text, &word)
            }
        };
        if let Some(value) = value {
            at = value.end.max(at);
            found.push(value);
        }
    }
    found
}

/// What stands between a name and its value.
struct Sign {
    is_equals: bool,
    /// The name stands in quotes, as in JSON.
    is_quoted: bool,
    /// The first byte after it.
    end: usize,
}

impl Sign {
    fn after(text: &[u8], word: &Range<usize>) -> Option<Sign> {
        let is_quoted = matches!(text.get(word.end), Some(b'"' | b'\''));
        let at = skip_spaces(text, word.end + usize::from(is_quoted));
        match text.get(at) {
            Some(b'=') => Some(Sign { is_equals: true, is_quoted, end: at + 1 }),
            Some(b':') => Some(Sign { is_equals: false, is_quoted, end: at + 1 }),
            _ => None,
        }
    }
}

fn secret_value(text: &[u8], word: &Range<usize>, sign: &Sign, in_pair: bool) -> Option<Range<usize>> {
    let name = &text[word.clone()];
    let before = word.start.checked_sub(1).map(|index| text[index]);
    let in_query = sign.is_equals && matches!(before, Some(b'?' | b'&' | b';'));
    if is_authorization(name) {
        return Some(authorization_value(text, sign.end));
    }
    // "token:" in a sentence is an ordinary word; the same in quotes, or with "=", is a field.
    let is_field = is_secret_field(name) && (sign.is_equals || sign.is_quoted || !name.eq_ignore_ascii_case(b"token"));
    let is_pair = in_pair && name.eq_ignore_ascii_case(b"value");
    if is_field || is_pair || (in_query && is_secret_parameter(name)) {
        Some(value_at(text, sign.end, in_query))
    } else {
        None
    }
}

fn is_authorization(name: &[u8]) -> bool {
    name.eq_ignore_ascii_case(b"authorization") || name.eq_ignore_ascii_case(b"proxy-authorization")
}

/// The token behind the scheme; behind an unknown scheme, everything to the line's end.
fn authorization_value(text: &[u8], from: usize) -> Range<usize> {
    let mut start = skip_spaces(text, from);
    if matches!(text.get(start), Some(b'"' | b'\'')) {
        start += 1;
    }
    let scheme = word_at(text, start);
    let token = skip_spaces(text, scheme.end);
    let is_scheme =
        [b"basic".as_slice(), b"bearer"].iter().any(|known| text[scheme.clone()].eq_ignore_ascii_case(known));
    let start = if is_scheme && token > scheme.end { token } else { start };
    let stops =
        |byte: &u8| if is_scheme { !is_token(*byte) && *byte != b'*' } else { matches!(byte, b'"' | b'\r' | b'\n') };
    start..end_of(text, start, stops)
}

/// `Basic dXNlcjpwYXNz` and `Bearer eyJh…` without a header's name.
fn scheme_value(text: &[u8], word: &Range<usize>) -> Option<Range<usize>> {
    let name = &text[word.clone()];
    let is_basic = name.eq_ignore_ascii_case(b"basic");
    if !is_basic && !name.eq_ignore_ascii_case(b"bearer") {
        return None;
    }
    let start = skip_spaces(text, word.end);
    let token = start..end_of(text, start, |byte| !is_token(*byte));
    let is_secret = if is_basic { is_login(&text[token.clone()]) } else { token.len() >= BEARER_MIN };
    (start > word.end && is_secret).then_some(token)
}

/// Base64 of `user:password`?
fn is_login(token: &[u8]) -> bool {
    let end = token.iter().rposition(|byte| *byte != b'=').map_or(0, |last| last + 1);
    STANDARD_NO_PAD.decode(&token[..end]).is_ok_and(|login| login.contains(&b':'))
}

/// The value that begins here, without its quotes if it has any.
fn value_at(text: &[u8], from: usize, in_query: bool) -> Range<usize> {
    let start = if in_query { from } else { skip_spaces(text, from) };
    match text.get(start) {
        Some(quote @ (b'"' | b'\'')) => quoted(text, start + 1, *quote),
        Some(_) | None if in_query => start..end_of(text, start, |byte| ends_parameter(*byte)),
        Some(_) | None => start..end_of(text, start, |byte| ends_parameter(*byte) || ends_value(*byte)),
    }
}

fn quoted(text: &[u8], start: usize, quote: u8) -> Range<usize> {
    let mut at = start;
    while at < text.len() && text[at] != quote {
        at += if text[at] == b'\\' { 2 } else { 1 };
    }
    start..at.min(text.len())
}

/// In a URL's query the value goes on to the next parameter or the URL's end.
fn ends_parameter(byte: u8) -> bool {
    byte <= b' ' || matches!(byte, b'&' | b';' | b'#' | b'"' | b'\'' | b'<' | b'>' | 0x7f)
}

/// In running text punctuation ends it too.
fn ends_value(byte: u8) -> bool {
    matches!(byte, b',' | b')' | b']' | b'}')
}

fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'.' | b'_' | b'~' | b'-')
}

fn word_at(text: &[u8], start: usize) -> Range<usize> {
    start..end_of(text, start, |byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b'_' | b'-'))
}

fn skip_spaces(text: &[u8], start: usize) -> usize {
    end_of(text, start, |byte| !matches!(byte, b' ' | b'\t'))
}

fn end_of(text: &[u8], start: usize, stops: impl Fn(&u8) -> bool) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    rest.iter().position(stops).map_or(text.len().max(start), |length| start + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_secrets_are_found() {
        let check = |text: &str, expected: &[&str]| {
            let found: Vec<&str> = find(text.as_bytes()).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("https://h/x?X-Amz-Signature=abc&a=b", &["abc"]);
        check("https://h/x?a=b&SIG=a%2Fb#f", &["a%2Fb"]);
        check("https://h/x?key=1&token=2;password=3", &["1", "2", "3"]);
        check("https://h/x?token=a,b)c&d=e", &["a,b)c"]);
        check("key=connectorId, sig=3", &[]);
        check("password=abc; user=x", &["abc"]);
        check("Password: abc", &["abc"]);
        check("the password is wrong", &[]);
        check("invalid token: expected a comma", &[]);
        check("token=abc", &["abc"]);
        check(r#"{"token":"a b","x":1}"#, &["a b"]);
        check(r#"{"ftpPassword" : "a\"b","x":1}"#, &[r#"a\"b"#]);
        check(r#"{"password":"never closed"#, &["never closed"]);
        check(r#"{"key":"AuthorizationKey","value":"abc","#, &["abc"]);
        check(r#"{"key":"HeartbeatInterval","value":"abc","#, &[]);
        check("Authorization: Basic dXNlcjpw", &["dXNlcjpw"]);
        check("authorization:bearer abc def", &["abc"]);
        check("Authorization: Digest a=b, c=d\r\nHost: x", &["Digest a=b, c=d"]);
        check("got Basic dXNlcjpw= from it", &["dXNlcjpw="]);
        check("Basic authentication failed", &[]);
        check("Bearer of bad news", &[]);
        check("Bearer abcdefghijklmnop.q-r", &["abcdefghijklmnop.q-r"]);
        check("Authorization: Basic ***", &["***"]);
        check("password=", &[""]);
        check("idTag=04A1B2", &[]);
    }
}
