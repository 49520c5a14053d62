//! NotifyPriorityCharging: a transaction charges with priority now, or no longer (OCPP 2.1, block K).

use serde::{Deserialize, Serialize};

use crate::Request;
use crate::lenient;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NotifyPriorityChargingRequest {
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub transaction_id: Option<String>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub activated: Option<bool>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotifyPriorityChargingResponse {}

impl Request for NotifyPriorityChargingRequest {
    const ACTION: &'static str = "NotifyPriorityCharging";
    type Response = NotifyPriorityChargingResponse;
}
