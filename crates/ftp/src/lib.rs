//! FTP as chargers speak it, from the server's side and without any I/O: bytes of the control connection and what the driver has
//! seen go in, replies and wishes come out. RFC 959, 2228 and 4217 (TLS), 2428 (EPSV), 3659 (SIZE, MDTM, MLST, REST).
//!
//! Replies come in the order of the commands, however many stand in one packet: a command is looked at only when the one before
//! it has its reply. Nothing that a client says ends a session but QUIT and wrong logins.

#![deny(unreachable_pub, reason = "what is public is what other crates may use")]
#![cfg_attr(
    not(test),
    deny(clippy::wildcard_enum_match_arm, reason = "a new variant is looked at wherever it matters")
)]

mod command;
mod lines;
mod listing;
mod path;
mod reply;
mod session;

pub use lines::{BACKLOG_MAX, LINE_MAX};
pub use listing::Entry;
pub use path::PATH_MAX;
pub use session::{
    Access, Event, LOGIN_TRIES, LoginRefusal, Output, Session, Setup, Start, Transfer, TransferEnd, TransferRefusal,
    UnmetRequest, Wish,
};
