//! GetChargingProfiles: report the charging profiles there are, in ReportChargingProfiles (OCPP 2.0.1, K09).

use serde::{Deserialize, Serialize};

use super::{ChargingLimitSourceEnumType, ChargingProfilePurposeEnumType, StatusInfoType};
use crate::Request;
use crate::lenient;
use crate::words::open_words;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetChargingProfilesRequest {
    pub request_id: i64,
    /// Absent asks for every EVSE, 0 for the charger's own connection to the grid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evse_id: Option<u32>,
    pub charging_profile: ChargingProfileCriterionType,
}

/// Which profiles; given fields are ANDed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChargingProfileCriterionType {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub charging_profile_purpose: Option<ChargingProfilePurposeEnumType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stack_level: Option<u32>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub charging_profile_id: Vec<i64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub charging_limit_source: Vec<ChargingLimitSourceEnumType>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetChargingProfilesResponse {
    pub status: GetChargingProfileStatusEnumType,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub status_info: Option<StatusInfoType>,
}

open_words! {
    /// Whether a report will come. `NoProfiles` means that nothing matched.
    GetChargingProfileStatusEnumType { Accepted, NoProfiles }
}

impl Request for GetChargingProfilesRequest {
    const ACTION: &'static str = "GetChargingProfiles";
    type Response = GetChargingProfilesResponse;
}
