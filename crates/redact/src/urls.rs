//! User and password in URLs: whatever stands between `://` and the `@` before the host.

use std::ops::Range;

/// The stretches between `://` and `@` in all URLs of a text. Every byte is looked at a fixed number of times.
pub(super) fn find(text: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for word in text.split(|byte| ends_word(*byte)) {
        find_in_word(word, start, &mut found);
        start += word.len() + 1;
    }
    found
}

/// What no URL goes beyond.
fn ends_word(byte: u8) -> bool {
    byte <= b' ' || matches!(byte, b'"' | b'<' | b'>' | 0x7f)
}

fn find_in_word(word: &[u8], offset: usize, found: &mut Vec<Range<usize>>) {
    let last_at = word.iter().rposition(|byte| *byte == b'@');
    let Some(last_at) = last_at else { return };
    let mut from = 0;
    while let Some(colon) = word[from..].windows(3).position(|window| window == b"://") {
        let start = from + colon + 3;
        let length = word[start..].iter().position(|byte| matches!(byte, b'/' | b'?' | b'#' | b'\\'));
        let authority = &word[start..length.map_or(word.len(), |length| start + length)];
        if let Some(at) = authority.iter().rposition(|byte| *byte == b'@') {
            found.push(offset + start..offset + start + at);
        } else if last_at >= start && has_odd_port(authority) {
            // A password with a slash or the like in it, as people type them.
            found.push(offset + start..offset + last_at);
            return;
        }
        // Its last colon may be the next URL's.
        from = (start + authority.len()).saturating_sub(1);
    }
}

/// A port that is not a number is rather a password.
fn has_odd_port(authority: &[u8]) -> bool {
    let Some(colon) = authority.iter().rposition(|byte| *byte == b':') else { return false };
    let in_brackets = authority.starts_with(b"[") && authority[colon..].contains(&b']');
    !in_brackets && authority[colon + 1..].iter().any(|byte| !byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_part_before_the_host_is_found() {
        let check = |text: &str, expected: &[&str]| {
            let found: Vec<&str> = find(text.as_bytes()).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("ftp://user:pass@server.com/firmware.bin", &["user:pass"]);
        check("see FTP://u:p@h/x, https://v@i/y.", &["u:p", "v"]);
        check("ftp://u:p@h/x,ftp://v:q@i/y", &["u:p", "v:q"]);
        check("ftp://u:p@ss@h/x", &["u:p@ss"]);
        check("ftp://u:pa/ss@h/x", &["u:pa/ss"]);
        check("ftp://u:pa?s#s@h", &["u:pa?s#s"]);
        check("http://host:8080/a@b", &[]);
        check("http://host/?mail=a@b", &[]);
        check("http://[::1]/a@b", &[]);
        check("http://[::1]:80/a@b", &[]);
        check("mail a@b, then http://host/", &[]);
        check("://u@h", &["u"]);
        check("ftp://@h", &[""]);
        check("a://b://u:p@h", &["u:p"]);
    }
}
