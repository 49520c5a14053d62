//! Text from outside made safe to show on one line: nothing in it can move the cursor, hide, or turn the reading order.

/// Stands for a character that must not be shown.
const REPLACEMENT: char = '\u{fffd}';

/// The text on one line: white space becomes a space, unprintable characters `�`, and at most `max` characters are kept,
/// the last of them `…` where something was cut.
pub fn printable(text: &str, max: usize) -> String {
    // Nearly every text.
    if text.len() <= max && text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) {
        return text.to_owned();
    }
    let mut shown = String::with_capacity(text.len().min(max.saturating_mul(4)));
    for (index, character) in text.chars().enumerate() {
        if index == max {
            shown.pop();
            if max > 0 {
                shown.push('…');
            }
            break;
        }
        shown.push(match character {
            '\t' | '\n' | '\r' => ' ',
            other if is_unprintable(other) => REPLACEMENT,
            other => other,
        });
    }
    shown
}

/// Control, bidirectional, zero-width, tag and line-breaking characters, and those that are none at all.
pub fn is_unprintable(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'
                | '\u{1160}'
                | '\u{17b4}'
                | '\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{e000}'..='\u{f8ff}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}'
                | '\u{fffe}'..='\u{ffff}'
                | '\u{e0000}'..='\u{e0fff}'
                | '\u{f0000}'..='\u{10ffff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// B-12, B-20.
    #[test]
    fn nothing_unprintable_is_shown() {
        let check = |text: &str, expected: &str| assert_eq!(printable(text, 12), expected, "{text:?}");
        check("Terra 184", "Terra 184");
        check("Zürich 🔌", "Zürich 🔌");
        check("a\r\nb\tc", "a  b c");
        check("a\u{0}b\u{1b}[31m", "a�b�[31m");
        check("ab\u{202e}dc", "ab�dc");
        check("a\u{200b}b\u{feff}", "a�b�");
        check("123456789012", "123456789012");
        check("1234567890123", "12345678901…");
        check("", "");
    }

    proptest! {
        #[test]
        fn any_text_becomes_one_bounded_line(text in any::<String>(), max in 0usize..50) {
            let shown = printable(&text, max);
            prop_assert!(shown.chars().count() <= max);
            prop_assert!(!shown.chars().any(is_unprintable));
        }
    }
}
