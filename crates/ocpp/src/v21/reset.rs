//! Reset: as in 2.0.1, and with transactions that go on afterwards (OCPP 2.1, B11, B12).

use serde::{Deserialize, Serialize};

use super::ResetResponse;
use crate::Request;
use crate::words::words;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResetRequest {
    #[serde(rename = "type")]
    pub kind: ResetEnumType,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evse_id: Option<u32>,
}

words! {
    /// When to restart: Immediate stops running transactions, OnIdle waits for their end, ImmediateAndResume goes on
    /// with them afterwards.
    ResetEnumType { Immediate, OnIdle, ImmediateAndResume }
}

impl Request for ResetRequest {
    const ACTION: &'static str = "Reset";
    type Response = ResetResponse;
}
