//! NotifyEvent: something happened to variables that are watched (OCPP 2.0.1, N07).

use serde::{Deserialize, Serialize};

use super::{ComponentType, VariableType};
use crate::words::open_words;
use crate::{Request, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NotifyEventRequest {
    pub generated_at: Timestamp,
    /// Whether more parts follow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tbc: Option<bool>,
    pub seq_no: i64,
    pub event_data: Vec<EventDataType>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotifyEventResponse {}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EventDataType {
    pub event_id: i64,
    pub timestamp: Timestamp,
    pub trigger: EventTriggerEnumType,
    /// The id of the event that led to this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<i64>,
    pub actual_value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tech_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tech_info: Option<String>,
    /// Whether what was reported before is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cleared: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transaction_id: Option<String>,
    pub component: ComponentType,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variable_monitoring_id: Option<i64>,
    pub event_notification_type: EventNotificationEnumType,
    pub variable: VariableType,
}

open_words! {
    /// What made the charger tell.
    EventTriggerEnumType { Alerting, Delta, Periodic }
}

open_words! {
    /// Who asked for the watch.
    EventNotificationEnumType { HardWiredNotification, HardWiredMonitor, PreconfiguredMonitor, CustomMonitor }
}

impl Request for NotifyEventRequest {
    const ACTION: &'static str = "NotifyEvent";
    type Response = NotifyEventResponse;
}
