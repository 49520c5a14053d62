//! Why a payload does not fit its message: the field, and the code the specification has for it.

use std::fmt;

use serde::de::{self, Expected, Unexpected};

use crate::rpc::{CallError, ErrorCode};

/// An error of reading, which keeps its kind where serde's own errors keep a text only.
#[derive(Debug)]
pub(super) struct Misfit {
    code: ErrorCode,
    /// The field's path, such as `meterValue[0].timestamp`; empty for the payload itself.
    path: String,
    what: String,
}

impl Misfit {
    pub(super) fn wrong_type(wanted: &str) -> Self {
        Misfit::new(ErrorCode::TypeConstraintViolation, format!("must be {wanted}"))
    }

    pub(super) fn missing() -> Self {
        Misfit::new(ErrorCode::OccurenceConstraintViolation, "is missing".into())
    }

    pub(super) fn null() -> Self {
        Misfit::new(ErrorCode::OccurenceConstraintViolation, "is null".into())
    }

    pub(super) fn out_of_range() -> Self {
        Misfit::new(ErrorCode::PropertyConstraintViolation, "is out of range".into())
    }

    pub(super) fn in_field(self, name: &str) -> Self {
        self.below(name.to_owned())
    }

    pub(super) fn in_item(self, index: usize) -> Self {
        self.below(format!("[{index}]"))
    }

    /// What is wrong, without where.
    pub(super) fn what(&self) -> &str {
        &self.what
    }

    /// What is wrong, and where, seen from outside of what was read.
    pub(super) fn told_below(&self, outer: &impl fmt::Display) -> String {
        let Misfit { path, what, .. } = self;
        match path.as_str() {
            "" => format!("{outer} {what}"),
            inner if inner.starts_with('[') => format!("{outer}{inner} {what}"),
            inner => format!("{outer}.{inner} {what}"),
        }
    }

    pub(super) fn into_call_error(self) -> CallError {
        CallError::new(self.code, self.to_string())
    }

    fn new(code: ErrorCode, what: String) -> Self {
        Misfit { code, path: String::new(), what }
    }

    fn below(mut self, outer: String) -> Self {
        self.path = match self.path.as_str() {
            "" => outer,
            inner if inner.starts_with('[') => outer + inner,
            inner => format!("{outer}.{inner}"),
        };
        self
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        match self.path.as_str() {
            "" => write!(formatter, "the payload {}", self.what),
            path => write!(formatter, "{path} {}", self.what),
        }
    }
}

impl std::error::Error for Misfit {}

impl de::Error for Misfit {
    // serde's text may quote the value, so it is dropped.
    fn custom<T: fmt::Display>(_: T) -> Self {
        Misfit::new(ErrorCode::PropertyConstraintViolation, "has an invalid value".into())
    }

    fn invalid_type(_: Unexpected, expected: &dyn Expected) -> Self {
        Misfit::wrong_type(&expected.to_string())
    }

    fn invalid_value(_: Unexpected, _: &dyn Expected) -> Self {
        Misfit::out_of_range()
    }

    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        Misfit::new(ErrorCode::OccurenceConstraintViolation, "has the wrong number of items".into())
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Misfit::new(ErrorCode::PropertyConstraintViolation, "is not one of the words of the specification".into())
    }

    fn missing_field(field: &'static str) -> Self {
        Misfit::missing().in_field(field)
    }
}
