//! What a charger reckons that a transaction costs (OCPP 2.1, `CostDetailsType`). Single periods are passed over.

use serde::{Deserialize, Serialize};

use crate::lenient;
use crate::words::open_words;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CostDetailsType {
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub total_cost: Option<TotalCostType>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub total_usage: Option<TotalUsageType>,
    /// Whether the cost could not be reckoned.
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub failure_to_calculate: Option<bool>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub failure_reason: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TotalCostType {
    /// ISO 4217.
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub type_of_cost: Option<TariffCostEnumType>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub total: Option<TotalPriceType>,
}

/// In the currency of the cost.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TotalPriceType {
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub excl_tax: Option<f64>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub incl_tax: Option<f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TotalUsageType {
    /// kWh.
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub energy: Option<f64>,
    /// Seconds.
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub charging_time: Option<i64>,
    /// Seconds.
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub idle_time: Option<i64>,
    /// Seconds.
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub reservation_time: Option<i64>,
}

open_words! {
    /// Whether a bound of the tariff set the cost.
    TariffCostEnumType { NormalCost, MinCost, MaxCost }
}
