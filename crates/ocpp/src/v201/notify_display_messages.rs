//! NotifyDisplayMessages: which messages a charger shows (OCPP 2.0.1, O03). The messages are passed over.

use serde::{Deserialize, Serialize};

use crate::Request;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NotifyDisplayMessagesRequest {
    pub request_id: i64,
    /// Whether more parts follow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tbc: Option<bool>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotifyDisplayMessagesResponse {}

impl Request for NotifyDisplayMessagesRequest {
    const ACTION: &'static str = "NotifyDisplayMessages";
    type Response = NotifyDisplayMessagesResponse;
}
