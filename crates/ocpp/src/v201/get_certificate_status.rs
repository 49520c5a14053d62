//! GetCertificateStatus: is this certificate still valid, asked by way of the Csms (OCPP 2.0.1, M06).

use serde::{Deserialize, Serialize};

use super::StatusInfoType;
use crate::lenient;
use crate::words::{open_words, words};
use crate::{Location, Request};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetCertificateStatusRequest {
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub ocsp_request_data: Option<OCSPRequestDataType>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetCertificateStatusResponse {
    pub status: GetCertificateStatusEnumType,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_info: Option<StatusInfoType>,
    /// The responder's answer, DER in base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ocsp_result: Option<String>,
}

/// What an OCSP responder is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OCSPRequestDataType {
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub hash_algorithm: Option<HashAlgorithmEnumType>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub issuer_name_hash: Option<String>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub issuer_key_hash: Option<String>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub serial_number: Option<String>,
    #[serde(rename = "responderURL", deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub responder_url: Option<Location>,
}

open_words! {
    /// How the hashes were made.
    HashAlgorithmEnumType { SHA256, SHA384, SHA512 }
}

words! {
    /// Whether the responder could be asked.
    GetCertificateStatusEnumType { Accepted, Failed }
}

impl Request for GetCertificateStatusRequest {
    const ACTION: &'static str = "GetCertificateStatus";
    type Response = GetCertificateStatusResponse;
}
