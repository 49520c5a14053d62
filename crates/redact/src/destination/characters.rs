//! Which characters a URL may hold, and how the rest is written so that no charger's shell or FTP client trips over it.

use words::is_unprintable;

/// Allowed in URLs, but not on a shell's command line, where some chargers put them.
const ENCODED: [char; 5] = ['\'', '$', '(', ')', ';'];

/// Refuses what cannot stand in a URL after its scheme, with the spelling to use instead.
pub(super) fn check(text: &str) -> Result<(), String> {
    for (at, character) in text.char_indices() {
        let fault = match character {
            ' ' => "holds a space; write it as %20",
            '\\' => "holds a backslash; URLs have slashes (/), and a backslash in a password is written %5C",
            '"' => "holds a double quote; write it as %22",
            '`' => "holds a backtick; write it as %60",
            '<' => "holds a <; write it as %3C",
            '>' => "holds a >; write it as %3E",
            '^' => "holds a ^; write it as %5E",
            '{' => "holds a {; write it as %7B",
            '|' => "holds a |; write it as %7C",
            '}' => "holds a }; write it as %7D",
            '#' => "holds a #; write it as %23",
            '%' if !is_escape(text, at) => "holds a % without two hexadecimal digits after it; write a plain % as %25",
            '%' if is_control_escape(text, at) => "holds an encoded control character",
            other if other.is_whitespace() || is_unprintable(other) => "holds a control or an invisible character",
            _ => continue,
        };
        return Err(format!("The URL {fault}."));
    }
    Ok(())
}

/// The same text in the characters that every charger takes: others percent-encoded, escapes that stand there kept.
pub(super) fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii() && !ENCODED.contains(&character) && !matches!(character, '[' | ']') {
            encoded.push(character);
        } else {
            let mut bytes = [0; 4];
            character.encode_utf8(&mut bytes).bytes().for_each(|byte| encoded.push_str(&format!("%{byte:02X}")));
        }
    }
    encoded
}

fn digits(text: &str, at: usize) -> Option<&str> {
    text.get(at + 1..at + 3).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
}

fn is_escape(text: &str, at: usize) -> bool {
    digits(text, at).is_some()
}

/// `%0D%0A` becomes a line of its own in an FTP client that believes it.
fn is_control_escape(text: &str, at: usize) -> bool {
    let byte = digits(text, at).and_then(|digits| u8::from_str_radix(digits, 16).ok());
    byte.is_some_and(|byte| byte.is_ascii_control())
}
