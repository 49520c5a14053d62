//! What orders are made of, whatever they are for, and the one form whose fields are told apart by the action.

mod form;
#[cfg(test)]
mod tests;
mod times;

use model::Refusal;
use serde::{Deserialize, Serialize};
use std::fmt;

pub use crate::OrderForm;
pub(crate) use form::{checked, given, local_time, order_form, url_text, whole_number};
pub use times::SiteClock;

/// What overrides a warning wants a reason of at least this many characters.
const REASON_MIN: usize = 5;

/// What proves a firmware file: the signing certificate (PEM) and the signature (base64).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signing {
    pub certificate: String,
    pub signature: String,
}

/// JSON as it was typed. It may hold a password, so it has no readable Debug and is never serialised.
#[derive(Clone, PartialEq, Eq)]
pub struct MessageText(pub String);

impl fmt::Debug for MessageText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MessageText(***)")
    }
}

/// A URL as it was typed. It may hold a password, so it has no readable Debug and is never serialised.
#[derive(Clone, PartialEq, Eq)]
pub struct UrlText(pub String);

impl fmt::Debug for UrlText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UrlText(***)")
    }
}

/// A wall-clock time in the site's zone as `datetime-local` writes it: `2026-11-23T10:00`, seconds allowed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LocalTime(pub String);

/// Retries as the form gives them; unset stays unset on the wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retries {
    pub times: Option<i64>,
    pub interval_s: Option<i64>,
}

/// Why the operator orders it: optional, kept with the order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason(pub Option<String>);

impl Reason {
    /// Long enough to do what is not meant to be done, such as ending somebody's charging session?
    pub fn is_enough(&self) -> bool {
        self.0.as_deref().is_some_and(|reason| reason.chars().count() >= REASON_MIN)
    }
}

/// What would be cut off wants a tick in this field, and a reason of so many characters as make one.
pub(crate) fn consent(
    (field, is_ticked, not_ticked): (&str, bool, &str),
    reason: &Reason,
    no_reason: &str,
) -> Option<Refusal> {
    if !is_ticked {
        return Some(Refusal::field(field, not_ticked));
    }
    (!reason.is_enough()).then(|| Refusal::field("reason", no_reason))
}
