//! The command line, which is also how a charger comes back from a reboot.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Parser, ValueEnum};
use url::Url;

#[derive(Clone, Copy, ValueEnum)]
pub enum Version {
    #[value(name = "1.6")]
    V16,
    #[value(name = "2.0.1")]
    V201,
}

impl Version {
    pub fn name(self) -> &'static str {
        match self {
            Self::V16 => "1.6",
            Self::V201 => "2.0.1",
        }
    }

    pub fn subprotocol(self) -> &'static str {
        match self {
            Self::V16 => "ocpp1.6",
            Self::V201 => "ocpp2.0.1",
        }
    }
}

/// A charger of the crate ocpp-charge-point that really fetches firmware, uploads diagnostics and reboots
#[derive(Clone, Parser)]
pub struct Args {
    /// Where the Csms waits, up to the identity, such as <ws://127.0.0.1:9000/ocpp>
    #[arg(long)]
    pub url: Url,
    #[arg(long)]
    pub identity: String,
    /// For HTTP Basic; without one none is sent
    #[arg(long)]
    pub password: Option<String>,
    #[arg(long, value_enum)]
    pub version: Version,
    /// Keeps the firmware that was fetched and what has to survive a reboot
    #[arg(long)]
    pub folder: PathBuf,
    /// The version that runs
    #[arg(long, default_value = "1.0.0")]
    pub firmware: String,
    /// The version that runs after an update whose image does not say its own in the first line, as "version: 2.0.0"
    #[arg(long)]
    pub after: Option<String>,
}

impl Args {
    /// The same command line again, with other firmware.
    pub fn with_firmware(&self, firmware: &str) -> Vec<OsString> {
        let mut words: Vec<OsString> = vec!["--url".into(), self.url.as_str().into()];
        words.extend(["--identity".into(), self.identity.as_str().into()]);
        if let Some(password) = &self.password {
            words.extend(["--password".into(), password.into()]);
        }
        words.extend(["--version".into(), self.version.name().into()]);
        words.extend(["--folder".into(), self.folder.as_os_str().into()]);
        words.extend(["--firmware".into(), firmware.into()]);
        if let Some(after) = &self.after {
            words.extend(["--after".into(), after.into()]);
        }
        words
    }
}
