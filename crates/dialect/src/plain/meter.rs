//! Numbers out of meter values, in units that people read.

use serde_json::Value;

/// Most powers of ten that a value is multiplied or divided by; no meter means more.
const POWER_MAX: f64 = 12.0;

/// The power in the newest meter values, or the energy where no power is told.
pub fn newest(payload: &Value) -> Option<String> {
    let power = total(samples(payload)?, "Power.Active.Import").map(|watts| kilo(watts, "kW"));
    power.or_else(|| energy(payload))
}

/// What the meter showed in the newest meter values.
pub fn energy(payload: &Value) -> Option<String> {
    Some(kilo(total(samples(payload)?, "Energy.Active.Import.Register")?, "kWh"))
}

fn samples(payload: &Value) -> Option<&[Value]> {
    payload.get("meterValue")?.as_array()?.last()?.get("sampledValue")?.as_array().map(Vec::as_slice)
}

/// A number, also one that is written as a text.
pub fn number(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    number.filter(|number| number.is_finite())
}

/// Thousands of a unit, `7.4 kW`, `1234.5 kWh`.
pub fn kilo(amount: f64, unit: &str) -> String {
    let rounded = format!("{:.1}", amount / 1000.0);
    let short = rounded.strip_suffix(".0").unwrap_or(&rounded);
    format!("{} {unit}", if short == "-0" { "0" } else { short })
}

/// The sample of this kind without a phase, or all phases together; in watts or watt hours.
fn total(samples: &[Value], measurand: &str) -> Option<f64> {
    let field = |sample: &Value, name: &str| sample.get(name).and_then(Value::as_str).map(str::to_owned);
    let is_wanted =
        |sample: &&Value| field(sample, "measurand").as_deref().unwrap_or("Energy.Active.Import.Register") == measurand;
    let amount = |sample: &Value| {
        // OCPP 2.x has the unit in an object, beside a power of ten.
        let measure = sample.get("unitOfMeasure").unwrap_or(sample);
        let factor = if field(measure, "unit").is_some_and(|unit| unit.starts_with('k')) { 1000.0 } else { 1.0 };
        let power = measure.get("multiplier").and_then(number).unwrap_or_default().clamp(-POWER_MAX, POWER_MAX);
        Some(number(sample.get("value")?)? * factor * 10f64.powf(power))
    };
    let (whole, phases): (Vec<&Value>, Vec<&Value>) =
        samples.iter().filter(is_wanted).partition(|sample| sample.get("phase").is_none_or(Value::is_null));
    let total = match whole.first() {
        Some(sample) => amount(sample),
        None => phases.into_iter().map(amount).reduce(|sum, next| Some(sum? + next?))?,
    };
    total.filter(|total| total.is_finite())
}
