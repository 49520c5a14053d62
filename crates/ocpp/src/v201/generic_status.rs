//! The status of many answers, and what may be said about a status.

use serde::{Deserialize, Serialize};

use crate::words::words;

words! {
    /// Yes or no.
    GenericStatusEnumType { Accepted, Rejected }
}

/// Why a status is what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StatusInfoType {
    /// A code that may be of the vendor's own making.
    pub reason_code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub additional_info: Option<String>,
}
