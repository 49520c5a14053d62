//! Numbers out of meter values, in units that people read.

use serde_json::Value;

/// The power in the newest meter values, or the energy where no power is told.
pub(super) fn newest(payload: &Value) -> Option<String> {
    let samples = payload.get("meterValue")?.as_array()?.last()?.get("sampledValue")?.as_array()?;
    let power = total(samples, "Power.Active.Import").map(|watts| kilo(watts, "kW"));
    power.or_else(|| Some(kilo(total(samples, "Energy.Active.Import.Register")?, "kWh")))
}

/// A number, also one that is written as a text.
pub(super) fn number(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    number.filter(|number| number.is_finite())
}

/// Thousands of a unit, `7.4 kW`, `1234.5 kWh`.
pub(super) fn kilo(amount: f64, unit: &str) -> String {
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
        let factor = if field(sample, "unit").is_some_and(|unit| unit.starts_with('k')) { 1000.0 } else { 1.0 };
        Some(number(sample.get("value")?)? * factor)
    };
    let (whole, phases): (Vec<&Value>, Vec<&Value>) =
        samples.iter().filter(is_wanted).partition(|sample| sample.get("phase").is_none_or(Value::is_null));
    match whole.first() {
        Some(sample) => amount(sample),
        None => phases.into_iter().map(amount).reduce(|sum, next| Some(sum? + next?))?,
    }
}
