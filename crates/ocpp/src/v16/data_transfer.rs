//! DataTransfer: a vendor's own message (OCPP 1.6, 4.3).

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Request;
use crate::lenient;
use crate::words::words;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DataTransferRequest {
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub vendor_id: Option<String>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub message_id: Option<String>,
    /// A text by the specification; many chargers put an object here.
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
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
