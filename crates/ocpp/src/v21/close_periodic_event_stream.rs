//! ClosePeriodicEventStream: a stream of values ends (OCPP 2.1, block N).

use serde::{Deserialize, Serialize};

use crate::Request;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosePeriodicEventStreamRequest {
    pub id: i64,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosePeriodicEventStreamResponse {}

impl Request for ClosePeriodicEventStreamRequest {
    const ACTION: &'static str = "ClosePeriodicEventStream";
    type Response = ClosePeriodicEventStreamResponse;
}
