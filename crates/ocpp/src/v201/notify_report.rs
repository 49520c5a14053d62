//! NotifyReport: a part of the device model (OCPP 2.0.1, B07, B08).

use serde::{Deserialize, Serialize};

use super::{AttributeEnumType, ComponentType, VariableType};
use crate::words::open_words;
use crate::{Request, Secret, Timestamp};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NotifyReportRequest {
    pub request_id: i64,
    pub generated_at: Timestamp,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub report_data: Vec<ReportDataType>,
    /// Whether more parts follow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tbc: Option<bool>,
    pub seq_no: i64,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotifyReportResponse {}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReportDataType {
    pub component: ComponentType,
    pub variable: VariableType,
    pub variable_attribute: Vec<VariableAttributeType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variable_characteristics: Option<VariableCharacteristicsType>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VariableAttributeType {
    /// Absent means `Actual`.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<AttributeEnumType>,
    /// Absent where it is write-only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Secret>,
    /// Absent means `ReadWrite`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mutability: Option<MutabilityEnumType>,
    /// Whether it survives a reboot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub persistent: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub constant: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VariableCharacteristicsType {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    pub data_type: DataEnumType,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_limit: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_limit: Option<f64>,
    /// The allowed values, separated by commas.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub values_list: Option<String>,
    pub supports_monitoring: bool,
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
