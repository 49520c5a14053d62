//! UpdateFirmware: fetch and install new firmware (OCPP 2.0.1, L01, L02).

use serde::{Deserialize, Serialize};

use super::StatusInfoType;
use crate::lenient;
use crate::words::open_words;
use crate::{Location, Request, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdateFirmwareRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retries: Option<u32>,
    /// Seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_interval: Option<u32>,
    pub request_id: i64,
    pub firmware: FirmwareType,
}

/// The file, and when to take it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FirmwareType {
    pub location: Location,
    /// From when the charger may fetch the file.
    pub retrieve_date_time: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub install_date_time: Option<Timestamp>,
    /// The certificate that `signature` is checked with, in PEM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signing_certificate: Option<String>,
    /// In base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdateFirmwareResponse {
    pub status: UpdateFirmwareStatusEnumType,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub status_info: Option<StatusInfoType>,
}

open_words! {
    /// Whether the charger will do so. `AcceptedCanceled`: it will, and the update before it was given up.
    UpdateFirmwareStatusEnumType { Accepted, Rejected, AcceptedCanceled, InvalidCertificate, RevokedCertificate }
}

impl Request for UpdateFirmwareRequest {
    const ACTION: &'static str = "UpdateFirmware";
    type Response = UpdateFirmwareResponse;
}
