//! Authorize: may this identifier charge (OCPP 2.0.1, C01).

use serde::{Deserialize, Serialize};

use super::{IdTokenInfoType, IdTokenType, OCSPRequestDataType};
use crate::Request;
use crate::lenient;
use crate::words::words;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuthorizeRequest {
    pub id_token: IdTokenType,
    /// The contract certificate in PEM, where the vehicle brought one.
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    #[serde(deserialize_with = "lenient::rows", skip_serializing_if = "Vec::is_empty")]
    pub iso15118_certificate_hash_data: Vec<OCSPRequestDataType>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuthorizeResponse {
    pub id_token_info: IdTokenInfoType,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate_status: Option<AuthorizeCertificateStatusEnumType>,
}

words! {
    /// What the Csms says about a contract certificate.
    AuthorizeCertificateStatusEnumType {
        Accepted, SignatureError, CertificateExpired, CertificateRevoked, NoCertificateAvailable, CertChainError,
        ContractCancelled,
    }
}

impl Request for AuthorizeRequest {
    const ACTION: &'static str = "Authorize";
    type Response = AuthorizeResponse;
}
