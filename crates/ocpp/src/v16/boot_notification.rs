//! BootNotification: a charger has started (OCPP 1.6, 4.2).

use serde::{Deserialize, Serialize};

use super::{Request, Timestamp};
use crate::lenient;
use crate::words::words;

/// Texts are kept however long they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BootNotificationRequest {
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub charge_point_vendor: Option<String>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub charge_point_model: Option<String>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub charge_point_serial_number: Option<String>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub charge_box_serial_number: Option<String>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub firmware_version: Option<String>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub iccid: Option<String>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub imsi: Option<String>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub meter_type: Option<String>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub meter_serial_number: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BootNotificationResponse {
    pub status: RegistrationStatus,
    pub current_time: Timestamp,
    /// Seconds between heartbeats; where not accepted, seconds before the next BootNotification.
    pub interval: u32,
}

words! {
    /// Whether the Csms takes the charger in.
    RegistrationStatus { Accepted, Pending, Rejected }
}

impl Request for BootNotificationRequest {
    const ACTION: &'static str = "BootNotification";
    type Response = BootNotificationResponse;
}
