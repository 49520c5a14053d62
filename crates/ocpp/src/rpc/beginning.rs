//! The beginning of a text that is no frame: what it was meant as can often be read, though the rest is cut off or no JSON.

use serde_json::Deserializer;

use super::head::is_usable;
use super::{Kind, Reason, Unreadable};
use crate::Version;

/// What stands at the beginning of a text, as far as it can be read.
#[derive(Default)]
struct Beginning {
    kind: Option<Kind>,
    id: Option<String>,
    has_action: bool,
}

/// Adds what the beginning of the text tells to what is known of it.
pub(super) fn look(version: Version, text: &str, unreadable: Unreadable) -> Unreadable {
    let beginning = Beginning::read(version, text);
    let has_head = match (beginning.kind, &beginning.id) {
        (Some(Kind::Call | Kind::Send), Some(_)) => beginning.has_action,
        (Some(Kind::CallResult | Kind::CallError | Kind::ResultError), Some(_)) => true,
        (None, _) | (_, None) => false,
    };
    if unreadable.reason != Reason::NotJson {
        return Unreadable { has_head, ..unreadable };
    }
    // An id alone may be that of anything, so it is taken with what it is the id of.
    let id = beginning.id.filter(|_| beginning.kind.is_some());
    Unreadable { id, kind: beginning.kind, has_head, reason: unreadable.reason }
}

impl Beginning {
    fn read(version: Version, text: &str) -> Beginning {
        let mut beginning = Beginning::default();
        let Some(rest) = text.trim_start().strip_prefix('[') else { return beginning };
        // Some write the number of the message's type as a text.
        let rest = rest.trim_start();
        let quoted = rest.starts_with('"');
        let rest = rest.strip_prefix('"').unwrap_or(rest);
        let digits = rest.len() - rest.trim_start_matches(|char: char| char.is_ascii_digit()).len();
        let (number, rest) = rest.split_at(digits);
        let rest = if quoted { rest.strip_prefix('"').unwrap_or(rest) } else { rest };
        let Some(rest) = after_comma(rest) else { return beginning };
        beginning.kind = number.parse().ok().and_then(|number| Kind::of(version, number));
        let Some((id, rest)) = leading_text(rest) else { return beginning };
        if !ends_here(rest) || !is_usable(&id) {
            return beginning;
        }
        beginning.id = Some(id);
        if let Some((_action, rest)) = after_comma(rest).and_then(leading_text) {
            beginning.has_action = ends_here(rest);
        }
        beginning
    }
}

/// The JSON text that something begins with, and what follows it.
fn leading_text(rest: &str) -> Option<(String, &str)> {
    let rest = rest.trim_start();
    if !rest.starts_with('"') {
        return None;
    }
    let mut elements = Deserializer::from_str(rest).into_iter::<String>();
    let text = elements.next()?.ok()?;
    let end = elements.byte_offset();
    Some((text, &rest[end..]))
}

fn after_comma(rest: &str) -> Option<&str> {
    rest.trim_start().strip_prefix(',')
}

/// Whether an element has its end here: a further one follows, the array ends, or the text was cut off.
fn ends_here(rest: &str) -> bool {
    matches!(rest.trim_start().chars().next(), None | Some(',' | ']'))
}
