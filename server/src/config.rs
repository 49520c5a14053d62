//! What `chargehand serve` is told, by flags, environment variables and a TOML file, in that order of precedence.

#![allow(rustdoc::bare_urls, reason = "what stands over the settings is the text of --help")]

mod values;

pub use values::{Level, Listen, PortRange};

use crate::span::Span;
use clap::Args;
use csms::{Deadlines, Limits, Signers};
use serde::Deserialize;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Largest configuration file read, in bytes.
const FILE_MAX: u64 = 1024 * 1024;

/// Characters of the public address of files, so that one-time addresses below it stay short.
const PUBLIC_MAX: usize = 80;

/// Declares each setting once: its flag, its variable and its key in the file, and how a file stands in for what is missing.
macro_rules! settings {
    ($($(#[doc = $doc:literal])+ $(@$arg:meta)? $name:ident: $type:ty,)*) => {
        /// The settings as given; whatever is missing falls back to the file and then to the default.
        #[derive(Args, Clone, Debug, Default, Deserialize)]
        #[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
        pub struct Settings {
            $($(#[doc = $doc])+ $(#[$arg])? pub $name: Option<$type>,)*
        }

        impl Settings {
            fn or(self, file: Settings) -> Settings {
                Settings { $($name: self.$name.or(file.$name),)* }
            }
        }
    };
}

settings! {
    /// Folder that holds the database and the key file; made if it is not there [default: data, with --demo: demo]
    @arg(long, env = "CHARGEHAND_DATA", value_name = "FOLDER")
    data: PathBuf,
    /// Where the console listens; port 0 takes a free one [default: 127.0.0.1:3000]
    @arg(long, env = "CHARGEHAND_CONSOLE", value_name = "ADDRESS:PORT")
    console: SocketAddr,
    /// Where chargers connect; port 0 takes a free one [default: 127.0.0.1:9000]
    @arg(long, env = "CHARGEHAND_CHARGERS", value_name = "ADDRESS:PORT")
    chargers: SocketAddr,
    /// The address under which chargers reach --chargers, by way of a proxy or another name, as wss://ocpp.example.com
    @arg(long, env = "CHARGEHAND_CHARGERS_URL", value_name = "URL")
    chargers_url: String,
    /// Where chargers fetch firmware and put diagnostics over HTTP; port 0 takes a free one; "off" for none [default: 127.0.0.1:9001]
    @arg(long, env = "CHARGEHAND_FILES", value_name = "ADDRESS:PORT|off")
    files: Listen,
    /// The address under which chargers reach --files, by way of a proxy or another name, as https://files.example.com
    @arg(long, env = "CHARGEHAND_PUBLIC_URL", value_name = "URL")
    public_url: String,
    /// Certificates (PEM) with which --files speaks HTTPS instead of HTTP; read again when the file changes
    @arg(long, env = "CHARGEHAND_FILES_CERTIFICATE", value_name = "FILE")
    files_certificate: PathBuf,
    /// The private key (PEM) that belongs to --files-certificate
    @arg(long, env = "CHARGEHAND_FILES_KEY", value_name = "FILE")
    files_key: PathBuf,
    /// Where chargers fetch and put files over FTP; off unless given
    @arg(long, env = "CHARGEHAND_FTP", value_name = "ADDRESS:PORT|off")
    ftp: Listen,
    /// The host, or address, under which chargers reach --ftp, and its port where that is another [default: where it listens]
    @arg(long, env = "CHARGEHAND_FTP_HOST", value_name = "HOST[:PORT]")
    ftp_host: String,
    /// Ports for the data connections of FTP, which chargers open too [default: 50000-50199]
    @arg(long, env = "CHARGEHAND_FTP_PASSIVE", value_name = "FROM-TO")
    ftp_passive: PortRange,
    /// Certificates (PEM) with which FTP is offered encrypted as well, as ftps
    @arg(long, env = "CHARGEHAND_FTP_CERTIFICATE", value_name = "FILE")
    ftp_certificate: PathBuf,
    /// The private key (PEM) that belongs to --ftp-certificate
    @arg(long, env = "CHARGEHAND_FTP_KEY", value_name = "FILE")
    ftp_key: PathBuf,
    /// How much is told on standard error [default: info]
    @arg(long, env = "CHARGEHAND_LOG", value_name = "LEVEL")
    log: Level,
    /// An address under which browsers reach the console by way of a proxy, as https://console.example.com; repeatable
    @arg(long, env = "CHARGEHAND_CONSOLE_ORIGIN", value_name = "URL", value_delimiter = ',')
    console_origin: Vec<String>,
    /// Lets console and chargers listen beyond this machine without TLS; every page then says so
    @arg(long, env = "CHARGEHAND_ALLOW_PLAINTEXT", num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "true|false")
    allow_plaintext: bool,
    /// Takes URLs with this host although it is this machine or link-local; repeatable
    @arg(long, env = "CHARGEHAND_ALLOW_URL_HOST", value_name = "HOST", value_delimiter = ',')
    allow_url_host: Vec<String>,
    /// Runs a demo in a data folder of its own, with simulated chargers
    @arg(long, env = "CHARGEHAND_DEMO", num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "true|false")
    demo: bool,
    /// How long a charger may take to answer [default: 30s]
    @arg(long, env = "CHARGEHAND_CALL_TIMEOUT", value_name = "TIME")
    call_timeout: Span,
    /// How long an order may wait for its turn on the charger's socket [default: 10m]
    @arg(long, env = "CHARGEHAND_QUEUE_TIMEOUT", value_name = "TIME")
    queue_timeout: Span,
    /// From the order of a reboot to the boot [default: 5m]
    @arg(long, env = "CHARGEHAND_REBOOT_DEADLINE", value_name = "TIME")
    reboot_deadline: Span,
    /// From the last sign of a firmware update's progress to its verdict [default: 60m]
    @arg(long, env = "CHARGEHAND_FIRMWARE_DEADLINE", value_name = "TIME")
    firmware_deadline: Span,
    /// From the last sign of a diagnostics upload's progress to its verdict [default: 30m]
    @arg(long, env = "CHARGEHAND_DIAGNOSTICS_DEADLINE", value_name = "TIME")
    diagnostics_deadline: Span,
    /// How long a reboot may wait for charging sessions to end [default: 24h]
    @arg(long, env = "CHARGEHAND_SESSIONS_DEADLINE", value_name = "TIME")
    sessions_deadline: Span,
    /// Between two parts of a charger's configuration while it is being read [default: 2m]
    @arg(long, env = "CHARGEHAND_CONFIGURATION_DEADLINE", value_name = "TIME")
    configuration_deadline: Span,
    /// A charger that says nothing for so long in the middle of an update or an upload is asked how far it is; its model's own
    /// history counts where there is enough [default: 10m]
    @arg(long, env = "CHARGEHAND_ASK_AFTER", value_name = "TIME")
    ask_after: Span,
    /// Reads a charger's configuration by itself after the first boot of a version [default: true]
    @arg(long, env = "CHARGEHAND_READ_CONFIGURATION", num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "true|false")
    read_configuration: bool,
    /// Largest message of a charger in bytes; a larger one closes its socket [default: 262144]
    @arg(long, env = "CHARGEHAND_LIMIT_MESSAGE_BYTES", value_name = "BYTES")
    limit_message_bytes: usize,
    /// Sockets of chargers open or opening at once [default: 20000]
    @arg(long, env = "CHARGEHAND_LIMIT_CONNECTIONS", value_name = "NUMBER")
    limit_connections: usize,
    /// From accepting a charger's socket to the end of its handshake [default: 10s]
    @arg(long, env = "CHARGEHAND_LIMIT_HANDSHAKE", value_name = "TIME")
    limit_handshake: Span,
    /// Between pings to a charger [default: 20s]
    @arg(long, env = "CHARGEHAND_LIMIT_PING", value_name = "TIME")
    limit_ping: Span,
    /// A charger that sends nothing for so long is offline [default: 45s]
    @arg(long, env = "CHARGEHAND_LIMIT_SILENCE", value_name = "TIME")
    limit_silence: Span,
    /// The heartbeat interval that chargers are told at their boot, whole seconds [default: 5m]
    @arg(long, env = "CHARGEHAND_LIMIT_HEARTBEAT", value_name = "TIME")
    limit_heartbeat: Span,
    /// Until a charger that is held back may boot again, whole seconds [default: 1m]
    @arg(long, env = "CHARGEHAND_LIMIT_BOOT_RETRY", value_name = "TIME")
    limit_boot_retry: Span,
    /// Messages that may wait for one charger [default: 32]
    @arg(long, env = "CHARGEHAND_LIMIT_OPEN_COMMANDS", value_name = "NUMBER")
    limit_open_commands: usize,
    /// Unreadable messages in a row before a charger's socket is closed [default: 50]
    @arg(long, env = "CHARGEHAND_LIMIT_BAD_MESSAGES", value_name = "NUMBER")
    limit_bad_messages: u32,
    /// The trace is kept for so long at most [default: 720h]
    @arg(long, env = "CHARGEHAND_LIMIT_TRACE_AGE", value_name = "TIME")
    limit_trace_age: Span,
    /// The trace is kept up to so many bytes [default: 2147483648]
    @arg(long, env = "CHARGEHAND_LIMIT_TRACE_BYTES", value_name = "BYTES")
    limit_trace_bytes: u64,
    /// Takes firmware only that is signed by one of these certificates (PEM), or by one that they issued
    @arg(long, env = "CHARGEHAND_FIRMWARE_SIGNERS", value_name = "FILE")
    firmware_signers: PathBuf,
    /// A program that is given each file that comes in, such as a virus scanner; what it does not end well on (with 0) is held back
    @arg(long, env = "CHARGEHAND_SCAN", value_name = "PROGRAM")
    scan: PathBuf,
    /// Largest file that a charger puts here, in bytes [default: 67108864]
    @arg(long, env = "CHARGEHAND_LIMIT_UPLOAD_BYTES", value_name = "BYTES")
    limit_upload_bytes: u64,
    /// Largest firmware image in bytes [default: 1073741824]
    @arg(long, env = "CHARGEHAND_LIMIT_FIRMWARE_BYTES", value_name = "BYTES")
    limit_firmware_bytes: u64,
    /// Bytes that an organisation's archives take at most, and as many its firmware [default: 10737418240]
    @arg(long, env = "CHARGEHAND_LIMIT_ORGANISATION_BYTES", value_name = "BYTES")
    limit_organisation_bytes: u64,
    /// Bytes of the disk that files leave free [default: 268435456]
    @arg(long, env = "CHARGEHAND_LIMIT_DISK_FREE", value_name = "BYTES")
    limit_disk_free: u64,
    /// What chargers put here is kept for so long [default: 720h]
    @arg(long, env = "CHARGEHAND_LIMIT_ARCHIVE_AGE", value_name = "TIME")
    limit_archive_age: Span,
    /// The built site, for work on it; cargo xtask site makes it
    @arg(long, env = "CHARGEHAND_SITE", value_name = "FOLDER", hide = true)
    site: PathBuf,
}

/// How the file host is reached.
#[derive(Clone, Debug)]
pub struct FileDoors {
    /// Over HTTP; none: shut.
    pub web: Option<SocketAddr>,
    /// Certificates and key; with them it is HTTPS.
    pub web_tls: Option<(PathBuf, PathBuf)>,
    /// Without a slash at the end.
    pub public_url: Option<String>,
    /// Over FTP; none: shut.
    pub ftp: Option<SocketAddr>,
    /// `HOST` or `HOST:PORT`.
    pub ftp_host: Option<String>,
    pub ftp_passive: PortRange,
    /// Certificates and key.
    pub ftps: Option<(PathBuf, PathBuf)>,
}

/// Everything settled: what the server runs by.
#[derive(Clone, Debug)]
pub struct Config {
    pub csms: csms::Config,
    pub console: SocketAddr,
    /// Under which address chargers reach theirs, without a slash at the end; none: where it listens.
    pub chargers_url: Option<String>,
    pub files: FileDoors,
    /// Origins besides the console's own, as browsers write them.
    pub console_origins: Vec<String>,
    pub log: Level,
    /// Where the site lies, where it is not in the binary.
    pub site: Option<PathBuf>,
}

/// Settings that cannot be, in a sentence for whoever gave them.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum ConfigError {
    #[error("the configuration file {path} cannot be read: {why}")]
    File { path: String, why: String },
    #[error(
        "{address} is reachable from other machines, and without TLS everything is sent in the clear: give --allow-plaintext if that is meant, or listen on 127.0.0.1 (files have --files-certificate)"
    )]
    Plaintext { address: SocketAddr },
    #[error("--console-origin {0} is not an origin such as https://console.example.com")]
    Origin(String),
    #[error("--chargers-url {0} is not an address such as wss://ocpp.example.com")]
    ChargersUrl(String),
    #[error("--public-url {0} is not an address such as https://files.example.com, of at most {PUBLIC_MAX} characters")]
    PublicUrl(String),
    #[error("--ftp-host {0} is not a host such as files.example.com or files.example.com:2121")]
    FtpHost(String),
    #[error("--public-url {0} is not encrypted, but with --files-certificate files are: write https://")]
    PublicUrlScheme(String),
    #[error("--console-origin names {0} both with http and with https; name the one that browsers use")]
    TwoSchemes(String),
    #[error("--{0} and --{1} belong together")]
    Half(&'static str, &'static str),
    #[error("--firmware-signers {path} cannot be used: {why}")]
    Signers { path: String, why: String },
    #[error("--{0} must be above zero")]
    Zero(&'static str),
    #[error("--limit-ping must be shorter than --limit-silence, or chargers that are alive count as offline")]
    PingAfterSilence,
    #[error("--limit-heartbeat and --limit-boot-retry must be a second or more")]
    Heartbeat,
}

impl Settings {
    /// What the file says; nothing without a file.
    pub fn read(file: Option<&Path>) -> Result<Self, ConfigError> {
        let Some(path) = file else { return Ok(Self::default()) };
        let error = |why: String| ConfigError::File { path: path.display().to_string(), why };
        let length = std::fs::metadata(path).map_err(|e| error(e.to_string()))?.len();
        if length > FILE_MAX {
            return Err(error("it is larger than 1 MiB".to_owned()));
        }
        let text = std::fs::read_to_string(path).map_err(|e| error(e.to_string()))?;
        toml::from_str(&text).map_err(|e| error(e.to_string().trim_end().to_owned()))
    }

    /// Settles flags and variables over the file over the defaults.
    pub fn settle(self, file: Settings) -> Result<Config, ConfigError> {
        let given = self.or(file);
        let demo = given.demo.unwrap_or(false);
        let loopback = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let console = given.console.unwrap_or(loopback(3000));
        let chargers = given.chargers.unwrap_or(loopback(9000));
        let files = given.file_doors(demo)?;
        let plain_files = files.web.filter(|_| files.web_tls.is_none());
        let doors = [Some(console), Some(chargers), plain_files, files.ftp];
        let open = doors.into_iter().flatten().find(|address| !is_loopback(address.ip()));
        if let Some(address) = open
            && !given.allow_plaintext.unwrap_or(false)
        {
            return Err(ConfigError::Plaintext { address });
        }
        let data = given.data.clone().unwrap_or_else(|| default_data(demo));
        let chargers_url = given.chargers_url.as_deref().map(|url| url.trim_end_matches('/').to_owned());
        if let Some(url) = chargers_url.as_ref().filter(|url| !has_scheme(url, ["ws://", "wss://"])) {
            return Err(ConfigError::ChargersUrl(url.clone()));
        }
        let config = csms::Config {
            demo,
            chargers,
            chargers_url: chargers_url.clone(),
            plaintext: open.is_some(),
            allow_url_hosts: given.allow_url_host.clone().unwrap_or_default(),
            scan: given.scan.clone(),
            signers: given.firmware_signers.as_deref().map(signers).transpose()?,
            reads_settings: given.read_configuration.unwrap_or(true),
            deadlines: given.deadlines(),
            limits: given.limits()?,
            ..csms::Config::new(data)
        };
        let console_origins = given.console_origin.unwrap_or_default();
        if let Some(bad) = console_origins.iter().find(|origin| !is_origin(origin)) {
            return Err(ConfigError::Origin(bad.clone()));
        }
        // The host of a request would not tell by which of them it came.
        let mut plain = console_origins.iter().filter_map(|origin| origin.strip_prefix("http://"));
        if let Some(host) = plain.find(|host| console_origins.contains(&format!("https://{host}"))) {
            return Err(ConfigError::TwoSchemes(host.to_owned()));
        }
        Ok(Config {
            csms: config,
            console,
            chargers_url,
            files,
            console_origins,
            log: given.log.unwrap_or_default(),
            site: given.site,
        })
    }

    fn file_doors(&self, demo: bool) -> Result<FileDoors, ConfigError> {
        let at = |listen: Option<Listen>, usual: Option<u16>| match listen {
            Some(Listen::At(address)) => Some(address),
            Some(Listen::Off) => None,
            None => usual.map(|port| SocketAddr::from((Ipv4Addr::LOCALHOST, port))),
        };
        let pair = |certificate: &Option<PathBuf>, key: &Option<PathBuf>, names: (&'static str, &'static str)| match (
            certificate.clone(),
            key.clone(),
        ) {
            (Some(certificate), Some(key)) => Ok(Some((certificate, key))),
            (None, None) => Ok(None),
            (Some(_), None) | (None, Some(_)) => Err(ConfigError::Half(names.0, names.1)),
        };
        let ftps = pair(&self.ftp_certificate, &self.ftp_key, ("ftp-certificate", "ftp-key"))?;
        let web_tls = pair(&self.files_certificate, &self.files_key, ("files-certificate", "files-key"))?;
        let public_url = self.public_url.as_deref().map(|url| url.trim_end_matches('/').to_owned());
        if let Some(url) = public_url.as_ref().filter(|url| !is_origin(url) || url.len() > PUBLIC_MAX) {
            return Err(ConfigError::PublicUrl(url.clone()));
        }
        if let Some(url) = public_url.as_ref().filter(|url| web_tls.is_some() && url.starts_with("http://")) {
            return Err(ConfigError::PublicUrlScheme(url.clone()));
        }
        if let Some(host) = self.ftp_host.as_ref().filter(|host| !is_origin(&format!("http://{host}"))) {
            return Err(ConfigError::FtpHost(host.clone()));
        }
        Ok(FileDoors {
            web: at(self.files, Some(9001)),
            web_tls,
            public_url,
            // The demo shows both ways.
            ftp: at(self.ftp, demo.then_some(2121)),
            ftp_host: self.ftp_host.clone(),
            ftp_passive: self.ftp_passive.unwrap_or(PortRange { from: 50_000, to: 50_199 }),
            ftps,
        })
    }

    fn deadlines(&self) -> Deadlines {
        let usual = Deadlines::default();
        let or = |given: Option<Span>, usual| given.map_or(usual, |span| span.0);
        Deadlines {
            call: or(self.call_timeout, usual.call),
            reboot: or(self.reboot_deadline, usual.reboot),
            firmware: or(self.firmware_deadline, usual.firmware),
            diagnostics: or(self.diagnostics_deadline, usual.diagnostics),
            arrival: usual.arrival,
            queue: or(self.queue_timeout, usual.queue),
            sessions: or(self.sessions_deadline, usual.sessions),
            configuration: or(self.configuration_deadline, usual.configuration),
            silence: or(self.ask_after, usual.silence),
        }
    }

    fn limits(&self) -> Result<Limits, ConfigError> {
        let usual = Limits::default();
        let or = |given: Option<Span>, usual| given.map_or(usual, |span| span.0);
        let limits = Limits {
            message_bytes: self.limit_message_bytes.unwrap_or(usual.message_bytes),
            connections: self.limit_connections.unwrap_or(usual.connections),
            handshake: or(self.limit_handshake, usual.handshake),
            ping: or(self.limit_ping, usual.ping),
            silence: or(self.limit_silence, usual.silence),
            heartbeat: or(self.limit_heartbeat, usual.heartbeat),
            boot_retry: or(self.limit_boot_retry, usual.boot_retry),
            open_commands: self.limit_open_commands.unwrap_or(usual.open_commands),
            bad_messages: self.limit_bad_messages.unwrap_or(usual.bad_messages),
            trace_age: or(self.limit_trace_age, usual.trace_age),
            trace_bytes: self.limit_trace_bytes.unwrap_or(usual.trace_bytes),
            upload_bytes: self.limit_upload_bytes.unwrap_or(usual.upload_bytes),
            firmware_bytes: self.limit_firmware_bytes.unwrap_or(usual.firmware_bytes),
            organisation_bytes: self.limit_organisation_bytes.unwrap_or(usual.organisation_bytes),
            disk_free: self.limit_disk_free.unwrap_or(usual.disk_free),
            archive_age: or(self.limit_archive_age, usual.archive_age),
            link_age: usual.link_age,
            quiet: usual.quiet,
            first_word: usual.first_word,
        };
        let zeros = [
            ("limit-message-bytes", limits.message_bytes == 0),
            ("limit-connections", limits.connections == 0),
            ("limit-open-commands", limits.open_commands == 0),
            ("limit-bad-messages", limits.bad_messages == 0),
            ("limit-trace-bytes", limits.trace_bytes == 0),
            ("limit-upload-bytes", limits.upload_bytes == 0),
            ("limit-firmware-bytes", limits.firmware_bytes == 0),
            ("limit-organisation-bytes", limits.organisation_bytes == 0),
        ];
        if let Some((flag, _)) = zeros.into_iter().find(|(_, zero)| *zero) {
            return Err(ConfigError::Zero(flag));
        }
        if limits.ping >= limits.silence {
            return Err(ConfigError::PingAfterSilence);
        }
        if limits.heartbeat.as_secs() == 0 || limits.boot_retry.as_secs() == 0 {
            return Err(ConfigError::Heartbeat);
        }
        Ok(limits)
    }
}

/// Who may sign firmware, as the file says.
fn signers(path: &Path) -> Result<Signers, ConfigError> {
    let error = |why: String| ConfigError::Signers { path: path.display().to_string(), why };
    let pem = std::fs::read(path).map_err(|e| error(e.to_string()))?;
    Signers::read(&pem).map_err(error)
}

/// The demo never shares a folder with anything real.
fn default_data(demo: bool) -> PathBuf {
    PathBuf::from(if demo { "demo" } else { "data" })
}

/// Also true of loopback addresses in IPv6's clothes.
pub fn is_loopback(ip: IpAddr) -> bool {
    ip.to_canonical().is_loopback()
}

/// A scheme and an authority, as the header `Origin` carries them: lower case, no path, no user.
pub fn is_origin(text: &str) -> bool {
    has_scheme(text, ["http://", "https://"])
}

fn has_scheme(text: &str, schemes: [&str; 2]) -> bool {
    let authority = schemes.into_iter().find_map(|scheme| text.strip_prefix(scheme));
    authority.is_some_and(|authority| {
        !authority.is_empty()
            && authority
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | ':' | '[' | ']'))
    })
}

#[cfg(test)]
mod tests;
