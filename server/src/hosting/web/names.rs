//! The file's name as chargers tell it over HTTP: in every form of Content-Disposition that is met, and in paths.

use axum::http::HeaderMap;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use percent_encoding::percent_decode;

/// Parameters of a header that are read.
const PARAMETERS_MAX: usize = 32;
/// Base64 as chargers write it.
pub const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Bytes as text: UTF-8, or else Latin-1, which old chargers write.
pub fn text(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|&byte| char::from(byte)).collect(),
    }
}

/// A part of a path, its escapes resolved.
pub fn of_path(part: &str) -> String {
    text(&percent_decode(part.as_bytes()).collect::<Vec<u8>>())
}

/// The file's name in a request's headers, where they tell one.
pub fn of_headers(headers: &HeaderMap) -> Option<String> {
    let header = |name| headers.get(name).map(|value| text(value.as_bytes()));
    let disposition = header(CONTENT_DISPOSITION).and_then(|value| of_disposition(&value));
    disposition.or_else(|| header(CONTENT_TYPE).and_then(|value| of_type(&value)))
}

/// The name in `attachment; filename="logs.zip"` and its kin: extended before plain, as RFC 6266 has it.
pub fn of_disposition(value: &str) -> Option<String> {
    let parameters = parameters(value);
    let named = |wanted: &str| parameters.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    let found = named("filename*").and_then(extended).or_else(|| continued(&parameters, "filename"));
    found.or_else(|| named("filename").map(plain)).filter(|name| !name.trim().is_empty())
}

/// The name in `application/zip; name="logs.zip"`, as mail has it.
pub fn of_type(value: &str) -> Option<String> {
    let found = parameters(value).into_iter().find(|(name, _)| name == "name");
    found.map(|(_, value)| plain(&value)).filter(|name| !name.trim().is_empty())
}

/// The name in the query of an address.
pub fn of_query(query: &str) -> Option<String> {
    let mut pairs = query.split('&').take(PARAMETERS_MAX).filter_map(|pair| pair.split_once('='));
    let found = pairs.find(|(name, _)| {
        ["filename", "file_name", "file-name", "name", "file"].iter().any(|known| name.eq_ignore_ascii_case(known))
    });
    found.map(|(_, value)| plain(&of_path(&value.replace('+', " ")))).filter(|name| !name.trim().is_empty())
}

/// The parameters behind a header's first word: names in small letters, quotes taken away.
pub fn parameters(value: &str) -> Vec<(String, String)> {
    let mut rest = value.find(';').map_or("", |at| &value[at..]);
    // `filename=x` alone, without the word before it.
    if let (Some(equals), end) = (value.find('='), value.find(';').unwrap_or(value.len()))
        && equals < end
    {
        rest = value;
    }
    let mut found = Vec::new();
    while found.len() < PARAMETERS_MAX {
        rest = rest.trim_start_matches([';', ' ', '\t', '\r', '\n']);
        if rest.is_empty() {
            break;
        }
        let Some(end) = rest.find(['=', ';']) else { break };
        let name = rest[..end].trim().to_ascii_lowercase();
        if rest.as_bytes()[end] == b';' {
            rest = &rest[end..];
            continue;
        }
        let (value, after) = one_value(rest[end + 1..].trim_start());
        found.push((name, value));
        rest = after;
    }
    found
}

/// A value, quoted or not, and what follows it.
fn one_value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find(';').unwrap_or(text.len());
        return (text[..end].trim().to_owned(), &text[end..]);
    };
    let mut value = String::new();
    let mut chars = quoted.char_indices().peekable();
    while let Some((at, letter)) = chars.next() {
        match letter {
            '"' => return (value, &quoted[at + 1..]),
            // Only these are escaped; a backslash before anything else is one of a Windows path.
            '\\' => match chars.next_if(|&(_, next)| matches!(next, '"' | '\\')) {
                Some((_, escaped)) => value.push(escaped),
                None => value.push(letter),
            },
            other => value.push(other),
        }
    }
    (value, "")
}

/// `UTF-8''lade%20punkt.log`.
fn extended(value: &str) -> Option<String> {
    let mut parts = value.splitn(3, '\'');
    let (charset, _language, name) = (parts.next()?, parts.next(), parts.next());
    // Without its quotes it is at least percent-encoded.
    let name = name.unwrap_or(charset);
    Some(of_path(name)).filter(|name| !name.trim().is_empty())
}

/// The extended form where it has no place: by its character set it is known.
fn misplaced(value: &str) -> Option<String> {
    let mut parts = value.trim().splitn(3, '\'');
    let (charset, _language, _name) = (parts.next()?, parts.next()?, parts.next()?);
    let is_known = ["utf-8", "utf8", "iso-8859-1", "us-ascii"].iter().any(|known| charset.eq_ignore_ascii_case(known));
    is_known.then(|| extended(value.trim())).flatten()
}

/// `filename*0="long-"; filename*1="name.log"`, as RFC 2231 has it.
fn continued(parameters: &[(String, String)], name: &str) -> Option<String> {
    let mut whole = String::new();
    for n in 0..PARAMETERS_MAX {
        let (plain, encoded) = (format!("{name}*{n}"), format!("{name}*{n}*"));
        match parameters.iter().find(|(name, _)| *name == plain || *name == encoded) {
            Some((name, value)) if *name == encoded && n == 0 => whole.push_str(&extended(value)?),
            Some((name, value)) if *name == encoded => whole.push_str(&of_path(value)),
            Some((_, value)) => whole.push_str(value),
            None => break,
        }
    }
    Some(whole).filter(|whole| !whole.is_empty())
}

/// A plain name: words of RFC 2047 and escapes are resolved, as browsers do. Some write the extended form here, or other quotes.
pub fn plain(value: &str) -> String {
    let unquoted = value.trim().strip_prefix('\'').and_then(|value| value.strip_suffix('\''));
    let value = unquoted.filter(|name| !name.is_empty()).unwrap_or(value);
    if let Some(name) = misplaced(value) {
        return name;
    }
    let words = encoded_words(value);
    if words == value { of_path(value) } else { words }
}

/// `=?UTF-8?Q?lade_punkt=2Elog?=` and `=?utf-8?B?…?=`; white space between two of them does not count.
fn encoded_words(text: &str) -> String {
    let (mut out, mut rest, mut after_word) = (String::new(), text, false);
    while let Some(at) = rest.find("=?") {
        let before = &rest[..at];
        match one_word(&rest[at..]) {
            Some((word, length)) => {
                if !(after_word && before.trim().is_empty()) {
                    out.push_str(before);
                }
                out.push_str(&word);
                rest = &rest[at + length..];
                after_word = true;
            }
            None => {
                out.push_str(&rest[..at + 2]);
                rest = &rest[at + 2..];
                after_word = false;
            }
        }
    }
    out.push_str(rest);
    out
}

/// One encoded word at the beginning, and its length.
fn one_word(at: &str) -> Option<(String, usize)> {
    let inner = at.strip_prefix("=?")?;
    let mut parts = inner.splitn(3, '?');
    let (_charset, encoding, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let end = rest.find("?=")?;
    let encoded = &rest[..end];
    let bytes = match encoding {
        "Q" | "q" => {
            let escaped = encoded.replace('%', "%25").replace('=', "%").replace('_', " ");
            percent_decode(escaped.as_bytes()).collect()
        }
        "B" | "b" => base64(encoded.as_bytes())?,
        _ => return None,
    };
    let length = at.len() - rest.len() + end + 2;
    Some((text(&bytes), length))
}

/// Base64 as it comes, padded or not; none where it is not.
fn base64(encoded: &[u8]) -> Option<Vec<u8>> {
    LENIENT.decode(encoded).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_is_read_in_every_form_that_is_met() {
        // O-55 and its neighbours
        let check = |value: &str, expected: Option<&str>| {
            assert_eq!(of_disposition(value).as_deref(), expected, "{value}");
        };
        check("attachment; filename*=UTF-8''lade%20punkt.log", Some("lade punkt.log"));
        check("attachment; filename*=utf-8'de'lade%20punkt.log", Some("lade punkt.log"));
        check("attachment; filename=\"old.log\"; filename*=UTF-8''neu%C3%A4.log", Some("neuä.log"));
        check("attachment; filename*=UTF-8''neu.log; filename=old.log", Some("neu.log"));
        check("attachment; filename*=ISO-8859-1''neu%E4.log", Some("neuä.log"));
        check("attachment; filename*=lade%20punkt.log", Some("lade punkt.log"));
        check("attachment; FILENAME=\"logs.zip\"", Some("logs.zip"));
        check("attachment; filename = \"logs.zip\" ; size=7", Some("logs.zip"));
        check("attachment;filename=logs.zip", Some("logs.zip"));
        check("attachment; filename=my log.zip", Some("my log.zip"));
        check("attachment; filename=my log.zip; x=y", Some("my log.zip"));
        check("filename=logs.zip", Some("logs.zip"));
        check("filename=\"logs.zip\"; attachment", Some("logs.zip"));
        check("attachment; filename=\"a;b.zip\"", Some("a;b.zip"));
        check("attachment; filename=\"say \\\"hi\\\".log\"", Some("say \"hi\".log"));
        check("attachment; filename=\"C:\\logs\\a.zip\"", Some("C:\\logs\\a.zip"));
        check("attachment; filename=\"/var/log/a.zip\"", Some("/var/log/a.zip"));
        check("attachment; filename=\"unclosed.log", Some("unclosed.log"));
        check("attachment; filename=\"lade%20punkt.log\"", Some("lade punkt.log"));
        check("attachment; filename=\"100%.log\"", Some("100%.log"));
        check("attachment; filename=\"=?UTF-8?Q?lade_p=C3=A4nkt.log?=\"", Some("lade pänkt.log"));
        check("attachment; filename==?utf-8?B?bGFkZSBww6Rua3QubG9n?=", Some("lade pänkt.log"));
        check("attachment; filename=\"=?UTF-8?Q?lade_?= =?UTF-8?Q?punkt.log?=\"", Some("lade punkt.log"));
        check("attachment; filename=\"=?x.log\"", Some("=?x.log"));
        check("attachment; filename*0=\"very-long-\"; filename*1=\"name.log\"", Some("very-long-name.log"));
        check("attachment; filename*0*=UTF-8''lade%20; filename*1*=punkt; filename*2=.log", Some("lade punkt.log"));
        check("attachment; filename='logs.zip'", Some("logs.zip"));
        check("attachment; filename='my log.zip'; size=7", Some("my log.zip"));
        check("attachment; filename=\"'logs.zip'\"", Some("logs.zip"));
        check("attachment; filename='", Some("'"));
        check("attachment; filename=it's.log", Some("it's.log"));
        check("attachment; filename=UTF-8''lade%20punkt.log", Some("lade punkt.log"));
        check("attachment; filename=\"utf-8'de'lade%20punkt.log\"", Some("lade punkt.log"));
        check("attachment; filename*=\"UTF-8''lade%20punkt.log\"", Some("lade punkt.log"));
        check("attachment; filename='UTF-8''lade.log'", Some("lade.log"));
        check("attachment; filename=ISO-8859-1''l%E4de.log", Some("läde.log"));
        check("attachment; filename=utf-8'x.log", Some("utf-8'x.log"));
        check("form-data; name=\"filename=no.log\"; filename=\"yes.log\"", Some("yes.log"));
        check("form-data; name=\"file\"", None);
        check("attachment", None);
        check("attachment; filename=", None);
        check("attachment; filename=\"\"", None);
        check("", None);
        let asked = |query: &str, expected: Option<&str>| assert_eq!(of_query(query).as_deref(), expected, "{query}");
        asked("filename=a.log", Some("a.log"));
        asked("x=1&fileName=lade%20punkt.log", Some("lade punkt.log"));
        asked("name=lade+punkt.log&x", Some("lade punkt.log"));
        asked("filename=", None);
        asked("x=a.log", None);
        asked("", None);
        assert_eq!(of_type("application/zip; name=\"logs.zip\"").as_deref(), Some("logs.zip"));
        assert_eq!(of_type("application/zip"), None);
        assert_eq!(text(b"neu\xe4.log"), "neuä.log");
    }

    proptest! {
        #[test]
        fn any_header_is_read_without_harm(value in "(;|=|\"|\\\\|'|%|[?]|=[?]utf-8[?]q[?]|filename[*]?0?|[a-zä ]){0,40}") {
            let _ = of_disposition(&value);
            let _ = of_type(&value);
        }

        /// Any name comes through, quoted and extended alike.
        #[test]
        fn any_name_comes_through(name in "[a-zA-Z0-9äöü€ ;,.()\"\\-]{0,30}[a-z.]") {
            let quoted = name.replace('"', "\\\"");
            prop_assert_eq!(of_disposition(&format!("attachment; filename=\"{quoted}\"")), Some(name.clone()));
            let encoded = percent_encoding::utf8_percent_encode(&name, percent_encoding::NON_ALPHANUMERIC);
            prop_assert_eq!(of_disposition(&format!("attachment; filename*=UTF-8''{encoded}")), Some(name));
        }
    }
}
