//! The error codes of a CALLERROR, and the error that this side answers a CALL with.

use thiserror::Error;

use crate::Version;

/// The codes of all versions, under the names of OCPP-J 1.6 (4.2.3) where it has them.
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
    /// The message is not shaped as a CALL of this action; `FormatViolation` since 2.0.1.
    FormationViolation,
    /// A field holds a value that it cannot have.
    PropertyConstraintViolation,
    /// A field is missing. The misspelling is that of 1.6; later versions write `OccurrenceConstraintViolation`.
    OccurenceConstraintViolation,
    /// A field is of the wrong type.
    TypeConstraintViolation,
    GenericError,
    /// The type of the message is not known; since 2.0.1.
    MessageTypeNotSupported,
    /// The text is no frame; since 2.0.1.
    RpcFrameworkError,
}

/// Why a message is not accepted; what a CALLERROR tells the charger, so it never quotes what the charger sent.
///
/// Printed with the code's spelling of the later versions, which is the right one.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}: {description}", .code.name(Version::V201))]
pub struct CallError {
    pub code: ErrorCode,
    pub description: String,
}

impl ErrorCode {
    pub const ALL: [ErrorCode; 12] = [
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
        ErrorCode::MessageTypeNotSupported,
        ErrorCode::RpcFrameworkError,
    ];

    /// The name on the wire of a version; where it lacks the code, the nearest that it has.
    pub fn name(self, version: Version) -> &'static str {
        let old_or_new = |old, new| if version.is_2x() { new } else { old };
        match self {
            ErrorCode::NotImplemented => "NotImplemented",
            ErrorCode::NotSupported => "NotSupported",
            ErrorCode::InternalError => "InternalError",
            ErrorCode::ProtocolError => "ProtocolError",
            ErrorCode::SecurityError => "SecurityError",
            ErrorCode::FormationViolation => old_or_new("FormationViolation", "FormatViolation"),
            ErrorCode::PropertyConstraintViolation => "PropertyConstraintViolation",
            ErrorCode::OccurenceConstraintViolation => {
                old_or_new("OccurenceConstraintViolation", "OccurrenceConstraintViolation")
            }
            ErrorCode::TypeConstraintViolation => "TypeConstraintViolation",
            ErrorCode::GenericError => "GenericError",
            ErrorCode::MessageTypeNotSupported => old_or_new("GenericError", "MessageTypeNotSupported"),
            ErrorCode::RpcFrameworkError => old_or_new("GenericError", "RpcFrameworkError"),
        }
    }

    /// The code a charger means; the spellings of every version are understood on each, anything else is `None`.
    pub fn from_name(name: &str) -> Option<ErrorCode> {
        // The names of 2.x come first, since two codes share a name on 1.6.
        [Version::V201, Version::V16]
            .into_iter()
            .find_map(|version| Self::ALL.into_iter().find(|code| code.name(version) == name))
    }
}

impl CallError {
    pub fn new(code: ErrorCode, description: impl Into<String>) -> Self {
        CallError { code, description: description.into() }
    }
}
