//! ReportChargingProfiles: as in 2.0.1, of profiles that need no limits (OCPP 2.1, K09).

use serde::{Deserialize, Serialize};

use super::{ChargingLimitSourceEnumType, ChargingProfileType, ReportChargingProfilesResponse};
use crate::Request;
use crate::lenient;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReportChargingProfilesRequest {
    /// That of the GetChargingProfiles.
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub request_id: Option<i64>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub charging_limit_source: Option<ChargingLimitSourceEnumType>,
    #[serde(deserialize_with = "lenient::expected_rows")]
    pub charging_profile: Vec<ChargingProfileType>,
    /// Whether more parts follow.
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub tbc: Option<bool>,
    /// 0 is the charger's own connection to the grid.
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub evse_id: Option<u32>,
}

impl Request for ReportChargingProfilesRequest {
    const ACTION: &'static str = "ReportChargingProfiles";
    type Response = ReportChargingProfilesResponse;
}
