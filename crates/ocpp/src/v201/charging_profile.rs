//! Charging profiles: limits over time, as a charger reports them (OCPP 2.0.1, `ChargingProfileType`).

use serde::{Deserialize, Serialize};

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

/// One limit, until the next one begins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChargingSchedulePeriodType {
    /// Seconds from the start of the schedule.
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub start_period: Option<i64>,
    /// In the unit of the schedule.
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub limit: Option<f64>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub number_phases: Option<i64>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub phase_to_use: Option<i64>,
}

open_words! {
    /// What a profile is for. `ChargingStationExternalConstraints` are not the Csms's to set or clear (K10.FR.06).
    ChargingProfilePurposeEnumType {
        ChargingStationExternalConstraints, ChargingStationMaxProfile, TxDefaultProfile, TxProfile,
    }
}

open_words! {
    /// What the times of a profile count from.
    ChargingProfileKindEnumType { Absolute, Recurring, Relative }
}

open_words! {
    /// How often a recurring profile begins again.
    RecurrencyKindEnumType { Daily, Weekly }
}

open_words! {
    /// Watts or amperes.
    ChargingRateUnitEnumType { W, A }
}

open_words! {
    /// Who set a limit: an energy management system, the grid's operator or the charger's. The specification's own word
    /// "Other" is `Other("Other")`.
    ChargingLimitSourceEnumType { EMS, SO, CSO }
}
