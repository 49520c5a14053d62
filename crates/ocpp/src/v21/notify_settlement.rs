//! NotifySettlement: what became of a payment at the charger (OCPP 2.1, block C).

use serde::{Deserialize, Serialize};

use super::AddressType;
use crate::lenient;
use crate::words::open_words;
use crate::{Location, Request, Timestamp};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NotifySettlementRequest {
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub transaction_id: Option<String>,
    /// The payment provider's reference.
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub psp_ref: Option<String>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub status: Option<PaymentStatusEnumType>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub status_info: Option<String>,
    /// With taxes, in the currency of the charger.
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub settlement_amount: Option<f64>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub settlement_time: Option<Timestamp>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub receipt_id: Option<String>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub receipt_url: Option<Location>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub vat_company: Option<AddressType>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub vat_number: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NotifySettlementResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt_url: Option<Location>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt_id: Option<String>,
}

open_words! {
    /// What became of the payment.
    PaymentStatusEnumType { Settled, Canceled, Rejected, Failed }
}

impl Request for NotifySettlementRequest {
    const ACTION: &'static str = "NotifySettlement";
    type Response = NotifySettlementResponse;
}
