//! Where the settings of a command are: the data folder, and a file.

use crate::config::{Config, ConfigError, Settings};
use clap::{Args, ValueEnum};
use std::net::SocketAddr;
use std::path::PathBuf;

/// A file of the same settings, its keys the flags without their dashes.
#[derive(Args, Debug)]
pub struct File {
    /// A TOML file with settings; flags and variables win over it
    #[arg(long, env = "CHARGEHAND_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// Which data folder is meant; a server may be running on it.
#[derive(Args, Debug)]
pub struct DataFolder {
    /// Folder that holds the database and the key file [default: data, with --demo: demo]
    #[arg(long, env = "CHARGEHAND_DATA", value_name = "FOLDER")]
    data: Option<PathBuf>,
    /// Where the server's chargers connect, for the address that is printed [default: as the running server has it, or 127.0.0.1:9000]
    #[arg(long, env = "CHARGEHAND_CHARGERS", value_name = "ADDRESS:PORT")]
    chargers: Option<SocketAddr>,
    /// The data folder is that of a demo
    #[arg(long, env = "CHARGEHAND_DEMO", num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "true|false")]
    demo: Option<bool>,
    #[command(flatten)]
    file: File,
}

/// What a command runs by.
pub struct FolderConfig {
    pub config: Config,
    /// Somebody has said where chargers connect.
    pub chargers_named: bool,
}

impl DataFolder {
    /// The configuration: the file's settings where neither flag nor variable says otherwise.
    pub fn settle(self) -> Result<FolderConfig, ConfigError> {
        let file = Settings::read(self.file.config.as_deref())?;
        let given = Settings {
            data: self.data,
            chargers: self.chargers,
            demo: self.demo,
            // Nothing listens here, so nothing needs to be allowed.
            allow_plaintext: Some(true),
            ..Settings::default()
        };
        // Port 0 is none that could be entered in a charger.
        let chargers_named =
            file.chargers_url.is_some() || given.chargers.or(file.chargers).is_some_and(|address| address.port() != 0);
        Ok(FolderConfig { config: given.settle(file)?, chargers_named })
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Answer {
    Yes,
    No,
}
