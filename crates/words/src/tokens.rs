//! Identifiers that people hold to a reader, and what is said of them.

use model::TokenStatus;

/// An identifier that somebody held to a reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdTag {
    /// As it was said: lists are looked up by it.
    pub said: String,
    /// As it may be kept.
    pub kept: String,
}

/// What a charger is told about an identifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenAnswer {
    pub status: TokenStatus,
    pub expires_at: Option<i64>,
    pub group: Option<String>,
}
