//! The frames of OCPP-J: reading whatever a charger sends, writing only what the specification allows.

mod beginning;
mod error_code;
mod head;

use serde::Serialize;
use serde_json::{Map, Value};
use thiserror::Error;

use crate::Version;
use head::Head;

pub use error_code::{CallError, ErrorCode};

/// The longest message id that is read, in characters. The specification says 36; real chargers go beyond it.
pub const LONGEST_ID: usize = 255;

/// The longest description of a CALLERROR that is written, in characters (OCPP-J 1.6, 4.2.3).
pub const LONGEST_DESCRIPTION: usize = 255;

/// The deepest nesting that is read, counting the frame's own array. Real messages use six levels.
pub const DEEPEST_NESTING: usize = 64;

/// The message id of a CALLERROR about a text whose own id cannot be read (OCPP-J 2.0.1, 4.2.3).
pub const NO_ID: &str = "-1";

/// The elements of the longest frame there is: a CALLERROR.
const MOST_ELEMENTS: usize = 5;

/// A frame that could be read.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    Call {
        id: String,
        action: String,
        /// `{}` where the charger sent null.
        payload: Value,
    },
    CallResult {
        id: String,
        /// `{}` where the charger sent null or nothing.
        payload: Value,
    },
    CallError {
        id: String,
        /// The code as the charger wrote it; see [`ErrorCode::from_name`].
        code: String,
        description: String,
        details: Value,
    },
    /// The charger refuses a CALLRESULT of ours; 2.1 only.
    ResultError {
        id: String,
        /// The code as the charger wrote it; see [`ErrorCode::from_name`].
        code: String,
        description: String,
        details: Value,
    },
    /// A message that wants no answer; 2.1 only.
    Send {
        id: String,
        action: String,
        /// `{}` where the charger sent null.
        payload: Value,
    },
}

/// What a frame is by its message type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Call,
    CallResult,
    CallError,
    ResultError,
    Send,
}

/// A text that is no frame.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{reason}")]
pub struct Unreadable {
    /// The message id, where it could be made out.
    pub id: Option<String>,
    /// What it was meant as, where its message type could be made out and this version has it.
    pub kind: Option<Kind>,
    /// Its head can be read: type and id, and of a CALL or SEND its action. It is no noise then, whatever the rest is.
    pub has_head: bool,
    pub reason: Reason,
}

/// What is wrong with a text that is no frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Reason {
    #[error("the message is not JSON")]
    NotJson,
    #[error("the message is not a JSON array")]
    NotAnArray,
    #[error("the message type is missing or is not a whole number")]
    BadType,
    #[error("the message type is not known")]
    UnknownType,
    #[error("the message id is missing or is not a usable text")]
    BadId,
    #[error("the message id is too long")]
    IdTooLong,
    #[error("the message has the wrong number of elements")]
    WrongLength,
    #[error("the action is not a text")]
    BadAction,
    #[error("the message is nested too deeply")]
    TooDeep,
    #[error("the message holds a number or a text that cannot be represented")]
    BadValue,
}

impl Kind {
    fn of(version: Version, number: u64) -> Option<Kind> {
        match number {
            2 => Some(Kind::Call),
            3 => Some(Kind::CallResult),
            4 => Some(Kind::CallError),
            5 if version == Version::V21 => Some(Kind::ResultError),
            6 if version == Version::V21 => Some(Kind::Send),
            _ => None,
        }
    }
}

impl Reason {
    /// The code a message with this fault is refused with.
    pub fn code(self, version: Version) -> ErrorCode {
        let old_or_new = |old, new| if version.is_2x() { new } else { old };
        match self {
            Reason::NotJson
            | Reason::NotAnArray
            | Reason::BadType
            | Reason::BadId
            | Reason::IdTooLong
            | Reason::WrongLength => old_or_new(ErrorCode::FormationViolation, ErrorCode::RpcFrameworkError),
            Reason::UnknownType => old_or_new(ErrorCode::FormationViolation, ErrorCode::MessageTypeNotSupported),
            Reason::TooDeep => ErrorCode::FormationViolation,
            Reason::BadAction => ErrorCode::NotImplemented,
            Reason::BadValue => ErrorCode::PropertyConstraintViolation,
        }
    }
}

/// What some chargers begin their texts with; it means nothing (RFC 8259, 8.1).
const BYTE_ORDER_MARK: char = '\u{feff}';

/// Reads one frame, in time linear in its length and without deep recursion.
///
/// Where the whole is no frame, its beginning is looked at once more, so that what can be answered is.
pub fn read(version: Version, text: &str) -> Result<Message, Unreadable> {
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    read_whole(version, text).map_err(|unreadable| beginning::look(version, text, unreadable))
}

/// A CALL and a SEND must have their four elements. An answer is taken as far as it goes, because nobody can be told
/// about its faults: CALLERRORs may lack description and details, a CALLRESULT its payload.
fn read_whole(version: Version, text: &str) -> Result<Message, Unreadable> {
    let head = Head::read(version, text)?;
    let Head { kind, id, .. } = &head;
    let refuse = |reason| Unreadable { id: Some(id.clone()), kind: Some(*kind), has_head: false, reason };
    let fits = match kind {
        Kind::Call | Kind::Send => head.elements == 4,
        Kind::CallResult | Kind::CallError | Kind::ResultError => head.elements <= MOST_ELEMENTS,
    };
    if !fits {
        return Err(refuse(Reason::WrongLength));
    }
    if !head.exact_type {
        return Err(refuse(Reason::BadType));
    }
    if nesting(text) > DEEPEST_NESTING {
        return Err(refuse(Reason::TooDeep));
    }
    // The head was read through to the end, so the syntax is right: what fails now is a number or an escape in a text.
    let elements: Vec<Value> = serde_json::from_str(text).map_err(|_| refuse(Reason::BadValue))?;
    let mut rest = elements.into_iter().skip(2);
    let action = |element| match element {
        Some(Value::String(action)) => Ok(action),
        Some(_) | None => Err(refuse(Reason::BadAction)),
    };
    Ok(match head.kind {
        Kind::Call => {
            Message::Call { action: action(rest.next())?, payload: object_for_null(rest.next()), id: head.id }
        }
        Kind::Send => {
            Message::Send { action: action(rest.next())?, payload: object_for_null(rest.next()), id: head.id }
        }
        Kind::CallResult => Message::CallResult { id: head.id, payload: object_for_null(rest.next()) },
        Kind::CallError => Message::CallError {
            id: head.id,
            code: plain_text(rest.next()),
            description: plain_text(rest.next()),
            details: object_for_null(rest.next()),
        },
        Kind::ResultError => Message::ResultError {
            id: head.id,
            code: plain_text(rest.next()),
            description: plain_text(rest.next()),
            details: object_for_null(rest.next()),
        },
    })
}

/// Writes a CALL. The payload must serialise to a JSON object, as every message of this crate does.
pub fn write_call(id: &str, action: &str, payload: &impl Serialize) -> String {
    write(&(2, id, action, payload))
}

/// Writes a CALLRESULT. The payload must serialise to a JSON object, as every message of this crate does.
pub fn write_result(id: &str, payload: &impl Serialize) -> String {
    write(&(3, id, payload))
}

/// Writes a CALLERROR without details; a description over [`LONGEST_DESCRIPTION`] is cut.
pub fn write_error(version: Version, id: &str, code: ErrorCode, description: &str) -> String {
    write_refusal(4, version, id, code, description)
}

/// Writes a CALLRESULTERROR, which 2.1 alone has, without details; a description over [`LONGEST_DESCRIPTION`] is cut.
pub fn write_result_error(id: &str, code: ErrorCode, description: &str) -> String {
    write_refusal(5, Version::V21, id, code, description)
}

fn write_refusal(kind: u8, version: Version, id: &str, code: ErrorCode, description: &str) -> String {
    let description: String = description.chars().take(LONGEST_DESCRIPTION).collect();
    write(&(kind, id, code.name(version), description, Map::new()))
}

fn write(frame: &impl Serialize) -> String {
    serde_json::to_string(frame).expect("payloads are JSON values or structs with text keys")
}

fn object_for_null(element: Option<Value>) -> Value {
    match element {
        None | Some(Value::Null) => Value::Object(Map::new()),
        Some(value) => value,
    }
}

fn plain_text(element: Option<Value>) -> String {
    match element {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text,
        Some(value) => value.to_string(),
    }
}

/// How deep a syntactically right JSON text is nested.
fn nesting(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let (mut in_text, mut escaped) = (false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'[' | b'{' if !in_text => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}
