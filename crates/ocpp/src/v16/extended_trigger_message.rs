//! ExtendedTriggerMessage: send a message now (OCPP 1.6 security extension).

use serde::{Deserialize, Serialize};

use crate::Request;
use crate::words::{open_words, words};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExtendedTriggerMessageRequest {
    pub requested_message: MessageTriggerEnumType,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connector_id: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtendedTriggerMessageResponse {
    pub status: TriggerMessageStatusEnumType,
}

words! {
    /// Which message; `FirmwareStatusNotification` asks for a SignedFirmwareStatusNotification.
    MessageTriggerEnumType {
        BootNotification, LogStatusNotification, FirmwareStatusNotification, Heartbeat, MeterValues,
        SignChargePointCertificate, StatusNotification,
    }
}

open_words! {
    /// Whether it will come.
    TriggerMessageStatusEnumType { Accepted, Rejected, NotImplemented }
}

impl Request for ExtendedTriggerMessageRequest {
    const ACTION: &'static str = "ExtendedTriggerMessage";
    type Response = ExtendedTriggerMessageResponse;
}
