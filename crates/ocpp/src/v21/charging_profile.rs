//! Charging profiles as a charger reports them: limits need not be given, since other set points exist (OCPP 2.1).

use serde::{Deserialize, Serialize};

use super::{ChargingRateUnitEnumType, RecurrencyKindEnumType};
use crate::Timestamp;
use crate::lenient;
use crate::words::open_words;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChargingProfileType {
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// Of two profiles with one purpose the higher level holds.
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub stack_level: Option<i64>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub charging_profile_purpose: Option<ChargingProfilePurposeEnumType>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub charging_profile_kind: Option<ChargingProfileKindEnumType>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub recurrency_kind: Option<RecurrencyKindEnumType>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<Timestamp>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Timestamp>,
    #[serde(deserialize_with = "lenient::expected_rows")]
    pub charging_schedule: Vec<ChargingScheduleType>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub transaction_id: Option<String>,
}

/// Limits over a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChargingScheduleType {
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub start_schedule: Option<Timestamp>,
    /// Seconds.
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub duration: Option<i64>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub charging_rate_unit: Option<ChargingRateUnitEnumType>,
    #[serde(deserialize_with = "lenient::expected_rows")]
    pub charging_schedule_period: Vec<ChargingSchedulePeriodType>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub min_charging_rate: Option<f64>,
}

/// One limit, until the next one begins. The values of single phases are passed over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChargingSchedulePeriodType {
    /// Seconds from the start of the schedule.
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub start_period: Option<i64>,
    /// In the unit of the schedule.
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub limit: Option<f64>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub number_phases: Option<i64>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub phase_to_use: Option<i64>,
    /// In the unit of the schedule; never above 0.
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub discharge_limit: Option<f64>,
    /// In the unit of the schedule.
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub setpoint: Option<f64>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub operation_mode: Option<OperationModeEnumType>,
}

open_words! {
    /// What a profile is for. `ChargingStationExternalConstraints` are not the Csms's to set or clear (K10.FR.06).
    ChargingProfilePurposeEnumType {
        ChargingStationExternalConstraints, ChargingStationMaxProfile, TxDefaultProfile, TxProfile, PriorityCharging,
        LocalGeneration,
    }
}

open_words! {
    /// What the times of a profile count from, or that it is kept up to date from outside.
    ChargingProfileKindEnumType { Absolute, Recurring, Relative, Dynamic }
}

open_words! {
    /// Who decides how much energy flows, and which way.
    OperationModeEnumType {
        Idle, ChargingOnly, CentralSetpoint, ExternalSetpoint, ExternalLimits, CentralFrequency, LocalFrequency,
        LocalLoadBalancing,
    }
}
