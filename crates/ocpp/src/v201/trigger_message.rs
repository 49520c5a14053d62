//! TriggerMessage: send a message now (OCPP 2.0.1, F06).

use serde::{Deserialize, Serialize};

use super::{EVSEType, StatusInfoType};
use crate::Request;
use crate::lenient;
use crate::words::{open_words, words};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TriggerMessageRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evse: Option<EVSEType>,
    pub requested_message: MessageTriggerEnumType,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TriggerMessageResponse {
    pub status: TriggerMessageStatusEnumType,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub status_info: Option<StatusInfoType>,
}

words! {
    /// Which message.
    MessageTriggerEnumType {
        BootNotification, LogStatusNotification, FirmwareStatusNotification, Heartbeat, MeterValues,
        SignChargingStationCertificate, SignV2GCertificate, StatusNotification, TransactionEvent,
        SignCombinedCertificate, PublishFirmwareStatusNotification,
    }
}

open_words! {
    /// Whether it will come.
    TriggerMessageStatusEnumType { Accepted, Rejected, NotImplemented }
}

impl Request for TriggerMessageRequest {
    const ACTION: &'static str = "TriggerMessage";
    type Response = TriggerMessageResponse;
}
