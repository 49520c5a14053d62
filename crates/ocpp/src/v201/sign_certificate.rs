//! SignCertificate: have a certificate made for the charger (OCPP 2.0.1, A02).

use serde::{Deserialize, Serialize};

use super::{GenericStatusEnumType, StatusInfoType};
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
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignCertificateResponse {
    pub status: GenericStatusEnumType,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_info: Option<StatusInfoType>,
}

open_words! {
    /// What the certificate is for.
    CertificateSigningUseEnumType { ChargingStationCertificate, V2GCertificate }
}

impl Request for SignCertificateRequest {
    const ACTION: &'static str = "SignCertificate";
    type Response = SignCertificateResponse;
}
