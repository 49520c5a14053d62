//! NotifyPeriodicEventStream: values of a stream (OCPP 2.1, block N). It comes as a SEND and wants no answer.

use serde::{Deserialize, Serialize};

use crate::{Request, Timestamp};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NotifyPeriodicEventStreamRequest {
    pub data: Vec<StreamDataElementType>,
    /// That of the OpenPeriodicEventStream.
    pub id: i64,
    /// How many more values wait in the charger.
    pub pending: i64,
    /// What the times of the values count from.
    pub basetime: Timestamp,
}

/// For chargers that make a CALL of it all the same; the specification has no answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotifyPeriodicEventStreamResponse {}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StreamDataElementType {
    /// Seconds.
    pub t: f64,
    pub v: String,
}

impl Request for NotifyPeriodicEventStreamRequest {
    const ACTION: &'static str = "NotifyPeriodicEventStream";
    type Response = NotifyPeriodicEventStreamResponse;
}
