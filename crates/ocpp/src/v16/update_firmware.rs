//! UpdateFirmware: fetch and install new firmware (OCPP 1.6, 5.19).

use serde::{Deserialize, Serialize};

use super::{Location, Request, Timestamp};
use crate::lenient;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdateFirmwareRequest {
    pub location: Location,
    /// From when the charger may fetch the file.
    pub retrieve_date: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retries: Option<u32>,
    /// Seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_interval: Option<u32>,
}

/// Empty by the specification: the charger has received the order, and no more is said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateFirmwareResponse {
    /// What some chargers answer all the same, such as "Accepted".
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
}

impl Request for UpdateFirmwareRequest {
    const ACTION: &'static str = "UpdateFirmware";
    type Response = UpdateFirmwareResponse;
}
