//! What may be stored of a frame: its text with every password and token replaced by `***`, and not a byte else changed.

#![deny(unreachable_pub, reason = "what is public is what other crates may use")]
#![cfg_attr(
    not(test),
    deny(clippy::wildcard_enum_match_arm, reason = "a new variant is looked at wherever it matters")
)]

pub mod destination;
mod document;
mod exact;
pub mod hidden;
mod layer;
mod names;
mod phrases;
mod urls;

pub use names::{is_secret_field, is_secret_parameter};

use exact::Pattern;
use layer::Layer;
use std::ops::Range;

/// Stands for whatever was taken out.
pub const MASK: &str = "***";
/// The same where JSON had a number.
const NUMBER_MASK: &str = "\"***\"";
/// Shorter secrets would mask half of every message.
pub const SECRET_MIN: usize = 4;

/// Redacts the frames of one charger.
pub struct Redactor {
    patterns: Vec<Pattern>,
}

impl Redactor {
    /// With the secrets of this charger that are alive now: passwords in URLs it was sent, its own password.
    pub fn new(secrets: Vec<String>) -> Self {
        let long_enough = |secret: &&String| secret.chars().count() >= SECRET_MIN;
        Self { patterns: secrets.iter().filter(long_enough).map(|secret| Pattern::new(secret.as_bytes())).collect() }
    }

    /// The text that may be stored. Inside the string values of JSON, or anywhere in a text that is not JSON, these are
    /// masked: values of fields that are secret by name, user and password in URLs, secret parameters, Authorization
    /// values, and the exact secrets however they are escaped. The time is linear in the text.
    pub fn redact(&self, text: &str) -> String {
        apply(text, self.masks(text))
    }

    /// What would be masked, each as it is spelled in the text.
    pub fn secrets(&self, text: &str) -> Vec<String> {
        self.masks(text).into_iter().filter_map(|mask| text.get(mask.range)).map(str::to_owned).collect()
    }

    fn masks(&self, text: &str) -> Vec<Mask> {
        let in_text = |range| Mask { range, by: MASK };
        let mut masks: Vec<Mask> = match document::read(text) {
            Some(scalars) => scalars
                .iter()
                .flat_map(|scalar| match (scalar.is_secret, scalar.is_string) {
                    (true, true) => vec![in_text(scalar.range.clone())],
                    (true, false) => vec![Mask { range: scalar.range.clone(), by: NUMBER_MASK }],
                    (false, true) => self.in_string(text, scalar.range.clone()).into_iter().map(in_text).collect(),
                    (false, false) => Vec::new(),
                })
                .collect(),
            None => self.in_plain_text(text).into_iter().map(in_text).collect(),
        };
        masks.retain(|mask| !mask.range.is_empty());
        masks
    }

    /// The content of a JSON string, between its quotes.
    fn in_string(&self, text: &str, range: Range<usize>) -> Vec<Range<usize>> {
        if let Some(masks) = self.in_plain_bytes(text, &range) {
            return masks;
        }
        let outer = Layer::of_source(text, range);
        self.in_layers(outer.unescaped().unwrap_or(outer))
    }

    fn in_plain_text(&self, text: &str) -> Vec<Range<usize>> {
        if let Some(masks) = self.in_plain_bytes(text, &(0..text.len())) {
            return masks;
        }
        self.in_layers(Layer::of_source(text, 0..text.len()))
    }

    /// Where each byte stands for itself there is one reading, the text itself.
    fn in_plain_bytes(&self, text: &str, range: &Range<usize>) -> Option<Vec<Range<usize>>> {
        let bytes = text.get(range.clone())?.as_bytes();
        let stands_for_itself = |byte: &u8| byte.is_ascii() && *byte != b'\\' && *byte != b'%';
        if !bytes.iter().all(stands_for_itself) {
            return None;
        }
        let found = self.in_bytes(bytes).into_iter();
        Some(
            found
                .filter(|found| !found.is_empty())
                .map(|found| range.start + found.start..range.start + found.end)
                .collect(),
        )
    }

    /// The text as it is, with its backslashes resolved (JSON within a string, broken JSON), and each of these with its
    /// percent signs resolved: what any reader could take it for.
    fn in_layers(&self, layer: Layer) -> Vec<Range<usize>> {
        let mut masks = Vec::new();
        let inner = layer.unescaped();
        for layer in std::iter::once(layer).chain(inner) {
            self.in_layer(&layer, &mut masks);
            if let Some(decoded) = layer.percent_decoded() {
                self.in_layer(&decoded, &mut masks);
            }
        }
        masks
    }

    fn in_layer(&self, layer: &Layer, masks: &mut Vec<Range<usize>>) {
        let found = self.in_bytes(layer.bytes());
        masks.extend(found.into_iter().filter(|range| !range.is_empty()).map(|range| layer.source(range)));
    }

    fn in_bytes(&self, bytes: &[u8]) -> Vec<Range<usize>> {
        let mut found = urls::find(bytes);
        found.extend(phrases::find(bytes));
        for pattern in &self.patterns {
            pattern.find(bytes, &mut found);
        }
        found
    }
}

/// What is taken out, and what stands in its place.
struct Mask {
    range: Range<usize>,
    by: &'static str,
}

/// Replaces the ranges, those that touch or overlap by one mask.
fn apply(text: &str, mut masks: Vec<Mask>) -> String {
    masks.sort_unstable_by_key(|mask| mask.range.start);
    let mut redacted = String::with_capacity(text.len());
    let mut kept_to = 0;
    let mut masks = masks.into_iter().peekable();
    while let Some(Mask { mut range, by }) = masks.next() {
        while let Some(next) = masks.next_if(|next| next.range.start <= range.end) {
            range.end = range.end.max(next.range.end);
        }
        redacted.push_str(&text[kept_to..range.start]);
        redacted.push_str(by);
        kept_to = range.end;
    }
    redacted.push_str(&text[kept_to..]);
    redacted
}

#[cfg(test)]
mod tests;
