//! DataTransfer: a vendor's own message (OCPP 2.0.1, P02).

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::StatusInfoType;
use crate::Request;
use crate::lenient;
use crate::words::words;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DataTransferRequest {
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub vendor_id: Option<String>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub message_id: Option<String>,
    /// Any JSON, by the specification.
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub data: Option<Value>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DataTransferResponse {
    pub status: DataTransferStatusEnumType,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_info: Option<StatusInfoType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<Value>,
}

words! {
    /// What became of the data.
    DataTransferStatusEnumType { Accepted, Rejected, UnknownMessageId, UnknownVendorId }
}

impl Request for DataTransferRequest {
    const ACTION: &'static str = "DataTransfer";
    type Response = DataTransferResponse;
}
