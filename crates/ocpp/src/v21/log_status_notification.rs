//! LogStatusNotification: as in 2.0.1, with a reason (OCPP 2.1, N01).

use serde::{Deserialize, Serialize};

use super::{LogStatusNotificationResponse, StatusInfoType, UploadLogStatusEnumType};
use crate::Request;
use crate::lenient;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LogStatusNotificationRequest {
    pub status: UploadLogStatusEnumType,
    /// That of the GetLog; absent only where the status is `Idle`.
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub request_id: Option<i64>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub status_info: Option<StatusInfoType>,
}

impl Request for LogStatusNotificationRequest {
    const ACTION: &'static str = "LogStatusNotification";
    type Response = LogStatusNotificationResponse;
}
