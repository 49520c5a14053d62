//! Get15118EVCertificate: install or renew a vehicle's contract certificate (OCPP 2.0.1, M01, M02).

use serde::{Deserialize, Serialize};

use super::StatusInfoType;
use crate::Request;
use crate::lenient;
use crate::words::{open_words, words};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Get15118EVCertificateRequest {
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub iso15118_schema_version: Option<String>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub action: Option<CertificateActionEnumType>,
    /// The vehicle's raw request, in base64.
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub exi_request: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Get15118EVCertificateResponse {
    pub status: Iso15118EVCertificateStatusEnumType,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_info: Option<StatusInfoType>,
    /// The raw answer for the vehicle, in base64; it must be given even where there is none.
    pub exi_response: String,
}

open_words! {
    /// What the vehicle wants done.
    CertificateActionEnumType { Install, Update }
}

words! {
    /// Whether there is a certificate for the vehicle.
    Iso15118EVCertificateStatusEnumType { Accepted, Failed }
}

impl Request for Get15118EVCertificateRequest {
    const ACTION: &'static str = "Get15118EVCertificate";
    type Response = Get15118EVCertificateResponse;
}
