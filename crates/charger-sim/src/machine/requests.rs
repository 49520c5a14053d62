//! Reading the fields of a request, and why a good charger refuses one with a CALLERROR.

use serde_json::Value;

use crate::protocol::{Family, Protocol};

/// Why a CALL gets a CALLERROR.
pub(super) struct CallRefusal {
    pub(super) fault: Fault,
    pub(super) description: String,
}

/// What is wrong with a CALL; the versions spell it differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    Format,
    Occurrence,
    Property,
    Type,
    Unknown,
}

impl Fault {
    /// The error code, as the version spells it.
    pub(super) fn code(self, protocol: Protocol) -> &'static str {
        match (self, protocol.family()) {
            (Fault::Format, Family::V16) => "FormationViolation",
            (Fault::Format, Family::V2) => "FormatViolation",
            (Fault::Occurrence, Family::V16) => "OccurenceConstraintViolation",
            (Fault::Occurrence, Family::V2) => "OccurrenceConstraintViolation",
            (Fault::Property, _) => "PropertyConstraintViolation",
            (Fault::Type, _) => "TypeConstraintViolation",
            (Fault::Unknown, _) => "NotImplemented",
        }
    }
}

pub(super) fn text<'a>(request: &'a Value, name: &str) -> Result<&'a str, CallRefusal> {
    match request.get(name) {
        Some(Value::String(text)) => Ok(text),
        Some(_) => Err(refused(Fault::Type, &format!("{name} is no text"))),
        None => Err(refused(Fault::Occurrence, &format!("{name} is missing"))),
    }
}

pub(super) fn date(request: &Value, name: &str) -> Result<(), CallRefusal> {
    match crate::clock::parse(text(request, name)?) {
        Some(_) => Ok(()),
        None => Err(refused(Fault::Property, &format!("{name} is no date"))),
    }
}

pub(super) fn one_of(request: &Value, name: &str, known: &[&str]) -> Result<(), CallRefusal> {
    if known.contains(&text(request, name)?) {
        Ok(())
    } else {
        Err(refused(Fault::Property, &format!("{name} is none of {}", known.join(", "))))
    }
}

pub(super) fn number(request: &Value, name: &str) -> Result<i64, CallRefusal> {
    optional_number(request, name)?.ok_or_else(|| refused(Fault::Occurrence, &format!("{name} is missing")))
}

pub(super) fn optional_number(request: &Value, name: &str) -> Result<Option<i64>, CallRefusal> {
    match request.get(name) {
        None => Ok(None),
        Some(value) => match value.as_i64() {
            Some(number) => Ok(Some(number)),
            None => Err(refused(Fault::Type, &format!("{name} is no whole number"))),
        },
    }
}

pub(super) fn object<'a>(request: &'a Value, name: &str) -> Result<&'a Value, CallRefusal> {
    match request.get(name) {
        Some(value) if value.is_object() => Ok(value),
        Some(_) => Err(refused(Fault::Type, &format!("{name} is no object"))),
        None => Err(refused(Fault::Occurrence, &format!("{name} is missing"))),
    }
}

pub(super) fn list<'a>(request: &'a Value, name: &str) -> Result<&'a [Value], CallRefusal> {
    match request.get(name) {
        Some(Value::Array(list)) => Ok(list),
        Some(_) => Err(refused(Fault::Type, &format!("{name} is no list"))),
        None => Err(refused(Fault::Occurrence, &format!("{name} is missing"))),
    }
}

pub(super) fn refused(fault: Fault, description: &str) -> CallRefusal {
    CallRefusal { fault, description: description.to_owned() }
}

/// What a charger says to an action that it does not know.
pub(super) fn unknown(action: &str) -> CallRefusal {
    refused(Fault::Unknown, &format!("{action} is not known to this charger"))
}
