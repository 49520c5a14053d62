//! GetCompositeSchedule: which limits a connector is under (OCPP 1.6, 5.7).

use serde::{Deserialize, Serialize};

use super::{Request, Timestamp};
use crate::lenient;
use crate::words::open_words;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetCompositeScheduleRequest {
    /// 0 asks for the charger's own connection to the grid.
    pub connector_id: u32,
    /// Seconds from now.
    pub duration: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub charging_rate_unit: Option<ChargingRateUnitType>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetCompositeScheduleResponse {
    pub status: GetCompositeScheduleStatus,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub connector_id: Option<u32>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub schedule_start: Option<Timestamp>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub charging_schedule: Option<ChargingSchedule>,
}

/// Limits over a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChargingSchedule {
    /// Seconds.
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub duration: Option<i64>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub start_schedule: Option<Timestamp>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub charging_rate_unit: Option<ChargingRateUnitType>,
    #[serde(deserialize_with = "lenient::expected_rows")]
    pub charging_schedule_period: Vec<ChargingSchedulePeriod>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub min_charging_rate: Option<f64>,
}

/// One limit, until the next one begins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChargingSchedulePeriod {
    /// Seconds from the start of the schedule.
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub start_period: Option<i64>,
    /// In the unit of the schedule.
    pub limit: f64,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub number_phases: Option<i64>,
}

open_words! {
    /// Watts or amperes.
    ChargingRateUnitType { W, A }
}

open_words! {
    /// Whether the charger can say.
    GetCompositeScheduleStatus { Accepted, Rejected }
}

impl Request for GetCompositeScheduleRequest {
    const ACTION: &'static str = "GetCompositeSchedule";
    type Response = GetCompositeScheduleResponse;
}
