//! NotifyEvent: as in 2.0.1, with a severity (OCPP 2.1, N07).

use serde::{Deserialize, Serialize};

use super::{ComponentType, EventNotificationEnumType, EventTriggerEnumType, NotifyEventResponse, VariableType};
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
    /// From 0, a danger, to 9, a detail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<i64>,
}

impl Request for NotifyEventRequest {
    const ACTION: &'static str = "NotifyEvent";
    type Response = NotifyEventResponse;
}
