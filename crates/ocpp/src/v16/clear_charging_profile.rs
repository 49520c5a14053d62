//! ClearChargingProfile: remove charging profiles (OCPP 1.6, 5.5).

use serde::{Deserialize, Serialize};

use super::Request;
use crate::words::{open_words, words};

/// Given fields are ANDed, an id overrides the rest, and none at all clears everything. Zero is a value like any other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClearChargingProfileRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connector_id: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub charging_profile_purpose: Option<ChargingProfilePurposeType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stack_level: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClearChargingProfileResponse {
    pub status: ClearChargingProfileStatus,
}

words! {
    /// What a profile is for.
    ChargingProfilePurposeType { ChargePointMaxProfile, TxDefaultProfile, TxProfile }
}

open_words! {
    /// Whether profiles were removed. `Unknown` means that nothing matched.
    ClearChargingProfileStatus { Accepted, Unknown }
}

impl Request for ClearChargingProfileRequest {
    const ACTION: &'static str = "ClearChargingProfile";
    type Response = ClearChargingProfileResponse;
}
