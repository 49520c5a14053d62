//! What a charger's handle can see of it from outside, at any moment.

use std::fmt;

use crate::protocol::Protocol;

/// A snapshot of the charger's state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// The socket is open (and not played dead by `vanish`).
    pub connected: bool,
    /// Connected, and the last BootNotification of this start was accepted.
    pub booted: bool,
    /// How often a BootNotification was accepted.
    pub boots: u64,
    /// How often a socket was opened.
    pub connections: u64,
    /// How often an open socket ended, from either side.
    pub losses: u64,
    /// Why the last attempt to connect failed; `None` after a success.
    pub refusal: Option<Refusal>,
    /// The close frame that ended the last socket, where the Csms sent one.
    pub close: Option<Close>,
    /// The version that BootNotification reports.
    pub firmware: String,
    /// What the Csms chose for the present connection, or for the last one.
    pub protocol: Option<Protocol>,
    /// The last answer to a BootNotification of this start.
    pub registration: Option<Registration>,
}

/// What a BootNotification is answered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registration {
    Accepted,
    /// The charger answers, and says only what it is asked to.
    Pending,
    /// The charger neither says nor answers anything before its next BootNotification.
    Rejected,
}

/// Why a connection did not come about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The server answered the handshake with another status than 101.
    Http(u16),
    /// No such server, a broken handshake, or no answer in time.
    Unreachable(String),
}

/// A close frame from the Csms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Close {
    pub code: u16,
    pub reason: String,
}

impl Refusal {
    /// The HTTP status, where there was one.
    pub fn http(&self) -> Option<u16> {
        match self {
            Refusal::Http(status) => Some(*status),
            Refusal::Unreachable(_) => None,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Http(status) => write!(f, "the server answered {status}"),
            Refusal::Unreachable(why) => write!(f, "the server was not reached: {why}"),
        }
    }
}
