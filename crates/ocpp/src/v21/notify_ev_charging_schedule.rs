//! NotifyEVChargingSchedule: as in 2.0.1, of schedules that need no limits (OCPP 2.1).

use serde::{Deserialize, Serialize};

use super::{ChargingScheduleType, NotifyEVChargingScheduleResponse};
use crate::{Request, Timestamp};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NotifyEVChargingScheduleRequest {
    /// What the periods count from.
    pub time_base: Timestamp,
    pub charging_schedule: ChargingScheduleType,
    pub evse_id: u32,
    /// Which of the offered schedules the vehicle chose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selected_charging_schedule_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub power_tolerance_acceptance: Option<bool>,
}

impl Request for NotifyEVChargingScheduleRequest {
    const ACTION: &'static str = "NotifyEVChargingSchedule";
    type Response = NotifyEVChargingScheduleResponse;
}
