//! NotifySettlement: what became of a payment at the charger (OCPP 2.1, block C).

use serde::{Deserialize, Serialize};

use super::AddressType;
use crate::words::open_words;
use crate::{Location, Request, Timestamp};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NotifySettlementRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transaction_id: Option<String>,
    /// The payment provider's reference.
    pub psp_ref: String,
    pub status: PaymentStatusEnumType,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_info: Option<String>,
    /// With taxes, in the currency of the charger.
    pub settlement_amount: f64,
    pub settlement_time: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt_url: Option<Location>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vat_company: Option<AddressType>,
    #[serde(skip_serializing_if = "Option::is_none")]
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
