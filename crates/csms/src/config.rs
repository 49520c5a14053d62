//! What the backend is told at its start: where its data lies, where chargers connect, and every bound.

use crate::clock::Clock;
use crate::signers::{Objection, Signers};
use actions::{Signing, Waits};
use model::{FileProtocol, HostProtocols, Share};
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
    /// The address that chargers are told, `wss://ocpp.example.com`, where it is another.
    pub chargers_url: Option<String>,
    /// The console or this listener is reached in the clear from other machines; every page says so.
    pub plaintext: bool,
    /// Hosts in operators' URLs that are taken although they are this machine.
    pub allow_url_hosts: Vec<String>,
    /// Where chargers reach the file host.
    pub host: HostAddresses,
    /// A program that is given each file that comes in; what it does not end well on is held back.
    pub scan: Option<PathBuf>,
    /// Who may sign firmware; none: anybody, and it need not be signed.
    pub signers: Option<Signers>,
    /// A charger's settings are read by themselves after the first boot of a version, unless it is not to be asked.
    pub reads_settings: bool,
    pub deadlines: Deadlines,
    pub limits: Limits,
    /// What everything goes by.
    pub clock: Clock,
}

impl Config {
    pub fn new(data: impl Into<PathBuf>) -> Self {
        Self {
            data: data.into(),
            demo: false,
            chargers: SocketAddr::from(([127, 0, 0, 1], 9000)),
            chargers_url: None,
            plaintext: false,
            allow_url_hosts: Vec::new(),
            host: HostAddresses::default(),
            scan: None,
            signers: None,
            reads_settings: true,
            deadlines: Deadlines::default(),
            limits: Limits::default(),
            clock: Clock::default(),
        }
    }

    /// Why firmware with this signature, or without one, is neither taken nor sent; none where nobody has said who may sign.
    pub(crate) fn objection(&self, signing: Option<&Signing>) -> Option<Objection> {
        self.signers.as_ref()?.objection(signing)
    }
}

/// Where chargers reach the file host. An address that is missing is a protocol that is not offered.
#[derive(Clone, Debug, Default)]
pub struct HostAddresses {
    /// `https://files.example.com` or `http://127.0.0.1:9001`, without a slash at the end.
    pub web: Option<String>,
    /// `files.example.com:2121`.
    pub ftp: Option<String>,
    /// FTP can be encrypted.
    pub ftps: bool,
}

impl HostAddresses {
    /// What is offered, the preferred first.
    pub fn hosting(&self) -> HostProtocols {
        let offers = |protocol: &FileProtocol| match protocol {
            FileProtocol::Https => self.web.as_ref().is_some_and(|web| web.starts_with("https://")),
            FileProtocol::Http => self.web.as_ref().is_some_and(|web| web.starts_with("http://")),
            FileProtocol::Ftps => self.ftp.is_some() && self.ftps,
            FileProtocol::Ftp => self.ftp.is_some(),
        };
        HostProtocols(FileProtocol::ALL.into_iter().filter(offers).collect())
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
    /// How far a file that comes here may be behind the charger's word that it was uploaded.
    pub arrival: Duration,
    /// How long an order may wait for its turn on the socket.
    pub queue: Duration,
    /// How long a reboot may wait for charging sessions to end.
    pub sessions: Duration,
    /// Between two parts of a charger's configuration.
    pub configuration: Duration,
    /// Nothing heard for so long in the middle of an update or an upload: it is asked, where its model has no history here.
    pub silence: Duration,
}

/// A silence is no shorter than this, however lively the model usually is.
const SILENCE_LEAST: Duration = Duration::from_secs(60);

impl Deadlines {
    /// The same in milliseconds, for what a command's life goes by.
    pub(crate) fn waits(&self) -> Waits {
        let ms = |wait: Duration| i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
        Waits {
            reboot: ms(self.reboot),
            firmware: ms(self.firmware),
            diagnostics: ms(self.diagnostics),
            arrival: ms(self.arrival),
            configuration: ms(self.configuration),
            sessions: ms(self.sessions),
        }
    }

    /// The silence after which a charger is asked how far it is, in milliseconds: half as long again as its model's usual longest.
    pub(crate) fn silence(&self, usual_ms: Option<i64>) -> i64 {
        let ms = |span: Duration| i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
        match usual_ms {
            None => ms(self.silence),
            Some(usual) => usual.saturating_add(usual / 2).max(ms(SILENCE_LEAST.min(self.silence))),
        }
    }
}

impl Default for Deadlines {
    fn default() -> Self {
        Self {
            call: Duration::from_secs(30),
            reboot: Duration::from_secs(5 * 60),
            firmware: Duration::from_secs(60 * 60),
            diagnostics: Duration::from_secs(30 * 60),
            arrival: Duration::from_secs(10),
            queue: Duration::from_secs(10 * 60),
            sessions: Duration::from_secs(24 * 3600),
            configuration: Duration::from_secs(2 * 60),
            silence: Duration::from_secs(10 * 60),
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
    /// Nothing received for so long: offline, where the charger has answered a ping on this connection.
    pub silence: Duration,
    /// One that never has is measured by its heartbeat interval instead, and has at least so long.
    pub quiet: Duration,
    /// Nothing is sent to a charger before its first message on a socket, or before so long has passed.
    pub first_word: Duration,
    /// What chargers are told in BootNotification.conf.
    pub heartbeat: Duration,
    /// Until a charger that is not accepted may boot again.
    pub boot_retry: Duration,
    /// CALLs that may wait per charger.
    pub open_commands: usize,
    /// Unreadable messages in a row before the socket is closed with 1002.
    pub bad_messages: u32,
    /// The trace is kept so long, and so large at most.
    pub trace_age: Duration,
    pub trace_bytes: u64,
    /// Bytes of one file that a charger puts here.
    pub upload_bytes: u64,
    /// Bytes of one firmware image.
    pub firmware_bytes: u64,
    /// Bytes that an organisation's archives take, and as many its images.
    pub organisation_bytes: u64,
    /// Bytes of the disk that are left free.
    pub disk_free: u64,
    /// What chargers put here is kept so long.
    pub archive_age: Duration,
    /// A one-time address counts so long at most.
    pub link_age: Duration,
}

impl Limits {
    /// How much of an organisation's room so many bytes take.
    pub(crate) fn share(&self, taken: i64) -> Share {
        Share { taken, most: i64::try_from(self.organisation_bytes).unwrap_or(i64::MAX) }
    }

    /// What chargers put here is kept so long, in milliseconds.
    pub(crate) fn archives_kept_ms(&self) -> i64 {
        i64::try_from(self.archive_age.as_millis()).unwrap_or(i64::MAX)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            message_bytes: 256 * 1024,
            connections: 20_000,
            handshake: Duration::from_secs(10),
            ping: Duration::from_secs(20),
            silence: Duration::from_secs(45),
            quiet: Duration::from_secs(90),
            first_word: Duration::from_secs(3),
            heartbeat: Duration::from_secs(300),
            boot_retry: Duration::from_secs(60),
            open_commands: 32,
            bad_messages: 50,
            trace_age: Duration::from_secs(30 * 24 * 3600),
            trace_bytes: 2 * 1024 * 1024 * 1024,
            upload_bytes: 64 * 1024 * 1024,
            firmware_bytes: 1024 * 1024 * 1024,
            organisation_bytes: 10 * 1024 * 1024 * 1024,
            disk_free: 256 * 1024 * 1024,
            archive_age: Duration::from_secs(30 * 24 * 3600),
            link_age: Duration::from_secs(24 * 3600),
        }
    }
}
