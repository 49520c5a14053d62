//! What may be stored of a frame: its text with every password and token replaced by `***`, and not a byte else changed.

mod document;
mod exact;
mod layer;
mod names;
mod phrases;
mod urls;

pub(crate) use names::{is_secret_field, is_secret_parameter};

use exact::Pattern;
use layer::Layer;
use std::ops::Range;

/// Stands for whatever was taken out.
pub(crate) const MASK: &str = "***";
/// Shorter secrets would mask half of every message.
pub(crate) const SECRET_MIN: usize = 4;

/// Redacts the frames of one charger.
pub(crate) struct Redactor {
    patterns: Vec<Pattern>,
}

impl Redactor {
    /// With the secrets of this charger that are alive now: passwords in URLs it was sent, its own password.
    pub(crate) fn new(secrets: Vec<String>) -> Self {
        let long_enough = |secret: &&String| secret.chars().count() >= SECRET_MIN;
        Self { patterns: secrets.iter().filter(long_enough).map(|secret| Pattern::new(secret.as_bytes())).collect() }
    }

    /// The text that may be stored. Inside the string values of JSON, or anywhere in a text that is not JSON, these are
    /// masked: values of fields that are secret by name, user and password in URLs, secret parameters, Authorization
    /// values, and the exact secrets however they are escaped. The time is linear in the text.
    pub(crate) fn redact(&self, text: &str) -> String {
        apply(text, self.masks(text))
    }

    /// What would be masked, each as it is spelled in the text.
    pub(crate) fn secrets(&self, text: &str) -> Vec<String> {
        self.masks(text).into_iter().filter_map(|mask| text.get(mask)).map(str::to_owned).collect()
    }

    fn masks(&self, text: &str) -> Vec<Range<usize>> {
        let mut masks = match document::read(text) {
            Some(strings) => strings
                .iter()
                .flat_map(|string| {
                    if string.is_secret {
                        vec![string.range.clone()]
                    } else {
                        self.in_string(text, string.range.clone())
                    }
                })
                .collect(),
            None => self.in_plain_text(text),
        };
        masks.retain(|mask: &Range<usize>| !mask.is_empty());
        masks
    }

    /// The content of a JSON string, between its quotes.
    fn in_string(&self, text: &str, range: Range<usize>) -> Vec<Range<usize>> {
        let outer = Layer::of_source(text, range);
        self.in_layers(outer.unescaped().unwrap_or(outer))
    }

    fn in_plain_text(&self, text: &str) -> Vec<Range<usize>> {
        self.in_layers(Layer::of_source(text, 0..text.len()))
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
        let mut found = urls::find(layer.bytes());
        found.extend(phrases::find(layer.bytes()));
        for pattern in &self.patterns {
            pattern.find(layer.bytes(), &mut found);
        }
        masks.extend(found.into_iter().filter(|range| !range.is_empty()).map(|range| layer.source(range)));
    }
}

/// Replaces the ranges, those that touch or overlap by one mask.
fn apply(text: &str, mut masks: Vec<Range<usize>>) -> String {
    masks.sort_unstable_by_key(|mask| mask.start);
    let mut redacted = String::with_capacity(text.len());
    let mut kept_to = 0;
    let mut masks = masks.into_iter().peekable();
    while let Some(mut mask) = masks.next() {
        while let Some(next) = masks.next_if(|next| next.start <= mask.end) {
            mask.end = mask.end.max(next.end);
        }
        redacted.push_str(&text[kept_to..mask.start]);
        redacted.push_str(MASK);
        kept_to = mask.end;
    }
    redacted.push_str(&text[kept_to..]);
    redacted
}

#[cfg(test)]
mod tests;
