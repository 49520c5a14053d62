//! Text from outside made safe to show: nothing in it can move the cursor, hide, or turn the reading order.

use std::borrow::Cow;

/// Stands for a character that must not be shown.
const REPLACEMENT: char = '\u{fffd}';
/// The characters of one name that are shown; some names are made to be 64 KiB long.
const NAME_CHARACTERS: usize = 512;

/// One line of a log: tabs stay, other control and bidirectional characters become `�`.
pub(crate) fn line(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\t')) {
        return text.into_owned();
    }
    text.chars().map(|character| if character != '\t' && hides(character) { REPLACEMENT } else { character }).collect()
}

/// The name of a member or the target of a link; `.`, `..` and a leading `/` stay, being only text here.
pub(crate) fn name(bytes: &[u8]) -> String {
    let text: Cow<'_, str> = String::from_utf8_lossy(bytes);
    let mut shown = String::with_capacity(text.len().min(NAME_CHARACTERS));
    for (count, character) in text.chars().enumerate() {
        if count == NAME_CHARACTERS {
            shown.push('…');
            break;
        }
        shown.push(if hides(character) { REPLACEMENT } else { character });
    }
    shown
}

/// Control, bidirectional, zero-width, tag and line-breaking characters.
fn hides(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// G-09.
    #[test]
    fn names_are_only_text() {
        let check = |input: &[u8], expected: &str| assert_eq!(name(input), expected, "{input:?}");
        check(b"logs/a.log", "logs/a.log");
        check(b"../../etc/passwd", "../../etc/passwd");
        check(b"/etc/passwd", "/etc/passwd");
        check(b"a\0b\n\x1b[31m", "a�b��[31m");
        check("ab\u{202e}gol.exe".as_bytes(), "ab�gol.exe");
        check(b"\xff\xfe", "��");
        check("Zürich.log".as_bytes(), "Zürich.log");
        check(&[b'x'; 4096], &("x".repeat(NAME_CHARACTERS) + "…"));
    }

    #[test]
    fn lines_keep_tabs_and_hide_nothing() {
        let check = |input: &[u8], expected: &str| assert_eq!(line(input), expected, "{input:?}");
        check(b"a\tb", "a\tb");
        check(b"\x1b[31mred", "�[31mred");
        check(b"a\rb\0", "a�b�");
        check("zero\u{200b}width".as_bytes(), "zero�width");
        check(b"Z\xfcrich", "Z�rich");
        check("Zürich 🔌".as_bytes(), "Zürich 🔌");
    }
}
