//! GetLog: upload a log (OCPP 2.0.1, N01).

use serde::{Deserialize, Serialize};

use super::StatusInfoType;
use crate::lenient;
use crate::words::{open_words, words};
use crate::{Location, Request, Timestamp};

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

/// Where to, and of which time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LogParametersType {
    pub remote_location: Location,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oldest_timestamp: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest_timestamp: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetLogResponse {
    pub status: LogStatusEnumType,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub status_info: Option<StatusInfoType>,
    /// Absent where there is nothing to upload. It is a name to show, never a path to use.
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
}

words! {
    /// Which log.
    LogEnumType { DiagnosticsLog, SecurityLog }
}

open_words! {
    /// Whether the log will come. `AcceptedCanceled`: it will, and the upload before it was given up.
    LogStatusEnumType { Accepted, Rejected, AcceptedCanceled }
}

impl Request for GetLogRequest {
    const ACTION: &'static str = "GetLog";
    type Response = GetLogResponse;
}
