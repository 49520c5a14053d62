//! LogStatusNotification: how far the upload of a log has come (OCPP 2.0.1, N01).

use serde::{Deserialize, Serialize};

use crate::Request;
use crate::lenient;
use crate::words::open_words;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LogStatusNotificationRequest {
    pub status: UploadLogStatusEnumType,
    /// That of the GetLog; absent only where the status is `Idle`.
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub request_id: Option<i64>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogStatusNotificationResponse {}

open_words! {
    /// A stage of an upload. `Idle` is sent only when asked for.
    UploadLogStatusEnumType {
        BadMessage, Idle, NotSupportedOperation, PermissionDenied, Uploaded, UploadFailure, Uploading,
        AcceptedCanceled,
    }
}

impl Request for LogStatusNotificationRequest {
    const ACTION: &'static str = "LogStatusNotification";
    type Response = LogStatusNotificationResponse;
}
