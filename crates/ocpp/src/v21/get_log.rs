//! GetLog: as in 2.0.1, with one more log (OCPP 2.1, N01).

use serde::{Deserialize, Serialize};

use super::{GetLogResponse, LogParametersType};
use crate::Request;
use crate::words::words;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetLogRequest {
    pub log: LogParametersType,
    pub log_type: LogEnumType,
    pub request_id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retries: Option<u32>,
    /// Seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_interval: Option<u32>,
}

words! {
    /// Which log.
    LogEnumType { DiagnosticsLog, SecurityLog, DataCollectorLog }
}

impl Request for GetLogRequest {
    const ACTION: &'static str = "GetLog";
    type Response = GetLogResponse;
}
