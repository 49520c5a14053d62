//! ReportDERControl: a part of the controls for the grid (OCPP 2.1, block R). The controls are passed over.

use serde::{Deserialize, Serialize};

use crate::Request;
use crate::lenient;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReportDERControlRequest {
    /// That of the GetDERControl.
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub request_id: Option<i64>,
    /// Whether more parts follow.
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub tbc: Option<bool>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportDERControlResponse {}

impl Request for ReportDERControlRequest {
    const ACTION: &'static str = "ReportDERControl";
    type Response = ReportDERControlResponse;
}
