//! NotifyMonitoringReport: which variables are watched (OCPP 2.0.1, N02). The monitors are passed over.

use serde::{Deserialize, Serialize};

use crate::{Request, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NotifyMonitoringReportRequest {
    pub request_id: i64,
    /// Whether more parts follow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tbc: Option<bool>,
    pub seq_no: i64,
    pub generated_at: Timestamp,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotifyMonitoringReportResponse {}

impl Request for NotifyMonitoringReportRequest {
    const ACTION: &'static str = "NotifyMonitoringReport";
    type Response = NotifyMonitoringReportResponse;
}
