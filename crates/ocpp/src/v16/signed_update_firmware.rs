//! SignedUpdateFirmware: fetch, check and install new firmware (OCPP 1.6 security extension).

use serde::{Deserialize, Serialize};

use crate::words::open_words;
use crate::{Location, Request, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignedUpdateFirmwareRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retries: Option<u32>,
    /// Seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_interval: Option<u32>,
    pub request_id: i64,
    pub firmware: FirmwareType,
}

/// The file, when to take it, and how to check it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FirmwareType {
    pub location: Location,
    /// From when the charger may fetch the file.
    pub retrieve_date_time: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub install_date_time: Option<Timestamp>,
    /// The certificate that `signature` is checked with, in PEM.
    pub signing_certificate: String,
    /// In base64.
    pub signature: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedUpdateFirmwareResponse {
    pub status: UpdateFirmwareStatusEnumType,
}

open_words! {
    /// Whether the charger will do so. `AcceptedCanceled`: it will, and the update before it was given up.
    UpdateFirmwareStatusEnumType { Accepted, Rejected, AcceptedCanceled, InvalidCertificate, RevokedCertificate }
}

impl Request for SignedUpdateFirmwareRequest {
    const ACTION: &'static str = "SignedUpdateFirmware";
    type Response = SignedUpdateFirmwareResponse;
}
