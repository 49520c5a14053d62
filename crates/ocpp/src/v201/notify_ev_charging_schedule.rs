//! NotifyEVChargingSchedule: how a vehicle is going to charge (OCPP 2.0.1, K15).

use serde::{Deserialize, Serialize};

use super::{ChargingScheduleType, GenericStatusEnumType, StatusInfoType};
use crate::{Request, Timestamp};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NotifyEVChargingScheduleRequest {
    /// What the periods count from.
    pub time_base: Timestamp,
    pub charging_schedule: ChargingScheduleType,
    pub evse_id: u32,
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
