//! A whole message of every action that chargers send, with every field that is read.

mod v16;
mod v201;
mod v21;

use ocpp::{CallError, Oddities, Version};
use serde_json::{Value, json};

/// Reads a message and gives its payload as it was understood.
pub fn read(version: Version, action: &str, payload: Value) -> Result<Value, CallError> {
    read_noting(version, action, payload).0
}

/// The same, with what was odd about it.
pub fn read_noting(version: Version, action: &str, payload: Value) -> (Result<Value, CallError>, Oddities) {
    let mut odd = Oddities::default();
    let read = match version {
        Version::V16 => ocpp::v16::Incoming::read(action, payload, &mut odd).map(|incoming| json!(incoming)),
        Version::V201 => ocpp::v201::Incoming::read(action, payload, &mut odd).map(|incoming| json!(incoming)),
        Version::V21 => ocpp::v21::Incoming::read(action, payload, &mut odd).map(|incoming| json!(incoming)),
    };
    (read, odd)
}

/// The actions that are read on a version.
pub fn actions(version: Version) -> &'static [&'static str] {
    match version {
        Version::V16 => ocpp::v16::Incoming::ACTIONS,
        Version::V201 => ocpp::v201::Incoming::ACTIONS,
        Version::V21 => ocpp::v21::Incoming::ACTIONS,
    }
}

pub fn messages(version: Version) -> Vec<(&'static str, Value)> {
    match version {
        Version::V16 => v16::messages(),
        Version::V201 => v201::messages(),
        Version::V21 => v21::messages(),
    }
}
