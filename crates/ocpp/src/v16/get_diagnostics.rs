//! GetDiagnostics: upload a file of diagnostics (OCPP 1.6, 5.9).

use serde::{Deserialize, Serialize};

use super::{Location, Request, Timestamp};
use crate::lenient;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetDiagnosticsRequest {
    /// The directory to upload to.
    pub location: Location,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retries: Option<u32>,
    /// Seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_interval: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_time: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop_time: Option<Timestamp>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetDiagnosticsResponse {
    /// Absent means that there is nothing to upload. It is a name to show, never a path to use.
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub file_name: Option<String>,
}

impl Request for GetDiagnosticsRequest {
    const ACTION: &'static str = "GetDiagnostics";
    type Response = GetDiagnosticsResponse;
}
