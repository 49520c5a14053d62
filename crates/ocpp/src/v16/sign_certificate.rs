//! SignCertificate: have a certificate made for the charger (OCPP 1.6 security extension).

use serde::{Deserialize, Serialize};

use crate::Request;
use crate::lenient;
use crate::words::words;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignCertificateRequest {
    /// The signing request in PEM.
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub csr: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignCertificateResponse {
    pub status: GenericStatusEnumType,
}

words! {
    /// Yes or no.
    GenericStatusEnumType { Accepted, Rejected }
}

impl Request for SignCertificateRequest {
    const ACTION: &'static str = "SignCertificate";
    type Response = SignCertificateResponse;
}
