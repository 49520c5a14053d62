//! BatterySwap: batteries were put in or taken out (OCPP 2.1, block S).

use serde::{Deserialize, Serialize};

use super::IdTokenType;
use crate::words::open_words;
use crate::{Request, Timestamp};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatterySwapRequest {
    pub battery_data: Vec<BatteryDataType>,
    pub event_type: BatterySwapEventEnumType,
    pub id_token: IdTokenType,
    pub request_id: i64,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatterySwapResponse {}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatteryDataType {
    /// The slot.
    pub evse_id: u32,
    pub serial_number: String,
    /// State of charge, percent.
    pub so_c: f64,
    /// State of health, percent.
    pub so_h: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub production_date: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
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
