//! The dictionary between what operators mean and what a charger's protocol version says.

pub mod plain;
pub mod v16;
pub mod v201;

use crate::commands::args::{Args, Purpose};
use crate::commands::life::Evidence;
use crate::keys::SecretText;
use crate::redact::Redactor;
use model::{Connector, DiagnosticsStatus, FirmwareStatus};
use serde_json::Value;

/// What a charger says, in the words of no version.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    Booted {
        vendor: String,
        model: String,
        serial: Option<String>,
        firmware: Option<String>,
    },
    Alive,
    Connector(Connector),
    AskedFor {
        id_tag: String,
    },
    Started {
        connector: i64,
        id_tag: String,
        meter_wh: i64,
        timestamp: String,
        digest: String,
    },
    Stopped {
        transaction: i64,
        meter_wh: i64,
        timestamp: String,
        reason: Option<String>,
        digest: String,
    },
    Metered {
        connector: i64,
        transaction: Option<i64>,
        energy_wh: Option<i64>,
    },
    Vendor,
    /// None: a status that the standard does not have.
    Firmware(Option<FirmwareStatus>),
    Diagnostics(Option<DiagnosticsStatus>),
}

/// What it is answered.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    BootAccepted { now: i64, heartbeat_s: u32 },
    Time { now: i64 },
    Taken,
    TagAccepted,
    Started { transaction: i64 },
    Stopped,
    UnknownVendor,
}

/// An error answer: its code's name and a description for the charger's log.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault(pub ocpp::CallError);

impl Fault {
    /// What a charger learns of our own troubles.
    pub fn internal() -> Fault {
        Fault(ocpp::CallError::new(ocpp::ErrorCode::InternalError, "try again later"))
    }
}

/// A CALL to be written.
pub struct Request {
    pub action: &'static str,
    pub payload: Value,
}

/// What a CALL's purpose and the command's inputs say on the wire. `None` for what touches no socket.
pub fn request(args: &Args, purpose: &Purpose, location: Option<&SecretText>) -> Option<Request> {
    v16::request(args, purpose, location)
}

/// What an answer means for the command.
pub fn evidence(
    args: &Args,
    purpose: &Purpose,
    answer: Result<Value, ocpp::exchange::RemoteError>,
    after_ms: i64,
    late: bool,
    hide: &Redactor,
) -> Evidence {
    v16::evidence(args, purpose, answer, after_ms, late, hide)
}
