//! NotifyEVChargingSchedule: how a vehicle is going to charge (OCPP 2.0.1, K15).

use serde::{Deserialize, Serialize};

use super::{ChargingScheduleType, GenericStatusEnumType, StatusInfoType};
use crate::lenient;
use crate::{Request, Timestamp};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NotifyEVChargingScheduleRequest {
    /// What the periods count from.
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub time_base: Option<Timestamp>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub charging_schedule: Option<ChargingScheduleType>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub evse_id: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NotifyEVChargingScheduleResponse {
    pub status: GenericStatusEnumType,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_info: Option<StatusInfoType>,
}

impl Request for NotifyEVChargingScheduleRequest {
    const ACTION: &'static str = "NotifyEVChargingSchedule";
    type Response = NotifyEVChargingScheduleResponse;
}
