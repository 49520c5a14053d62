//! The error codes of a CALLERROR, and the error that this side answers a CALL with.

use thiserror::Error;

/// The codes of OCPP-J 1.6, 4.2.3, with the specification's own spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorCode {
    /// The action is not known here.
    NotImplemented,
    /// The action is known, but nothing here answers it.
    NotSupported,
    /// This side failed.
    InternalError,
    /// The payload is incomplete.
    ProtocolError,
    SecurityError,
    /// The message is not shaped as a CALL of this action.
    FormationViolation,
    /// A field holds a value that it cannot have.
    PropertyConstraintViolation,
    /// A field is missing. The misspelling is the specification's.
    OccurenceConstraintViolation,
    /// A field is of the wrong type.
    TypeConstraintViolation,
    GenericError,
}

/// Why a message is not accepted; what a CALLERROR tells the charger, so it never quotes what the charger sent.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}: {description}", .code.name())]
pub struct CallError {
    pub code: ErrorCode,
    pub description: String,
}

impl ErrorCode {
    pub const ALL: [ErrorCode; 10] = [
        ErrorCode::NotImplemented,
        ErrorCode::NotSupported,
        ErrorCode::InternalError,
        ErrorCode::ProtocolError,
        ErrorCode::SecurityError,
        ErrorCode::FormationViolation,
        ErrorCode::PropertyConstraintViolation,
        ErrorCode::OccurenceConstraintViolation,
        ErrorCode::TypeConstraintViolation,
        ErrorCode::GenericError,
    ];

    /// The name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            ErrorCode::NotImplemented => "NotImplemented",
            ErrorCode::NotSupported => "NotSupported",
            ErrorCode::InternalError => "InternalError",
            ErrorCode::ProtocolError => "ProtocolError",
            ErrorCode::SecurityError => "SecurityError",
            ErrorCode::FormationViolation => "FormationViolation",
            ErrorCode::PropertyConstraintViolation => "PropertyConstraintViolation",
            ErrorCode::OccurenceConstraintViolation => "OccurenceConstraintViolation",
            ErrorCode::TypeConstraintViolation => "TypeConstraintViolation",
            ErrorCode::GenericError => "GenericError",
        }
    }

    /// The code a charger means; the spellings of later versions are understood, anything else is `None`.
    pub fn from_name(name: &str) -> Option<ErrorCode> {
        match name {
            "FormatViolation" => Some(ErrorCode::FormationViolation),
            "OccurrenceConstraintViolation" => Some(ErrorCode::OccurenceConstraintViolation),
            _ => Self::ALL.into_iter().find(|code| code.name() == name),
        }
    }
}

impl CallError {
    pub fn new(code: ErrorCode, description: impl Into<String>) -> Self {
        CallError { code, description: description.into() }
    }
}
