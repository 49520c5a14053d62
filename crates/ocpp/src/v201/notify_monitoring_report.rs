//! NotifyMonitoringReport: which variables are watched (OCPP 2.0.1, N02). The monitors are passed over.

use serde::{Deserialize, Serialize};

use crate::lenient;
use crate::{Request, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NotifyMonitoringReportRequest {
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub request_id: Option<i64>,
    /// Whether more parts follow.
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub tbc: Option<bool>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub seq_no: Option<i64>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub generated_at: Option<Timestamp>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotifyMonitoringReportResponse {}

impl Request for NotifyMonitoringReportRequest {
    const ACTION: &'static str = "NotifyMonitoringReport";
    type Response = NotifyMonitoringReportResponse;
}
