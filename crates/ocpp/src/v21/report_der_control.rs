//! ReportDERControl: a part of the controls for the grid (OCPP 2.1, block R). The controls are passed over.

use serde::{Deserialize, Serialize};

use crate::Request;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReportDERControlRequest {
    /// That of the GetDERControl.
    pub request_id: i64,
    /// Whether more parts follow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tbc: Option<bool>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportDERControlResponse {}

impl Request for ReportDERControlRequest {
    const ACTION: &'static str = "ReportDERControl";
    type Response = ReportDERControlResponse;
}
