//! Reset: restart the charger, or one EVSE (OCPP 2.0.1, B11, B12).

use serde::{Deserialize, Serialize};

use super::StatusInfoType;
use crate::Request;
use crate::lenient;
use crate::words::{open_words, words};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResetRequest {
    #[serde(rename = "type")]
    pub kind: ResetEnumType,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evse_id: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResetResponse {
    pub status: ResetStatusEnumType,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub status_info: Option<StatusInfoType>,
}

words! {
    /// When to restart: Immediate stops running transactions, OnIdle waits for their end.
    ResetEnumType { Immediate, OnIdle }
}

open_words! {
    /// Whether the charger will restart. `Scheduled`: once the running transactions have ended (B12.FR.01).
    ResetStatusEnumType { Accepted, Rejected, Scheduled }
}

impl Request for ResetRequest {
    const ACTION: &'static str = "Reset";
    type Response = ResetResponse;
}
