//! MeterValues: readings of the meters of a connector (OCPP 1.6, 4.7).

use serde::{Deserialize, Serialize};

use super::{Request, Timestamp};
use crate::{energy, lenient};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MeterValuesRequest {
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub connector_id: Option<u32>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub transaction_id: Option<i64>,
    #[serde(deserialize_with = "lenient::expected_rows")]
    pub meter_value: Vec<MeterValue>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeterValuesResponse {}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MeterValue {
    /// The specification wants one always.
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<Timestamp>,
    #[serde(deserialize_with = "lenient::expected_rows")]
    pub sampled_value: Vec<SampledValue>,
}

/// One reading; `value` is text, because signed data is not a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampledValue {
    pub value: String,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub measurand: Option<String>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub phase: Option<String>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

impl SampledValue {
    /// The meter's total energy register in Wh, where the sample is that: imported, over all phases, a finite number.
    pub fn energy_wh(&self) -> Option<f64> {
        let (value, unit) = energy::value(&self.value)?;
        let (measurand, phase) = (self.measurand.as_deref(), self.phase.as_deref());
        let sample = energy::Sample { measurand, phase, unit: self.unit.as_deref().or(unit) };
        let energy = value * sample.factor()?;
        energy.is_finite().then_some(energy)
    }
}

impl Request for MeterValuesRequest {
    const ACTION: &'static str = "MeterValues";
    type Response = MeterValuesResponse;
}
