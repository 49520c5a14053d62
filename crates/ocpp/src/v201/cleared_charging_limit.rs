//! ClearedChargingLimit: a limit from outside holds no longer (OCPP 2.0.1, K13).

use serde::{Deserialize, Serialize};

use super::ChargingLimitSourceEnumType;
use crate::Request;
use crate::lenient;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClearedChargingLimitRequest {
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub charging_limit_source: Option<ChargingLimitSourceEnumType>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub evse_id: Option<u32>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClearedChargingLimitResponse {}

impl Request for ClearedChargingLimitRequest {
    const ACTION: &'static str = "ClearedChargingLimit";
    type Response = ClearedChargingLimitResponse;
}
