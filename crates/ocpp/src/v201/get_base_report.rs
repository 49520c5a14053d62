//! GetBaseReport: report the whole device model, in NotifyReports (OCPP 2.0.1, B07).

use serde::{Deserialize, Serialize};

use super::StatusInfoType;
use crate::Request;
use crate::lenient;
use crate::words::{open_words, words};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetBaseReportRequest {
    pub request_id: i64,
    pub report_base: ReportBaseEnumType,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetBaseReportResponse {
    pub status: GenericDeviceModelStatusEnumType,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub status_info: Option<StatusInfoType>,
}

words! {
    /// How much to report.
    ReportBaseEnumType { ConfigurationInventory, FullInventory, SummaryInventory }
}

open_words! {
    /// Whether a report will come.
    GenericDeviceModelStatusEnumType { Accepted, Rejected, NotSupported, EmptyResultSet }
}

impl Request for GetBaseReportRequest {
    const ACTION: &'static str = "GetBaseReport";
    type Response = GetBaseReportResponse;
}
