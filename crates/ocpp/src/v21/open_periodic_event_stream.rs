//! OpenPeriodicEventStream: a stream of values is to begin (OCPP 2.1, block N).

use serde::{Deserialize, Serialize};

use super::{GenericStatusEnumType, StatusInfoType};
use crate::Request;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OpenPeriodicEventStreamRequest {
    pub constant_stream_data: ConstantStreamDataType,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OpenPeriodicEventStreamResponse {
    pub status: GenericStatusEnumType,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_info: Option<StatusInfoType>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConstantStreamDataType {
    pub id: i64,
    pub params: PeriodicEventStreamParamsType,
    pub variable_monitoring_id: i64,
}

/// When values are sent: after so many seconds, or so many values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeriodicEventStreamParamsType {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub values: Option<i64>,
}

impl Request for OpenPeriodicEventStreamRequest {
    const ACTION: &'static str = "OpenPeriodicEventStream";
    type Response = OpenPeriodicEventStreamResponse;
}
