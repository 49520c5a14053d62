//! NotifyDisplayMessages: which messages a charger shows (OCPP 2.0.1, O03). The messages are passed over.

use serde::{Deserialize, Serialize};

use crate::Request;
use crate::lenient;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NotifyDisplayMessagesRequest {
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub request_id: Option<i64>,
    /// Whether more parts follow.
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub tbc: Option<bool>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotifyDisplayMessagesResponse {}

impl Request for NotifyDisplayMessagesRequest {
    const ACTION: &'static str = "NotifyDisplayMessages";
    type Response = NotifyDisplayMessagesResponse;
}
