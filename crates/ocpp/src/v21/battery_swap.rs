//! BatterySwap: batteries were put in or taken out (OCPP 2.1, block S).

use serde::{Deserialize, Serialize};

use super::IdTokenType;
use crate::lenient;
use crate::words::open_words;
use crate::{Request, Timestamp};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatterySwapRequest {
    #[serde(deserialize_with = "lenient::expected_rows")]
    pub battery_data: Vec<BatteryDataType>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub event_type: Option<BatterySwapEventEnumType>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub id_token: Option<IdTokenType>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub request_id: Option<i64>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatterySwapResponse {}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatteryDataType {
    /// The slot.
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub evse_id: Option<u32>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub serial_number: Option<String>,
    /// State of charge, percent.
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub so_c: Option<f64>,
    /// State of health, percent.
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub so_h: Option<f64>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub production_date: Option<Timestamp>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub vendor_info: Option<String>,
}

open_words! {
    /// What was done with the batteries.
    BatterySwapEventEnumType { BatteryIn, BatteryOut, BatteryOutTimeout }
}

impl Request for BatterySwapRequest {
    const ACTION: &'static str = "BatterySwap";
    type Response = BatterySwapResponse;
}
