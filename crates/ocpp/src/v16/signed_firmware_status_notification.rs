//! SignedFirmwareStatusNotification: how far a SignedUpdateFirmware has come (OCPP 1.6 security extension).

use serde::{Deserialize, Serialize};

use crate::Request;
use crate::lenient;
use crate::words::open_words;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignedFirmwareStatusNotificationRequest {
    pub status: FirmwareStatusEnumType,
    /// That of the SignedUpdateFirmware; absent only where the status is `Idle`.
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub request_id: Option<i64>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedFirmwareStatusNotificationResponse {}

open_words! {
    /// A stage of a firmware update. `Idle` is sent only when asked for.
    FirmwareStatusEnumType {
        Downloaded, DownloadFailed, Downloading, DownloadScheduled, DownloadPaused, Idle, InstallationFailed,
        Installing, Installed, InstallRebooting, InstallScheduled, InstallVerificationFailed, InvalidSignature,
        SignatureVerified,
    }
}

impl Request for SignedFirmwareStatusNotificationRequest {
    const ACTION: &'static str = "SignedFirmwareStatusNotification";
    type Response = SignedFirmwareStatusNotificationResponse;
}
