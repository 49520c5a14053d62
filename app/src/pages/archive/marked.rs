//! Text in which the words that were looked for stand out.

use leptos::either::Either;
use leptos::prelude::*;

/// The text as it is, the words in it marked.
pub fn marked(text: &str, words: Option<&str>) -> impl IntoView + use<> {
    pieces(text, words.unwrap_or_default())
        .into_iter()
        .map(|(is_hit, piece)| {
            let piece = piece.to_owned();
            if is_hit { Either::Left(view! { <mark>{piece}</mark> }) } else { Either::Right(piece) }
        })
        .collect_view()
}

/// Cuts the text at the words, whose case does not count; the pieces together are the text again.
fn pieces<'t>(text: &'t str, words: &str) -> Vec<(bool, &'t str)> {
    let needle: Vec<char> = words.chars().flat_map(char::to_lowercase).collect();
    // Each lower-case character with the bytes it came from; some characters become several.
    let lowered: Vec<(char, usize, usize)> = text
        .char_indices()
        .flat_map(|(at, character)| character.to_lowercase().map(move |low| (low, at, at + character.len_utf8())))
        .collect();
    let mut pieces = Vec::new();
    let (mut at, mut plain_from) = (0, 0);
    while !needle.is_empty() && at + needle.len() <= lowered.len() {
        let place = &lowered[at..at + needle.len()];
        let (from, to) = (place[0].1, place[needle.len() - 1].2);
        if from < plain_from || !place.iter().zip(&needle).all(|((low, _, _), wanted)| low == wanted) {
            at += 1;
            continue;
        }
        if plain_from < from {
            pieces.push((false, &text[plain_from..from]));
        }
        pieces.push((true, &text[from..to]));
        plain_from = to;
        at += needle.len();
    }
    if plain_from < text.len() {
        pieces.push((false, &text[plain_from..]));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_whatever_their_case() {
        let check = |text: &str, words: &str, expected: &[(bool, &str)]| {
            assert_eq!(pieces(text, words), expected, "{text} {words}");
        };
        check("", "a", &[]);
        check("plain", "", &[(false, "plain")]);
        check("An ERROR, an error", "error", &[(false, "An "), (true, "ERROR"), (false, ", an "), (true, "error")]);
        check("aaa", "aa", &[(true, "aa"), (false, "a")]);
        check("über ÜBER", "über", &[(true, "über"), (false, " "), (true, "ÜBER")]);
        check("İ<b>", "<b>", &[(false, "İ"), (true, "<b>")]);
        check("İx", "i", &[(true, "İ"), (false, "x")]);
    }
}
