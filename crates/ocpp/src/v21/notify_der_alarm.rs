//! NotifyDERAlarm: the grid is at fault, or is well again (OCPP 2.1, block R).

use serde::{Deserialize, Serialize};

use super::DERControlEnumType;
use crate::lenient;
use crate::words::open_words;
use crate::{Request, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NotifyDERAlarmRequest {
    /// The control that was set off.
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub control_type: Option<DERControlEnumType>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub grid_event_fault: Option<GridEventFaultEnumType>,
    /// Whether the alarm is over.
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub alarm_ended: Option<bool>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<Timestamp>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub extra_info: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotifyDERAlarmResponse {}

open_words! {
    /// What is wrong with the grid.
    GridEventFaultEnumType {
        CurrentImbalance, LocalEmergency, LowInputPower, OverCurrent, OverFrequency, OverVoltage, PhaseRotation,
        RemoteEmergency, UnderFrequency, UnderVoltage, VoltageImbalance,
    }
}

impl Request for NotifyDERAlarmRequest {
    const ACTION: &'static str = "NotifyDERAlarm";
    type Response = NotifyDERAlarmResponse;
}
