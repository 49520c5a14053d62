//! NotifyReport: a part of the device model (OCPP 2.0.1, B07, B08).

use serde::{Deserialize, Serialize};

use super::{AttributeEnumType, ComponentType, VariableType};
use crate::lenient;
use crate::words::open_words;
use crate::{Request, Secret, Timestamp};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NotifyReportRequest {
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub request_id: Option<i64>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub generated_at: Option<Timestamp>,
    #[serde(deserialize_with = "lenient::rows", skip_serializing_if = "Vec::is_empty")]
    pub report_data: Vec<ReportDataType>,
    /// Whether more parts follow.
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub tbc: Option<bool>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub seq_no: Option<i64>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotifyReportResponse {}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReportDataType {
    pub component: ComponentType,
    pub variable: VariableType,
    #[serde(deserialize_with = "lenient::expected_rows")]
    pub variable_attribute: Vec<VariableAttributeType>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub variable_characteristics: Option<VariableCharacteristicsType>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VariableAttributeType {
    /// Absent means `Actual`.
    #[serde(rename = "type", deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub kind: Option<AttributeEnumType>,
    /// Absent where it is write-only.
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub value: Option<Secret>,
    /// Absent means `ReadWrite`.
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub mutability: Option<MutabilityEnumType>,
    /// Whether it survives a reboot.
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub persistent: Option<bool>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub constant: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VariableCharacteristicsType {
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub data_type: Option<DataEnumType>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub min_limit: Option<f64>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub max_limit: Option<f64>,
    /// The allowed values, separated by commas.
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub values_list: Option<String>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub supports_monitoring: Option<bool>,
}

open_words! {
    /// Whether a value can be read and set.
    MutabilityEnumType { ReadOnly, WriteOnly, ReadWrite }
}

open_words! {
    /// What a value is made of.
    DataEnumType {
        String = "string", Decimal = "decimal", Integer = "integer", DateTime = "dateTime", Boolean = "boolean",
        OptionList, SequenceList, MemberList,
    }
}

impl Request for NotifyReportRequest {
    const ACTION: &'static str = "NotifyReport";
    type Response = NotifyReportResponse;
}
