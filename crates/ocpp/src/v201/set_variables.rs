//! SetVariables: change values of the device model (OCPP 2.0.1, B05).

use serde::{Deserialize, Serialize};

use super::{AttributeEnumType, ComponentType, StatusInfoType, VariableType};
use crate::lenient;
use crate::words::open_words;
use crate::{Request, Secret};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SetVariablesRequest {
    pub set_variable_data: Vec<SetVariableDataType>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SetVariableDataType {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attribute_type: Option<AttributeEnumType>,
    pub attribute_value: Secret,
    pub component: ComponentType,
    pub variable: VariableType,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SetVariablesResponse {
    #[serde(deserialize_with = "lenient::deciding_rows")]
    pub set_variable_result: Vec<SetVariableResultType>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SetVariableResultType {
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub attribute_type: Option<AttributeEnumType>,
    pub attribute_status: SetVariableStatusEnumType,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub attribute_status_info: Option<StatusInfoType>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub component: Option<ComponentType>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub variable: Option<VariableType>,
}

open_words! {
    /// Whether the value was taken. `RebootRequired`: it holds after a reboot.
    SetVariableStatusEnumType {
        Accepted, Rejected, UnknownComponent, UnknownVariable, NotSupportedAttributeType, RebootRequired,
    }
}

impl Request for SetVariablesRequest {
    const ACTION: &'static str = "SetVariables";
    type Response = SetVariablesResponse;
}
