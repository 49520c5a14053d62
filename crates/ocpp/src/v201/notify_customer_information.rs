//! NotifyCustomerInformation: what a charger holds about a customer (OCPP 2.0.1, N09).

use serde::{Deserialize, Serialize};

use crate::{Request, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NotifyCustomerInformationRequest {
    /// One part of a text; parts come in the order of `seq_no`.
    pub data: String,
    /// Whether more parts follow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tbc: Option<bool>,
    pub seq_no: i64,
    pub generated_at: Timestamp,
    pub request_id: i64,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotifyCustomerInformationResponse {}

impl Request for NotifyCustomerInformationRequest {
    const ACTION: &'static str = "NotifyCustomerInformation";
    type Response = NotifyCustomerInformationResponse;
}
