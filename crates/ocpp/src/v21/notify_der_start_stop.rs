//! NotifyDERStartStop: a control for the grid has begun or ended (OCPP 2.1, block R).

use serde::{Deserialize, Serialize};

use crate::lenient;
use crate::{Request, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NotifyDERStartStopRequest {
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub control_id: Option<String>,
    /// False where it has ended.
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub started: Option<bool>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<Timestamp>,
    /// The controls that this one takes the place of.
    #[serde(deserialize_with = "lenient::rows", skip_serializing_if = "Vec::is_empty")]
    pub superseded_ids: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotifyDERStartStopResponse {}

impl Request for NotifyDERStartStopRequest {
    const ACTION: &'static str = "NotifyDERStartStop";
    type Response = NotifyDERStartStopResponse;
}
