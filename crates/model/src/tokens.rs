//! Who may charge: an organisation's list of identifiers.

use crate::{Moment, OrganisationKey};
use serde::{Deserialize, Serialize};

/// Whether an identifier may charge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TokenStatus {
    Accepted,
    Blocked,
    Expired,
    Invalid,
}

impl TokenStatus {
    pub const ALL: [TokenStatus; 4] =
        [TokenStatus::Accepted, TokenStatus::Blocked, TokenStatus::Expired, TokenStatus::Invalid];

    pub fn as_str(self) -> &'static str {
        match self {
            TokenStatus::Accepted => "Accepted",
            TokenStatus::Blocked => "Blocked",
            TokenStatus::Expired => "Expired",
            TokenStatus::Invalid => "Invalid",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        TokenStatus::ALL.into_iter().find(|status| status.as_str().eq_ignore_ascii_case(text))
    }
}

/// One identifier: a card, a tag, an app's account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// As chargers send it; upper and lower case are one.
    pub id: String,
    pub status: TokenStatus,
    /// From then on it counts as Expired.
    pub expires: Option<Moment>,
    /// Identifiers of one group may stop each other's sessions.
    pub group: Option<String>,
    pub note: Option<String>,
}

/// An organisation's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tokens {
    pub organisation: OrganisationKey,
    pub organisation_name: String,
    /// Organisations whose lists this person may see, the own one first.
    pub organisations: Vec<(OrganisationKey, String)>,
    /// Identifiers that are on no list are accepted.
    pub accepts_any: bool,
    pub rows: Vec<Token>,
    /// Where the next stretch begins.
    pub next: Option<String>,
    pub total: i64,
    pub may_manage: bool,
}
