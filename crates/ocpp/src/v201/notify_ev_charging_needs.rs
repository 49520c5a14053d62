//! NotifyEVChargingNeeds: what a vehicle wants to charge (OCPP 2.0.1, K15). Its parameters are passed over.

use serde::{Deserialize, Serialize};

use super::StatusInfoType;
use crate::lenient;
use crate::words::{open_words, words};
use crate::{Request, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NotifyEVChargingNeedsRequest {
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub evse_id: Option<u32>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub max_schedule_tuples: Option<i64>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub charging_needs: Option<ChargingNeedsType>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NotifyEVChargingNeedsResponse {
    pub status: NotifyEVChargingNeedsStatusEnumType,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_info: Option<StatusInfoType>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChargingNeedsType {
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub requested_energy_transfer: Option<EnergyTransferModeEnumType>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub departure_time: Option<Timestamp>,
}

open_words! {
    /// How the energy is to flow. 2.1 has more words, which are kept as they are.
    EnergyTransferModeEnumType {
        DC, AcSinglePhase = "AC_single_phase", AcTwoPhase = "AC_two_phase", AcThreePhase = "AC_three_phase",
    }
}

words! {
    /// Whether a charging profile will follow.
    NotifyEVChargingNeedsStatusEnumType { Accepted, Rejected, Processing }
}

impl Request for NotifyEVChargingNeedsRequest {
    const ACTION: &'static str = "NotifyEVChargingNeeds";
    type Response = NotifyEVChargingNeedsResponse;
}
