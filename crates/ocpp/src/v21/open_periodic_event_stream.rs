//! OpenPeriodicEventStream: a stream of values is to begin (OCPP 2.1, block N).

use serde::{Deserialize, Serialize};

use super::{GenericStatusEnumType, StatusInfoType};
use crate::Request;
use crate::lenient;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OpenPeriodicEventStreamRequest {
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub constant_stream_data: Option<ConstantStreamDataType>,
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
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub params: Option<PeriodicEventStreamParamsType>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub variable_monitoring_id: Option<i64>,
}

/// When values are sent: after so many seconds, or so many values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeriodicEventStreamParamsType {
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub interval: Option<i64>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub values: Option<i64>,
}

impl Request for OpenPeriodicEventStreamRequest {
    const ACTION: &'static str = "OpenPeriodicEventStream";
    type Response = OpenPeriodicEventStreamResponse;
}
