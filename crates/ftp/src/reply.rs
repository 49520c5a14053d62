//! Replies as they go over the wire. What a client said stands in them without signs that could begin a line of their own.

/// One line.
pub(crate) fn line(code: u16, text: &str) -> String {
    format!("{code} {}\r\n", clean(text))
}

/// Several lines; the ones between are set in by a blank, so that none is taken for the last.
pub(crate) fn lines<'a>(code: u16, first: &str, between: impl IntoIterator<Item = &'a str>, last: &str) -> String {
    let between: String = between.into_iter().map(|line| format!(" {}\r\n", clean(line))).collect();
    format!("{code}-{}\r\n{between}{code} {}\r\n", clean(first), clean(last))
}

/// A path in quotes, which are doubled within (RFC 959, appendix II).
pub(crate) fn quoted(path: &str) -> String {
    format!("\"{}\"", path.replace('"', "\"\""))
}

/// In one line, whatever is in it.
pub(crate) fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '?' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_begins_a_line_of_its_own() {
        assert_eq!(line(257, &quoted("/a\r\n230 \"in\"\u{85}")), "257 \"/a??230 \"\"in\"\"?\"\r\n");
        assert_eq!(lines(211, "Here", ["211 x", "y\n"], "End"), "211-Here\r\n 211 x\r\n y?\r\n211 End\r\n");
    }
}
