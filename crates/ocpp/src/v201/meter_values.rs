//! MeterValues: readings of the meters of an EVSE outside transactions (OCPP 2.0.1, J01).

use serde::{Deserialize, Serialize};

use crate::{Request, Timestamp, energy, lenient};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MeterValuesRequest {
    /// 0 is the charger's own meter.
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub evse_id: Option<u32>,
    #[serde(deserialize_with = "lenient::expected_rows")]
    pub meter_value: Vec<MeterValueType>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeterValuesResponse {}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MeterValueType {
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<Timestamp>,
    #[serde(deserialize_with = "lenient::expected_rows")]
    pub sampled_value: Vec<SampledValueType>,
}

/// One reading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SampledValueType {
    /// Before the multiplier.
    pub value: f64,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub measurand: Option<String>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub phase: Option<String>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub signed_meter_value: Option<SignedMeterValueType>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub unit_of_measure: Option<UnitOfMeasureType>,
}

/// A reading as the meter signed it. Up to 2.1 the method and the key must be given; they may be missing all the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignedMeterValueType {
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub signed_meter_data: Option<String>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub signing_method: Option<String>,
    #[serde(deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub encoding_method: Option<String>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub public_key: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitOfMeasureType {
    /// Absent means Wh, where the measurand is an energy.
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// A power of ten; absent means 0.
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub multiplier: Option<i32>,
}

impl SampledValueType {
    /// The meter's total energy register in Wh, where the sample is that: imported, over all phases, a finite number.
    pub fn energy_wh(&self) -> Option<f64> {
        let measure = self.unit_of_measure.as_ref();
        let (measurand, phase) = (self.measurand.as_deref(), self.phase.as_deref());
        let sample = energy::Sample { measurand, phase, unit: measure.and_then(|measure| measure.unit.as_deref()) };
        let multiplier = measure.and_then(|measure| measure.multiplier).unwrap_or(0);
        let energy = self.value * sample.factor()? * 10_f64.powi(multiplier);
        energy.is_finite().then_some(energy)
    }
}

impl Request for MeterValuesRequest {
    const ACTION: &'static str = "MeterValues";
    type Response = MeterValuesResponse;
}
