//! ReservationStatusUpdate: a reservation is over unused (OCPP 2.0.1, H04).

use serde::{Deserialize, Serialize};

use crate::Request;
use crate::lenient;
use crate::words::open_words;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReservationStatusUpdateRequest {
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub reservation_id: Option<i64>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub reservation_update_status: Option<ReservationUpdateStatusEnumType>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReservationStatusUpdateResponse {}

open_words! {
    /// How it ended. 2.1 has one word more, which is kept as it is.
    ReservationUpdateStatusEnumType { Expired, Removed }
}

impl Request for ReservationStatusUpdateRequest {
    const ACTION: &'static str = "ReservationStatusUpdate";
    type Response = ReservationStatusUpdateResponse;
}
