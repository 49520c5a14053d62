//! StatusNotification: the state of a connector (OCPP 2.0.1, G01).

use serde::{Deserialize, Serialize};

use crate::lenient;
use crate::words::open_words;
use crate::{Request, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StatusNotificationRequest {
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<Timestamp>,
    pub connector_status: ConnectorStatusEnumType,
    pub evse_id: u32,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub connector_id: Option<u32>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusNotificationResponse {}

open_words! {
    /// The state of a connector; what the vehicle does is told by TransactionEvent.
    ConnectorStatusEnumType { Available, Occupied, Reserved, Unavailable, Faulted }
}

impl Request for StatusNotificationRequest {
    const ACTION: &'static str = "StatusNotification";
    type Response = StatusNotificationResponse;
}
