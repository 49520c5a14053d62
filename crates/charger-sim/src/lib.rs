//! A scripted charger for tests and the demo fleet, able to misbehave on purpose; speaks OCPP 1.6 (with and without the
//! security extension), 2.0.1 and 2.1 with the same scripts and the same handle.
//!
//! Built on public crates alone, so that it shares no mistakes with the Csms it talks to. It connects to the Csms and to
//! nothing beyond the machine: files are only *said* to be fetched or uploaded, unless its script has
//! [`Transfers::Real`] and the file is at a loopback address; what is fetched is hashed and never kept.
//!
//! ```no_run
//! # async fn example() {
//! use charger_sim::{AfterReset, Charger, Protocol, Reply, Script};
//! use std::time::Duration;
//!
//! let sim = Charger::new("CP-1")
//!     .url("ws://127.0.0.1:9000/ocpp")
//!     .password("0123456789abcdef")
//!     .speaks(&[Protocol::V201, Protocol::V16])
//!     .script(Script::default().after_reset(AfterReset::StaysUp).reply("ClearCache", Reply::status("Rejected")))
//!     .start()
//!     .await;
//! assert!(sim.wait_booted(Duration::from_secs(5)).await);
//! # }
//! ```

#![deny(unreachable_pub, reason = "what is public is what other crates may use")]

mod behaviour;
mod charger;
mod clock;
mod dial;
mod fleet;
mod handle;
mod knock;
mod lean;
mod line;
mod machine;
mod protocol;
mod script;
mod status;
mod transfer;
mod wire;

pub use behaviour::{Behaviour, UnknownBehaviour};
pub use charger::Charger;
pub use clock::now;
pub use fleet::Fleet;
pub use handle::{CallFailure, Handle, ReceivedCall};
pub use knock::{Knock, KnockAnswer, connect_refused};
pub use lean::{Dial, Lean, LeanReader, LeanWriter, Text};
pub use protocol::{Protocol, UnknownProtocol};
pub use script::{
    AfterReset, DiagnosticsScript, FirmwareScript, FirmwareStep, HardStops, NewVersion, OddFields, ProfilesScript,
    Progress, Reply, ResetScript, ScheduleAnswer, Script, SecondRequest, TransferScript, Transfers, UploadBy,
};
pub use status::{Close, Refusal, Registration, Status};
pub use transfer::{Transfer, TransferDirection};
pub use wire::{Direction, WireEntry};
