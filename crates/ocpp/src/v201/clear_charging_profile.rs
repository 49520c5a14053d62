//! ClearChargingProfile: remove charging profiles (OCPP 2.0.1, K10).

use serde::{Deserialize, Serialize};

use super::{ChargingProfilePurposeEnumType, StatusInfoType};
use crate::Request;
use crate::lenient;
use crate::words::open_words;

/// An id or at least one criterion must be given: an empty request clears nothing (K10.FR.02).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClearChargingProfileRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub charging_profile_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub charging_profile_criteria: Option<ClearChargingProfileType>,
}

/// Given fields are ANDed. Zero is a value like any other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClearChargingProfileType {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evse_id: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub charging_profile_purpose: Option<ChargingProfilePurposeEnumType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stack_level: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClearChargingProfileResponse {
    pub status: ClearChargingProfileStatusEnumType,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub status_info: Option<StatusInfoType>,
}

open_words! {
    /// Whether profiles were removed. `Unknown` means that nothing matched.
    ClearChargingProfileStatusEnumType { Accepted, Unknown }
}

impl Request for ClearChargingProfileRequest {
    const ACTION: &'static str = "ClearChargingProfile";
    type Response = ClearChargingProfileResponse;
}
