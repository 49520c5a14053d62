//! A frame as it went over the wire: monospaced, coloured by a lexer that never fails, and ready to be copied.

use crate::components::copy::CopyButton;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// What a piece of JSON text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    Key,
    Text,
    Number,
    Plain,
}

impl Piece {
    fn class(self) -> &'static str {
        match self {
            Piece::Key => "k",
            Piece::Text => "s",
            Piece::Number => "n",
            Piece::Plain => "",
        }
    }
}

/// The frame's text in colour, with a button that copies it.
#[component]
pub fn FrameText(#[prop(into)] text: Signal<String>) -> impl IntoView {
    let pre = NodeRef::<html::Pre>::new();
    view! {
        <div class="frame">
            <pre node_ref=pre tabindex="0" aria-label="Frame">
                <code>{move || coloured(&text.read())}</code>
            </pre>
            <CopyButton text class="btn quiet" shown=move || pre.get_untracked().map(|pre| pre.unchecked_into()) />
        </div>
    }
}

fn coloured(text: &str) -> impl IntoView + use<> {
    pieces(text)
        .into_iter()
        .map(|(piece, part)| view! { <span class=piece.class()>{part.to_owned()}</span> })
        .collect_view()
}

/// Cuts JSON text into pieces that together are the text again, whatever it holds.
fn pieces(text: &str) -> Vec<(Piece, &str)> {
    let mut pieces: Vec<(Piece, &str)> = Vec::new();
    let mut start = 0;
    let mut plain_from = 0;
    let bytes = text.as_bytes();
    while start < bytes.len() {
        let (piece, end) = match bytes[start] {
            b'"' => {
                let end = end_of_string(bytes, start);
                (if is_key(bytes, end) { Piece::Key } else { Piece::Text }, end)
            }
            b'-' | b'0'..=b'9' => (Piece::Number, end_of_word(bytes, start)),
            b'a'..=b'z' | b'A'..=b'Z' => {
                let end = end_of_word(bytes, start);
                if !matches!(&bytes[start..end], b"true" | b"false" | b"null") {
                    start = end;
                    continue;
                }
                (Piece::Number, end)
            }
            _punctuation_or_anything_else => {
                start += 1;
                continue;
            }
        };
        if plain_from < start {
            pieces.push((Piece::Plain, slice(text, plain_from, start)));
        }
        pieces.push((piece, slice(text, start, end)));
        start = end;
        plain_from = end;
    }
    if plain_from < bytes.len() {
        pieces.push((Piece::Plain, slice(text, plain_from, bytes.len())));
    }
    pieces
}

/// The bounds are those of ASCII characters, so that they never cut one in two.
fn slice(text: &str, from: usize, to: usize) -> &str {
    text.get(from..to).expect("bounds lie at ASCII characters or at the end")
}

fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            // What is escaped may be the first byte of a longer character; the loop then walks over the rest.
            b'\\' => at += 2,
            b'"' => return at + 1,
            _other => at += 1,
        }
    }
    bytes.len()
}

fn end_of_word(bytes: &[u8], start: usize) -> usize {
    let length = bytes[start..]
        .iter()
        .take_while(|byte| matches!(byte, b'+' | b'-' | b'.' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z'))
        .count();
    start + length
}

fn is_key(bytes: &[u8], end: usize) -> bool {
    bytes[end..].iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_cut_into_pieces_that_are_the_frame() {
        let check = |text: &str, expected: &[(Piece, &str)]| {
            assert_eq!(pieces(text), expected, "{text}");
            assert_eq!(pieces(text).iter().map(|(_, part)| *part).collect::<String>(), text);
        };
        check(
            r#"[2,"a",{"k":-1.5}]"#,
            &[
                (Piece::Plain, "["),
                (Piece::Number, "2"),
                (Piece::Plain, ","),
                (Piece::Text, r#""a""#),
                (Piece::Plain, ",{"),
                (Piece::Key, r#""k""#),
                (Piece::Plain, ":"),
                (Piece::Number, "-1.5"),
                (Piece::Plain, "}]"),
            ],
        );
        check("", &[]);
        check(r#""\"é"#, &[(Piece::Text, r#""\"é"#)]);
        check("\"\\", &[(Piece::Text, "\"\\")]);
        check("ü…<script>", &[(Piece::Plain, "ü…<script>")]);
    }
}
