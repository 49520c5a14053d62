//! VatNumberValidation: is this VAT number right (OCPP 2.1, block C).

use serde::{Deserialize, Serialize};

use super::{GenericStatusEnumType, StatusInfoType};
use crate::Request;
use crate::lenient;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VatNumberValidationRequest {
    pub vat_number: String,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub evse_id: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VatNumberValidationResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<AddressType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_info: Option<StatusInfoType>,
    pub vat_number: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evse_id: Option<u32>,
    pub status: GenericStatusEnumType,
}

/// A company and where it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AddressType {
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub address1: Option<String>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub address2: Option<String>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

impl Request for VatNumberValidationRequest {
    const ACTION: &'static str = "VatNumberValidation";
    type Response = VatNumberValidationResponse;
}
