//! PublishFirmwareStatusNotification: as in 2.0.1, with a reason (OCPP 2.1, L03).

use serde::{Deserialize, Serialize};

use super::{PublishFirmwareStatusEnumType, PublishFirmwareStatusNotificationResponse, StatusInfoType};
use crate::lenient;
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
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub status_info: Option<StatusInfoType>,
}

impl Request for PublishFirmwareStatusNotificationRequest {
    const ACTION: &'static str = "PublishFirmwareStatusNotification";
    type Response = PublishFirmwareStatusNotificationResponse;
}
