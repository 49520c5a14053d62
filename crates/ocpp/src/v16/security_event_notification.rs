//! SecurityEventNotification: something happened that bears on security (OCPP 1.6 security extension).

use serde::{Deserialize, Serialize};

use crate::lenient;
use crate::{Request, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SecurityEventNotificationRequest {
    /// One of the specification's list, or the vendor's own.
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<Timestamp>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub tech_info: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityEventNotificationResponse {}

impl Request for SecurityEventNotificationRequest {
    const ACTION: &'static str = "SecurityEventNotification";
    type Response = SecurityEventNotificationResponse;
}
