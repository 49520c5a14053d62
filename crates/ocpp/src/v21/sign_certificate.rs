//! SignCertificate: as in 2.0.1, with an id (OCPP 2.1, A02).

use serde::{Deserialize, Serialize};

use super::{CertificateHashDataType, SignCertificateResponse};
use crate::Request;
use crate::lenient;
use crate::words::open_words;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignCertificateRequest {
    /// The signing request in PEM.
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub csr: Option<String>,
    /// Absent means that one certificate is for both uses.
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub certificate_type: Option<CertificateSigningUseEnumType>,
    /// The root that the certificate is to lead to.
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub hash_root_certificate: Option<CertificateHashDataType>,
    /// Comes back with the certificate.
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub request_id: Option<i64>,
}

open_words! {
    /// What the certificate is for.
    CertificateSigningUseEnumType { ChargingStationCertificate, V2GCertificate, V2G20Certificate }
}

impl Request for SignCertificateRequest {
    const ACTION: &'static str = "SignCertificate";
    type Response = SignCertificateResponse;
}
