//! OCPP-J on the wire: frames, the exchange of CALLs and answers, and the messages of each version; no I/O and no clock.

#![deny(unreachable_pub, reason = "what is public is what other crates may use")]

mod decides;
pub mod definition;
mod energy;
pub mod exchange;
mod incoming;
mod lenient;
mod location;
mod request;
pub mod rpc;
mod secret;
mod timestamp;
pub mod v16;
pub mod v201;
pub mod v21;
mod version;
mod words;

pub use decides::{DECIDES, decides};
pub use exchange::Exchange;
pub use lenient::Oddities;
pub use location::Location;
pub use request::{Request, read_response, read_response_noting};
pub use rpc::{CallError, ErrorCode};
pub use secret::Secret;
pub use timestamp::Timestamp;
pub use version::Version;
