//! DiagnosticsStatusNotification: how far an upload of diagnostics has come (OCPP 1.6, 4.4). It carries no id.

use serde::{Deserialize, Serialize};

use super::Request;
use crate::words::open_words;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiagnosticsStatusNotificationRequest {
    pub status: DiagnosticsStatus,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiagnosticsStatusNotificationResponse {}

open_words! {
    /// A stage of an upload. `Idle` is sent only when asked for.
    DiagnosticsStatus { Idle, Uploaded, UploadFailed, Uploading }
}

impl Request for DiagnosticsStatusNotificationRequest {
    const ACTION: &'static str = "DiagnosticsStatusNotification";
    type Response = DiagnosticsStatusNotificationResponse;
}
