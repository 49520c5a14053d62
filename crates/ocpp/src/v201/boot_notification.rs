//! BootNotification: a charger has started (OCPP 2.0.1, B01).

use serde::{Deserialize, Serialize};

use super::StatusInfoType;
use crate::lenient;
use crate::words::{open_words, words};
use crate::{Request, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BootNotificationRequest {
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub charging_station: Option<ChargingStationType>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub reason: Option<BootReasonEnumType>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BootNotificationResponse {
    pub current_time: Timestamp,
    /// Seconds between heartbeats; where not accepted, seconds before the next BootNotification.
    pub interval: u32,
    pub status: RegistrationStatusEnumType,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_info: Option<StatusInfoType>,
}

/// The charger itself. Texts are kept however long they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChargingStationType {
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub vendor_name: Option<String>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub serial_number: Option<String>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub firmware_version: Option<String>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub modem: Option<ModemType>,
}

/// The charger's mobile connection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModemType {
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub iccid: Option<String>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub imsi: Option<String>,
}

open_words! {
    /// Why the charger has started.
    BootReasonEnumType {
        ApplicationReset, FirmwareUpdate, LocalReset, PowerUp, RemoteReset, ScheduledReset, Triggered, Unknown,
        Watchdog,
    }
}

words! {
    /// Whether the Csms takes the charger in.
    RegistrationStatusEnumType { Accepted, Pending, Rejected }
}

impl Request for BootNotificationRequest {
    const ACTION: &'static str = "BootNotification";
    type Response = BootNotificationResponse;
}
