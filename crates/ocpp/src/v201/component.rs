//! What a charger is made of: its components, their variables and its EVSEs (OCPP 2.0.1, device model).

use serde::{Deserialize, Serialize};

use crate::lenient;
use crate::words::open_words;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComponentType {
    pub name: String,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub evse: Option<EVSEType>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VariableType {
    pub name: String,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
}

/// An EVSE, or one connector of it. EVSE 0 is the charger as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EVSEType {
    pub id: u32,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub connector_id: Option<u32>,
}

open_words! {
    /// Which of a variable's values; absent means `Actual`.
    AttributeEnumType { Actual, Target, MinSet, MaxSet }
}
