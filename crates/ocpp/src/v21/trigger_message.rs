//! TriggerMessage: as in 2.0.1, and for messages of a vendor's own (OCPP 2.1, F06).

use serde::{Deserialize, Serialize};

use super::{EVSEType, TriggerMessageResponse};
use crate::Request;
use crate::words::words;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TriggerMessageRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evse: Option<EVSEType>,
    pub requested_message: MessageTriggerEnumType,
    /// Which one, where the message is `CustomTrigger`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_trigger: Option<String>,
}

words! {
    /// Which message.
    MessageTriggerEnumType {
        BootNotification, LogStatusNotification, FirmwareStatusNotification, Heartbeat, MeterValues,
        SignChargingStationCertificate, SignV2GCertificate, SignV2G20Certificate, StatusNotification,
        TransactionEvent, SignCombinedCertificate, PublishFirmwareStatusNotification, CustomTrigger,
    }
}

impl Request for TriggerMessageRequest {
    const ACTION: &'static str = "TriggerMessage";
    type Response = TriggerMessageResponse;
}
