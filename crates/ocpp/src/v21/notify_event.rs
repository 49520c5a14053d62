//! NotifyEvent: as in 2.0.1, with a severity (OCPP 2.1, N07).

use serde::{Deserialize, Serialize};

use super::{ComponentType, EventNotificationEnumType, EventTriggerEnumType, NotifyEventResponse, VariableType};
use crate::lenient;
use crate::{Request, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NotifyEventRequest {
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub generated_at: Option<Timestamp>,
    /// Whether more parts follow.
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub tbc: Option<bool>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub seq_no: Option<i64>,
    #[serde(deserialize_with = "lenient::expected_rows")]
    pub event_data: Vec<EventDataType>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EventDataType {
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub event_id: Option<i64>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<Timestamp>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub trigger: Option<EventTriggerEnumType>,
    /// The id of the event that led to this one.
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub cause: Option<i64>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub actual_value: Option<String>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub tech_code: Option<String>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub tech_info: Option<String>,
    /// Whether what was reported before is over.
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub cleared: Option<bool>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub transaction_id: Option<String>,
    pub component: ComponentType,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub variable_monitoring_id: Option<i64>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub event_notification_type: Option<EventNotificationEnumType>,
    pub variable: VariableType,
    /// From 0, a danger, to 9, a detail.
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub severity: Option<i64>,
}

impl Request for NotifyEventRequest {
    const ACTION: &'static str = "NotifyEvent";
    type Response = NotifyEventResponse;
}
