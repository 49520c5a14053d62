//! DataTransfer: a vendor's own message (OCPP 1.6, 4.3).

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Request;
use crate::words::words;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DataTransferRequest {
    pub vendor_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_id: Option<String>,
    /// A text by the specification; many chargers put an object here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<Value>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataTransferResponse {
    pub status: DataTransferStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<String>,
}

words! {
    /// What became of the data.
    DataTransferStatus { Accepted, Rejected, UnknownMessageId, UnknownVendorId }
}

impl Request for DataTransferRequest {
    const ACTION: &'static str = "DataTransfer";
    type Response = DataTransferResponse;
}
