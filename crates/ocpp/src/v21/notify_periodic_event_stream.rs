//! NotifyPeriodicEventStream: values of a stream (OCPP 2.1, block N). It comes as a SEND and wants no answer.

use serde::{Deserialize, Serialize};

use crate::lenient;
use crate::{Request, Timestamp};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NotifyPeriodicEventStreamRequest {
    #[serde(deserialize_with = "lenient::expected_rows")]
    pub data: Vec<StreamDataElementType>,
    /// That of the OpenPeriodicEventStream.
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// How many more values wait in the charger.
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub pending: Option<i64>,
    /// What the times of the values count from.
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub basetime: Option<Timestamp>,
}

/// For chargers that make a CALL of it all the same; the specification has no answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotifyPeriodicEventStreamResponse {}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StreamDataElementType {
    /// Seconds.
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub t: Option<f64>,
    pub v: String,
}

impl Request for NotifyPeriodicEventStreamRequest {
    const ACTION: &'static str = "NotifyPeriodicEventStream";
    type Response = NotifyPeriodicEventStreamResponse;
}
