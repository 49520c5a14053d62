//! What the Csms says about an identifier.

use serde::{Deserialize, Serialize};

use super::Timestamp;
use crate::words::words;

words! {
    /// Whether an identifier may charge.
    AuthorizationStatus { Accepted, Blocked, Expired, Invalid, ConcurrentTx }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IdTagInfo {
    pub status: AuthorizationStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiry_date: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_id_tag: Option<String>,
}

impl IdTagInfo {
    /// A status alone.
    pub fn only(status: AuthorizationStatus) -> Self {
        IdTagInfo { status, expiry_date: None, parent_id_tag: None }
    }
}
