//! StopTransaction: charging has ended (OCPP 1.6, 4.10).

use serde::{Deserialize, Serialize};

use super::{IdTagInfo, MeterValue, Request, Timestamp};
use crate::lenient;
use crate::words::open_words;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StopTransactionRequest {
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub transaction_id: Option<i64>,
    /// Wh.
    #[serde(deserialize_with = "lenient::expected_whole", skip_serializing_if = "Option::is_none")]
    pub meter_stop: Option<i64>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<Timestamp>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub id_tag: Option<String>,
    /// Absent means `Local`.
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    #[serde(deserialize_with = "lenient::rows", skip_serializing_if = "Vec::is_empty")]
    pub transaction_data: Vec<MeterValue>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StopTransactionResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_tag_info: Option<IdTagInfo>,
}

open_words! {
    /// Why charging ended. The specification's own word "Other" is `Other("Other")`.
    Reason {
        DeAuthorized, EmergencyStop, EVDisconnected, HardReset, Local, PowerLoss, Reboot, Remote, SoftReset,
        UnlockCommand,
    }
}

impl Request for StopTransactionRequest {
    const ACTION: &'static str = "StopTransaction";
    type Response = StopTransactionResponse;
}
