//! ClosePeriodicEventStream: a stream of values ends (OCPP 2.1, block N).

use serde::{Deserialize, Serialize};

use crate::Request;
use crate::lenient;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosePeriodicEventStreamRequest {
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosePeriodicEventStreamResponse {}

impl Request for ClosePeriodicEventStreamRequest {
    const ACTION: &'static str = "ClosePeriodicEventStream";
    type Response = ClosePeriodicEventStreamResponse;
}
