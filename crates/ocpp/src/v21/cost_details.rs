//! What a charger reckons that a transaction costs (OCPP 2.1, `CostDetailsType`). Single periods are passed over.

use serde::{Deserialize, Serialize};

use crate::words::open_words;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CostDetailsType {
    pub total_cost: TotalCostType,
    pub total_usage: TotalUsageType,
    /// Whether the cost could not be reckoned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure_to_calculate: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure_reason: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TotalCostType {
    /// ISO 4217.
    pub currency: String,
    pub type_of_cost: TariffCostEnumType,
    pub total: TotalPriceType,
}

/// In the currency of the cost.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TotalPriceType {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excl_tax: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incl_tax: Option<f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TotalUsageType {
    /// kWh.
    pub energy: f64,
    /// Seconds.
    pub charging_time: i64,
    /// Seconds.
    pub idle_time: i64,
    /// Seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reservation_time: Option<i64>,
}

open_words! {
    /// Whether a bound of the tariff set the cost.
    TariffCostEnumType { NormalCost, MinCost, MaxCost }
}
