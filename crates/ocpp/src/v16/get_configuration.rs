//! GetConfiguration: read settings (OCPP 1.6, 5.8).

use serde::{Deserialize, Serialize};

use crate::{Request, Secret};

/// No keys at all ask for every setting.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetConfigurationRequest {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub key: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetConfigurationResponse {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub configuration_key: Vec<KeyValue>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unknown_key: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyValue {
    pub key: String,
    pub readonly: bool,
    /// Absent where it is write-only or not set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Secret>,
}

impl Request for GetConfigurationRequest {
    const ACTION: &'static str = "GetConfiguration";
    type Response = GetConfigurationResponse;
}
