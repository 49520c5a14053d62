//! The status of many answers, and what may be said about a status.

use serde::{Deserialize, Serialize};

use crate::lenient;
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
    #[serde(deserialize_with = "lenient::or_default")]
    pub reason_code: String,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub additional_info: Option<String>,
}
