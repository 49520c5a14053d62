//! NotifyChargingLimit: something outside limits the charger (OCPP 2.0.1, K12). Its schedule is passed over.

use serde::{Deserialize, Serialize};

use super::ChargingLimitSourceEnumType;
use crate::Request;
use crate::lenient;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NotifyChargingLimitRequest {
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub evse_id: Option<u32>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub charging_limit: Option<ChargingLimitType>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotifyChargingLimitResponse {}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChargingLimitType {
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub charging_limit_source: Option<ChargingLimitSourceEnumType>,
    /// Whether the grid depends on it.
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub is_grid_critical: Option<bool>,
}

impl Request for NotifyChargingLimitRequest {
    const ACTION: &'static str = "NotifyChargingLimit";
    type Response = NotifyChargingLimitResponse;
}
