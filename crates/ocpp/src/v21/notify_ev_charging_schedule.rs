//! NotifyEVChargingSchedule: as in 2.0.1, of schedules that need no limits (OCPP 2.1).

use serde::{Deserialize, Serialize};

use super::{ChargingScheduleType, NotifyEVChargingScheduleResponse};
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
    /// Which of the offered schedules the vehicle chose.
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub selected_charging_schedule_id: Option<i64>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub power_tolerance_acceptance: Option<bool>,
}

impl Request for NotifyEVChargingScheduleRequest {
    const ACTION: &'static str = "NotifyEVChargingSchedule";
    type Response = NotifyEVChargingScheduleResponse;
}
