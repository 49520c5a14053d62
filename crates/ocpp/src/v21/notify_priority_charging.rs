//! NotifyPriorityCharging: a transaction charges with priority now, or no longer (OCPP 2.1, block K).

use serde::{Deserialize, Serialize};

use crate::Request;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NotifyPriorityChargingRequest {
    pub transaction_id: String,
    pub activated: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotifyPriorityChargingResponse {}

impl Request for NotifyPriorityChargingRequest {
    const ACTION: &'static str = "NotifyPriorityCharging";
    type Response = NotifyPriorityChargingResponse;
}
