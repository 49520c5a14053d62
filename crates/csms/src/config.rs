//! What the backend is told at its start: where its data lies, where chargers connect, and every bound.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

#[derive(Clone, Debug)]
pub struct Config {
    /// Holds the database and the key file; made if it is not there.
    pub data: PathBuf,
    /// A demo folder is marked, refuses any other, and is refused without this.
    pub demo: bool,
    /// Where chargers connect. Port 0 takes a free one.
    pub chargers: SocketAddr,
    /// The console or this listener is reached in the clear from other machines; every page says so.
    pub plaintext: bool,
    /// Hosts in operators' URLs that are taken although they are this machine.
    pub allow_url_hosts: Vec<String>,
    pub deadlines: Deadlines,
    pub limits: Limits,
}

impl Config {
    pub fn new(data: impl Into<PathBuf>) -> Self {
        Self {
            data: data.into(),
            demo: false,
            chargers: SocketAddr::from(([127, 0, 0, 1], 9000)),
            plaintext: false,
            allow_url_hosts: Vec::new(),
            deadlines: Deadlines::default(),
            limits: Limits::default(),
        }
    }
}

/// How long is waited for an answer, and for an effect.
#[derive(Clone, Copy, Debug)]
pub struct Deadlines {
    /// From the CALL to its answer.
    pub call: Duration,
    /// From the order to the boot.
    pub reboot: Duration,
    /// From the last sign of progress to the verdict.
    pub firmware: Duration,
    pub diagnostics: Duration,
    /// How long an order may wait for its turn on the socket.
    pub queue: Duration,
}

impl Default for Deadlines {
    fn default() -> Self {
        Self {
            call: Duration::from_secs(30),
            reboot: Duration::from_secs(5 * 60),
            firmware: Duration::from_secs(60 * 60),
            diagnostics: Duration::from_secs(30 * 60),
            queue: Duration::from_secs(10 * 60),
        }
    }
}

/// The bounds of the chargers' sockets and of what is kept.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Largest message in bytes; a larger one closes the socket with 1009.
    pub message_bytes: usize,
    /// Sockets open or opening at once.
    pub connections: usize,
    /// From accepting a socket to the end of its handshake.
    pub handshake: Duration,
    /// Between our pings.
    pub ping: Duration,
    /// Nothing received for so long: offline.
    pub silence: Duration,
    /// What chargers are told in BootNotification.conf.
    pub heartbeat: Duration,
    /// Commands without a verdict per charger.
    pub open_commands: usize,
    /// Unreadable messages in a row before the socket is closed with 1002.
    pub bad_messages: u32,
    /// The trace is kept so long, and so large at most.
    pub trace_age: Duration,
    pub trace_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            message_bytes: 256 * 1024,
            connections: 20_000,
            handshake: Duration::from_secs(10),
            ping: Duration::from_secs(20),
            silence: Duration::from_secs(45),
            heartbeat: Duration::from_secs(300),
            open_commands: 32,
            bad_messages: 50,
            trace_age: Duration::from_secs(30 * 24 * 3600),
            trace_bytes: 2 * 1024 * 1024 * 1024,
        }
    }
}
