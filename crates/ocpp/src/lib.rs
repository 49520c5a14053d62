//! OCPP-J on the wire: frames, the exchange of CALLs and answers, and the messages of each version; no I/O and no clock.

pub mod definition;
pub mod exchange;
mod lenient;
pub mod rpc;
pub mod v16;
mod words;

pub use exchange::Exchange;
pub use rpc::{CallError, ErrorCode};
