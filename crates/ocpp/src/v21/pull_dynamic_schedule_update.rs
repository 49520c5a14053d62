//! PullDynamicScheduleUpdate: what does a dynamic charging profile say now (OCPP 2.1, block K).

use serde::{Deserialize, Serialize};

use super::StatusInfoType;
use crate::Request;
use crate::lenient;
use crate::words::words;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PullDynamicScheduleUpdateRequest {
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub charging_profile_id: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PullDynamicScheduleUpdateResponse {
    pub status: ChargingProfileStatusEnumType,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schedule_update: Option<ChargingScheduleUpdateType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_info: Option<StatusInfoType>,
}

/// In the unit of the schedule; the values of single phases cannot be said here.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChargingScheduleUpdateType {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discharge_limit: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub setpoint: Option<f64>,
}

words! {
    /// Whether there is such a profile.
    ChargingProfileStatusEnumType { Accepted, Rejected }
}

impl Request for PullDynamicScheduleUpdateRequest {
    const ACTION: &'static str = "PullDynamicScheduleUpdate";
    type Response = PullDynamicScheduleUpdateResponse;
}
