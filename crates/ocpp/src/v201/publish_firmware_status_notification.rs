//! PublishFirmwareStatusNotification: how far a local controller's offer of firmware has come (OCPP 2.0.1, L03).

use serde::{Deserialize, Serialize};

use crate::lenient;
use crate::words::open_words;
use crate::{Location, Request};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PublishFirmwareStatusNotificationRequest {
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub status: Option<PublishFirmwareStatusEnumType>,
    /// Where chargers can fetch the file from now on.
    #[serde(deserialize_with = "lenient::rows", skip_serializing_if = "Vec::is_empty")]
    pub location: Vec<Location>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub request_id: Option<i64>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishFirmwareStatusNotificationResponse {}

open_words! {
    /// A stage of publishing. `Idle` is sent only when asked for.
    PublishFirmwareStatusEnumType {
        Idle, DownloadScheduled, Downloading, Downloaded, Published, DownloadFailed, DownloadPaused, InvalidChecksum,
        ChecksumVerified, PublishFailed,
    }
}

impl Request for PublishFirmwareStatusNotificationRequest {
    const ACTION: &'static str = "PublishFirmwareStatusNotification";
    type Response = PublishFirmwareStatusNotificationResponse;
}
