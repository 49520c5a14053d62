//! A payload as whoever wrote it meant it: texts as numbers, numbers as texts, and fields that are not there.

use super::meter;
use serde_json::Value;

static NOTHING: Value = Value::Null;

/// A payload's fields, whatever the payload is.
#[derive(Clone, Copy)]
pub struct Fields<'a>(pub &'a Value);

impl<'a> Fields<'a> {
    pub fn text(self, name: &str) -> Option<String> {
        self.0.get(name).and_then(text).filter(|text| !text.is_empty())
    }

    pub fn or_unknown(self, name: &str) -> String {
        self.text(name).unwrap_or("unknown".to_owned())
    }

    /// The fields of a field; none if it has none.
    pub fn at(self, name: &str) -> Fields<'a> {
        Fields(self.0.get(name).unwrap_or(&NOTHING))
    }

    /// The items of a list; none if it is no list.
    pub fn items(self, name: &str) -> &'a [Value] {
        self.0.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    pub fn is(self, name: &str) -> bool {
        self.text(name).as_deref() == Some("true")
    }

    pub fn number(self, name: &str) -> Option<f64> {
        meter::number(self.0.get(name)?)
    }

    /// The connector, if it is one: 0 is the charger itself.
    pub fn connector(self) -> Option<String> {
        self.text("connectorId").filter(|id| id != "0")
    }
}

/// Text, number or truth value as text; nothing of anything larger.
pub fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
