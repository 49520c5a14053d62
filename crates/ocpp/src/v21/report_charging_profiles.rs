//! ReportChargingProfiles: as in 2.0.1, of profiles that need no limits (OCPP 2.1, K09).

use serde::{Deserialize, Serialize};

use super::{ChargingLimitSourceEnumType, ChargingProfileType, ReportChargingProfilesResponse};
use crate::Request;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReportChargingProfilesRequest {
    /// That of the GetChargingProfiles.
    pub request_id: i64,
    pub charging_limit_source: ChargingLimitSourceEnumType,
    pub charging_profile: Vec<ChargingProfileType>,
    /// Whether more parts follow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tbc: Option<bool>,
    /// 0 is the charger's own connection to the grid.
    pub evse_id: u32,
}

impl Request for ReportChargingProfilesRequest {
    const ACTION: &'static str = "ReportChargingProfiles";
    type Response = ReportChargingProfilesResponse;
}
