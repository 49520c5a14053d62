//! GetCertificateStatus: is this certificate still valid, asked by way of the Csms (OCPP 2.0.1, M06).

use serde::{Deserialize, Serialize};

use super::StatusInfoType;
use crate::words::{open_words, words};
use crate::{Location, Request};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetCertificateStatusRequest {
    pub ocsp_request_data: OCSPRequestDataType,
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
    pub hash_algorithm: HashAlgorithmEnumType,
    pub issuer_name_hash: String,
    pub issuer_key_hash: String,
    pub serial_number: String,
    #[serde(rename = "responderURL")]
    pub responder_url: Location,
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
