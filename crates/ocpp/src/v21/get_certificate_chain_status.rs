//! GetCertificateChainStatus: are these certificates still valid, asked by way of the Csms (OCPP 2.1, block M).

use serde::{Deserialize, Serialize};

use super::HashAlgorithmEnumType;
use crate::lenient;
use crate::words::{open_words, words};
use crate::{Location, Request, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetCertificateChainStatusRequest {
    #[serde(deserialize_with = "lenient::deciding_rows")]
    pub certificate_status_requests: Vec<CertificateStatusRequestInfoType>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetCertificateChainStatusResponse {
    pub certificate_status: Vec<CertificateStatusType>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CertificateStatusRequestInfoType {
    pub certificate_hash_data: CertificateHashDataType,
    pub source: CertificateStatusSourceEnumType,
    /// Where to ask.
    #[serde(deserialize_with = "lenient::expected_rows")]
    pub urls: Vec<Location>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CertificateStatusType {
    pub certificate_hash_data: CertificateHashDataType,
    pub source: CertificateStatusSourceEnumType,
    pub status: CertificateStatusEnumType,
    /// When to ask again.
    pub next_update: Timestamp,
}

/// What a certificate is known by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CertificateHashDataType {
    pub hash_algorithm: HashAlgorithmEnumType,
    pub issuer_name_hash: String,
    pub issuer_key_hash: String,
    pub serial_number: String,
}

open_words! {
    /// Whom to ask.
    CertificateStatusSourceEnumType { CRL, OCSP }
}

words! {
    /// What is known of a certificate.
    CertificateStatusEnumType { Good, Revoked, Unknown, Failed }
}

impl Request for GetCertificateChainStatusRequest {
    const ACTION: &'static str = "GetCertificateChainStatus";
    type Response = GetCertificateChainStatusResponse;
}
