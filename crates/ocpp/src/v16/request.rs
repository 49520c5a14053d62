//! What every message has: its action and the type of its answer.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::lenient;
use crate::rpc::CallError;

/// The request of a message, in either direction.
pub trait Request: Serialize {
    /// The action in the CALL.
    const ACTION: &'static str;
    type Response: Serialize + DeserializeOwned;
}

/// Reads the payload of a CALLRESULT as the answer to `R`.
///
/// The error tells why the payload is no such answer; it is for the operator, since a CALLRESULT cannot be answered.
pub fn read_response<R: Request>(payload: Value) -> Result<R::Response, CallError> {
    lenient::read(payload)
}
