//! FirmwareStatusNotification: how far a firmware update has come (OCPP 1.6, 4.5). It carries no id.

use serde::{Deserialize, Serialize};

use super::Request;
use crate::words::open_words;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirmwareStatusNotificationRequest {
    pub status: FirmwareStatus,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirmwareStatusNotificationResponse {}

open_words! {
    /// A stage of a firmware update. `Idle` is sent only when asked for.
    FirmwareStatus {
        Downloaded, DownloadFailed, Downloading, Idle, InstallationFailed, Installing, Installed,
    }
}

impl Request for FirmwareStatusNotificationRequest {
    const ACTION: &'static str = "FirmwareStatusNotification";
    type Response = FirmwareStatusNotificationResponse;
}
