//! NotifyCustomerInformation: what a charger holds about a customer (OCPP 2.0.1, N09).

use serde::{Deserialize, Serialize};

use crate::lenient;
use crate::{Request, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NotifyCustomerInformationRequest {
    /// One part of a text; parts come in the order of `seq_no`.
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub data: Option<String>,
    /// Whether more parts follow.
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub tbc: Option<bool>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub seq_no: Option<i64>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub generated_at: Option<Timestamp>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub request_id: Option<i64>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotifyCustomerInformationResponse {}

impl Request for NotifyCustomerInformationRequest {
    const ACTION: &'static str = "NotifyCustomerInformation";
    type Response = NotifyCustomerInformationResponse;
}
