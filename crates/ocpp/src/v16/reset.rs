//! Reset: restart the charger (OCPP 1.6, 5.14).

use serde::{Deserialize, Serialize};

use super::Request;
use crate::words::{open_words, words};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResetRequest {
    #[serde(rename = "type")]
    pub kind: ResetType,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResetResponse {
    pub status: ResetStatus,
}

words! {
    /// How to restart: Soft stops running transactions gracefully first; Hard need not.
    ResetType { Hard, Soft }
}

open_words! {
    /// Whether the charger will restart.
    ResetStatus { Accepted, Rejected }
}

impl Request for ResetRequest {
    const ACTION: &'static str = "Reset";
    type Response = ResetResponse;
}
