//! StartTransaction: charging has begun (OCPP 1.6, 4.8).

use serde::{Deserialize, Serialize};

use super::{IdTagInfo, Request, Timestamp};
use crate::lenient;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StartTransactionRequest {
    pub connector_id: u32,
    pub id_tag: String,
    /// Wh.
    #[serde(deserialize_with = "lenient::expected_whole", skip_serializing_if = "Option::is_none")]
    pub meter_start: Option<i64>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<Timestamp>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub reservation_id: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StartTransactionResponse {
    pub transaction_id: i64,
    pub id_tag_info: IdTagInfo,
}

impl Request for StartTransactionRequest {
    const ACTION: &'static str = "StartTransaction";
    type Response = StartTransactionResponse;
}
