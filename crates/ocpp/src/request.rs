//! What every message has, whatever its version: its action and the type of its answer.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::lenient::{self, Oddities};
use crate::rpc::CallError;

/// The request of a message, in either direction.
pub trait Request: Serialize {
    /// The action in the CALL.
    const ACTION: &'static str;
    type Response: Serialize + DeserializeOwned;
}

/// Reads the payload of a CALLRESULT as the answer to `R`.
///
/// The error tells why the payload is no such answer. It is for the operator: a charger can be told on 2.1 only, with
/// [`Exchange::refuse_result`](crate::Exchange::refuse_result).
pub fn read_response<R: Request>(payload: Value) -> Result<R::Response, CallError> {
    read_response_noting::<R>(payload, &mut Oddities::default())
}

/// The same; what was odd about it and does not decide is left out and noted.
pub fn read_response_noting<R: Request>(payload: Value, oddities: &mut Oddities) -> Result<R::Response, CallError> {
    lenient::read(payload, oddities)
}
