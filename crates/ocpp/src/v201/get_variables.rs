//! GetVariables: read values of the device model (OCPP 2.0.1, B06).

use serde::{Deserialize, Serialize};

use super::{AttributeEnumType, ComponentType, StatusInfoType, VariableType};
use crate::lenient;
use crate::words::open_words;
use crate::{Request, Secret};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetVariablesRequest {
    pub get_variable_data: Vec<GetVariableDataType>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetVariableDataType {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attribute_type: Option<AttributeEnumType>,
    pub component: ComponentType,
    pub variable: VariableType,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetVariablesResponse {
    #[serde(deserialize_with = "lenient::deciding_rows")]
    pub get_variable_result: Vec<GetVariableResultType>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetVariableResultType {
    pub attribute_status: GetVariableStatusEnumType,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub attribute_status_info: Option<StatusInfoType>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub attribute_type: Option<AttributeEnumType>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub attribute_value: Option<Secret>,
    pub component: ComponentType,
    pub variable: VariableType,
}

open_words! {
    /// Whether the value could be read.
    GetVariableStatusEnumType { Accepted, Rejected, UnknownComponent, UnknownVariable, NotSupportedAttributeType }
}

impl Request for GetVariablesRequest {
    const ACTION: &'static str = "GetVariables";
    type Response = GetVariablesResponse;
}
