//! FirmwareStatusNotification: as in 2.0.1, with a reason (OCPP 2.1, L01).

use serde::{Deserialize, Serialize};

use super::{FirmwareStatusEnumType, FirmwareStatusNotificationResponse, StatusInfoType};
use crate::Request;
use crate::lenient;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FirmwareStatusNotificationRequest {
    pub status: FirmwareStatusEnumType,
    /// That of the UpdateFirmware; absent only where the status is `Idle` (L01.FR.20).
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub request_id: Option<i64>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub status_info: Option<StatusInfoType>,
}

impl Request for FirmwareStatusNotificationRequest {
    const ACTION: &'static str = "FirmwareStatusNotification";
    type Response = FirmwareStatusNotificationResponse;
}
